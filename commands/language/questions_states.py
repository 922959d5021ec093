"""The states of a question: those said, those said of nobody ("not current"), those taken away ("due but not
overdue yet").
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from commands.language.pieces import QUIET, Doubt, Heard, Piece, Why
from commands.language.to_be import to_be
from readiness.question import Measure, State
from words.asking import Part
from words.classes import listed, plain_word

ORDER = tuple(State)
PARTS: dict[State, frozenset[str]] = {
    State.DUE: frozenset(("expired", "grace", "never", "due_soon", "new")),
    State.OVERDUE: frozenset(("expired", "grace", "never")),
    State.EXPIRED: frozenset(("expired", "grace")),
    State.CURRENT: frozenset(("good", "due_soon")),
}
"""What each state is made of; every other is one part by itself."""
APART = frozenset((State.UNVERIFIED,))
"""States that may go with any other."""
LETS = ("let", "lets", "letting")
"""With these somebody let something expire; "let me know" is none of it."""
KINDS = tuple(frozenset((each,)) for each in (State.ON_LEAVE, State.WAIVED, State.UNVERIFIED, State.NEW))
"""States of another kind than whether a course is due: with "and" they are a second condition."""
MUST = listed("need needs needing have has must owe owes supposed")
EXPIRES = frozenset(["expire", "lapse"])


def states_meant(heard: Heard, measure: Measure) -> list[State]:
    """The states asked about, in the order of their list. Raises Doubt for those that are none together."""
    if measure is Measure.WHEN:
        return [State.DUE]
    said, away = _said(heard), _away(heard)
    positive = [each for each in heard.of(Part.STATE) if each not in away]
    if away and not positive:
        said = _opposite(away)
    elif away:
        said = _without(said, away)
    if measure in (Measure.SHARE, Measure.RANKING):
        return _of_a_share(heard, said or {State.CURRENT}, measure)
    if not said:
        return [_unsaid(heard, measure)]
    if positive:
        _refuse_together(heard, said, positive)
    return [each for each in ORDER if each in said]


def _said(heard: Heard) -> set[State]:
    away = _away(heard)
    said: set[State] = set()
    for piece in heard.of(Part.STATE):
        if piece in away:
            continue
        states = to_be(heard, piece) or _states(piece)
        if states == {State.DUE_SOON} and _did(heard, piece):
            states = frozenset((State.EXPIRED,))
        said |= states
    return said


def _states(piece: Piece) -> frozenset[State]:
    return piece.phrase.states if piece.phrase is not None else frozenset()


def _did(heard: Heard, piece: Piece) -> bool:
    """ "Did my BLS expire", "who did lapse", "who let BLS lapse": it has."""
    did = any(plain_word(each.said) == "did" for each in heard.of(Part.PAST))
    before = [plain_word(word) for word in heard.words[: piece.place]]
    let = any(one in LETS and other not in ("me", "us", "see", "look") for one, other in pairwise(before))
    return (did or let) and plain_word(piece.said) in EXPIRES


def _away(heard: Heard) -> list[Piece]:
    """The states that are said not to be: each right behind "not", "but not" and their like."""
    found: list[Piece] = []
    negates = goes_on = False
    for piece in heard.pieces:
        if piece.part in (Part.AWAY, Part.NOT):
            negates = goes_on = True
        elif piece.part is Part.STATE and negates and goes_on:
            found.append(piece)
            goes_on = False
        elif piece.part in (Part.OR, Part.AND):
            goes_on = True
        elif piece.part not in (*QUIET, Part.HAS, Part.PEOPLE, Part.OTHERS, Part.VERB):
            negates = False
    return found


def _opposite(away: Sequence[Piece]) -> set[State]:
    said = {state for each in away for state in _states(each)}
    if len(away) > 1:
        raise Doubt(Why.TURNING, away)
    if away[0].phrase is not None and away[0].phrase.trained:
        return {State.NEVER, State.NEW}
    if said == {State.CURRENT}:
        return {State.OVERDUE}
    if said == {State.OVERDUE}:
        return {State.CURRENT, State.NEW}
    raise Doubt(Why.TURNING, away)


def _without(said: set[State], away: Sequence[Piece]) -> set[State]:
    """What is left of some states without others. Raises Doubt where no states say that."""
    taken = {state for each in away for state in _states(each)}
    if taken & APART or said & APART:
        raise Doubt(Why.TURNING, away)
    left = _parts(said) - _parts(taken)
    found: set[State] = set()
    for state in (State.DUE, State.OVERDUE, State.EXPIRED, State.CURRENT, *ORDER):
        if (
            state not in (State.DUE_SOON,)
            and _parts({state}) <= left
            and not _parts({state}) <= _parts(found)
        ):
            found.add(state)
    if "due_soon" in left - _parts(found):
        found.add(State.DUE_SOON)
    if not found or _parts(found) != left:
        raise Doubt(Why.TURNING, away)
    return found


def _parts(states: set[State]) -> frozenset[str]:
    return frozenset(part for each in states for part in PARTS.get(each, frozenset((each.value,))))


def _unsaid(heard: Heard, measure: Measure) -> State:
    """What is asked where no state is said: who is due, or who has a course."""
    if heard.has(Part.NEEDS):
        return State.DUE
    has = heard.of(Part.HAS)
    holds = has and any(each.is_course for each in heard.pieces if each.place > has[-1].place)
    if holds and (heard.has(Part.OTHERS, Part.HOW_MANY) or measure is Measure.WHETHER):
        return State.CURRENT
    if measure is Measure.WHETHER:
        raise Doubt(Why.WHETHER, heard.of(Part.VERB, Part.HAS, Part.PAST, Part.FUTURE)[:1])
    if heard.has(Part.PAST):  # "who did BLS yesterday" asks nothing of who is due
        raise Doubt(Why.TURNING, heard.of(Part.PAST))
    return State.DUE


def _of_a_share(heard: Heard, said: set[State], measure: Measure) -> list[State]:
    """A share is of those who are current; what else is said there is asked back."""
    if said - {State.CURRENT, State.DUE} or (measure is Measure.SHARE and said == {State.DUE}):
        raise Doubt(Why.SHARE_OF_OTHERS, heard.of(Part.STATE))
    return [State.CURRENT]


def _refuse_together(heard: Heard, said: set[State], positive: Sequence[Piece]) -> None:
    """States that are none together: current ones and others, on one person."""
    needs = [each for each in heard.of(Part.NEEDS) if plain_word(each.said.split()[0]) in MUST]
    if needs and not said.isdisjoint((State.ON_LEAVE, State.WAIVED)):
        raise Doubt(Why.TWO, needs)
    for first, second in pairwise(positive):
        between = [e for e in heard.pieces if first.place < e.place < second.place]
        parts = {each.part for each in between}
        again = Part.OR in parts or (Part.AND in parts and not parts.isdisjoint((Part.OTHERS, Part.PEOPLE)))
        if _kind(first) != _kind(second) and not again and not _ends_in_or(heard, positive):
            raise Doubt(Why.TWO, [second])
    if State.CURRENT in said and len(said) > 1 and not heard.has(Part.OR):
        raise Doubt(Why.TWO, positive[1:])
    if State.DUE in said and len(said) > 1:
        between = [e for e in heard.pieces if positive[0].place < e.place < positive[-1].place]
        if not any(each.part in (Part.OR, Part.AND) for each in between) and not any(
            each.mark == "," for each in positive
        ):
            raise Doubt(Why.TWO, positive[1:])


def _kind(piece: Piece) -> frozenset[State]:
    return _states(piece) if _states(piece) in KINDS else frozenset()


def _ends_in_or(heard: Heard, states: Sequence[Piece]) -> bool:
    """Whether states are a list of which one is enough: "overdue, waived or on leave"."""
    last = [each.part for each in heard.pieces if states[-2].place < each.place < states[-1].place]
    return Part.OR in last and Part.AND not in last
