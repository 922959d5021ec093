"""What a store notes of its own use, for whoever watches Muster: plain numbers, gone with the process.

Rooms that know of no metrics note here; `bot.metrics` reads it.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""The bounds durations are sorted by: half a second is what a writer may keep the others waiting."""
KEPT = "tallies"


class Spread:
    """How often something took how long, sorted by bounds in seconds; the last place has no bound."""

    def __init__(self, bounds: Sequence[float] = SECONDS) -> None:
        self.bounds = tuple(bounds)
        self._counts = [0] * (len(self.bounds) + 1)
        self._sum = 0.0
        self._lock = threading.Lock()

    def note(self, seconds: float) -> None:
        """One that took so long."""
        place = bisect_left(self.bounds, seconds)
        with self._lock:
            self._counts[place] += 1
            self._sum += seconds

    def read(self) -> tuple[list[int], float]:
        """How many there were in each place, and how long all took together."""
        with self._lock:
            return list(self._counts), self._sum


@dataclass
class Tallies:
    """The numbers of one store: how long its writers waited for their turn (SQLite alone has turns) and how
    long each kept it, and how many answers kept a count back for being of too few people.
    """

    waited: Spread = field(default_factory=Spread)
    wrote: Spread = field(default_factory=Spread)
    kept_back: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def keep_back(self) -> None:
        """One more answer in which a count is not given."""
        with self._lock:
            self.kept_back += 1


def note_kept_back(session: Session) -> None:
    """Notes that what this session answers keeps a count back; however many it keeps, once a session."""
    tallies = session.info.pop(KEPT, None)
    if isinstance(tallies, Tallies):
        tallies.keep_back()
