"""What the words of a question do."""

from __future__ import annotations

import pytest

from readiness.question import End, State
from words.asking import ASIDES, PHRASES, Part, percent_at, phrase_at

NEVER = frozenset((State.NEVER, State.NEW))


@pytest.mark.parametrize(
    ("said", "part", "words"),
    [
        ("how many are due", Part.HOW_MANY, 2),
        ("except for dispatch", Part.AWAY, 2),
        ("but not BLS", Part.AWAY, 2),
        ("but BLS", Part.TURNING, 1),
        ("good morning all", Part.FILLER, 2),
        ("all courses", Part.FILLER, 2),
        ("all", Part.EVERYONE, 1),
        ("my people are", Part.OURS, 2),
        ("my bls", Part.MINE, 1),
        ("until when", Part.WHEN, 2),
    ],
)
def test_the_longest_phrase_wins(said: str, part: Part, words: int) -> None:
    found = phrase_at(said.lower().split(), 0)
    assert found is not None
    assert (found[0].part, found[1]) == (part, words)


@pytest.mark.parametrize(
    ("said", "states"),
    [
        ("not verified", {State.UNVERIFIED}),
        ("up to date", {State.CURRENT}),
        ("in the grace period", {State.GRACE}),
        ("past due", {State.OVERDUE}),
        ("about to expire", {State.DUE_SOON}),
        ("never", {State.NEVER}),
        ("never taken", NEVER),
        ("haven't been trained", NEVER),
        ("hasn't yet done", NEVER),
        ("has not taken", NEVER),
        ("have not yet completed", NEVER),
        ("didn't pass", NEVER),
        ("haven't renewed", {State.OVERDUE}),
        ("doesn't have", {State.OVERDUE}),
    ],
)
def test_states_as_people_say_them(said: str, states: set[State]) -> None:
    found = phrase_at(said.split(), 0)
    assert found is not None
    assert (set(found[0].states), found[1]) == (states, len(said.split()))


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("below 80%", (80, 2)),
        ("under 75 percent", (75, 3)),
        ("less than 50 %", (50, 4)),
        ("below 80", (80, 2)),
        ("below 0%", (0, 2)),
        ("below 180%", (180, 2)),
        ("below average", None),
        ("less", None),
        ("below", None),
    ],
)
def test_a_bound_in_percent(said: str, found: tuple[int, int] | None) -> None:
    assert percent_at(said.split(), 0) == found


def test_no_word_is_both_dropped_and_heard() -> None:
    assert {word for word in ASIDES if (word,) in PHRASES} == set()


def test_ends_have_their_end() -> None:
    ends = {phrase.end for phrase in PHRASES.values() if phrase.part is Part.END}
    assert ends == {End.WORST, End.BEST}
