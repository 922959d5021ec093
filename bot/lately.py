"""A question that may take long, or never be answered, and the newest answer to it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

Told = TypeVar("Told")


class Lately(Generic[Told]):
    """Asks by a thread of its own, one at a time, so that whoever wants to know waits for `patience` seconds
    at most. An answer stands for `keep` seconds: however often it is wanted, it is not asked for more often.
    """

    def __init__(self, ask: Callable[[], Told], keep: float, patience: float) -> None:
        """`ask` may raise: then there is no answer."""
        self._ask, self._keep, self._patience = ask, keep, patience
        self._state = threading.Condition()
        self._told: Told | None = None
        self._told_at: float | None = None
        self._is_asking = False

    def answer(self) -> Told | None:
        """The answer; None where none came in time, or the asking failed."""
        until = time.monotonic() + self._patience
        with self._state:
            if self._is_new():
                return self._told
            if not self._is_asking:
                self._is_asking = True
                threading.Thread(target=self._run, daemon=True, name="watching").start()
            while not self._is_new():
                left = until - time.monotonic()
                if left <= 0 or not self._state.wait(left):
                    return None
            return self._told

    def _is_new(self) -> bool:
        return self._told_at is not None and time.monotonic() - self._told_at < self._keep

    def _run(self) -> None:
        told: Told | None = None
        try:
            told = self._ask()
        except Exception:  # noqa: BLE001 (that there is no answer is what is told)
            told = None
        with self._state:
            self._told, self._told_at, self._is_asking = told, time.monotonic(), False
            self._state.notify_all()
