"""`muster serve` in processes of its own: begun as anywhere, or forked off one that has it all imported.

A process that is to be killed again and again would spend most of its life importing.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from practice.client import Practice
from storage.engine import Store
from tests.waiting import comes_about, until

ROOT = Path(__file__).parents[2]

NURSERY = """
import gc, json, os, signal, sys
import bot.cli.running, commands.all, storage.tables
import waitress, alembic.command, psycopg  # what serve asks for later
from bot.cli import command_line

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
commands.all.registry()
gc.freeze()
print("ready", flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    child = os.fork()
    if child:
        print(child, flush=True)
        continue
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDWR)
    for to, number in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(to, number)
    os.environ.update(asked["environment"])
    try:
        command_line().main(["serve"], prog_name="muster", standalone_mode=True)
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 0
    with open(asked["log"], "a") as written:
        written.write(f"ended with {status}\\n")
    os._exit(status)
"""


def settings_of(slack: Practice, store: Store, **more: str) -> dict[str, str]:
    """What it is told of a workspace and a store; by which door it serves there, and else, is in `more`."""
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_API_URL": slack.api_url,
        "MUSTER_DATABASE_URL": store.url.render_as_string(hide_password=False),
        **more,
    }


def begun(settings: Mapping[str, str], log: Path, *python: str) -> subprocess.Popen[str]:
    """One that has just been started, and logs there; as a program of Python where one is given."""
    with log.open("a") as written:
        return subprocess.Popen(
            [sys.executable, *(python or ("-m", "bot.cli")), "serve"],
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            stderr=written,
            text=True,
        )


@dataclass
class Child:
    """One `muster serve`: its process, and where it logs."""

    pid: int
    log: Path

    @property
    def lives(self) -> bool:
        """Whether it has not ended."""
        try:
            state = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        except OSError:
            return False
        return state != "Z"

    def killed(self) -> None:
        """Ends it at once, whatever it is at."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        until(lambda: not self.lives)

    def told_to_end(self) -> None:
        """Ends it as a supervisor does."""
        os.kill(self.pid, signal.SIGTERM)

    def ends_with(self, seconds: float = 30) -> int:
        """Waits for its end, and gives its status."""
        until(lambda: not self.lives, seconds)
        return int(self.log.read_text(encoding="utf-8").rpartition("ended with ")[2])


class Nursery:
    """Starts such processes. `environment` is what all of them are told."""

    def __init__(self, process: subprocess.Popen[str], environment: Mapping[str, str], folder: Path) -> None:
        self._process, self._environment, self._folder = process, environment, folder
        self.born: list[Child] = []

    def start(self, **more: str) -> Child:
        """One more. It is not ready yet."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        log = self._folder / f"serve-{len(self.born)}.log"
        asked = {"log": str(log), "environment": {**self._environment, **more}}
        self._process.stdin.write(f"{json.dumps(asked)}\n")
        self._process.stdin.flush()
        child = Child(int(self._process.stdout.readline()), log)
        self.born.append(child)
        return child

    def logged(self) -> str:
        """What all of them have logged."""
        return "".join(each.log.read_text(encoding="utf-8") for each in self.born if each.log.exists())


@contextmanager
def nursery(environment: Mapping[str, str], folder: Path) -> Iterator[Nursery]:
    """A nursery; whatever it started is gone afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-c", NURSERY],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    made = Nursery(process, environment, folder)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield made
    finally:
        for each in made.born:
            if each.lives:
                each.killed()
        process.kill()
        process.wait(10)


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
