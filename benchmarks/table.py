"""What a benchmark prints: a figure beside its floor of the same run, its aim, and whether it holds."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Spent:
    """Median milliseconds of something: by the clock, and of CPU."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Figure:
    """One line: what was measured, and against which floor. An aim of None is none, and always holds.

    `at_most` is how many times the floor it may take; `at_most_ms` how many milliseconds.
    """

    name: str
    spent: Spent
    floor: Spent | None = None
    at_most: float | None = None
    at_most_ms: float | None = None

    @property
    def times(self) -> float | None:
        """How many times its floor it takes by CPU, which no neighbour of this process adds to."""
        return None if self.floor is None or not self.floor.cpu else self.spent.cpu / self.floor.cpu

    @property
    def times_by_the_clock(self) -> float | None:
        """The same by the clock."""
        return None if self.floor is None or not self.floor.wall else self.spent.wall / self.floor.wall


def measured(ask: Callable[[], object], rounds: int, clock: Callable[[], float] = time.process_time) -> Spent:
    """The medians of some rounds, after one that is not counted."""
    ask()
    wall, cpu = [], []
    for _ in range(rounds):
        began, busy = time.perf_counter(), clock()
        ask()
        cpu.append(1000 * (clock() - busy))
        wall.append(1000 * (time.perf_counter() - began))
    return Spent(statistics.median(wall), statistics.median(cpu))


def in_turn(asked: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Spent]:
    """The medians of several questions, asked one after the other in each round, so that whatever else the
    machine does falls on each alike; after one round that is not counted.
    """
    wall: dict[str, list[float]] = {name: [] for name in asked}
    cpu: dict[str, list[float]] = {name: [] for name in asked}
    for turn in range(rounds + 1):
        for name, ask in asked.items():
            began, busy = time.perf_counter(), time.process_time()
            ask()
            if turn:
                cpu[name].append(1000 * (time.process_time() - busy))
                wall[name].append(1000 * (time.perf_counter() - began))
    return {name: Spent(statistics.median(wall[name]), statistics.median(cpu[name])) for name in asked}
