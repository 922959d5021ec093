"""Which positions have met: two people, in one run of one exercise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.pairs import HeldInRun, met_in, never_met

COMMAND, TRIAGE, TRANSPORT = 1, 2, 3
ALL = (COMMAND, TRIAGE, TRANSPORT)
ADA, BEN = 10, 11


def held(position: int, *people: int, exercise: int = 1, run: int = 1) -> HeldInRun:
    return HeldInRun(exercise, run, position, frozenset(people))


@pytest.mark.parametrize(
    ("there", "apart"),
    [
        ([], True),
        ([held(TRIAGE, ADA), held(TRANSPORT, BEN)], False),
        ([held(TRIAGE, ADA), held(TRANSPORT, BEN, run=2)], True),  # the one left before the other came
        ([held(TRIAGE, ADA), held(TRANSPORT, BEN, exercise=2)], True),
        ([held(TRIAGE, ADA), held(TRANSPORT, ADA)], True),  # who holds both has met nobody
        ([held(TRIAGE, ADA), held(TRANSPORT, ADA, BEN)], False),
        ([held(TRIAGE, ADA), held(TRANSPORT, ADA), held(TRANSPORT, BEN)], False),  # of one run, in parts
        ([held(TRIAGE, ADA), held(TRANSPORT)], True),
    ],
)
def test_two_positions_meet_in_one_run(there: list[HeldInRun], apart: bool) -> None:
    assert ((TRIAGE, TRANSPORT) in never_met(ALL, there)) is apart


def test_pairs_come_in_the_positions_order() -> None:
    there = [held(COMMAND, ADA), held(TRANSPORT, BEN)]
    assert never_met(ALL, there) == [(COMMAND, TRIAGE), (TRIAGE, TRANSPORT)]
    assert never_met((TRANSPORT, COMMAND), there) == []
    assert never_met((TRANSPORT, TRIAGE), there) == [(TRANSPORT, TRIAGE)]
    assert never_met((), there) == never_met((TRIAGE,), there) == []


runs = st.lists(
    st.builds(
        HeldInRun,
        st.integers(1, 3),
        st.integers(1, 2),
        st.sampled_from(ALL),
        st.frozensets(st.integers(1, 3), max_size=3),
    ),
    max_size=6,
)


def test_the_exercises_in_which_two_have_met() -> None:
    there = [held(TRIAGE, ADA, exercise=n) for n in (1, 2, 3)] + [held(TRANSPORT, BEN, exercise=2)]
    assert met_in(TRIAGE, TRANSPORT, there) == met_in(TRANSPORT, TRIAGE, there) == {2}
    assert met_in(TRIAGE, COMMAND, there) == set()


@given(runs, runs)
def test_whatever_is_held_more_opens_no_gap(there: list[HeldInRun], more: list[HeldInRun]) -> None:
    assert set(never_met(ALL, [*there, *more])) <= set(never_met(ALL, there))
    assert never_met(ALL, reversed(there)) == never_met(ALL, there)


@given(runs)
def test_any_two_of_the_holders_will_do(there: list[HeldInRun]) -> None:
    few = [
        HeldInRun(each.exercise, each.run, each.position, frozenset({min(each.holders), max(each.holders)}))
        for each in there
        if each.holders
    ]
    assert never_met(ALL, few) == never_met(ALL, there)
