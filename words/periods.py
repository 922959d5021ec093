"""The times of a question: a span, an end, a beginning, or another day to ask as of.

"in January" is a span; "by June", "within 30d" end one; "since", "after" begin one; "on", "as of" move the
day that is asked about. A month or a weekday alone is a time only behind such a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from words.classes import listed
from words.days import Reading, spoken
from words.ends import AND, TO, said_time, two_ends
from words.problems import Unclear
from words.reading import as_said
from words.spans import read_span
from words.stretches import BEHIND_A_TIME, UNITS, Stretch, moved, plainly, read_stretch

Phrases = tuple[tuple[str, ...], ...]


def _phrases(*said: str) -> Phrases:
    return tuple(tuple(phrase.split()) for phrase in said)


BY = _phrases(
    *("no later than", "not later than", "not after", "on or before", "by or before", "up to and including"),
    *("up to", "up until", "by", "until", "till", "til", "through", "thru"),
)
BEFORE = _phrases("prior to", "ahead of", "earlier than", "before")
SINCE = _phrases("since")
FROM = _phrases(
    *("on or after", "not before", "not until", "no earlier than", "not earlier than", "no sooner than"),
    *("starting from", "starting in", "starting on", "starting", "beginning in", "beginning on", "beginning"),
    *("as from", "effective", "from"),
)
AFTER = _phrases("later than", "after", "beyond")
ON = _phrases("as of", "as at", "as on", "on")
IN = _phrases("in", "within", "inside")
DURING = _phrases("during", "over", "throughout", "for")
NOT_FROM_TODAY = listed("overdue late past expired lapsed old before after prior from since")
"""Behind a span these count it from something else than today."""
FROM_TODAY = listed("next last past previous this coming")
DAY_ENDS = _phrases("close of business", "end of business", "end of day", "the end of the day", "eod", "cob")
NOW = _phrases("right now", "at the moment", "now", "today", "tonight", "currently")
THIS_TIME: dict[tuple[str, ...], tuple[int, int]] = {
    ("this", "time", "last", unit): back
    for unit, back in (("week", (7, 0)), ("month", (0, 1)), ("year", (0, 12)))
}
ONWARD = ("on", "onward", "onwards", "forward")
BEFORE_PEOPLE = ("for", "on", "of")
FIRST_NAMES = ("april", "may", "june", "jan", "august")


@dataclass(frozen=True)
class Period:
    """A time that was said, and how many words said it; `on`, `since`, `by` as in a question, inclusive."""

    used: int
    on: date | None = None
    since: date | None = None
    by: date | None = None


def read_period(
    words: Sequence[str], reading: Reading, past: bool, *, due: bool = False, late: bool = False
) -> Period | None:
    """The time that the first words name, its leading word among them; None if they name none.

    `past`: with a past tense, a share or a ranking, where a day without a year is the latest past one. `due`:
    the word before them is "due", "expiring" or their like, behind which a day or a month needs no other
    leading word, and ends the time: "due Friday", "due today". Ask for names first: in "in May Township"
    the longer reading wins. A span alone ("90 days") ends the time; `late`: the word before is "overdue",
    "expired", behind which it may say how late somebody is, and is asked about.

    In a log (`reading.looks_back`) only a single day is a time. Raises Unclear for any other there, for a
    fiscal year, for a span that ends before it begins, and for what may be two things.
    """
    plain = plainly(words[:14])
    if not plain or not plain[0] or (reading.looks_back and plain[0] == "for"):
        return None
    named = 1 if plain[0] in BEFORE_PEOPLE else 0
    if (named or due) and _may_be_somebody(words[named:], plain[named:]):
        return None
    if late:
        _refuse_span("", plain)
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
    is_name = behind.replace("-", "").replace("'", "").isalpha() and behind not in BEHIND_A_TIME
    return is_name and not words[1].isupper() and behind not in TO


def _read(plain: Sequence[str], reading: Reading, past: bool, due: bool) -> Period | None:
    for lead, meant in LEADS:
        if tuple(plain[: len(lead)]) == lead and len(plain) > len(lead):
            found = meant(plain[len(lead) :], reading, past)
            return None if found is None else replace(found, used=len(lead) + found.used)
    if plain[0] == "between" and len(plain) > 1:
        both = two_ends(plain[1:], reading, past, TO | AND)
        return None if both is None else Period(1 + both[2], since=both[0], by=both[1])
    if plain[0] == "at":
        return _at(plain, reading, past)
    return _bare(plain, reading, past, due)


def _until(rest: Sequence[str], reading: Reading, past: bool) -> Period | None:
    for said in DAY_ENDS:  # "by COB Friday" is by Friday
        if tuple(rest[: len(said)]) == said:
            behind = rest[len(said) :]
            day = said_time(behind, reading, past) if behind else None
            is_day = day is not None and day.first == day.last
            return Period(
                len(said) + (day.used if day and is_day else 0),
                by=day.last if day and is_day else reading.today,
            )
    found = said_time(rest, reading, past)
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
    found = said_time(rest, reading, past)
    if found is None or found.first is None:
        return None
    is_an_end = "end" in rest[: found.used] or rest[0].startswith("eo")
    return Period(found.used, by=found.last if is_an_end else found.first - timedelta(days=1))


def _since(rest: Sequence[str], reading: Reading, past: bool) -> Period | None:
    span = read_span(rest)
    if span is not None and list(rest[span[2] : span[2] + 1]) != ["ago"]:
        return Period(span[2], since=moved(reading.today, -span[0], -span[1]))
    found = said_time(rest, reading, past=True)
    return None if found is None or found.first is None else Period(found.used, since=found.first)


def _from(rest: Sequence[str], reading: Reading, past: bool) -> Period | None:
    both = two_ends(rest, reading, past)
    if both is not None:
        return Period(both[2], since=both[0], by=both[1])
    found = said_time(rest, reading, past)
    if found is None or found.first is None:
        return None
    used = found.used + (1 if rest[found.used : found.used + 1] and rest[found.used] in ONWARD else 0)
    return Period(used, since=found.first)


def _after(rest: Sequence[str], reading: Reading, past: bool) -> Period | None:
    found = said_time(rest, reading, past)
    return None if found is None else Period(found.used, since=found.last + timedelta(days=1))


def _as_of(rest: Sequence[str], reading: Reading, past: bool) -> Period | None:
    found = said_time(rest, reading, past)
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
    both = two_ends(rest, reading, past)
    if both is not None:
        return Period(both[2], since=both[0], by=both[1])
    found = read_stretch(rest, reading, past=past, led=True)
    return None if found is None else _with_the_next(rest, found, reading)


def _within_the(rest: Sequence[str], reading: Reading, past: bool) -> Period | None:
    """ "within the month": until it ends; "within the next 60 days"."""
    if rest[0] in UNITS:
        found = read_stretch(["this", *rest], reading, past=past, led=True)
        return None if found is None else Period(found.used - 1, by=found.last)
    found_within = _within(["the", *rest], reading, past)
    return None if found_within is None else replace(found_within, used=found_within.used - 1)


def _with_the_next(rest: Sequence[str], found: Stretch, reading: Reading) -> Period:
    """ "in January and February": parts of the calendar that follow each other are one span."""
    period = Period(found.used, since=found.first, by=found.last)
    if found.first is None or not AND.intersection(rest[found.used : found.used + 1]):
        return period
    behind = rest[found.used + 1 :]
    if not behind:
        return period
    # "last month and next month" are two times, both counted from today
    whence = reading if behind[0] in FROM_TODAY else replace(reading, today=found.first)
    other = read_stretch(behind, whence, past=False, led=True)
    if other is None or other.first != found.last + timedelta(days=1):
        return period
    return Period(found.used + 1 + other.used, since=found.first, by=other.last)


def _counted(plain: Sequence[str], span: tuple[int, int, int], reading: Reading) -> Period:
    """ "60 days", "30d", "90 days from now": an end; "2 weeks ago": a day to ask as of.

    Raises Unclear for what is counted from something else, or says how late somebody is.
    """
    days, months, used = span
    behind = list(plain[used : used + 2])
    if behind[:1] == ["ago"]:
        return Period(used + (2 if behind[1:] == ["today"] else 1), on=moved(reading.today, -days, -months))
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


def _bare(plain: Sequence[str], reading: Reading, past: bool, due: bool) -> Period | None:
    """A time without a word that leads it: "next month", "30d", "today", "1 March 2027"."""
    for back, (days, months) in THIS_TIME.items():
        if tuple(plain[: len(back)]) == back:
            return Period(len(back), on=moved(reading.today, -days, -months))
    for said in NOW:
        if tuple(plain[: len(said)]) == said:
            return Period(len(said), by=reading.today) if due else Period(len(said), on=reading.today)
    span = read_span(plain)
    if span is not None:
        return _counted(plain, span, reading)
    both = two_ends(plain, reading, past) if TO.intersection(plain) else None
    if both is not None:
        return Period(both[2], since=both[0], by=both[1])
    found = said_time(plain, reading, past, led=due)
    if found is None:
        return None
    if found.first != found.last:
        return _with_the_next(plain, found, reading)
    if past or plain[0] == "yesterday":
        return Period(found.used, on=found.last)
    return Period(found.used, by=found.last)


LEADS = sorted(
    (
        *((each, _until) for each in BY),
        *((each, _before) for each in BEFORE),
        *((each, _since) for each in SINCE),
        *((each, _from) for each in FROM),
        *((each, _after) for each in AFTER),
        *((each, _as_of) for each in ON),
        *((each, _within) for each in IN),
        (("within", "the"), _within_the),
        *((each, _during) for each in DURING),
    ),
    key=lambda lead: -len(lead[0]),
)
"""What a time may begin with, the longest first, and what becomes of the time behind it."""
