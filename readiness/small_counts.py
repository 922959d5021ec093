"""Which parts may be counted for those who may not name, so that no count tells of a few.

See "Counts for those who may not name" in docs/rules.md. A part is an agency, a discipline, a jurisdiction or
everyone; parts nest and overlap, since an agency has several disciplines and a person several agencies.

A part of fewer people than the smallest count is hidden. So is what could be worked out: whoever adds and
takes away the counts of shown parts, however often, must be left with nobody or with at least that many
people. People of whom exactly the same shown parts tell stand together in one *cell*; what can be worked out
is a sum over cells, and it tells of a few when those cells are too few people in all. Of the parts such a sum
is made of the smallest is hidden, in order of people asked, then name, until no sum tells. For one total and
its parts that is the rule as it is written; nested and overlapping ones are under the same rule together.

The search is exact but where very many sums hang together: there it may hide a part more than needed, and
never one less.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from math import gcd
from typing import TypeVar

from readiness.records import AgencyId

BY_NAME = 1
"""The fewest people who are counted for whoever may name them."""

SMALLEST_COUNT = 5
"""The fewest people who are counted for those who may not name them (local policy)."""

Part = TypeVar("Part")
Vector = dict[int, int]
_Sum = tuple[Vector, Vector]
"""What is left of a sum of counts in each cell, and how often each set is in it."""

MOST_TRIED = 1000
"""Where more sums hang together they are not all tried, and a part may be hidden that need not be."""


@dataclass(frozen=True, slots=True)
class Group:
    """People of whom the same agencies ask something: all of them, and those neither on leave nor waived.

    Only the latter hide anybody: of a colleague on leave one knows that they are.
    """

    agencies: frozenset[AgencyId]
    people: int
    there: int


def shown_parts(
    parts: Mapping[Part, tuple[str, frozenset[AgencyId]]], groups: Sequence[Group], smallest: int
) -> frozenset[Part]:
    """The parts that may be counted, each given by its name and its agencies.

    A part nobody is asked anything in is shown: that there is nobody tells of nobody.
    """
    return _shown(_sets_of(parts, groups), groups, smallest) if smallest > 1 else frozenset(parts)


def shown_within(
    shown: Mapping[Part, tuple[str, frozenset[AgencyId]]],
    smaller: Mapping[Part, tuple[str, frozenset[AgencyId]]],
    groups: Sequence[Group],
    smallest: int,
) -> frozenset[Part]:
    """Which of some smaller parts may be counted beside those that are shown whatever these say.

    Where a sum would tell of a few, one of the smaller ones is hidden.
    """
    if smallest <= 1:
        return frozenset(smaller)
    return _shown(_sets_of(smaller, groups), groups, smallest, fixed=_sets_of(shown, groups))


@dataclass(frozen=True)
class _Set:
    """The same people under one name or several: of a discipline of one agency, and that agency."""

    parts: tuple[object, ...]
    order: tuple[int, str]  # people asked, then name
    groups: frozenset[int]


def _sets_of(parts: Mapping[Part, tuple[str, frozenset[AgencyId]]], groups: Sequence[Group]) -> list[_Set]:
    by_agency: defaultdict[AgencyId, set[int]] = defaultdict(set)
    for number, group in enumerate(groups):
        for agency in group.agencies:
            by_agency[agency].add(number)
    alike: defaultdict[frozenset[int], list[tuple[str, Part]]] = defaultdict(list)
    for part, (name, agencies) in parts.items():
        covered = frozenset(number for agency in agencies for number in by_agency.get(agency, ()))
        alike[covered].append((name, part))
    return [
        _Set(
            tuple(part for _, part in named),
            (sum(groups[number].there for number in covered), min(name for name, _ in named)),
            covered,
        )
        for covered, named in alike.items()
    ]


def _shown(
    sets: Sequence[_Set], groups: Sequence[Group], smallest: int, fixed: Iterable[_Set] = ()
) -> frozenset[Part]:
    nobody = [each for each in sets if not each.groups]
    shown = _in_order(each for each in sets if each.groups and each.order[0] >= smallest)
    hidden: list[_Set] = []
    beside = [each for each in fixed if each.groups]
    while shown and (telling := _telling(_in_order([*beside, *shown]), groups, smallest)) is not None:
        # What is fixed tells nothing by itself: a sum that tells has one of the others in it.
        hidden.append(min([each for each in telling if each in shown] or shown, key=_order))
        shown.remove(hidden[-1])
    # What was hidden for one sum may be shown after all, when another one was ended by a part of both.
    for each in sorted(hidden[:-1], key=_order, reverse=True):
        if _telling(_in_order([*beside, *shown, each]), groups, smallest) is None:
            shown = [*shown, each]
    return frozenset(part for each in (*shown, *nobody) for part in each.parts)  # type: ignore[misc]


def _order(of: _Set) -> tuple[int, str]:
    return of.order


def _in_order(sets: Iterable[_Set]) -> list[_Set]:
    return sorted(sets, key=_order)


def _telling(shown: Sequence[_Set], groups: Sequence[Group], smallest: int) -> list[_Set] | None:
    """The sets of a sum that tells of a few, or may; None where no sum does."""
    cells, there = _cells(shown, groups)
    sums = _Sums([there[cell] >= smallest for cell in range(len(there))])
    for number, each in enumerate(cells):
        sums.add(number, each)
    few = _of_few(sums.of_small_cells, there, smallest)
    return None if few is None else [shown[number] for number in few[1]]


def _of_few(left: Sequence[_Sum], there: Sequence[int], smallest: int) -> _Sum | None:
    """A sum of too few people among those that can be made of some; None where there is none."""
    classes = _classes(left)
    big = next((cells for cells in classes if sum(there[each] for each in cells) >= smallest), None)
    if big is not None:
        return _of_few(_without(left, big[0]), there, smallest)
    if not left:
        return None
    if len(left) == 1 or len(classes) ** (len(left) - 1) > MOST_TRIED:
        return min(left, key=lambda each: sum(there[cell] for cell in each[0]))
    # A sum that holds least holds none of some class.
    tried = (_of_few(_without(left, cells[0]), there, smallest) for cells in classes)
    return next((found for found in tried if found is not None), None)


def _cells(shown: Sequence[_Set], groups: Sequence[Group]) -> tuple[list[Vector], list[int]]:
    """For each set its cells, each once; and how many people are there in each cell."""
    member_of: defaultdict[int, list[int]] = defaultdict(list)
    for number, each in enumerate(shown):
        for group in each.groups:
            member_of[group].append(number)
    known: dict[tuple[int, ...], int] = {}
    there: list[int] = []
    vectors: list[Vector] = [{} for _ in shown]
    for group, numbers in member_of.items():
        key = tuple(numbers)
        cell = known.get(key)
        if cell is None:
            cell = known[key] = len(there)
            there.append(0)
            for number in numbers:
                vectors[number][cell] = 1
        there[cell] += groups[group].there
    return vectors, there


class _Sums:
    """The sums of counts in which no big cell is left: elimination, in whole numbers, the big cells first."""

    def __init__(self, is_big: Sequence[bool]) -> None:
        self._is_big = is_big
        self._pivots: dict[int, tuple[int, Vector, Vector]] = {}
        self._small: dict[int, tuple[int, Vector, Vector]] = {}

    def add(self, number: int, cells: Vector) -> None:
        """One set more, smaller ones first: their rows are short."""
        row, made_of = _reduced(dict(cells), {number: 1}, self._pivots)
        big = [cell for cell in row if self._is_big[cell]]
        if big:
            self._pivots[min(big)] = (len(self._pivots), row, made_of)
            return
        row, made_of = _reduced(row, made_of, self._small)
        if row:
            self._small[min(row)] = (len(self._small), row, made_of)

    @property
    def of_small_cells(self) -> list[_Sum]:
        """Those sums: what is left in each cell, and the sets it is made of."""
        return [(row, made_of) for _, row, made_of in self._small.values()]


def _reduced(
    row: Vector, made_of: Vector, pivots: Mapping[int, tuple[int, Vector, Vector]]
) -> tuple[Vector, Vector]:
    """A row less what the rows before it say; in the order they came, so that it ends."""
    hits = [(pivots[cell][0], cell) for cell in pivots.keys() & row]
    heapify(hits)
    while hits:
        _, cell = heappop(hits)
        if cell not in row:  # another one took it along
            continue
        _, pivot_row, pivot_made_of = pivots[cell]
        row, made_of = _less(row, made_of, pivot_row[cell], pivot_row, pivot_made_of, row[cell])
        for other in pivot_row:
            if other in row and other in pivots:
                heappush(hits, (pivots[other][0], other))
    return row, made_of


def _less(
    row: Vector, made_of: Vector, times: int, other: Vector, other_made_of: Vector, other_times: int
) -> tuple[Vector, Vector]:
    shared = gcd(times, other_times)
    times, other_times = times // shared, other_times // shared
    return _combined(row, times, other, other_times), _combined(made_of, times, other_made_of, other_times)


def _combined(first: Vector, times: int, second: Vector, other_times: int) -> Vector:
    found = {key: value * times for key, value in first.items()} if times != 1 else dict(first)
    for key, value in second.items():
        left = found.get(key, 0) - value * other_times
        if left:
            found[key] = left
        else:
            found.pop(key, None)
    return found


def _classes(left: Sequence[_Sum]) -> list[list[int]]:
    """The small cells that all sums hold in one proportion, together: a sum holds all of a class, or none."""
    alike: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    for cell in sorted({cell for row, _ in left for cell in row}):
        column = [row.get(cell, 0) for row, _ in left]
        shared = gcd(*column)
        sign = 1 if next(value for value in column if value) > 0 else -1
        alike[tuple(sign * value // shared for value in column)].append(cell)
    return list(alike.values())


def _without(left: Sequence[_Sum], cell: int) -> list[_Sum]:
    """The sums in which a cell is not left, either."""
    holding = [each for each in left if cell in each[0]]
    pivot_row, pivot_made_of = holding[0]
    rest = [each for each in left if cell not in each[0]]
    for row, made_of in holding[1:]:
        rest.append(_less(row, made_of, pivot_row[cell], pivot_row, pivot_made_of, row[cell]))
    return rest
