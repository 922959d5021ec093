"""Days by their date, as people type them: "3 Dec", "Dec 3, 2026", "12-Nov-26", "12NOV26", "11/3/2026"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from readiness.dates import add_months, end_of_month
from words.amounts import ordinal
from words.hours import read_hours
from words.reading import MONTH, MONTHS, YEAR, Reading, exact, in_month, nearest, no_day, typed_year
from words.written import DateOrder, NotADay, written_day

DAY = re.compile(r"([0-9]{1,2})(st|nd|rd|th)?")
ORDINAL = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)")
ORDINAL_WORDS = {ordinal(number): number for number in range(1, 21)} | {
    f"{tens}-{ordinal(ones)}": number
    for number, tens, ones in [(n, "twenty" if n < 30 else "thirty", n % 10) for n in (*range(21, 30), 31)]
}
ORDINAL_WORDS["thirtieth"] = 30
SLASHED = re.compile(r"[0-9]{1,2}/[0-9]{1,2}")
NUMERIC = re.compile(
    r"[0-9]{1,4}[-/][0-9]{1,2}[-/][0-9]{1,4}|[0-9]{1,2}\.[0-9]{1,2}\.(?:[0-9]{4}|[0-9]{2})|[0-9]{4}\.[0-9]{1,2}\.[0-9]{1,2}"
)
STAMPED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}t00:00(?::00(?:\.0+)?)?")
MONTH_AND_YEAR = re.compile(r"([0-9]{1,2})/((?:19|20)[0-9][0-9])")
JOINED = re.compile(r"([0-9]{1,2})([a-z]{3,9})((?:[0-9][0-9])?[0-9][0-9])")
DAY_AND_YEAR = re.compile(r"([0-9]{1,2}(?:st|nd|rd|th)?),((?:19|20)[0-9][0-9])")
TWO_DIGITS = re.compile(r"[0-9][0-9]")
CLOSING = ("for", "with", "w/", "on", "at", "by", "in", "and", "passed", "failed", "incomplete", "from")
"""Two digits behind a day and before one of these are its year, for they can be no hours or people."""
YEARS_NEARBY = 5
WHICH_MONTH = {"this": 0, "last": -1, "next": 1}


def read_dated(words: Sequence[str], plain: list[str], reading: Reading) -> tuple[date, int] | None:
    """The day that is typed first, and how many words it takes; `plain` are the same words to compare.

    A year that is typed is never left out. Raises Unclear for what is no day of the calendar.
    """
    is_ordinal = len(plain) > 2 and (ORDINAL.fullmatch(plain[1]) or plain[1] in ORDINAL_WORDS)
    lead = 1 if plain[0] == "the" and is_ordinal else 0
    found = _by_month_name(words[lead:], plain[lead:], reading) or _numeric(plain, reading)
    return None if found is None else (found[0], found[1] + lead)


def read_day_of_month(words: Sequence[str], reading: Reading) -> tuple[date, int] | None:
    """The day of "the 11th", "12th of last month", "the first of the month", and how many words name it: the
    latest past one, or the next to come, where the month is not said.

    Not among what `read_day` reads: in a title "the 2nd" is no day.
    """
    plain = [word.lower().rstrip(",.?!;:") for word in words[:5]]
    lead = 1 if plain[:1] == ["the"] else 0
    if len(plain) < lead + 1 or not plain[lead]:
        return None
    which = (
        plain[lead + 2] if plain[lead + 1 : lead + 2] == ["of"] and plain[lead + 3 :][:1] == ["month"] else ""
    )
    of_month = which == "the" or which in WHICH_MONTH
    if not of_month and not (lead and ORDINAL.fullmatch(plain[lead])):
        return None
    number = _day_number(plain[lead], in_words=of_month)
    if number is None or not 1 <= number <= 31 or (of_month and plain[lead].isdecimal()):
        return None
    used = lead + (4 if of_month else 1)
    if which in WHICH_MONTH:
        day = in_month(add_months(reading.today.replace(day=1), WHICH_MONTH[which]), number)
        if day is None:
            raise no_day(" ".join(plain[:used]), reading)
        return day, used
    return _nearest_of_month(number, reading), used


def read_day_said(plain: Sequence[str], reading: Reading) -> tuple[date, int] | None:
    """ "the fifth", "14th", behind a word such as "by" or "on", where nothing follows that they could
    belong to.
    """
    lead = 1 if plain[:1] == ["the"] else 0
    behind = plain[lead + 1] if len(plain) > lead + 1 else ""
    if len(plain) <= lead or (behind and behind not in CLOSING):
        return None
    number = ORDINAL_WORDS.get(plain[lead]) if lead else None
    if match := ORDINAL.fullmatch(plain[lead]):
        number = int(match[1])
    return None if number is None or not 1 <= number <= 31 else (_nearest_of_month(number, reading), lead + 1)


def _nearest_of_month(number: int, reading: Reading) -> date:
    step = -1 if reading.looks_back else 1
    month = reading.today.replace(day=1)
    while True:  # no two months in a row are short of a day
        day = in_month(month, number)
        if day is not None and (day - reading.today).days * step >= 0:
            return day
        month = add_months(month, step)


def read_month(words: Sequence[str], reading: Reading) -> tuple[date, int] | None:
    """The last day of the month the first words name, and how many do: "March", "Nov 2028", "11/2028".

    Without its year it is the next to end, or the latest that ended. Not among what `read_day` reads.
    """
    plain = [word.lower().rstrip(",.?!;") for word in words[:4]]
    numbers = MONTH_AND_YEAR.fullmatch(plain[0]) if plain else None
    if numbers is not None and 1 <= int(numbers[1]) <= 12:
        return end_of_month(date(int(numbers[2]), int(numbers[1]), 1)), 1
    if not plain or not MONTH.fullmatch(plain[0]):
        return None
    month = MONTHS.index(plain[0][:3]) + 1
    if (typed := typed_year(plain[1:], reading)) is not None:
        return end_of_month(date(typed[0], month, 1)), 1 + typed[1]
    last = end_of_month(date(reading.today.year, month, 1))
    if reading.looks_back and last > reading.today:
        last = end_of_month(date(reading.today.year - 1, month, 1))
    elif not reading.looks_back and last < reading.today:
        last = end_of_month(date(reading.today.year + 1, month, 1))
    return last, 1


def _day_number(word: str, *, in_words: bool) -> int | None:
    """A day of the month by its number, with "st" or "th" or without, or by its word."""
    match = DAY.fullmatch(word)
    if match is not None:
        return int(match[1])
    return ORDINAL_WORDS.get(word) if in_words else None


def _by_month_name(words: Sequence[str], plain: list[str], reading: Reading) -> tuple[date, int] | None:
    """ "3 Dec", "3rd of December 2026", "December third, 2026", "2026 Dec 3", "3-Dec-26", "3DEC26"."""
    if (parts := _parted(plain[0])) is not None:
        found = _by_month_name(parts, parts, reading)
        return (found[0], 1) if found is not None and found[1] == len(parts) else None
    if YEAR.fullmatch(plain[0]) and len(plain) > 2 and MONTH.fullmatch(plain[1]):
        number = _day_number(plain[2], in_words=False)
        month = MONTHS.index(plain[1][:3]) + 1
        said = " ".join(plain[:3])
        return None if number is None else (exact(int(plain[0]), month, number, said, reading), 3)
    if len(plain) > 1 and MONTH.fullmatch(plain[0]) and (both := DAY_AND_YEAR.fullmatch(plain[1])):
        found = _by_month_name(words, [plain[0], both[1], both[2]], reading)
        return None if found is None else (found[0], 2)
    placed = _day_and_month(plain)
    if placed is None:
        return None
    day, month, used = placed
    year = typed_year(plain[used:], reading) or _short_year(words, plain, used, reading)
    said = " ".join(plain[: used + (year[1] if year else 0)])
    if year is not None:
        return exact(year[0], month, day, said, reading), used + year[1]
    return nearest(month, day, said, reading), used


def _parted(word: str) -> list[str] | None:
    """The parts of a day that is one word: "3-Dec-2026", "26-Oct", "12.Nov.26", "Oct/26/2024", "12NOV26"."""
    if joined := JOINED.fullmatch(word):
        parts = [joined[1], joined[2], joined[3]]
    else:
        parts = re.split(r"[-/.]", word)
    if len(parts) not in (2, 3) or not any(MONTH.fullmatch(part) for part in parts[:2]):
        return None
    if len(parts) == 3 and TWO_DIGITS.fullmatch(parts[2]):
        parts[2] = f"20{parts[2]}"
    return parts


def _day_and_month(plain: Sequence[str]) -> tuple[int, int, int] | None:
    """A day's number, its month's, and how many words say both.

    In words a day stands before "of", or behind its month where nothing follows that it could belong to:
    "the first of March", "March first", and never "March, first responders".
    """
    if len(plain) < 2:
        return None
    for day_at, month_at, used, between in ((0, 1, 2, ""), (1, 0, 2, ""), (0, 2, 3, "of"), (2, 0, 3, "the")):
        if used > len(plain) or not MONTH.fullmatch(plain[month_at]) or (between and plain[1] != between):
            continue
        if between == "the" and not ORDINAL.fullmatch(plain[day_at]):
            continue
        behind = plain[used] if len(plain) > used else ""
        in_words = between == "of" or (
            day_at == 1 and (not behind or behind in CLOSING or YEAR.fullmatch(behind))
        )
        number = _day_number(plain[day_at], in_words=bool(in_words))
        if number is not None:
            return number, MONTHS.index(plain[month_at][:3]) + 1, used
    return None


def _short_year(
    words: Sequence[str], plain: Sequence[str], used: int, reading: Reading
) -> tuple[int, int] | None:
    """Two digits behind a day, where they can be nothing else: "12 Nov 26" and no "12 Nov, 26 hours"."""
    if len(plain) <= used or not TWO_DIGITS.fullmatch(plain[used]) or words[used - 1][-1:] in (",", ";"):
        return None
    year = 2000 + int(plain[used])
    if abs(year - reading.today.year) > YEARS_NEARBY:
        return None
    behind = plain[used + 1 :]
    is_closed = not behind or behind[0] in CLOSING or words[used][-1:] in (",", ";", ".", "?", "!")
    return (year, 1) if is_closed or read_hours(behind) is not None else None


def _numeric(plain: Sequence[str], reading: Reading) -> tuple[date, int] | None:
    word = plain[0]
    if NUMERIC.fullmatch(word) or STAMPED.fullmatch(word):
        try:
            found = written_day(word, reading.order)
        except NotADay as wrong:
            raise no_day(word, reading) from wrong
        return None if found is None else (found, 1)
    if SLASHED.fullmatch(word):
        first, second = map(int, word.split("/"))
        month, day = (first, second) if reading.order is DateOrder.MDY else (second, first)
        return nearest(month, day, word, reading), 1
    return None
