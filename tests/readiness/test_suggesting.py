"""The exercise that closes the most gaps at once: literal cases, and what holds of every one of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.suggesting import (
    MOST_TASKS,
    Ahead,
    Apart,
    Gap,
    NeverMet,
    Suggestion,
    ThinPosition,
    ToShow,
    day_for,
    suggest,
)
from tests.readiness.builders import day

LAW, FIRE, EMS, DISPATCH = 1, 2, 3, 4
EVERYBODY = (LAW, FIRE, EMS, DISPATCH)
TACTICAL, TRIAGE, TRANSPORT = 21, 22, 23
ABLE = {TACTICAL: {LAW}, TRIAGE: {FIRE, EMS}, TRANSPORT: {FIRE, EMS}}


def test_nothing_to_close_is_no_exercise() -> None:
    assert suggest([], ABLE, EVERYBODY) == Suggestion()
    assert suggest([Apart(LAW, 99), ThinPosition(77)], ABLE, EVERYBODY) == Suggestion()


def test_a_thin_position_takes_one_agency_that_fills_it() -> None:
    found = suggest([ThinPosition(TRIAGE)], ABLE, EVERYBODY)
    assert found == Suggestion((FIRE,), (TRIAGE,), (), (ThinPosition(TRIAGE),))


def test_one_table_closes_what_lies_together() -> None:
    gaps: list[Gap] = [
        Apart(LAW, FIRE),
        Apart(FIRE, DISPATCH),
        Apart(EMS, DISPATCH),
        ThinPosition(TACTICAL),
        NeverMet(TACTICAL, TRIAGE),
        ToShow(7, "set staging", FIRE),
        ToShow(8, "name the command post", EMS),
    ]
    found = suggest(gaps, ABLE, EVERYBODY, most=2)
    assert found.agencies == (LAW, FIRE)
    assert found.positions == (TACTICAL, TRIAGE)
    assert found.tasks == ("set staging",)
    assert found.closed == (gaps[0], gaps[3], gaps[4], gaps[5])
    assert set(suggest(gaps, ABLE, EVERYBODY, most=4).closed) == set(gaps)


def test_the_first_guess_is_not_the_last_word() -> None:
    """One agency at a time begins with 1 here, which three others know; 5, 6, 7 and 8 are all apart."""
    first: list[Gap] = [Apart(1, 2), Apart(1, 3), Apart(1, 4), Apart(1, 9), ThinPosition(TACTICAL)]
    together: list[Gap] = [Apart(*pair) for pair in combinations((5, 6, 7), 2)]
    found = suggest([*first, *together], {TACTICAL: {1}}, range(1, 10), most=3)
    assert len(found.closed) == 3
    four = [*first, *together, ThinPosition(TRIAGE)]
    assert suggest(four, {TACTICAL: {1}, TRIAGE: {5}}, range(1, 10), most=3).agencies == (5, 6, 7)


def test_one_agency_twice_named_for_a_task_and_an_exercise_of_too_many() -> None:
    shows = [ToShow(key, f"task {key}", None if key % 2 else FIRE) for key in range(9)]
    found = suggest(shows, ABLE, EVERYBODY)
    assert found.agencies == (FIRE,)
    assert len(found.tasks) == MOST_TASKS
    twice = [*shows, ToShow(20, "task 8", FIRE)]
    assert "task 8" in suggest(twice, ABLE, EVERYBODY).tasks, "the one that shows the most"


CORE_FOUR = ({LAW}, {FIRE, 5}, {EMS, 6}, {DISPATCH})


def test_a_table_has_the_four_first_and_is_filled_up_with_pairs() -> None:
    """Five fire departments are all apart, and nothing is open with dispatch, EMS and law."""
    fires = (5, 11, 12, 13, 14)
    gaps = [Apart(*pair) for pair in combinations(fires, 2)]
    agencies = (*EVERYBODY, *fires[1:], 5, 6)
    needed = ({LAW}, {FIRE, *fires}, {EMS, 6}, {DISPATCH})
    alone = suggest(gaps, ABLE, agencies)
    assert set(alone.agencies) == set(fires)
    found = suggest(gaps, ABLE, agencies, needed=needed)
    assert {LAW, EMS, DISPATCH} < set(found.agencies)
    assert len(found.closed) == 3, "three of the fire departments fill the table up"
    assert suggest([], ABLE, agencies, needed=needed) == Suggestion(), "nobody comes together for nothing"


def test_what_is_planned_closes_what_its_table_its_positions_and_its_tasks_do() -> None:
    ahead = Ahead(frozenset({LAW, FIRE}), frozenset({TACTICAL, TRIAGE}), frozenset({"set staging"}))
    closes: list[Gap] = [
        Apart(LAW, FIRE),
        ThinPosition(TACTICAL),
        NeverMet(TACTICAL, TRIAGE),
        ToShow(7, "set staging", FIRE),
        ToShow(8, "set staging"),
    ]
    open_still: list[Gap] = [
        Apart(LAW, DISPATCH),
        ThinPosition(TRANSPORT),
        NeverMet(TRIAGE, TRANSPORT),
        ToShow(9, "set staging", EMS),
        ToShow(10, "name the command post", FIRE),
    ]
    assert all(ahead.closes(each, ABLE) for each in closes)
    assert not any(ahead.closes(each, ABLE) for each in open_still)
    walked = replace(ahead, is_played=False)
    assert [walked.closes(each, ABLE) for each in closes[1:3]] == [False, True], (
        "they meet, and are not current"
    )
    dispatch = Ahead(frozenset({DISPATCH}), frozenset({TRIAGE}))
    assert not dispatch.closes(ThinPosition(TRIAGE), ABLE), "nobody there may fill it"


gaps_of = st.lists(
    st.one_of(
        st.builds(ThinPosition, st.sampled_from([TACTICAL, TRIAGE, TRANSPORT])),
        st.sampled_from([Apart(*pair) for pair in combinations(range(1, 7), 2)]),
        st.sampled_from([NeverMet(*pair) for pair in combinations([TACTICAL, TRIAGE, TRANSPORT], 2)]),
        st.builds(
            ToShow, st.integers(1, 9), st.sampled_from("abcdefg"), st.one_of(st.none(), st.integers(1, 6))
        ),
    ),
    max_size=14,
)
able_of = st.fixed_dictionaries(
    {each: st.sets(st.integers(1, 6), max_size=3) for each in (TACTICAL, TRIAGE, TRANSPORT)}
)
SIX = range(1, 7)


@given(gaps_of, able_of, st.integers(0, 4))
def test_everybody_at_the_table_closes_something(
    gaps: list[Gap], able: dict[int, set[int]], most: int
) -> None:
    found = suggest(gaps, able, SIX, most)
    assert len(found.agencies) <= most
    assert set(found.closed) <= set(gaps)
    for agency in found.agencies:
        others = [each for each in found.agencies if each != agency]
        assert len(suggest(gaps, able, others, most).closed) < len(found.closed)
    assert bool(found.agencies) is bool(found.closed)
    assert suggest(gaps, able, SIX, most) == found


@given(gaps_of, gaps_of, able_of, st.integers(0, 4))
def test_a_gap_more_never_closes_fewer(
    gaps: list[Gap], more: list[Gap], able: dict[int, set[int]], most: int
) -> None:
    before, after = suggest(gaps, able, SIX, most), suggest([*gaps, *more], able, SIX, most)
    assert len(after.closed) >= len(before.closed)


@given(gaps_of, able_of, st.integers(1, 4))
def test_no_other_table_closes_more(gaps: list[Gap], able: dict[int, set[int]], most: int) -> None:
    found = suggest(gaps, able, SIX, most)
    tables = (suggest(gaps, able, there, most) for there in combinations(SIX, most))
    assert max(len(each.closed) for each in tables) == len(found.closed)


@given(gaps_of, able_of, st.integers(4, 6))
def test_the_four_are_there_whenever_anything_is_closed(
    gaps: list[Gap], able: dict[int, set[int]], most: int
) -> None:
    found = suggest(gaps, able, SIX, most, CORE_FOUR)
    assert bool(found.agencies) is bool(found.closed)
    assert len(found.agencies) <= most
    if found.closed:
        assert all(group & set(found.agencies) for group in CORE_FOUR)
    tables = (
        suggest(gaps, able, there, most)
        for there in combinations(SIX, most)
        if all(group & set(there) for group in CORE_FOUR)
    )
    assert len(found.closed) == max(len(each.closed) for each in tables)


MONDAY = day("2026-11-02")
USUAL = day("2026-12-28")


@pytest.mark.parametrize(
    ("today", "taken", "lapses_on", "expected"),
    [
        (MONDAY, [], None, USUAL),
        (day("2026-11-01"), [], None, USUAL),  # eight weeks from a Sunday is a Sunday
        (MONDAY, [USUAL, day("2026-12-29")], None, day("2026-12-30")),
        (MONDAY, [], day("2027-02-01"), USUAL),
        (MONDAY, [], USUAL, USUAL),  # on the last day itself it still goes on
        (MONDAY, [], day("2026-12-27"), day("2026-12-25")),  # a Sunday: the Friday before
        (MONDAY, [day("2026-12-25")], day("2026-12-27"), day("2026-12-24")),
        (MONDAY, [], day("2026-11-30"), day("2026-11-30")),
        (MONDAY, [day("2026-11-30")], day("2026-11-30"), USUAL),  # too soon to plan anything
        (MONDAY, [], day("2026-11-10"), USUAL),
    ],
)
def test_the_day(today: date, taken: list[date], lapses_on: date | None, expected: date) -> None:
    assert day_for(today, taken, lapses_on) == expected


def test_the_calendar_has_an_end() -> None:
    assert day_for(date.max, []).weekday() < 5


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.sets(st.integers(25, 120), max_size=60),
    st.one_of(st.none(), st.integers(-30, 200)),
)
def test_the_day_is_a_free_weekday_in_time(today: date, taken: set[int], lapses: int | None) -> None:
    others = {date.fromordinal(today.toordinal() + ahead) for ahead in taken}
    lapses_on = None if lapses is None else date.fromordinal(today.toordinal() + lapses)
    found = day_for(today, others, lapses_on)
    assert found.weekday() < 5
    assert found not in others
    assert (found - today).days >= 28
    assert (found - today).days >= 56 or (lapses_on is not None and found <= lapses_on)
