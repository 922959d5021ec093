"""The times of a question: a span, an end, a beginning, or another day to ask as of.

"in January" is a span; "by June", "within 30d" end one; "since", "after" begin one; "on", "as of" move the
day that is asked about. A month or a weekday alone is a time only behind such a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from words.days import Reading, read_day, read_day_of_month, spoken, weekday_number
from words.holidays import read_holiday
from words.problems import Unclear
from words.reading import as_said
from words.spans import read_span
from words.stretches import Stretch, moved, plainly, read_stretch

Phrases = tuple[tuple[str, ...], ...]


def _phrases(*said: str) -> Phrases:
    return tuple(tuple(phrase.split()) for phrase in said)


BY = _phrases("no later than", "not later than", "up to", "by", "until", "till", "til", "through", "thru")
BEFORE = _phrases("prior to", "ahead of", "earlier than", "before")
SINCE = _phrases("since")
FROM = _phrases("starting from", "as from", "starting", "beginning", "from")
AFTER = _phrases("later than", "after", "beyond", "past")
ON = _phrases("as of", "as at", "on")
IN = _phrases("in", "during", "within", "over", "throughout", "for", "inside")
TO = ("to", "until", "till", "til", "through", "thru", "-", "–", "—", "and")
NOW = _phrases("right now", "at the moment", "now", "today", "tonight", "currently")
ONWARD = ("on", "onward", "onwards", "forward")
RELATIVE = ("tomorrow", "yesterday")
EXAMPLE = "by 1 Mar 2027, in January, within 60 days"


@dataclass(frozen=True)
class Period:
    """A time that was said, and how many words said it; `on`, `since`, `by` as in a question, inclusive."""

    used: int
    on: date | None = None
    since: date | None = None
    by: date | None = None


def read_period(words: Sequence[str], reading: Reading, past: bool, *, due: bool = False) -> Period | None:
    """The time that the first words name, its leading word among them; None if they name none.

    `past`: with a past tense, a share or a ranking, where a day without a year is the latest past one. `due`:
    the word before them is "due", "expiring" or their like, behind which a day or a month needs no other
    leading word, and ends the time: "due Friday", "due today". Ask for names first: in "in May Township"
    the longer reading wins.

    In a log (`reading.looks_back`) only a single day is a time. Raises Unclear for any other there, for a
    fiscal year, for a span that ends before it begins, and for what may be two things.
    """
    plain = plainly(words[:14])
    if not plain or not plain[0] or (reading.looks_back and plain[0] == "for"):
        return None
    period = _read(plain, reading, past or reading.looks_back, due)
    if period is None or not reading.looks_back:
        return period
    if period.on is None:
        raise Unclear(
            not_understood=f"“{' '.join(words[: period.used])}” is no single day: which day was it?",
            example=reading.example,
        )
    return period


def _read(plain: Sequence[str], reading: Reading, past: bool, due: bool) -> Period | None:
    for lead, meant in (
        *((each, _until) for each in BY),
        *((each, _before) for each in BEFORE),
        *((each, _since) for each in SINCE),
        *((each, _from) for each in FROM),
        *((each, _after) for each in AFTER),
        *((each, _as_of) for each in ON),
        *((each, _within) for each in IN),
    ):
        if tuple(plain[: len(lead)]) == lead and len(plain) > len(lead):
            found = meant(plain[len(lead) :], reading, past)
            return None if found is None else replace(found, used=len(lead) + found.used)
    if plain[0] == "between":
        return _between(plain[1:], reading, past, 1)
    if plain[0] == "at":
        return _at(plain, reading, past)
    return _bare(plain, reading, past, due)


def _time(rest: Sequence[str], reading: Reading, past: bool, led: bool = True) -> Stretch | None:
    """A part of the calendar or a day, without the word that leads it."""
    stretch = read_stretch(rest, reading, past=past, led=led)
    if stretch is not None:
        day = read_day(rest, replace(reading, looks_back=past, hour=23))  # "May 1 2027" begins as "May"
        return Stretch(day[0], day[0], day[1]) if day is not None and day[1] > stretch.used else stretch
    counted = replace(reading, looks_back=past, hour=23)
    day = read_day(rest, counted) or read_day_of_month(rest, counted)
    day = day or (read_holiday(rest, counted) if led else None)
    if day is None or (not led and day[1] == 1 and weekday_number(rest[0]) is not None):
        return None
    return Stretch(day[0], day[0], day[1])


def _until(rest: Sequence[str], reading: Reading, past: bool) -> Period | None:
    found = _time(rest, reading, past)
    span = read_span(rest) if found is None else None
    if span is not None:
        said = as_said(rest[: span[2]])
        raise Unclear(
            not_understood=f"“by {said}”: within {said} from today, or late by so long?",
            example=f"within {said}",
        )
    return None if found is None else Period(found.used, by=found.last)


def _before(rest: Sequence[str], reading: Reading, past: bool) -> Period | None:
    found = _time(rest, reading, past)
    if found is None or found.first is None:
        return None
    is_an_end = "end" in rest[: found.used] or rest[0].startswith("eo")
    return Period(found.used, by=found.last if is_an_end else found.first - timedelta(days=1))


def _since(rest: Sequence[str], reading: Reading, past: bool) -> Period | None:
    found = _time(rest, reading, past=True)
    return None if found is None or found.first is None else Period(found.used, since=found.first)


def _from(rest: Sequence[str], reading: Reading, past: bool) -> Period | None:
    both = _between(rest, reading, past, 0)
    if both is not None:
        return both
    found = _time(rest, reading, past)
    if found is None or found.first is None:
        return None
    used = found.used + (1 if rest[found.used : found.used + 1] and rest[found.used] in ONWARD else 0)
    return Period(used, since=found.first)


def _after(rest: Sequence[str], reading: Reading, past: bool) -> Period | None:
    found = _time(rest, reading, past)
    return None if found is None else Period(found.used, since=found.last + timedelta(days=1))


def _as_of(rest: Sequence[str], reading: Reading, past: bool) -> Period | None:
    if rest[0] == "now":
        return Period(1, on=reading.today)
    found = _time(rest, reading, past)
    if found is None:
        return None
    if found.first != found.last:
        raise Unclear(
            not_understood=f"“{as_said(rest[: found.used])}” is no single day: as of which?",
            example=f"as of {spoken(found.last)}",
        )
    return Period(found.used, on=found.last)


def _within(rest: Sequence[str], reading: Reading, past: bool) -> Period | None:
    span = read_span(rest)
    if span is not None:
        return Period(span[2], by=moved(reading.today, span[0], span[1]))
    found = read_stretch(rest, reading, past=past, led=True)
    return None if found is None else Period(found.used, since=found.first, by=found.last)


def _at(plain: Sequence[str], reading: Reading, past: bool) -> Period | None:
    """ "at the end of October" is a day to look back to; ahead, it may be that day or all until then."""
    if tuple(plain[:3]) == NOW[1]:
        return Period(3, on=reading.today)
    rest = plain[1:]
    if not {"end", "start", "beginning"} & set(rest[:2]):
        return None
    found = read_stretch(rest, reading, past=past, led=True)
    if found is None:
        return None
    if not past and found.last > reading.today:
        raise Unclear(
            not_understood=f"“{as_said(plain[: found.used + 1])}”: by that day, or as of it?",
            example=f"by {spoken(found.last)}",
        )
    return Period(1 + found.used, on=found.last)


def _between(rest: Sequence[str], reading: Reading, past: bool, least: int) -> Period | None:
    """ "Dec 15 and Jan 15", "1 Mar to 1 May": the end is the next to come, the beginning before it."""
    first = _time(rest, reading, past)
    if first is None or first.first is None or len(rest) < first.used + 2 or rest[first.used] not in TO:
        return None
    if not least and rest[first.used] == "and":
        return None
    behind = rest[first.used + 1 :]
    used = first.used + 1
    last = _time(behind, reading, past)
    if last is None:
        return None
    used += last.used
    since, by = _in_order(rest, first, behind, last, reading, past)
    if since > by:
        raise Unclear(
            not_understood=f"“{as_said(rest[:used])}” ends before it begins.",
            example="between 1 Mar 2027 and 1 May 2027",
        )
    return Period(used, since=since, by=by)


def _in_order(
    rest: Sequence[str], first: Stretch, behind: Sequence[str], last: Stretch, reading: Reading, past: bool
) -> tuple[date, date]:
    """Both ends, each in the year that the other, or today, gives it; a typed year is never moved."""
    assert first.first is not None
    since, by = first.first, last.last
    if past and not _is_typed(behind, last, reading, past):
        later = _time(behind, replace(reading, today=since), past=False)
        return since, by if later is None else later.last
    if _is_typed(rest, first, reading, past):
        later = _time(behind, replace(reading, today=max(since, reading.today)), past=False)
        return since, by if later is None else later.last
    earlier = _time(rest, replace(reading, today=by), past=True)
    return (since if earlier is None or earlier.first is None else earlier.first), by


def _is_typed(words: Sequence[str], found: Stretch, reading: Reading, past: bool) -> bool:
    """Whether a time bears its year: then it is the same, looked back to or ahead."""
    return _time(words, reading, not past) == found


def _bare(plain: Sequence[str], reading: Reading, past: bool, due: bool) -> Period | None:
    """A time without a word that leads it: "next month", "30d", "today", "1 March 2027"."""
    for said in NOW:
        if tuple(plain[: len(said)]) == said:
            return Period(len(said), by=reading.today) if due else Period(len(said), on=reading.today)
    span = read_span(plain)
    if span is not None:
        if plain[span[2] : span[2] + 1] == ["ago"]:
            return Period(span[2] + 1, on=moved(reading.today, -span[0], -span[1]))
        return Period(span[2], by=moved(reading.today, span[0], span[1]))
    found = _time(plain, reading, past, led=due)
    if found is None:
        return None
    if found.first != found.last:
        return Period(found.used, since=found.first, by=found.last)
    if past or (plain[0] in RELATIVE and not due):
        return Period(found.used, on=found.last)
    return Period(found.used, by=found.last)
