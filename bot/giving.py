"""Work that may have to wait and be done again, on a few threads that no waiting work holds.

Waiting for Slack's "too many requests" takes no thread from anybody: what waits lies in a heap by the time
it is to be tried again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

import structlog

THREADS = 8
MOST_WAITING = 1000

Work = Callable[[], float | None]
"""Done once it returns None; else the seconds until it is to be called again."""

log = structlog.get_logger()


class Giving:
    """Does work, and does it again when it says so."""

    def __init__(self, threads: int = THREADS, most: int = MOST_WAITING) -> None:
        """Starts no thread yet. `most` is how much may be under way or waiting at once."""
        self._threads, self._most = threads, most
        self._changed = threading.Condition()
        self._waiting: list[tuple[float, int, Work]] = []
        self._at_work: list[Work] = []
        self._number = count()
        self._started = 0
        self._is_closed = False

    def begin(self, work: Work) -> bool:
        """Takes work on and comes back at once; False when there is no room for more, or after the end."""
        with self._changed:
            if self._is_closed or len(self._waiting) + len(self._at_work) >= self._most:
                return False
            self._put(time.monotonic(), work)
            if self._started < self._threads:
                self._started += 1
                threading.Thread(target=self._keep_working, daemon=True, name="answer").start()
        return True

    def close(self, seconds: float) -> list[Work]:
        """Ends. Waits so long for work at hand; returns what is not done, that still at hand included."""
        deadline = time.monotonic() + seconds
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
            while self._at_work and (left := deadline - time.monotonic()) > 0:
                self._changed.wait(left)
            undone = [*self._at_work, *(work for _, _, work in sorted(self._waiting))]
            self._waiting.clear()
        return undone

    def _put(self, when: float, work: Work) -> None:
        heappush(self._waiting, (when, next(self._number), work))
        self._changed.notify()

    def _keep_working(self) -> None:
        while (work := self._next()) is not None:
            again: float | None = None
            try:
                again = work()
            except Exception:
                log.exception("answer not given")
            with self._changed:
                self._at_work.remove(work)
                if again is not None:
                    self._put(time.monotonic() + again, work)
                self._changed.notify_all()

    def _next(self) -> Work | None:
        """The next work whose time has come; None at the end."""
        with self._changed:
            while not self._is_closed:
                now = time.monotonic()
                if self._waiting and self._waiting[0][0] <= now:
                    work = heappop(self._waiting)[2]
                    self._at_work.append(work)
                    return work
                self._changed.wait(self._waiting[0][0] - now if self._waiting else None)
        return None
