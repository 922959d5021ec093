"""Arithmetic on calendar dates, the one way every rule does it."""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta

ONE_DAY = timedelta(days=1)
FARTHEST = timedelta(days=3660)
"""Ten years: nothing is planned for a day further ahead."""
SHORTEST_MONTH = 28
"""Days that every month has."""


def add_months(day: date, months: int) -> date:
    """`day` so many months later (or earlier), clamped to the end of the month.

    29 Feb 2024 + 12 months = 28 Feb 2025. Raises ValueError past the year 9999.
    """
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    if day.day <= SHORTEST_MONTH:
        return date(year, month + 1, day.day)
    last = monthrange(year, month + 1)[1] if MINYEAR <= year <= MAXYEAR else 1
    return date(year, month + 1, min(day.day, last))


def months_before(day: date, months: int) -> date:
    """The day so many months earlier, of months that there are: there is none before the year 1."""
    return add_months(day, -min(months, 12 * (day.year - MINYEAR) + day.month - 1))


def end_of_month(day: date) -> date:
    """The last day of the month `day` is in."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def first_of_quarter(day: date) -> date:
    """The day on which a day's quarter of the calendar year began."""
    return day.replace(month=day.month - (day.month - 1) % 3, day=1)


def day_after(day: date) -> date | None:
    """The next day; None after 31 Dec 9999, which many systems write for "open"."""
    return None if day == date.max else day + ONE_DAY
