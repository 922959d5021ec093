"""`muster serve` in processes of its own, as a workspace and a store are told to it."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from practice.client import Practice
from storage.engine import Store
from tests.conftest import WHOLE
from tests.started import Started, start
from tests.waiting import comes_about


def settings_of(slack: Practice, store: Store, **more: str) -> dict[str, str]:
    """What it is told of a workspace and a store; by which door it serves there, and else, is in `more`."""
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_API_URL": slack.api_url,
        "MUSTER_DATABASE_URL": store.url.render_as_string(hide_password=False),
        **more,
    }


def begun(settings: Mapping[str, str], log: Path, program: str = "", anew: bool = WHOLE) -> Started:
    """One that has just been started, and logs there; as a program of Python where one is given."""
    with log.open("a") as written:
        return start(
            "serve",
            environment={**os.environ, **settings},
            err=written,
            program=program,
            anew=anew,
        )


@dataclass(frozen=True)
class Child:
    """One `muster serve`: its process, and where it logs."""

    process: Started
    log: Path

    @property
    def lives(self) -> bool:
        """Whether it has not ended."""
        return self.process.poll() is None

    def killed(self) -> None:
        """Ends it at once, whatever it is at."""
        self.process.kill()
        self.process.wait(30)

    def told_to_end(self) -> None:
        """Ends it as a supervisor does."""
        self.process.send_signal(signal.SIGTERM)

    def ends_with(self, seconds: float = 30) -> int:
        """Waits for its end, and gives its status."""
        return self.process.wait(seconds)


class Nursery:
    """Starts such processes, told the same: always forked, for they are killed again and again."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self._environment, self._folder = environment, folder
        self.born: list[Child] = []

    def start(self, **more: str) -> Child:
        """One more. It is not ready yet."""
        log = self._folder / f"serve-{len(self.born)}.log"
        child = Child(begun({**self._environment, **more}, log, anew=False), log)
        self.born.append(child)
        return child

    def logged(self) -> str:
        """What all of them have logged."""
        return "".join(each.log.read_text(encoding="utf-8") for each in self.born)


@contextmanager
def nursery(environment: Mapping[str, str], folder: Path) -> Iterator[Nursery]:
    """A nursery; whatever it started is gone afterwards."""
    made = Nursery(environment, folder)
    try:
        yield made
    finally:
        for each in made.born:
            each.killed()


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def answers_at(port: int) -> bool:
    """Whether somebody listens at a port."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def ready_at(port: int, seconds: float = 60) -> None:
    """Waits until somebody listens at a port."""
    began = time.monotonic()
    assert comes_about(lambda: answers_at(port), seconds), (
        f"nobody there after {time.monotonic() - began:.0f} s"
    )
