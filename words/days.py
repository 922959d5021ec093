"""Days as people say them: "yesterday", "3 Dec", "1 March", "11/1/2026", "last Monday", "five days ago".

A day without a year is the latest past one in a log, the next to come in a question. The region's
setting alone decides whether 11/1 is in November or in January.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from readiness.dates import add_months
from words.dated import ORDINAL, read_dated, read_day_of_month, read_month
from words.problems import Unclear
from words.reading import MONTH, MONTHS, WEEKDAYS, Reading, no_day, spoken
from words.spans import days_ahead, read_span
from words.written import FIRST_YEAR

__all__ = [
    "MONTH",
    "MONTHS",
    "ORDINAL",
    "WEEKDAYS",
    "Reading",
    "days_ahead",
    "read_day",
    "read_day_of_month",
    "read_month",
    "read_span",
    "spoken",
    "weekday_number",
]

SHORT_WEEKDAYS = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3} | {d[:3]: n for n, d in enumerate(WEEKDAYS)}
SUNDAY = 6
EVENING = 17  # the hour from which "tonight" may be over
WEEKS = {"last": -1, "this": 0, "next": 1}
DAY_OFFSETS = {
    ("today",): 0,
    ("tonight",): 0,
    ("yesterday",): -1,
    ("tomorrow",): 1,
    ("this", "morning"): 0,
    ("this", "afternoon"): 0,
    ("this", "evening"): 0,
    ("earlier", "today"): 0,
    ("last", "night"): -1,
    ("last", "evening"): -1,
    ("day", "before", "yesterday"): -2,
    ("day", "after", "tomorrow"): 2,
}
TO_COME_UNTIL_EVENING = (("tonight",), ("this", "evening"))


def read_day(words: Sequence[str], reading: Reading) -> tuple[date, int] | None:
    """The day the first words name, and how many of them do; None if they name none.

    Raises Unclear for what is meant as a day and is none, such as 31 February, and for a day of the week
    beside a date that falls on another.
    """
    plain = [
        word.lower().replace("’", "'").replace("‘", "'").lstrip('("“').rstrip(',.?!;:)"”')
        for word in words[:8]
    ]
    if not plain or not plain[0]:
        return None
    return _spoken(plain, reading) or _on_weekday(words, plain, reading) or read_dated(words, plain, reading)


def weekday_number(word: str) -> int | None:
    """Which day of the week a word names, Monday 0; None for any other word."""
    return WEEKDAYS.index(word) if word in WEEKDAYS else SHORT_WEEKDAYS.get(word)


def _spoken(words: Sequence[str], reading: Reading) -> tuple[date, int] | None:
    lead = 1 if words[0] == "the" else 0
    for said, offset in DAY_OFFSETS.items():
        if tuple(words[lead : lead + len(said)]) != said or (lead and said[0] != "day"):
            continue
        if said in TO_COME_UNTIL_EVENING and reading.looks_back and reading.hour < EVENING:
            raise Unclear(
                not_understood=f"{' '.join(said).capitalize()} is still to come: "
                "log a class once it is over. Nothing was recorded.",
                example=reading.example,
            )
        return reading.today + timedelta(days=offset), lead + len(said)
    span = read_span(words)
    if span is None:
        return None
    days, months, used = span
    if words[used : used + 1] == ["ago"]:
        return _ago(days, months, " ".join(words[: used + 1]), reading), used + 1
    if list(words[used : used + 2]) in (["from", "now"], ["from", "today"]):
        return _ago(-days, -months, " ".join(words[: used + 2]), reading), used + 2
    return None


def _ago(days: int, months: int, said: str, reading: Reading) -> date:
    """A span back from today; what is before anything on record is no day."""
    try:
        found = add_months(reading.today, -months) - timedelta(days=days)
    except (ValueError, OverflowError):
        raise no_day(said, reading) from None
    if found.year < FIRST_YEAR:
        raise no_day(said, reading)
    return found


def _on_weekday(words: Sequence[str], plain: list[str], reading: Reading) -> tuple[date, int] | None:
    """ "Friday", "last Friday", "this past Friday", "Tuesday of last week", "Thu, Mar 12, 2026"."""
    if weekday_number(plain[0]) is not None:
        return _beside_a_date(words, plain, reading) or _of_a_week(plain, reading) or _weekday(plain, reading)
    if plain[0] in WEEKS and plain[1:2] == ["week"]:
        on = 3 if plain[2:3] == ["on"] else 2
        number = weekday_number(plain[on].removesuffix("'s")) if len(plain) > on else None
        return None if number is None else (_in_week(number, WEEKS[plain[0]], reading), on + 1)
    skip = 1 if tuple(plain[:2]) in (("this", "past"), ("this", "coming"), ("this", "last")) else 0
    found = _weekday(plain[skip:], reading)
    return None if found is None else (found[0], found[1] + skip)


def _beside_a_date(words: Sequence[str], plain: list[str], reading: Reading) -> tuple[date, int] | None:
    """ "Friday the 13th", "Fri Nov 13", "Thursday, 12 March 2026": both have to be the same day."""
    if len(plain) < 2 or (rest := plain[1:]) == [""]:
        return None
    found = read_dated(words[1:], rest, reading) if rest[0] else None
    found = found or read_day_of_month(words[1:], reading)
    if found is None:
        return None
    day, used = found
    if day.weekday() != weekday_number(plain[0]):
        raise Unclear(
            not_understood=f"{spoken(day)} is a {WEEKDAYS[day.weekday()].capitalize()}, "
            f"not a {WEEKDAYS[weekday_number(plain[0]) or 0].capitalize()}.",
            example=reading.example,
        )
    return day, 1 + used


def _of_a_week(plain: Sequence[str], reading: Reading) -> tuple[date, int] | None:
    """ "Tuesday last week", "Tuesday of last week"."""
    lead = 2 if plain[1:2] == ["of"] else 1
    if len(plain) < lead + 2 or plain[lead] not in WEEKS or plain[lead + 1] != "week":
        return None
    number = weekday_number(plain[0])
    return None if number is None else (_in_week(number, WEEKS[plain[lead]], reading), lead + 2)


def _in_week(number: int, weeks: int, reading: Reading) -> date:
    return reading.today + timedelta(days=7 * weeks + number - reading.today.weekday())


def _weekday(words: Sequence[str], reading: Reading) -> tuple[date, int] | None:
    lead = 1 if words[0] in ("last", "next", "this", "past", "coming") and len(words) > 1 else 0
    number = weekday_number(words[lead])
    if number is None:
        return None
    today = reading.today.weekday()
    if words[0] == "this" and reading.looks_back:
        # Of this week, be it ahead; on a Sunday people speak of the week that comes.
        apart = number - today if today != SUNDAY else (number - today) % 7
        return reading.today + timedelta(days=apart), 2
    back = words[0] in ("last", "past") or (reading.looks_back and words[0] not in ("next", "coming"))
    apart = (today - number) % 7 if back else (number - today) % 7
    if apart == 0 and lead and words[0] != "this":
        apart = 7
    return reading.today + timedelta(days=-apart if back else apart), lead + 1
