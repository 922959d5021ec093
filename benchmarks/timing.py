"""What something takes, asked in turn with its floor in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Spent:
    """Milliseconds of each time something was asked: by the clock, and of CPU."""

    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)

    @property
    def wall(self) -> float:
        """The median by the clock."""
        return statistics.median(self.walls)

    @property
    def cpu(self) -> float:
        """The median of CPU."""
        return statistics.median(self.cpus)


def in_turn(
    asked: Mapping[str, Callable[[], object]],
    rounds: int,
    warm_up: int = 1,
    clock: Callable[[], float] = time.process_time,
) -> dict[str, Spent]:
    """What several questions take, asked one after the other in each round, so that whatever else the
    machine does falls on each alike; after some rounds that are not counted.
    """
    spent = {name: Spent() for name in asked}
    for turn in range(rounds + warm_up):
        for name, ask in asked.items():
            began, busy = time.perf_counter(), clock()
            ask()
            if turn >= warm_up:
                spent[name].cpus.append(1000 * (clock() - busy))
                spent[name].walls.append(1000 * (time.perf_counter() - began))
    return spent


def percentile(times: Sequence[float], part: float) -> float:
    """What so large a part of them does not go beyond."""
    return sorted(times)[int(part * (len(times) - 1))]
