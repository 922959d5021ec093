"""No adding and taking away of shown counts tells of a few; tried against plain linear algebra."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.small_counts import Group, shown_parts, shown_within

Parts = Mapping[str, tuple[str, frozenset[int]]]
SMALLEST = 5


def of(**people: int) -> tuple[Parts, list[Group]]:
    """A total and its agencies, each asked of so many people."""
    groups = [Group(frozenset([number]), many, many) for number, many in enumerate(people.values()) if many]
    parts = {name: (name, frozenset([number])) for number, name in enumerate(people)}
    return {"everyone": ("everyone", frozenset(range(len(people)))), **parts}, groups


def shown(parts: Parts, groups: Sequence[Group], smallest: int = SMALLEST) -> set[str]:
    return set(shown_parts(parts, groups, smallest))


def test_a_part_of_too_few_people_is_hidden_and_its_total_is_not() -> None:
    assert shown(*of(cedar=10, oak=6, elm=3, ash=2)) == {"everyone", "cedar", "oak"}


def test_where_the_hidden_are_too_few_the_smallest_shown_ones_are_hidden_too() -> None:
    assert shown(*of(cedar=10, oak=7, elm=6, ash=1)) == {"everyone", "cedar", "oak"}
    assert shown(*of(cedar=10, elm=5, ash=1)) == {"everyone", "cedar"}
    assert shown(*of(cedar=10, ash=1)) == {"everyone"}
    assert shown(*of(ash=4)) == set()


def test_of_equals_the_first_by_name_is_hidden() -> None:
    assert shown(*of(oak=6, cedar=6, elm=6, ash=1)) == {"everyone", "oak", "elm"}


def test_nobody_tells_of_nobody_and_all_are_shown_to_those_who_may_name() -> None:
    assert shown(*of(cedar=10, ash=0)) == {"everyone", "cedar", "ash"}
    parts, groups = of(cedar=10, ash=1)
    assert shown(parts, groups, 1) == {"everyone", "cedar", "ash"}


def test_who_is_away_hides_nobody() -> None:
    parts, _ = of(cedar=10, oak=6)
    groups = [Group(frozenset([0]), 10, 10), Group(frozenset([1]), 6, 4)]
    assert shown(parts, groups) == {"everyone"}


def test_one_person_of_two_agencies_is_not_worked_out_of_their_sum() -> None:
    """Cedar and Oak make up everyone, but for the one who is in both."""
    parts, groups = of(cedar=10, oak=6)
    both = [*groups, Group(frozenset([0, 1]), 1, 1)]
    assert shown(parts, both) == {"everyone", "cedar"}
    assert shown(parts, [*groups, Group(frozenset([0, 1]), 5, 5)]) == {"everyone", "cedar", "oak"}


def test_what_two_ways_of_cutting_tell_together_is_seen() -> None:
    """South is Ash's one and Oak's seven: neither Oak nor law, which is Oak, is shown beside it."""
    parts, groups = of(cedar=10, elm=8, ash=1, oak=7)
    parts = {**parts, "law": ("law", frozenset([3])), "south": ("south", frozenset([2, 3]))}
    assert shown(parts, groups) == {"everyone", "cedar", "elm", "south"}


@st.composite
def counties(draw: st.DrawFn) -> tuple[Parts, list[Group]]:
    """Up to seven agencies of a few people each, overlapping disciplines, and people of two agencies."""
    many = draw(st.integers(1, 7))
    agencies = list(range(many))
    of_it: dict[str, set[int]] = {"everyone": set(agencies)}
    for agency in agencies:
        of_it[f"agency {agency}"] = {agency}
        for name in draw(st.sets(st.sampled_from(["fire", "ems", "law"]), min_size=1, max_size=2)):
            of_it.setdefault(name, set()).add(agency)
        of_it.setdefault(draw(st.sampled_from(["north", "south"])), set()).add(agency)
    groups = [
        Group(frozenset([agency]), people, people)
        for agency in agencies
        if (people := draw(st.integers(0, 9)))
    ]
    pairs = st.sets(st.sampled_from(agencies), min_size=2, max_size=2)
    if many > 1:
        for pair in draw(st.lists(pairs, max_size=3)):
            people = draw(st.integers(1, 3))
            groups.append(Group(frozenset(pair), people, people))
    return {name: (name, frozenset(of_it[name])) for name in of_it}, groups


@settings(max_examples=150, deadline=None)
@given(counties())
def test_no_sum_of_shown_counts_tells_of_a_few(county: tuple[Parts, list[Group]]) -> None:
    parts, groups = county
    found = shown(parts, groups)
    assert few_told(parts, groups, sorted(found)) is None
    everyone = sum(group.there for group in groups)
    assert ("everyone" in found) == (everyone >= SMALLEST or everyone == 0)


def test_a_unit_of_too_few_or_all_but_too_few_of_its_agency_is_hidden_and_its_agency_is_not() -> None:
    parts, _ = of(cedar=10, oak=8)
    units = {"a": ("a", frozenset([-1])), "b": ("b", frozenset([-2])), "c": ("c", frozenset([-3]))}
    for a, b, neither, visible in (
        (6, 4, 0, set()),
        (5, 5, 0, {"a", "b"}),
        (5, 0, 5, {"a", "b"}),
        (7, 1, 2, set()),
    ):
        groups = [
            Group(frozenset([0, -1]), a, a),
            Group(frozenset([0, -2]), b, b),
            Group(frozenset([0]), neither, neither),
            Group(frozenset([1]), 8, 8),
        ]
        there = [group for group in groups if group.people]
        assert shown_within(parts, units, there, SMALLEST) - {"c"} == visible, (a, b, neither)
    assert shown_within(parts, units, [], 1) == set(units)


@st.composite
def counties_with_units(draw: st.DrawFn) -> tuple[Parts, list[Group], list[Group], Parts]:
    """A county, its people once more by the units of its agencies, and those units."""
    parts, groups = draw(counties())
    agencies = sorted(parts["everyone"][1])
    units = {f"unit {n} of {a}": (f"{n}", frozenset([-(10 * a + n)])) for a in agencies for n in (1, 2, 3)}
    finer: list[Group] = []
    for group in groups:
        left = group.people
        while left:
            people = draw(st.integers(1, left))
            marks = {-(10 * agency + unit) for agency in group.agencies if (unit := draw(st.integers(0, 3)))}
            finer.append(Group(group.agencies | marks, people, people))
            left -= people
    return parts, groups, finer, units


@settings(max_examples=60, deadline=None)
@given(counties_with_units())
def test_no_sum_with_units_tells_of_a_few(county: tuple[Parts, list[Group], list[Group], Parts]) -> None:
    parts, groups, finer, units = county
    found, there = shown(parts, groups), set[str]()
    for agency in sorted(parts["everyone"][1]):
        if f"agency {agency}" in found:
            mine = {name: of_it for name, of_it in units.items() if name.endswith(f" {agency}")}
            others = set().union(*(of_it[1] for name, of_it in units.items() if name not in mine))
            by_mine = [Group(each.agencies - others, each.people, each.there) for each in finer]
            there |= shown_within({n: parts[n] for n in found}, mine, by_mine, SMALLEST)
    assert few_told({**parts, **units}, finer, sorted(found | there)) is None


def few_told(parts: Parts, groups: Sequence[Group], names: Sequence[str]) -> list[Group] | None:
    """Fewer than five people that some sum of the counts is about and nobody else; None: there are none such.

    A sum about them only exists when the other people's columns leave out a direction that theirs have.
    """
    cells: dict[tuple[int, ...], list[Group]] = {}
    for group in groups:
        column = [int(not group.agencies.isdisjoint(parts[name][1])) for name in names]
        if any(column):
            cells.setdefault(tuple(column), []).append(group)
    people = {cell: sum(group.there for group in of_it) for cell, of_it in cells.items()}
    few = [cell for cell, many in people.items() if many < SMALLEST]
    whole = rank(list(cells))
    for size in range(1, min(len(few), SMALLEST - 1) + 1):
        for some in combinations(few, size):
            told = sum(people[cell] for cell in some) < SMALLEST
            if told and rank([cell for cell in cells if cell not in some]) < whole:
                return [group for cell in some for group in cells[cell]]
    return None


def rank(columns: Sequence[Sequence[int]]) -> int:
    rows = [list(map(Fraction, column)) for column in columns]
    found = 0
    for place in range(len(rows[0]) if rows else 0):
        pivot = next((n for n in range(found, len(rows)) if rows[n][place]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for n in range(found + 1, len(rows)):
            times = rows[n][place] / rows[found][place]
            rows[n] = [ours - times * theirs for ours, theirs in zip(rows[n], rows[found], strict=True)]
        found += 1
    return found
