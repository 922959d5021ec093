"""How days are read, and how they are written: from which today, in which order, looking back or ahead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from words.problems import Unclear
from words.written import DateOrder, in_other_order

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = re.compile(
    r"(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?"
    r"|oct(ober)?|nov(ember)?|dec(ember)?)\.?"
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
SHORT_YEAR = re.compile(r"'([0-9]{2})")
_SIGNS = re.compile(r"[qh][0-9]|fy[0-9]*")
WHICH_YEAR = {"this": 0, "next": 1, "last": -1, "the": 0}
LEAP_YEARS_APART = 9
"""Within so many years every day of the calendar comes once, 29 February too."""


@dataclass(frozen=True)
class Reading:
    """How days are read: from which today, in which order, and which way a day without a year lies."""

    today: date
    order: DateOrder
    looks_back: bool  # a log looks back, a question looks ahead
    hour: int = 23  # of the day where the speaker is: what is "tonight" in the morning is still to come

    @property
    def example(self) -> str:
        """A day as this region would write it: one that is past in a log, one to come in a question."""
        day = self.today + timedelta(days=-3 if self.looks_back else 7)
        parts = (day.month, day.day) if self.order is DateOrder.MDY else (day.day, day.month)
        return f"{spoken(day)}, or {day}, or {parts[0]}/{parts[1]}/{day.year}"


def spoken(day: date) -> str:
    """A day as Muster writes it: 3 Dec 2026."""
    return f"{day.day} {MONTHS[day.month - 1].capitalize()} {day.year}"


def nearest(month: int, day: int, said: str, reading: Reading) -> date:
    """The latest past one, or the next to come; 29 February may lie some years away.

    Raises Unclear for a day that no year has.
    """
    step = -1 if reading.looks_back else 1
    for year in range(reading.today.year, reading.today.year + LEAP_YEARS_APART * step, step):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if (found <= reading.today) if reading.looks_back else (found >= reading.today):
            return found
    raise no_day(said, reading)


def exact(year: int, month: int, day: int, said: str, reading: Reading) -> date:
    """A day whose year was said. Raises Unclear for one that is not in the calendar."""
    try:
        return date(year, month, day)
    except ValueError:
        raise no_day(said, reading) from None


def no_day(said: str, reading: Reading) -> Unclear:
    """What is meant as a day and is none; where it is one in the other order, that is said."""
    other = _in_other_order(said, reading)
    here, there = ("month", "Day") if reading.order is DateOrder.MDY else ("day", "Month")
    also = "" if other is None else f" {here} first, as days are written here. {there} first it is {other}."
    return Unclear(
        not_understood=f"“{as_said(said.split())}” is no day in the calendar{',' if also else '.'}{also}",
        example=reading.example,
    )


def _in_other_order(said: str, reading: Reading) -> str | None:
    typed = said if said.count("/") != 1 else f"{said}/{reading.today.year}"
    other = in_other_order(typed, reading.order)
    if other is None:
        return None
    return spoken(other) if typed == said else f"{other.day} {MONTHS[other.month - 1].capitalize()}"


def typed_year(rest: Sequence[str], reading: Reading) -> tuple[int, int] | None:
    """A year and how many words say it: "2027", "'27", "of 2027", "last year", "of this year"."""
    lead = 1 if rest and rest[0] == "of" else 0
    if len(rest) <= lead:
        return None
    word = rest[lead]
    if YEAR.fullmatch(word):
        return int(word), lead + 1
    if match := SHORT_YEAR.fullmatch(word):
        return 2000 + int(match[1]), lead + 1
    if list(rest[lead + 1 : lead + 2]) == ["year"] and word in WHICH_YEAR and (lead or word != "the"):
        return reading.today.year + WHICH_YEAR[word], lead + 2
    return None


def in_month(month: date, day: int) -> date | None:
    """A day of the month that another day is in; None where that month is too short."""
    try:
        return month.replace(day=day)
    except ValueError:
        return None


def as_said(words: Sequence[str]) -> str:
    """Plain words as people write them: months, weekdays and quarters with a capital."""
    return " ".join(
        word.upper() if _SIGNS.fullmatch(word) else word.capitalize() if _is_name(word) else word
        for word in words
    )


def _is_name(word: str) -> bool:
    return MONTH.fullmatch(word) is not None or word in WEEKDAYS
