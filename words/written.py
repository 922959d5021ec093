"""Days as people write them, in a cell or a sentence: 2026-11-01, 11/1/2026, 1-Nov-26, Thu, Mar 12, 2026.

Nothing is guessed: the region's setting alone decides whether 11/1 is in November or in January. A day with
midnight behind it is that day; another time is taken only by `stamped_day`, for timestamps.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

FIRST_YEAR, LAST_YEAR = 1900, 2100

_ISO = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_NUMBERS = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_YEAR = r"([0-9]{4}|'?[0-9]{2})"
_DAY_MONTH = re.compile(
    rf"([0-9]{{1,2}})(?:st|nd|rd|th)?(?:[-/. ]| ?of )?([a-z]{{3,9}})\.?(?:[-/ ]|, ?)?{_YEAR}"
)
_MONTH_DAY = re.compile(rf"([a-z]{{3,9}})\.?[-/ ]?([0-9]{{1,2}})(?:st|nd|rd|th)?(?: ?, ?|[-/ ]){_YEAR}")
_YEAR_MONTH_DAY = re.compile(r"([0-9]{4})[-/ ]([a-z]{3,9})\.?[-/ ]([0-9]{1,2})")
_WEEKDAY = re.compile(r"(mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun|[a-z]{3,6}day)[.,]* +(?=[0-9a-z])")
_MIDNIGHT = re.compile(r",?(?:t| )(?:00?:00(?::00(?:\.0+)?)?|12:00(?::00)? ?am)")
_CLOCK = re.compile(r"[0-9]:[0-9]{2}|[0-9]t[0-9]{2}|[0-9] ?[ap]m\b")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]*)?")
_MONTH_NAMES = (  # in English, whatever the machine speaks
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)} | {
    name[:3]: number for number, name in enumerate(_MONTH_NAMES, start=1)
}
_MONTHS["sept"] = 9
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class NotADay(ValueError):
    """What is written is no day that can be taken; `wanted` says what is, with an example in it."""

    def __init__(self, wanted: str) -> None:
        super().__init__(f"wanted {wanted}")
        self.wanted = wanted


class DateOrder(StrEnum):
    """Which comes first in a day written in numbers; the region's setting alone decides."""

    MDY = "MDY"  # 11/1/2026 is the first of November
    DMY = "DMY"  # 11/1/2026 is the eleventh of January

    @property
    def other(self) -> DateOrder:
        """The order that it is not."""
        return DateOrder.DMY if self is DateOrder.MDY else DateOrder.MDY


def written_day(text: str, order: DateOrder) -> date | None:
    """The day a text is; None for an empty one. A two-digit year is in this century.

    Raises NotADay for what is none, has another time than midnight, is a bare number, falls on another day of
    the week than is said, or lies before 1900 or after 2100.
    """
    text = " ".join(text.split()).casefold()
    if not text:
        return None
    plain = _MIDNIGHT.sub("", text) if ":" in text and _MIDNIGHT.search(text[-16:]) else text
    numbers, weekday = _day_numbers(plain, order), None
    if numbers is None and (match := _WEEKDAY.match(plain)):
        weekday, plain = match[1], plain[match.end() :]
        numbers = _day_numbers(plain, order)
    if numbers is None:
        raise NotADay(_why_no_date(text, order))
    try:
        day = date(*numbers)
    except ValueError:
        raise NotADay(_not_in_calendar(plain, order)) from None
    if weekday is not None and not weekday.startswith(_WEEKDAYS[day.weekday()][:3]):
        wrong = f"{day.isoformat()} is a {_WEEKDAYS[day.weekday()].capitalize()}"
        raise NotADay(f"a day that falls on the day of the week that is said ({wrong}), {day_example(order)}")
    return within_years(day, order)


def in_other_order(text: str, order: DateOrder) -> date | None:
    """The day that a text is in the other order of month and day, where it is none in this one.

    25/12/2026 is, month first: such a text proves that whoever wrote it puts the day first.
    """
    try:
        written_day(text, order)
    except NotADay:
        pass
    else:
        return None
    try:
        return written_day(text, order.other)
    except NotADay:
        return None


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
        return int(match[1]), int(match[3]), int(match[4])
    if match := _NUMBERS.fullmatch(text):
        first, second, year = match[1], match[3], match[4]
        month, day = (first, second) if order is DateOrder.MDY else (second, first)
        return _full_year(year), int(month), int(day)
    if match := _DAY_MONTH.fullmatch(text):
        day, name, year = match.groups()
    elif match := _MONTH_DAY.fullmatch(text):
        name, day, year = match.groups()
    elif match := _YEAR_MONTH_DAY.fullmatch(text):
        year, name, day = match.groups()
    else:
        return None
    number = _MONTHS.get(name)
    return (_full_year(year), number, int(day)) if number else None


def _full_year(year: str) -> int:
    year = year.lstrip("'")
    return int(year) + (2000 if len(year) == 2 else 0)


def _not_in_calendar(text: str, order: DateOrder) -> str:
    first = "month" if order.other is DateOrder.MDY else "day"
    numbers = _day_numbers(text, order.other)
    try:
        other = None if numbers is None or not _NUMBERS.fullmatch(text) else date(*numbers)
    except ValueError:
        other = None
    also = "" if other is None else f" ({first} first it would be {other.isoformat()})"
    return f"a day that is in the calendar{also}, {day_example(order)}"


def _why_no_date(text: str, order: DateOrder) -> str:
    if _CLOCK.search(text):
        return f"a day without a time, {day_example(order)}"
    if _NUMBER.fullmatch(text):
        return f"a date, not a number: {day_example(order)}"
    return f"a date, {day_example(order)}"
