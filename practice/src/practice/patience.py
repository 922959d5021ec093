"""How long somebody waits who looks again and again."""

import time

STANDSTILL_SECONDS = 0.5
"""The most that counts between two looks: in what is longer the machine stood still, and nobody could act."""


class Patience:
    """Seconds of waiting, of which those are not counted in which the machine stood still."""

    def __init__(self, seconds: float) -> None:
        """Waiting begins now."""
        self._left = seconds
        self._looked_at = time.monotonic()

    @property
    def over(self) -> bool:
        """Whether it has run out; to be asked after each look."""
        now = time.monotonic()
        self._left -= min(now - self._looked_at, STANDSTILL_SECONDS)
        self._looked_at = now
        return self._left <= 0
