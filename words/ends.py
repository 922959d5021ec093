"""The ends of a time: a day or a part of the calendar, and two of them, "1 Mar to 1 May"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from words.dated import DAY, read_day_said
from words.days import Reading, read_day, read_day_of_month, weekday_number
from words.holidays import read_holiday
from words.problems import Unclear
from words.reading import as_said, in_month
from words.spans import number_said, read_span
from words.stretches import Stretch, moved, read_stretch

TO = frozenset(("to", "until", "till", "til", "through", "thru", "-", "–", "—"))
AND = frozenset(("and", "or", "&"))
PARTS_OF_A_DAY = ("morning", "afternoon", "evening", "night")
NUMBERS_JOINED = r"([0-9]{1,3})[-–]([0-9]{1,3})"


def said_time(rest: Sequence[str], reading: Reading, past: bool, *, led: bool = True) -> Stretch | None:
    """A part of the calendar or a day, without the word that leads it."""
    if led and rest[0] == "now":
        return Stretch(reading.today, reading.today, 1)
    stretch = read_stretch(rest, reading, past=past, led=led)
    if stretch is not None:
        day = read_day(rest, replace(reading, looks_back=past, hour=23))  # "May 1 2027" begins as "May"
        return Stretch(day[0], day[0], day[1]) if day is not None and day[1] > stretch.used else stretch
    counted = replace(reading, looks_back=past, hour=23)
    day = read_day(rest, counted) or read_day_of_month(rest, counted)
    if led and day is None:
        day = read_holiday(rest, counted) or read_day_said(rest, counted)
    if day is None or (not led and day[1] == 1 and weekday_number(rest[0]) is not None):
        return None
    part = 1 if rest[day[1] : day[1] + 1] and rest[day[1]] in PARTS_OF_A_DAY else 0
    return Stretch(day[0], day[0], day[1] + part)


def two_ends(
    rest: Sequence[str], reading: Reading, past: bool, parting: frozenset[str] = TO
) -> tuple[date, date, int] | None:
    """ "Dec 15 and Jan 15", "1 Mar to 1 May", "1 to 15 March": the end is the next to come, the beginning
    lies before it.
    """
    both = (
        _begun_in_full(rest, reading, past, parting)
        or _begun_by_number(rest, reading, past, parting)
        or _counted_ends(rest, reading, parting)
    )
    if both is None:
        return None
    since, by, used = both
    if since > by:
        raise Unclear(
            not_understood=f"“{as_said(rest[:used])}” ends before it begins.",
            example="between 1 Mar 2027 and 1 May 2027",
        )
    return both


def _begun_in_full(
    rest: Sequence[str], reading: Reading, past: bool, parting: frozenset[str]
) -> tuple[date, date, int] | None:
    """ "Dec 15 and Jan 15", "January through March 2027", "March 1 to 15": both ends, and the words."""
    first = said_time(rest, reading, past)
    if first is None or first.first is None or not parting.intersection(rest[first.used : first.used + 1]):
        return None
    behind = rest[first.used + 1 :]
    last = said_time(behind, reading, past) if behind else None
    if last is not None:
        return *_in_order(rest, first, behind, last, reading, past), first.used + 1 + last.used
    number = DAY.fullmatch(behind[0]) if behind and first.first == first.last else None
    by = in_month(first.last, int(number[1])) if number else None
    return None if by is None else (first.last, by, first.used + 2)


def _begun_by_number(
    rest: Sequence[str], reading: Reading, past: bool, parting: frozenset[str]
) -> tuple[date, date, int] | None:
    """ "1 to 15 March": the first day is of the month that the last one names."""
    number = DAY.fullmatch(rest[0])
    if number is None or len(rest) < 4 or rest[1] not in parting:
        return None
    last = said_time(rest[2:], reading, past)
    if last is None or last.first != last.last or last.used < 2:
        return None
    since = in_month(last.last, int(number[1]))
    return None if since is None else (since, last.last, 2 + last.used)


def _counted_ends(
    rest: Sequence[str], reading: Reading, parting: frozenset[str]
) -> tuple[date, date, int] | None:
    """ "30 to 60 days", "30-60 days": counted from today."""
    joined = re.fullmatch(NUMBERS_JOINED, rest[0])
    numbers = [joined[1], joined[2]] if joined else [rest[0], *rest[2:3]]
    used = 1 if joined else 3
    if len(numbers) < 2 or len(rest) <= used or not (joined or rest[1] in parting):
        return None
    first, last = number_said(numbers[0]), number_said(numbers[1])
    since, by = (read_span([number, rest[used]]) for number in numbers)
    if first is None or last is None or since is None or by is None:
        return None
    return moved(reading.today, *since[:2]), moved(reading.today, *by[:2]), used + 1


def _in_order(
    rest: Sequence[str], first: Stretch, behind: Sequence[str], last: Stretch, reading: Reading, past: bool
) -> tuple[date, date]:
    """Both ends, each in the year that the other, or today, gives it; a typed year is never moved."""
    assert first.first is not None
    since, by = first.first, last.last
    if past and not _is_typed(behind, last, reading, past):
        later = said_time(behind, replace(reading, today=since), past=False)
        return since, by if later is None else later.last
    if _is_typed(rest, first, reading, past):
        later = said_time(behind, replace(reading, today=max(since, reading.today)), past=False)
        return since, by if later is None else later.last
    earlier = said_time(rest, replace(reading, today=by), past=True)
    return (since if earlier is None or earlier.first is None else earlier.first), by


def _is_typed(words: Sequence[str], found: Stretch, reading: Reading, past: bool) -> bool:
    """Whether a time bears its year: then it is the same, looked back to or ahead."""
    return said_time(words, reading, not past) == found
