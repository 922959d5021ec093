"""The times of a question: a span, an end, a beginning, or another day to ask as of.

"in January" is a span; "by June", "within 30d" end one; "since", "after" begin one; "on", "as of" move the
day that is asked about. A month or a weekday alone is a time only behind such a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from words.classes import listed
from words.dated import DAY
from words.days import Reading, read_day, read_day_of_month, spoken, weekday_number
from words.holidays import read_holiday
from words.problems import Unclear
from words.reading import as_said, in_month
from words.spans import read_span
from words.stretches import Stretch, moved, plainly, read_stretch

Phrases = tuple[tuple[str, ...], ...]


def _phrases(*said: str) -> Phrases:
    return tuple(tuple(phrase.split()) for phrase in said)


BY = _phrases("no later than", "not later than", "up to", "by", "until", "till", "til", "through", "thru")
BEFORE = _phrases("prior to", "ahead of", "earlier than", "before")
SINCE = _phrases("since")
FROM = _phrases("starting from", "as from", "starting", "beginning", "from")
AFTER = _phrases("later than", "after", "beyond")
ON = _phrases("as of", "as at", "on")
IN = _phrases("in", "within", "inside")
DURING = _phrases("during", "over", "throughout", "for")
NOT_FROM_TODAY = (
    "overdue",
    "late",
    "past",
    "expired",
    "lapsed",
    "old",
    "before",
    "after",
    "prior",
    "from",
    "since",
)
"""Behind a span these count it from something else than today."""
TO = frozenset(("to", "until", "till", "til", "through", "thru", "-", "–", "—"))
NOW = _phrases("right now", "at the moment", "now", "today", "tonight", "currently")
ONWARD = ("on", "onward", "onwards", "forward")
RELATIVE = ("tomorrow", "yesterday")
BEFORE_PEOPLE = ("for", "on", "of")
FIRST_NAMES = ("april", "may", "june", "jan", "august")
BEHIND_A_MONTH = listed(
    "in at of for who what which is are was were the this next last and or by since on as all everyone "
    "please first second third"
)
"""Words behind a month that make it no name."""


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
    the longer reading wins. A span alone ("90 days") ends the time: do not ask behind "overdue", "expired" or
    "more than", where it says how late somebody is.

    In a log (`reading.looks_back`) only a single day is a time. Raises Unclear for any other there, for a
    fiscal year, for a span that ends before it begins, and for what may be two things.
    """
    plain = plainly(words[:14])
    if not plain or not plain[0] or (reading.looks_back and plain[0] == "for"):
        return None
    named = 1 if plain[0] in BEFORE_PEOPLE else 0
    if (named or due) and _may_be_somebody(words[named:], plain[named:]):
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


def _may_be_somebody(words: Sequence[str], plain: Sequence[str]) -> bool:
    """ "for April Quill", "due for May Parker": a month that is a first name, and a name's word behind it."""
    if len(plain) < 2 or plain[0] not in FIRST_NAMES or not words[0][-1:].isalpha():
        return False
    behind = plain[1]
    is_name = behind.replace("-", "").replace("'", "").isalpha() and behind not in BEHIND_A_MONTH
    return is_name and not words[1].isupper() and behind not in TO


def _read(plain: Sequence[str], reading: Reading, past: bool, due: bool) -> Period | None:
    for lead, meant in (
        *((each, _until) for each in BY),
        *((each, _before) for each in BEFORE),
        *((each, _since) for each in SINCE),
        *((each, _from) for each in FROM),
        *((each, _after) for each in AFTER),
        *((each, _as_of) for each in ON),
        *((each, _within) for each in IN),
        *((each, _during) for each in DURING),
    ):
        if tuple(plain[: len(lead)]) == lead and len(plain) > len(lead):
            found = meant(plain[len(lead) :], reading, past)
            return None if found is None else replace(found, used=len(lead) + found.used)
    if plain[0] == "between" and len(plain) > 1:
        found = _between(plain[1:], reading, past, TO | {"and"})
        return None if found is None else replace(found, used=1 + found.used)
    if plain[0] == "at":
        return _at(plain, reading, past)
    return _bare(plain, reading, past, due)


def _time(rest: Sequence[str], reading: Reading, past: bool, led: bool = True) -> Stretch | None:
    """A part of the calendar or a day, without the word that leads it."""
    if led and rest[0] == "now":
        return Stretch(reading.today, reading.today, 1)
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
    if found is None:
        _refuse_span("by", rest)
    return None if found is None else Period(found.used, by=found.last)


def _refuse_span(lead: str, rest: Sequence[str]) -> None:
    """Raises Unclear for "by 30 days", "over 90 days", "30 days overdue": so long somebody may be late."""
    span = read_span(rest)
    if span is not None:
        said = as_said(rest[: span[2]])
        raise Unclear(
            not_understood=f"“{f'{lead} {said}'.strip()}”: within {said} from today, or late by so long?",
            example=f"within {said}",
        )


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
    both = _between(rest, reading, past)
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
        return _counted(rest, span, reading)
    found = read_stretch(rest, reading, past=past, led=True)
    return None if found is None else Period(found.used, since=found.first, by=found.last)


def _counted(plain: Sequence[str], span: tuple[int, int, int], reading: Reading) -> Period:
    """ "60 days", "30d", "90 days from now": an end; "2 weeks ago": a day to ask as of.

    Raises Unclear for what is counted from something else, or says how late somebody is.
    """
    days, months, used = span
    behind = list(plain[used : used + 2])
    if behind[:1] == ["ago"]:
        return Period(used + 1, on=moved(reading.today, -days, -months))
    by = moved(reading.today, days, months)
    if behind in (["from", "now"], ["from", "today"]):
        return Period(used + 2, by=by)
    if behind and behind[0] in NOT_FROM_TODAY:
        _refuse_span("", [*plain[:used], behind[0]])
    return Period(used, by=by)


def _during(rest: Sequence[str], reading: Reading, past: bool) -> Period | None:
    """ "over the next 3 months", "for March"; "over 90 days" may say how late somebody is."""
    _refuse_span("over", rest)
    return _within(rest, reading, past)


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


def _between(
    rest: Sequence[str], reading: Reading, past: bool, parting: frozenset[str] = TO
) -> Period | None:
    """ "Dec 15 and Jan 15", "1 Mar to 1 May", "1 to 15 March": the end is the next to come, the beginning
    lies before it.
    """
    both = _begun_in_full(rest, reading, past, parting) or _begun_by_number(rest, reading, past, parting)
    if both is None:
        return None
    since, by, used = both
    if since > by:
        raise Unclear(
            not_understood=f"“{as_said(rest[:used])}” ends before it begins.",
            example="between 1 Mar 2027 and 1 May 2027",
        )
    return Period(used, since=since, by=by)


def _begun_in_full(
    rest: Sequence[str], reading: Reading, past: bool, parting: frozenset[str]
) -> tuple[date, date, int] | None:
    """ "Dec 15 and Jan 15", "January through March 2027", "March 1 to 15": both ends, and the words."""
    first = _time(rest, reading, past)
    if first is None or first.first is None or not parting.intersection(rest[first.used : first.used + 1]):
        return None
    behind = rest[first.used + 1 :]
    last = _time(behind, reading, past) if behind else None
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
    last = _time(rest[2:], reading, past)
    if last is None or last.first != last.last or last.used < 2:
        return None
    since = in_month(last.last, int(number[1]))
    return None if since is None else (since, last.last, 2 + last.used)


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
        return _counted(plain, span, reading)
    both = _between(plain, reading, past)
    if both is not None:
        return both
    found = _time(plain, reading, past, led=due)
    if found is None:
        return None
    if found.first != found.last:
        return Period(found.used, since=found.first, by=found.last)
    if past or (plain[0] in RELATIVE and not due):
        return Period(found.used, on=found.last)
    return Period(found.used, by=found.last)
