"""Days as people say them: "yesterday", "3 Dec", "1 March", "11/1/2026", "last Monday".

A day without a year is the latest past one in a log, the next to come in a question. The region's
setting alone decides whether 11/1 is in November or in January.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from readiness.dates import add_months
from words.problems import Unclear
from words.spans import days_ahead as days_ahead
from words.spans import read_span as read_span
from words.written import FIRST_YEAR, DateOrder, NotADay, written_day

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = re.compile(
    r"(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?"
    r"|oct(ober)?|nov(ember)?|dec(ember)?)\.?"
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORT_WEEKDAYS = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3} | {d[:3]: n for n, d in enumerate(WEEKDAYS)}
SUNDAY = 6
EVENING = 17  # the hour from which "tonight" may be over
DAY = re.compile(r"(\d{1,2})(st|nd|rd|th)?,?")
ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
YEAR = re.compile(r"(19|20)\d\d")
SHORT_YEAR = re.compile(r"\d\d")
SLASHED = re.compile(r"\d{1,2}/\d{1,2}")
MONTH_AND_YEAR = re.compile(r"(\d{1,2})/((?:19|20)\d\d)")
NUMERIC = re.compile(r"\d{1,4}[-/]\d{1,2}[-/]\d{1,4}")


@dataclass(frozen=True)
class Reading:
    """How days are read: from which today, in which order, and which way a day without a year lies."""

    today: date
    order: DateOrder
    looks_back: bool  # a log looks back, a question looks ahead
    hour: int = 23  # of the day where the speaker is: what is "tonight" in the morning is still to come

    @property
    def example(self) -> str:
        """A day as this region would write it."""
        return "3 Dec 2026, or 2026-12-03, or " + (
            "12/3/2026" if self.order is DateOrder.MDY else "3/12/2026"
        )


def read_day(words: Sequence[str], reading: Reading) -> tuple[date, int] | None:
    """The day the first words name, and how many of them do; None if they name none.

    Raises Unclear for what is meant as a day and is none, such as 31 February.
    """
    if not words:
        return None
    plain = [word.lower().rstrip(",.?!") for word in words[:4]]
    return (
        _spoken(plain, reading)
        or _weekday(plain, reading)
        or _by_month_name(plain, reading)
        or _numeric(plain, reading)
    )


def read_day_of_month(words: Sequence[str], reading: Reading) -> tuple[date, int] | None:
    """The day of "the 11th", and how many words name it: the latest past one, or the next to come.

    Not among what `read_day` reads: in a title "the 2nd" is no day.
    """
    match = ORDINAL.fullmatch(words[1].lower().rstrip(",.?!")) if len(words) > 1 else None
    if match is None or words[0].lower() != "the" or not 1 <= int(match.group(1)) <= 31:
        return None
    step = -1 if reading.looks_back else 1
    month = reading.today.replace(day=1)
    for _ in range(3):  # no two months in a row are short of the day
        day = _in_month(month, int(match.group(1)))
        if day is not None and (day - reading.today).days * step >= 0:
            return day, 2
        month = add_months(month, step)
    return None


def read_month(words: Sequence[str], reading: Reading) -> tuple[date, int] | None:
    """The last day of the month the first words name, and how many do: "March", "Nov 2028", "11/2028".

    Without its year it is the next to end, or the latest that ended. Not among what `read_day` reads.
    """
    plain = [word.lower().rstrip(",.?!;") for word in words[:2]]
    numbers = MONTH_AND_YEAR.fullmatch(plain[0]) if plain else None
    if numbers is not None and 1 <= int(numbers[1]) <= 12:
        return _ends_on(int(numbers[2]), int(numbers[1])), 1
    if not plain or not MONTH.fullmatch(plain[0]):
        return None
    month = MONTHS.index(plain[0][:3]) + 1
    if len(plain) > 1 and YEAR.fullmatch(plain[1]):
        return _ends_on(int(plain[1]), month), 2
    last = _ends_on(reading.today.year, month)
    if reading.looks_back and last > reading.today:
        last = _ends_on(reading.today.year - 1, month)
    elif not reading.looks_back and last < reading.today:
        last = _ends_on(reading.today.year + 1, month)
    return last, 1


def _ends_on(year: int, month: int) -> date:
    return add_months(date(year, month, 1), 1) - timedelta(days=1)


def _in_month(month: date, day: int) -> date | None:
    try:
        return month.replace(day=day)
    except ValueError:
        return None


def spoken(day: date) -> str:
    """A day as Muster writes it: 3 Dec 2026."""
    return f"{day.day} {MONTHS[day.month - 1].capitalize()} {day.year}"


def _spoken(words: Sequence[str], reading: Reading) -> tuple[date, int] | None:
    offsets = {"today": 0, "yesterday": -1, "tomorrow": 1, "tonight": 0}
    if words[0] == "tonight" and reading.looks_back and reading.hour < EVENING:
        raise Unclear(
            not_understood="Tonight is still to come: log a class once it is over. Nothing was recorded.",
            example=reading.example,
        )
    if words[:2] in (["this", "morning"], ["this", "afternoon"], ["earlier", "today"]):
        return reading.today, 2
    if words[:2] == ["last", "night"]:
        return reading.today - timedelta(days=1), 2
    if words[0] in offsets:
        return reading.today + timedelta(days=offsets[words[0]]), 1
    if len(words) >= 3 and words[2] == "ago":
        span = read_span(words)
        if span is not None:
            days, months, _ = span
            return _ago(days, months, " ".join(words[:3]), reading), 3
    return None


def _ago(days: int, months: int, said: str, reading: Reading) -> date:
    """A span back from today; what is before anything on record is no day."""
    try:
        found = add_months(reading.today, -months) - timedelta(days=days)
    except (ValueError, OverflowError):
        raise _no_day(said, reading) from None
    if found.year < FIRST_YEAR:
        raise _no_day(said, reading)
    return found


def _weekday(words: Sequence[str], reading: Reading) -> tuple[date, int] | None:
    lead = 1 if words[0] in ("last", "next", "this") and len(words) > 1 else 0
    name = words[lead]
    number = WEEKDAYS.index(name) if name in WEEKDAYS else SHORT_WEEKDAYS.get(name)
    if number is None:
        return None
    today = reading.today.weekday()
    if words[0] == "this" and reading.looks_back:
        # Of this week, be it ahead; on a Sunday people speak of the week that comes.
        apart = number - today if today != SUNDAY else (number - today) % 7
        return reading.today + timedelta(days=apart), 2
    back = words[0] == "last" or (reading.looks_back and words[0] != "next")
    apart = (today - number) % 7 if back else (number - today) % 7
    if apart == 0 and lead and words[0] != "this":
        apart = 7
    return reading.today + timedelta(days=-apart if back else apart), lead + 1


def _by_month_name(words: Sequence[str], reading: Reading) -> tuple[date, int] | None:
    """ "3 Dec", "3rd of December 2026", "Dec 3", "December 3, 2026", "3-Dec-2026", "3-Dec-26"."""
    hyphened = words[0].split("-")
    if len(hyphened) in (2, 3) and any(MONTH.fullmatch(part) for part in hyphened[:2]):
        if len(hyphened) == 3 and SHORT_YEAR.fullmatch(hyphened[2]):
            hyphened[2] = f"20{hyphened[2]}"
        found = _by_month_name(hyphened, reading)
        return (found[0], 1) if found is not None and found[1] == len(hyphened) else None
    if len(words) < 2:
        return None
    if DAY.fullmatch(words[0]) and MONTH.fullmatch(words[1]):
        day_word, month_word, used = words[0], words[1], 2
    elif DAY.fullmatch(words[0]) and words[1] == "of" and len(words) > 2 and MONTH.fullmatch(words[2]):
        day_word, month_word, used = words[0], words[2], 3
    elif MONTH.fullmatch(words[0]) and DAY.fullmatch(words[1]):
        day_word, month_word, used = words[1], words[0], 2
    else:
        return None
    match = DAY.fullmatch(day_word)
    assert match
    day, month = int(match.group(1)), MONTHS.index(month_word[:3]) + 1
    if used < len(words) and YEAR.fullmatch(words[used]):
        said = " ".join(words[: used + 1])
        return _exact(int(words[used]), month, day, said, reading), used + 1
    return _nearest(month, day, " ".join(words[:used]), reading), used


def _numeric(words: Sequence[str], reading: Reading) -> tuple[date, int] | None:
    if NUMERIC.fullmatch(words[0]):
        try:
            found = written_day(words[0], reading.order)
        except NotADay as wrong:
            raise _no_day(words[0], reading) from wrong
        return None if found is None else (found, 1)
    if SLASHED.fullmatch(words[0]):
        first, second = map(int, words[0].split("/"))
        month, day = (first, second) if reading.order is DateOrder.MDY else (second, first)
        return _nearest(month, day, words[0], reading), 1
    return None


def _nearest(month: int, day: int, said: str, reading: Reading) -> date:
    """The latest past one, or the next to come; 29 February may lie some years away."""
    step = -1 if reading.looks_back else 1
    if not 1 <= month <= 12:
        raise _no_day(said, reading)
    for year in range(reading.today.year, reading.today.year + 9 * step, step):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if (found <= reading.today) if reading.looks_back else (found >= reading.today):
            return found
    raise _no_day(said, reading)


def _exact(year: int, month: int, day: int, said: str, reading: Reading) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _no_day(said, reading) from None


def _no_day(said: str, reading: Reading) -> Unclear:
    return Unclear(not_understood=f"“{said.title()}” is no day in the calendar.", example=reading.example)
