"""Arithmetic on calendar dates, the one way every rule does it."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

ONE_DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """`day` so many months later (or earlier), clamped to the end of the month.

    29 Feb 2024 + 12 months = 28 Feb 2025. Raises ValueError past the year 9999.
    """
    return day + relativedelta(months=months)


def end_of_month(day: date) -> date:
    """The last day of the month `day` is in."""
    return day + relativedelta(day=31)


def day_after(day: date) -> date | None:
    """The next day; None after 31 Dec 9999, which many systems write for "open"."""
    return None if day == date.max else day + ONE_DAY
