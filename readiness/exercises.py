"""Who was at the table of an exercise, who has played with whom, and how far up the ladder they are.

See "Exercises" in docs/rules.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations

from readiness.dates import add_months, months_before
from readiness.records import AgencyId
from readiness.vocabulary import CORE, ExerciseType

TOGETHER_MONTHS = 24
"""For how many months an exercise played together counts when nobody says otherwise (local policy)."""
MOST_RUNS = 99
MOST_HEADCOUNT = 5000
"""So many people at most a headcount speaks of."""
LONGEST_TASK = 300
"""Characters of a critical task, and of an objective."""
LONGEST_STRENGTH = 300


class Reach(StrEnum):
    """How far an exercise reached, over the disciplines of the agencies that played."""

    FULL = "full"  # law, fire, ems and dispatch all present
    JOINT = "joint"  # two or more agencies and two or more disciplines
    SILOED = "siloed"  # any other with a player
    NOT_PLAYED = "not played"


@dataclass(frozen=True, slots=True)
class Played:
    """An exercise, its day, and the agencies that played in it."""

    exercise: int
    held_on: date
    agencies: frozenset[AgencyId]


def reach(playing: Mapping[AgencyId, frozenset[str]]) -> Reach:
    """How far an exercise reached: `playing` are the agencies with a player, with their disciplines."""
    present = _present(playing)
    if not playing:
        return Reach.NOT_PLAYED
    if present.issuperset(CORE):
        return Reach.FULL
    return Reach.JOINT if len(playing) > 1 and len(present) > 1 else Reach.SILOED


def missing(playing: Mapping[AgencyId, frozenset[str]]) -> tuple[str, ...]:
    """Which of law, fire, ems and dispatch were not at the table, in this order."""
    present = _present(playing)
    return tuple(each.value for each in CORE if each not in present)


def most_missing(without: Mapping[str, int]) -> tuple[str | None, int]:
    """Which discipline was missing most often, of so many times each, and how often; of equals the first.

    None where none was missing.
    """
    return min(without.items(), key=lambda each: (-each[1], each[0]), default=(None, 0))


def played_together(
    exercises: Iterable[Played], on: date, months: int = TOGETHER_MONTHS
) -> dict[tuple[AgencyId, AgencyId], date]:
    """The last day on which two agencies both played in one exercise, so many months back from a day.

    By pair, the lower key first. Pairs that are not there are the holes in the joint-readiness matrix.
    """
    since = months_before(on, months)
    last: dict[tuple[AgencyId, AgencyId], date] = {}
    for exercise in sorted(exercises, key=lambda each: each.held_on):
        if since <= exercise.held_on <= on:
            for first, second in combinations(sorted(exercise.agencies), 2):
                last[first, second] = exercise.held_on
    return last


class Rung(StrEnum):
    """A step of the progressive ladder."""

    TABLETOP = "tabletop"
    SIMULATION = "simulation"
    FULL_SCALE = "full-scale"


LADDER = (Rung.TABLETOP, Rung.SIMULATION, Rung.FULL_SCALE)
"""From talking it through to doing it for real, each built on the one before."""


@dataclass(frozen=True, slots=True)
class Climb:
    """Which rungs of the ladder were reached, each with its last day, and the one that comes next.

    The next is the one above the highest reached: whoever has played full-scale need not go back. None at
    the top.
    """

    reached: Mapping[Rung, date]

    @property
    def highest(self) -> Rung | None:
        """The highest rung reached; None below the ladder."""
        return next((rung for rung in reversed(LADDER) if rung in self.reached), None)

    @property
    def next_rung(self) -> Rung | None:
        """The rung to climb to; None at the top."""
        place = -1 if self.highest is None else LADDER.index(self.highest)
        return LADDER[place + 1] if place + 1 < len(LADDER) else None


def rungs(kind: ExerciseType, simulation: bool) -> tuple[Rung, ...]:
    """The rungs one exercise stands on: a full-scale simulation is both, a seminar none."""
    found = []
    if kind is ExerciseType.TABLETOP:
        found.append(Rung.TABLETOP)
    if simulation:
        found.append(Rung.SIMULATION)
    if kind is ExerciseType.FULL_SCALE:
        found.append(Rung.FULL_SCALE)
    return tuple(found)


def climb(
    exercises: Iterable[tuple[ExerciseType, bool, date]], on: date, months: int = TOGETHER_MONTHS
) -> Climb:
    """How far up the ladder exercises (type, whether a simulation, day) led within so many months."""
    since = add_months(on, -months)
    reached: dict[Rung, date] = {}
    for kind, simulation, held_on in exercises:
        if since <= held_on <= on:
            for rung in rungs(kind, simulation):
                reached[rung] = max(held_on, reached.get(rung, held_on))
    return Climb(reached)


def _present(playing: Mapping[AgencyId, frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*playing.values())
