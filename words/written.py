"""Days as people write them, in a cell or a sentence: 2026-11-01, 11/1/2026, 1-Nov-2026, November 1, 2026.

Nothing is guessed: the region's setting alone decides whether 11/1 is in November or in January.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

FIRST_YEAR, LAST_YEAR = 1900, 2100

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_SLASHES = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})")
_DAY_MONTH = re.compile(r"([0-9]{1,2})[- ]([a-z]{3,9})[- ]([0-9]{4})")
_MONTH_DAY = re.compile(r"([a-z]{3,9}) +([0-9]{1,2}) *,? *([0-9]{4})")
_CLOCK = re.compile(r"[0-9]:[0-9]{2}|[0-9]t[0-9]{2}|[0-9] ?[ap]m\b")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]*)?")
_MONTH_NAMES = (  # in English, whatever the machine speaks
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


class NotADay(ValueError):
    """What is written is no day that can be taken; `wanted` says what is, with an example in it."""

    def __init__(self, wanted: str) -> None:
        super().__init__(f"wanted {wanted}")
        self.wanted = wanted


class DateOrder(StrEnum):
    """Which comes first in a day written with slashes; the region's setting alone decides."""

    MDY = "MDY"  # 11/1/2026 is the first of November
    DMY = "DMY"  # 11/1/2026 is the eleventh of January


def written_day(text: str, order: DateOrder) -> date | None:
    """The day a text is; None for an empty one. A two-digit year is in this century.

    Raises NotADay for what is none, has a time, is a bare number, or lies before 1900 or after 2100.
    """
    text = " ".join(text.split()).casefold()
    if not text:
        return None
    numbers = _day_numbers(text, order)
    if numbers is None:
        raise NotADay(_why_no_date(text, order))
    try:
        day = date(*numbers)
    except ValueError:
        raise NotADay(f"a day that is in the calendar, {day_example(order)}") from None
    return within_years(day, order)


def day_example(order: DateOrder) -> str:
    """Two ways to write a day, as the region does."""
    if order is DateOrder.MDY:
        return "such as 2026-11-01 or, month first, 11/1/2026"
    return "such as 2026-11-01 or, day first, 1/11/2026"


def within_years(day: date, order: DateOrder) -> date:
    """The day, if it can be on record. Raises NotADay for one long ago or far ahead."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotADay(f"a day between {FIRST_YEAR} and {LAST_YEAR}, {day_example(order)}")
    return day


def _day_numbers(text: str, order: DateOrder) -> tuple[int, int, int] | None:
    """Year, month and day as written, or nothing when the text has none of the known forms."""
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
        return int(year), int(month), int(day)
    if match := _SLASHES.fullmatch(text):
        first, second, year = match.groups()
        month, day = (first, second) if order is DateOrder.MDY else (second, first)
        return int(year) + (2000 if len(year) == 2 else 0), int(month), int(day)
    if match := _DAY_MONTH.fullmatch(text):
        day, name, year = match.groups()
    elif match := _MONTH_DAY.fullmatch(text):
        name, day, year = match.groups()
    else:
        return None
    number = _month(name)
    return (int(year), number, int(day)) if number else None


def _month(name: str) -> int | None:
    """A month's number from its English name, whole or its first three letters."""
    for number, month in enumerate(_MONTH_NAMES, start=1):
        if name in (month, month[:3]) or (number == 9 and name == "sept"):
            return number
    return None


def _why_no_date(text: str, order: DateOrder) -> str:
    if _CLOCK.search(text):
        return f"a day without a time, {day_example(order)}"
    if _NUMBER.fullmatch(text):
        return f"a date, not a number: {day_example(order)}"
    return f"a date, {day_example(order)}"
