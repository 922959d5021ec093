"""When an item of a checklist is called to mind, and when one that comes again is due next.

14 and 3 days before its due day, on the day, then weekly (local policy). See "Checklists" in docs/rules.md.
"""

from __future__ import annotations

from datetime import date, timedelta

from readiness.dates import add_months, end_of_month

DAYS_BEFORE = (14, 3, 0)
"""Days before the due day on which an item's owner is reminded; after it weekly."""

WEEK = timedelta(days=7)


def reminder_on(due_on: date, on: date, snoozed_until: date | None = None) -> date | None:
    """The nearest reminder no later than a day: those before it are given no more. None before the first.

    None comes before the day a reminder was put off to, and one comes on that day.
    """
    if snoozed_until is not None and on < snoozed_until:
        return None
    return max((day for day in (_latest(due_on, on), snoozed_until) if day is not None), default=None)


def next_due(due_on: date, months: int, day: int, closed_on: date) -> date:
    """When something due every so many months is due next: the first such day after it was due and closed.

    `day` is that of the month, or the month's last where it has no such day: the 31st stays the 31st after a
    short month. Raises ValueError past the year 9999, or for no months.
    """
    if months < 1:
        raise ValueError(f"not every {months} months")
    last = max(due_on, closed_on)
    passed = max(12 * (last.year - due_on.year) + last.month - due_on.month, 0)
    turn = passed // months
    while (found := _on_day(add_months(due_on.replace(day=1), turn * months), day)) <= last:
        turn += 1
    return found


def _latest(due_on: date, on: date) -> date | None:
    if on >= due_on:
        return due_on + (on - due_on) // WEEK * WEEK
    before = [due_on - timedelta(days=days) for days in DAYS_BEFORE]
    return max((day for day in before if day <= on), default=None)


def _on_day(month: date, day: int) -> date:
    return month.replace(day=min(day, end_of_month(month).day))
