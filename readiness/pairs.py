"""Which positions have met: held by two people in one run of one exercise. Pairs that never have are gaps.

"Triage and Transport leads have never met." Whether it was played or walked makes no difference to having
met, and there is no month after which it is forgotten: never means never. Who holds two positions in one run
has met nobody by it. See "Exercises" in docs/rules.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from readiness.positions import PositionId


@dataclass(frozen=True, slots=True)
class HeldInRun:
    """A position in one run of one exercise, with who held it, by anything that tells two people apart.

    Of many who held it any two will do.
    """

    exercise: int
    run: int
    position: PositionId
    holders: frozenset[int]


def never_met(
    positions: Sequence[PositionId], held: Iterable[HeldInRun]
) -> list[tuple[PositionId, PositionId]]:
    """The pairs of some positions that were never held by two people in one run, in the positions' order."""
    met = {frozenset(pair) for _, pair in _meetings(positions, held)}
    return [pair for pair in combinations(positions, 2) if frozenset(pair) not in met]


def met_in(one: PositionId, other: PositionId, held: Iterable[HeldInRun]) -> set[int]:
    """The exercises in a run of which two positions were held by two people."""
    return {exercise for exercise, _ in _meetings((one, other), held)}


def _meetings(
    positions: Sequence[PositionId], held: Iterable[HeldInRun]
) -> Iterator[tuple[int, tuple[PositionId, PositionId]]]:
    """Each exercise with each pair of some positions that met in a run of it."""
    runs: defaultdict[tuple[int, int], dict[PositionId, frozenset[int]]] = defaultdict(dict)
    wanted = set(positions)
    for each in held:
        if each.position in wanted and each.holders:
            there = runs[each.exercise, each.run]
            there[each.position] = there.get(each.position, frozenset()) | each.holders
    for (exercise, _), there in runs.items():
        for pair in combinations(there, 2):
            if len(there[pair[0]] | there[pair[1]]) > 1:
                yield exercise, pair
