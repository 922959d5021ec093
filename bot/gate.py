"""The gate to the work: many requests may wait before it, two or three are at work behind it.

Threads that all work at once take Python's lock from one another in the middle of everything: 32 of them got
less done than three, and some waited ten times as long. Whoever came first goes first. Only so many changes
are let in that one place is always left to reads: a change may have to wait behind the gate as well, for its
turn to write or for a row somebody else holds, and nobody who only asks waits with it.

Nobody asks Slack anything behind the gate, and nobody passes it twice.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

AT_ONCE = 3
CHANGES_AT_ONCE = 2
"""Changes at once where several may write."""


@dataclass(eq=False)
class _Waiting:
    """A request before the gate; its turn is released when it may pass."""

    changes: bool
    turn: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.turn.acquire()


class Gate:
    """Lets so many through at once, in the order they came; of changes fewer.

    `at_once` says how many may be behind it; `working` and `waiting`, how many are at work and how many wait.
    """

    def __init__(self, at_once: int = AT_ONCE, changes: int = CHANGES_AT_ONCE) -> None:
        """Nobody is at work yet. `changes` is to be less than `at_once`."""
        self.at_once, self._changes = at_once, changes
        self._state = threading.Lock()
        self._line: list[_Waiting] = []
        self.working = self._changing = 0

    @property
    def waiting(self) -> int:
        """How many wait before the gate."""
        return len(self._line)

    @contextmanager
    def passed(self, changes: bool = False) -> Iterator[None]:
        """Behind the gate while the block lasts; waits for it as long as it takes."""
        waiting = None
        with self._state:
            if self._line or not self._takes(changes):
                waiting = _Waiting(changes)
                self._line.append(waiting)
                self._let_in()  # those before may all wait for a change to end
            else:
                self._take(changes)
        if waiting is not None:
            waiting.turn.acquire()
        try:
            yield
        finally:
            with self._state:
                self.working -= 1
                self._changing -= changes
                self._let_in()

    def _let_in(self) -> None:
        """Lets in whoever may pass, the first first."""
        for waiting in [*self._line] if self._takes(changes=False) else ():
            if self._takes(waiting.changes):
                self._line.remove(waiting)
                self._take(waiting.changes)
                waiting.turn.release()

    def _takes(self, changes: bool) -> bool:
        return self.working < self.at_once and (not changes or self._changing < self._changes)

    def _take(self, changes: bool) -> None:
        self.working += 1
        self._changing += changes
