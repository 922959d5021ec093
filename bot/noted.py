"""What is noted of each answer: by which door it was asked for, whose it was, how it ended, how long."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from commands.kit.registry import Click, Entry, Form, Search, Shortcut, Submission
from commands.kit.request import Door

UNKNOWN = "none"
"""In place of a handler's name, where nobody handles what was said."""

ANSWERED, REFUSED, AWAY, FAILED = "answered", "refused", "away", "failed"
"""How a request ends: answered; told what is in its way; the database or Slack away; our fault."""


@dataclass
class Noted:
    """One request: by which door it came, who handled it, and how it ended."""

    door: Door
    handler: str = UNKNOWN
    outcome: str = ANSWERED

    def by(self, entry: Entry) -> None:
        """Notes whose it is: a name out of the registry, never what somebody typed."""
        self.handler = name_of(entry)


class Answering:
    """Notes how long each answer took. Until somebody listens, nothing is done with it."""

    def __init__(self) -> None:
        self.tell: Callable[[Noted, float], object] | None = None

    @contextmanager
    def request(self, door: Door) -> Iterator[Noted]:
        """One request, from when it was read until its answer is made."""
        noted, began = Noted(door), time.perf_counter()
        try:
            yield noted
        finally:
            if self.tell is not None:
                self.tell(noted, time.perf_counter() - began)


def name_of(entry: Entry) -> str:
    """What a handler is called in the registry."""
    match entry:
        case Form(says=name) | Click(action=name) | Search(action=name):
            return name
        case Submission(callback=name) | Shortcut(callback=name):
            return name
