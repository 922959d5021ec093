"""A question that may take long, or never be answered, and the newest answer to it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

Told = TypeVar("Told")
GOES_ON_SECONDS = 120.0
"""How long it goes on asking after it was wanted last: longer than anybody who watches lets pass."""


class Lately(Generic[Told]):
    """Asks by a thread of its own, one at a time, so that whoever wants to know waits for `patience` seconds
    at most. An answer stands for `keep` seconds: however often it is wanted, it is not asked for more often.

    Between `go_on` and `stop` it asks by itself, every `keep` seconds, while somebody wanted to know lately.
    Then an answer stands for so long as the next may take, and nobody waits but for the first.
    """

    def __init__(self, ask: Callable[[], Told], keep: float, patience: float) -> None:
        """`ask` may raise: then there is no answer."""
        self._ask, self._keep, self._patience = ask, keep, patience
        self._state = threading.Condition()
        self._told: Told | None = None
        self._told_at: float | None = None
        self._wanted_at = self._asked_at = 0.0
        self._is_asking = self._goes_on = False

    def go_on(self) -> None:
        """From now on it asks by itself, once somebody wanted to know."""
        self._goes_on = True

    def stop(self) -> None:
        """Asks no more by itself."""
        with self._state:
            self._goes_on = False
            self._state.notify_all()

    def answer(self) -> Told | None:
        """The answer; None where none came in time, or the asking failed."""
        with self._state:
            self._wanted_at = time.monotonic()
            if self._stands():
                return self._told
            if not self._is_asking:
                self._is_asking, self._asked_at = True, time.monotonic()
                threading.Thread(target=self._run, daemon=True, name="watching").start()
            # A question that was asked before is waited for no longer than one asked now.
            until = self._asked_at + self._patience
            while not self._stands():
                left = until - time.monotonic()
                if left <= 0 or not self._state.wait(left):
                    return None
            return self._told

    def _stands(self) -> bool:
        stands = self._keep + self._patience if self._goes_on else self._keep
        return self._told_at is not None and time.monotonic() - self._told_at < stands

    def _run(self) -> None:
        while True:
            told: Told | None = None
            try:
                told = self._ask()
            except Exception:  # noqa: BLE001 (that there is no answer is what is told)
                told = None
            with self._state:
                self._told, self._told_at = told, time.monotonic()
                self._state.notify_all()
                if not self._is_to_ask_again():
                    self._is_asking = False
                    return
                self._asked_at = time.monotonic()

    def _is_to_ask_again(self) -> bool:
        """Waits until it is time to; whether somebody still wants to know then."""
        self._state.wait_for(lambda: not self._goes_on, self._keep)
        return self._goes_on and time.monotonic() - self._wanted_at < GOES_ON_SECONDS
