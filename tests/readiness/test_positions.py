"""Who could take which position, and how many full teams that makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.due import EVERYONE, Scope
from readiness.positions import (
    MOST_NEEDED,
    Bench,
    Experience,
    Position,
    Stint,
    Teams,
    mask_of,
    may_fill,
    needed,
    stands,
    teams,
)
from readiness.records import Absence, AbsenceKind
from tests.readiness.builders import FIRE_1, LAW_1, LAW_2, day, member, person, rules

TACTICAL, TRIAGE, TRANSPORT, RESCUE = range(401, 405)


def positions(*wanted: tuple[int, int]) -> list[Position]:
    """Positions by their key and how many are needed, in the catalogue's order."""
    return [
        Position(key, f"P{key}", f"Position {key}", needed=number, place=place)
        for place, (key, number) in enumerate(wanted)
    ]


def seated(catalogue: Sequence[Position], *current: set[int]) -> Teams:
    """Teams deep of people, each current in some positions."""
    return teams(catalogue, Counter(mask_of(needed(catalogue), held) for held in current))


def test_the_worked_cases() -> None:
    both = {TRIAGE, TRANSPORT}
    three = positions((TACTICAL, 1), (TRIAGE, 1), (TRANSPORT, 1))
    assert seated(three, {TACTICAL}, both, both) == Teams(1, (TACTICAL,), people=1, wanted=2)
    two = positions((TRIAGE, 1), (TRANSPORT, 1))
    assert seated(two, both, both, both) == Teams(1, (TRIAGE, TRANSPORT), people=3, wanted=4)
    assert seated(positions((RESCUE, 2)), *[{RESCUE}] * 3) == Teams(1, (RESCUE,), people=3, wanted=4)


def test_of_equals_the_fewest_positions_then_the_largest_shortage_then_the_catalogue_decide() -> None:
    assert seated(positions((1, 1), (2, 1))) == Teams(0, (1,), people=0, wanted=1)
    assert seated(positions((1, 1), (2, 3), (3, 3))) == Teams(0, (2,), people=0, wanted=3)
    # Each of three could seat one team more; no two of them can, and any two lack one person.
    assert seated(positions((1, 1), (2, 1), (3, 1)), {1, 2, 3}) == Teams(0, (1, 2), people=1, wanted=2)
    # One of two disjoint pairs: the first in the catalogue's order, though its second position is the last.
    four = positions((1, 1), (2, 1), (3, 1), (4, 1))
    assert seated(four, {1, 4}, {2, 3}) == Teams(0, (1, 4), people=1, wanted=2)


def test_the_catalogues_order_is_that_of_the_places_and_what_is_not_needed_seats_nobody() -> None:
    first, second = positions((1, 1), (2, 1))
    spare = Position(9, "SPARE", "Spare", needed=0, place=-1)
    assert needed([second, spare, first]) == (first, second)
    assert seated([second, spare, first], {9}) == Teams(0, (1,), people=0, wanted=1)
    assert seated([spare], {9}) == seated([]) == Teams(0, (), people=0, wanted=0)


def test_at_most_sixteen_are_needed() -> None:
    sixteen = [(key, 1) for key in range(MOST_NEEDED)]
    everything = set(range(MOST_NEEDED))
    assert seated(positions(*sixteen), *[everything] * 33).teams == 2
    with pytest.raises(ValueError, match="17 positions are needed"):
        teams(positions(*sixteen, (99, 1)), {})
    with pytest.raises(ValueError, match="-1 needed"):
        positions((1, -1))


def can_be_seated(catalogue: Sequence[Position], people: Sequence[set[int]], number: int) -> bool:
    """Whether so many teams can be seated, by seating people one by one and letting them change places."""
    seats = [each.key for each in catalogue for _ in range(each.needed * number)]
    taken: dict[int, int] = {}  # who sits where

    def finds_a_seat(one: int, tried: set[int]) -> bool:
        for seat, position in enumerate(seats):
            if position in people[one] and seat not in tried:
                tried.add(seat)
                if seat not in taken or finds_a_seat(taken[seat], tried):
                    taken[seat] = one
                    return True
        return False

    for one in range(len(people)):
        finds_a_seat(one, set())
    return len(taken) == len(seats)


def short_by_trying_all(catalogue: Sequence[Position], people: Sequence[set[int]]) -> tuple[int, ...]:
    """What the scope is short of, word for word as the rule says it."""
    seats = {each.key: each.needed for each in catalogue if each.needed}
    counted = []
    for size in range(1, len(seats) + 1):
        for chosen in combinations(seats, size):  # in the catalogue's order
            wanted = sum(seats[key] for key in chosen)
            able = sum(not held.isdisjoint(chosen) for held in people)
            counted.append((able // wanted, chosen, able, wanted))
    fewest = min(depth for depth, *_ in counted)
    tied = [
        (len(chosen), able - (fewest + 1) * wanted, chosen)
        for depth, chosen, able, wanted in counted
        if depth == fewest
    ]
    return min(tied)[-1]  # the keys ascend with the catalogue


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_it_is_the_number_that_seating_people_one_by_one_gives(data: st.DataObject) -> None:
    numbers = data.draw(st.lists(st.integers(0, 3), min_size=1, max_size=5))
    catalogue = positions(*enumerate(numbers, start=1))
    people = data.draw(st.lists(st.sets(st.integers(1, len(numbers))), max_size=14))
    found = seated(catalogue, *people)
    if not any(numbers):
        assert found == Teams(0, (), 0, 0)
        return
    assert can_be_seated(catalogue, people, found.teams)
    assert not can_be_seated(catalogue, people, found.teams + 1)
    assert found.short_of == short_by_trying_all(catalogue, people)
    short = set(found.short_of)
    assert found.people == sum(not held.isdisjoint(short) for held in people)
    assert found.wanted == (found.teams + 1) * sum(each.needed for each in catalogue if each.key in short)
    assert found.shortage > 0


@pytest.mark.parametrize(
    ("played", "walked", "on", "current", "walked_only", "lapsing"),
    [
        ("2025-11-01", "", "2026-11-01", True, False, True),  # through the day twelve months later
        ("2025-11-01", "", "2026-11-02", False, False, False),
        ("2025-11-01", "2025-11-02", "2026-11-02", False, True, False),
        ("2025-11-01", "2025-11-02", "2026-11-01", True, False, True),  # current hides walked
        ("2026-01-30", "", "2026-11-01", True, False, True),  # 90 days
        ("2026-01-31", "", "2026-11-01", True, False, False),  # 91
        ("2024-02-29", "", "2025-02-28", True, False, True),
        ("2024-02-29", "", "2025-03-01", False, False, False),
        ("", "", "2026-11-01", False, False, False),
    ],
)
def test_how_somebody_stands_in_a_position(
    played: str, walked: str, on: str, current: bool, walked_only: bool, lapsing: bool
) -> None:
    position = Position(TRIAGE, "TRIAGE", "Triage")
    experience = Experience(day(played) if played else None, day(walked) if walked else None)
    found = stands(position, experience, day(on))
    assert (found.is_current, found.is_walked, found.is_lapsing) == (current, walked_only, lapsing)
    assert found.on_own_word == current, "nobody else has said so"


def test_experience_is_that_of_the_day_and_says_what_rests_on_ones_own_word() -> None:
    position = Position(TRIAGE, "TRIAGE", "Triage")
    stints = [
        Stint(day("2025-03-01"), played=True),
        Stint(day("2025-09-01"), played=True, own_word=True),
        Stint(day("2025-10-01"), played=False),
        Stint(day("2026-05-01"), played=True),
    ]
    then = Experience.of(stints, day("2026-04-30"))
    assert then == Experience(day("2025-09-01"), day("2025-10-01"), day("2025-03-01"))
    assert stands(position, then, day("2026-03-01")).on_own_word is False
    assert stands(position, then, day("2026-03-02")).on_own_word is True
    assert stands(position, then, day("2026-03-02")).through_on == day("2026-09-01")
    now = Experience.of(stints, day("2026-05-01"))
    assert (now.played_on, now.verified_on) == (day("2026-05-01"), day("2026-05-01"))
    people = [stands(position, each, day("2026-05-01")) for each in (then, now, Experience())]
    assert Bench.of(people) == Bench(current=2, walked=0, lapsing=0, on_own_word=1)


def test_who_may_fill_a_position() -> None:
    rulebook, on = rules(), day("2026-06-30")
    medics = Position(TRIAGE, "TRIAGE", "Triage", frozenset({"ems", "hospital"}))
    officers, anybody = Position(TACTICAL, "TAC", "Tactical", frozenset({"law"})), Position(RESCUE, "R", "R")
    both = person(at=[member(FIRE_1, "2020-01-01", "2026-06-30"), member(LAW_2)])

    assert may_fill(rulebook, both, medics, on)
    assert not may_fill(rulebook, both, medics, day("2026-07-01")), "no longer with the fire department"
    assert may_fill(rulebook, both, officers, day("2026-07-01"))
    assert not may_fill(rulebook, person(at=[]), anybody, on)

    birch = Scope.agency(LAW_2)
    assert not may_fill(rulebook, both, medics, on, birch), "a medic, but not as one of theirs"
    assert may_fill(rulebook, both, anybody, on, birch)
    assert not may_fill(rulebook, both, anybody, on, Scope.agency(LAW_1))
    assert may_fill(rulebook, both, officers, on, Scope.jurisdiction("city of  BIRCH"))
    assert not may_fill(rulebook, both, officers, on, Scope.discipline("fire"))

    leave = Absence(AbsenceKind.LEAVE, day("2026-06-01"), day("2026-06-30"))
    waiver = Absence(AbsenceKind.WAIVER, day("2026-06-01"))
    assert not may_fill(rulebook, person(away=[leave]), anybody, on)
    assert may_fill(rulebook, person(away=[leave]), anybody, day("2026-07-01"))
    assert may_fill(rulebook, person(away=[waiver]), anybody, on, EVERYONE)
