"""Stretches of time by their length, as people say them: "90 days", "two weeks", "6mo", "30d", "a year"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from readiness.dates import add_months

_ONES = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WITHOUT_NUMBER = ("a", "an")
_DAYS = {"d": 1, "day": 1, "days": 1, "w": 7, "wk": 7, "wks": 7, "week": 7, "weeks": 7, "fortnight": 14}
_MONTHS = {"mo": 1, "mos": 1, "mth": 1, "mths": 1, "month": 1, "months": 1, "quarters": 3}
_MONTHS |= {"y": 12, "yr": 12, "yrs": 12, "year": 12, "years": 12}
_LETTERS = ("d", "w", "y")
"""Units that stand behind their number alone: "30d", and not "30 d"."""
_YEARS = range(1900, 2100)
"""Nobody counts so many: "2027 days" has a year in it, and is no span."""
_AT_ONCE = re.compile(r"([0-9]{1,4})-?([a-z]+)")


def number_said(word: str) -> int | None:
    """A whole number by its digits or its English word, up to ninety-nine: "14", "twelve", "forty-five"."""
    if word.isascii() and word.isdecimal() and len(word) < 5:
        return int(word)
    if word in _ONES:
        return _ONES.index(word) + 1
    tens, _, ones = word.partition("-")
    if tens not in _TENS or (ones and ones not in _ONES[:9]):
        return None
    return 10 * (_TENS.index(tens) + 2) + (_ONES.index(ones) + 1 if ones else 0)


def read_span(words: Sequence[str]) -> tuple[int, int, int] | None:
    """A span such as "90 days", "2 weeks", "6mo", "30d": days, months, and how many words name it.

    "6m" is none: it may be minutes.
    """
    plain = [word.lower().strip(",.?!;:") for word in words[:2]]
    if not plain:
        return None
    at_once = _AT_ONCE.fullmatch(plain[0])
    if at_once is not None:
        return _measured(int(at_once[1]), at_once[2], 1)
    if len(plain) < 2 or plain[1] in _LETTERS:
        return None
    number = 1 if plain[0] in _WITHOUT_NUMBER else number_said(plain[0])
    return None if number is None else _measured(number, plain[1], 2)


def _measured(number: int, unit: str, used: int) -> tuple[int, int, int] | None:
    if number in _YEARS:
        return None
    if unit in _DAYS:
        return number * _DAYS[unit], 0, used
    return (0, number * _MONTHS[unit], used) if unit in _MONTHS else None


def days_ahead(today: date, days: int, months: int) -> int:
    """How many days lie between today and a span ahead of it."""
    try:
        ahead = add_months(today, months)
    except ValueError:
        ahead = date.max
    return (ahead - today).days + days
