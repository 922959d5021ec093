"""Which positions may be counted where: no adding and taking away of benches tells of a few."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.due import EVERYONE, Scope
from readiness.positions import Position
from readiness.records import Agency, Rulebook
from storage.catalogue import Catalogue, UnitOf
from storage.crowds import parts_of
from storage.seats import Seatable, could_fill

SMALLEST = 5
DISCIPLINES = ("law", "fire", "ems", "dispatch")
TODAY = date(2026, 11, 2)

TACTICAL = Position(1, "TACTICAL", "Tactical", frozenset(["law"]))
TRIAGE = Position(2, "TRIAGE", "Triage", frozenset(["fire", "ems"]))
DISPATCH = Position(3, "DISPATCH", "Dispatch", frozenset(["dispatch"]))
COMMAND = Position(4, "COMMAND", "Incident command")


def catalogue(*disciplines: frozenset[str]) -> Catalogue:
    """Agencies 1, 2 … of some disciplines each, in two towns by turns."""
    agencies = {
        key: Agency(key, f"Agency {key}", each, ("North", "South")[key % 2])
        for key, each in enumerate(disciplines, 1)
    }
    return Catalogue("1", agencies, {}, {}, {}, frozenset(), {}, Rulebook(agencies, [], {}, []), {})


def of(found: Catalogue, *people: int, both: int = 0) -> Seatable:
    """So many people of each agency, and some of the first two at once."""
    roster = {frozenset([key]): (many, many) for key, many in enumerate(people, 1) if many}
    if both:
        roster[frozenset([1, 2])] = (both, both)
    return Seatable(found, roster, SMALLEST)


def test_a_position_is_counted_by_those_of_the_scope_who_could_fill_it() -> None:
    county = catalogue(frozenset(["fire", "ems"]), frozenset(["law"]), frozenset(["dispatch"]))
    here = of(county, 9, 6, 3)
    assert here.may_count(EVERYONE, COMMAND)
    assert here.may_count(Scope.agency(1), TRIAGE)
    assert not here.may_count(EVERYONE, DISPATCH)
    assert not here.may_count(EVERYONE, TRIAGE, DISPATCH), "who is current in either is counted, too"
    assert here.may_count(Scope.discipline("Law"), TACTICAL)
    assert here.may_count(Scope.agency(2), TRIAGE), "nobody there could fill it, which tells of nobody"
    assert here.may_seat(Scope.agency(2))
    assert not here.may_seat(Scope.agency(3))


def test_those_on_leave_hide_nobody() -> None:
    county = catalogue(frozenset(["dispatch"]), frozenset(["law"]))
    here = Seatable(county, {frozenset([1]): (6, 4), frozenset([2]): (9, 9)}, SMALLEST)
    assert not here.may_count(Scope.agency(1), DISPATCH)
    assert not here.may_seat(Scope.agency(1))
    assert Seatable(county, here.roster, 1).may_count(Scope.agency(1), DISPATCH)


def test_a_unit_is_counted_by_its_own_people_where_its_agency_is() -> None:
    """Of Cedar's ten five are on the A shift, four on the B shift, one on neither."""
    county = catalogue(frozenset(["fire", "ems"]), frozenset(["law"]))
    shifts = {7: UnitOf(7, 1, "A shift"), 8: UnitOf(8, 1, "B shift"), 9: UnitOf(9, 2, "Patrol")}
    county = replace(
        county,
        units=shifts,
        rulebook=replace(county.rulebook, units={k: u.agency for k, u in shifts.items()}),
    )
    marked = {frozenset([1, -7]): (5, 5), frozenset([1, -8]): (4, 4), frozenset([1]): (1, 1)}
    others = {frozenset([2, -9]): (6, 6)}
    here = replace(of(county, 10, 6), by_unit=lambda agency: marked if agency == 1 else others)
    assert here.may_count(Scope.unit(7), TRIAGE)
    assert here.may_seat(Scope.unit(7))
    assert not here.may_count(Scope.unit(8), TRIAGE)
    assert not here.may_seat(Scope.unit(8))
    assert here.may_count(Scope.unit(7), TACTICAL), "nobody there could fill it, which tells of nobody"
    assert here.may_count(Scope.unit(9), TACTICAL)
    assert not here.may_count(Scope.unit(404), TRIAGE)
    fewer = {**marked, frozenset([1, -8]): (3, 3), frozenset([1, -7]): (6, 6)}
    assert not replace(here, by_unit=lambda agency: fewer).may_count(Scope.unit(7), TRIAGE), "4 would be left"
    few = replace(of(county, 4, 6), by_unit=lambda agency: {frozenset([1, -7]): (4, 4)})
    assert not few.may_count(Scope.unit(7), TRIAGE)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.frozensets(st.sampled_from(DISCIPLINES), min_size=1, max_size=2), min_size=2, max_size=4),
    st.lists(st.integers(0, 12), min_size=4, max_size=4),
    st.integers(0, 3),
    st.sampled_from([(TACTICAL,), (TRIAGE,), (DISPATCH,), (COMMAND,), (TACTICAL, TRIAGE)]),
)
def test_no_sum_of_shown_benches_tells_of_a_few(
    disciplines: list[frozenset[str]], people: list[int], both: int, positions: tuple[Position, ...]
) -> None:
    county = catalogue(*disciplines)
    here = of(county, *people[: len(disciplines)], both=both)
    fitting: set[str] = set().union(*(each.disciplines for each in positions))
    able = could_fill(county, here.roster, fitting)
    shown = [
        agencies for scope, (_, agencies) in parts_of(county).items() if here.may_count(scope, *positions)
    ]
    for some in (each for size in (1, 2, 3) for each in combinations(shown, size)):
        for signs in product((1, -1), repeat=len(some)):
            left = {
                through: sum(
                    sign
                    for sign, agencies in zip(signs, some, strict=True)
                    if not agencies.isdisjoint(through)
                )
                for through in able
            }
            told_of = sum(able[through][1] for through, times in left.items() if times)
            assert told_of == 0 or told_of >= SMALLEST
