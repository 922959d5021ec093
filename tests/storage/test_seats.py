"""Which positions may be counted where: no adding and taking away of benches tells of a few."""

from __future__ import annotations

from datetime import date
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.due import EVERYONE, Scope
from readiness.positions import Position
from readiness.records import Agency, Rulebook
from storage.catalogue import Catalogue
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
