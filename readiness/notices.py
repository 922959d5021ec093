"""When somebody is told of a refresher: 90 and 30 days before it is due, on the day, then monthly.

See "Letters" in docs/rules.md.
"""

from __future__ import annotations

from datetime import date, timedelta

from readiness.dates import ONE_DAY, add_months

DAYS_BEFORE = (90, 30, 0)
"""Days before the due day on which somebody is told (local policy); after it monthly."""

KNOWN_DAYS = 30
"""What lapsed more days than these before Muster knew of it is told to nobody (local policy)."""


def notice_on(due_on: date, on: date) -> date | None:
    """The nearest notice no later than a day: those before it are told no more. None before the first."""
    if on < due_on:
        before = [due_on - timedelta(days=days) for days in DAYS_BEFORE]
        return max((day for day in before if day <= on), default=None)
    months = 12 * (on.year - due_on.year) + on.month - due_on.month
    latest = add_months(due_on, months)
    return latest if latest <= on else add_months(due_on, months - 1)


def next_notice(due_on: date, after: date) -> date:
    """The first notice after a day. Raises ValueError past the year 9999."""
    if after < due_on:
        return min(day for days in DAYS_BEFORE if (day := due_on - timedelta(days=days)) > after)
    latest = notice_on(due_on, after)
    assert latest is not None
    months = 12 * (latest.year - due_on.year) + latest.month - due_on.month
    return add_months(due_on, months + 1)


def is_old_news(due_on: date, known_on: date) -> bool:
    """Whether it lapsed so long before Muster knew of it that nobody is told."""
    return due_on + KNOWN_DAYS * ONE_DAY < known_on
