"""The time of a test."""

from __future__ import annotations

from datetime import datetime


class Clock:
    """The time of a test; it passes only when it is told to."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now
