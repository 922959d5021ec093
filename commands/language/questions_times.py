"""The times of a question: which day it is asked as of, and which due dates it asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from commands.language.due_questions import MOST_DAYS
from commands.language.pieces import QUIET, Doubt, Heard, Piece, Why
from readiness.question import LOOK_AHEAD, Measure, State
from words.asking import Part
from words.classes import listed, plain_word
from words.days import Reading, spoken
from words.periods import Period, read_period
from words.problems import Unclear

DATED = frozenset((State.DUE, State.OVERDUE, State.EXPIRED, State.GRACE, State.DUE_SOON))
"""States that begin or end on a due date, so that due dates within a time can be asked for."""
FALLS = (
    "expires",
    "expire",
    "lapses",
    "lapse",
    "runs out",
    "run out",
    "expired",
    "lapsed",
    "ran out",
    "expiring",
)
"""With a day right behind them they say on which day a card's last day falls."""
PARTICIPLES = ("expired", "lapsed", "run out")
IS = listed("is are who's whos am i'm")
OF_A_DAY = (Measure.SHARE, Measure.RANKING)


@dataclass(frozen=True)
class Times:
    """The day asked about (None: today) and the due dates; `is_any`: however far ahead."""

    on: date | None = None
    since: date | None = None
    by: date | None = None
    is_any: bool = False


def times_meant(heard: Heard, reading: Reading, measure: Measure, states: list[State]) -> Times:
    """What the times of a question come to.

    Raises Doubt for two of a kind, and for a time that does not go with what is asked; Unclear for one that
    ends before it begins, or lies too far ahead.
    """
    said = heard.of(Part.TIME)
    days = [each for each in said if _on(each) is not None]
    spans = [each for each in said if _on(each) is None]
    if len(days) > 1 or len(spans) > 1:
        raise Doubt(Why.TIMES, [*days, *spans])
    on = _on(days[0]) if days else None
    if on is not None and measure in (Measure.WHO, Measure.HOW_MANY) and _falls_on(heard, days[0]):
        return Times(None, on, on)
    is_any = any("any time" in each.said.lower() for each in heard.of(Part.FILLER))
    if not spans:
        _refuse_without_a_day(heard, measure, states, on)
        return Times(on, is_any=is_any or measure is Measure.WHEN)
    period = _period(spans[0])
    if on is not None:
        words = heard.words[spans[0].place : spans[0].end]
        period = read_period(words, replace(reading, today=on), heard.has(Part.PAST), due=True) or period
    if measure in OF_A_DAY or measure is Measure.WHEN or DATED.isdisjoint(states):
        raise Doubt(Why.NO_SPAN, spans)
    if heard.has(Part.FUTURE) and LOOK_AHEAD.isdisjoint(states):
        raise Doubt(Why.NO_SPAN, spans)
    looks_ahead = not LOOK_AHEAD.isdisjoint(states) and not heard.has(Part.PAST)
    _refuse_no_span(period, on or reading.today, looks_ahead)
    return Times(on, period.since, period.by)


def _falls_on(heard: Heard, day: Piece) -> bool:
    """Whether a date falls on a day: "expires on Dec 31", "expired on Nov 3"; not "was expired on"."""
    before = [e for e in heard.pieces if e.end <= day.place and e.part not in QUIET and not e.is_course]
    of_a_state = not before or day.said.lower().startswith("as of")
    falls = not of_a_state and plain_word(before[-1].said) in FALLS
    is_verb = not heard.has(Part.PAST) and not any(plain_word(e.said) in IS for e in before)
    return falls and (is_verb or plain_word(before[-1].said) not in PARTICIPLES)


def _period(piece: Piece) -> Period:
    assert piece.period is not None
    return piece.period


def _on(piece: Piece) -> date | None:
    return _period(piece).on


def _refuse_without_a_day(heard: Heard, measure: Measure, states: list[State], on: date | None) -> None:
    """ "Who was overdue" asks as of some day, and has to say which."""
    verbs = [each for each in heard.of(Part.PAST) if plain_word(each.said) in ("was", "were")]
    if on is None and verbs and measure is not Measure.WHEN and not {State.NEVER, State.WAIVED} & set(states):
        raise Doubt(Why.PAST, verbs)


def _refuse_no_span(period: Period, on: date, looks_ahead: bool) -> None:
    if looks_ahead and period.by is not None and period.by < on and period.since is None:
        raise Unclear(
            not_understood=f"{spoken(period.by)} comes before {spoken(on)}.",
            example="/due everyone by 1 March",
        )
    if period.by is not None and (period.by - on).days > MOST_DAYS:
        days = (period.by - on).days
        raise Unclear(
            not_understood=f"{days:,} days is too far ahead to say.", example="/due everyone in 90 days"
        )
