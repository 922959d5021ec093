"""Many at once, over signed HTTP from a process of its own: who waits how long, and how much gets done.

Two ask who is due in an agency of 60, two what is theirs, one logs training; the next is sent as soon as one
was answered. Printed for 1, 3, 16 and 32 at once, on both databases: median and 99th percentile by the clock,
the 99th to what so many would wait for one another at the pace of one at a time, requests a second, and this
process's CPU time a request. `python -m benchmarks.crowd [--people 1200] [--requests 1500]`.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from slack_sdk import WebClient

from benchmarks.nodding import nodding
from benchmarks.prove import opened
from benchmarks.region import MANAGER, WORKSPACE, MadeRegion, make_region
from benchmarks.rule_day import REGION
from bot.app import Listening
from bot.conversation import Conversation
from bot.doors import Doors
from bot.http import served
from bot.logs import log_to
from bot.owed import Owed
from bot.welcome import Installed
from commands.all import registry
from storage.engine import Store
from storage.projecting import move_on

TODAY = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 18, tzinfo=UTC)
SECRET = "a secret of the bench alone"
AT_ONCE = (1, 3, 16, 32)
AIM_AT_ONCE, AIM_MILLISECONDS = 16, 50.0
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Crowd:
    """What so many at once showed: milliseconds by name, requests a second, CPU milliseconds a request."""

    at_once: int
    times: dict[str, list[float]]
    a_second: float
    cpu: float
    refused: int

    @property
    def all(self) -> list[float]:
        """Of every request."""
        return [each for times in self.times.values() for each in times]


def main() -> int:
    """Runs everything; 1 when the aim is missed."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--people", type=int, default=1200)
    reader.add_argument("--requests", type=int, default=1500)
    reader.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    given = reader.parse_args()
    missed = []
    for kind in ("sqlite", "postgresql"):
        if given.database in (kind, "both"):
            with opened(kind) as store:
                made = make_region(store, given.people, TODAY, TODAY + timedelta(days=30))
                move_on(store, TODAY, rest=lambda _: None)
                print(f"\n{given.people:,} people, {'SQLite' if store.is_sqlite else 'PostgreSQL'}")
                missed += [kind for late in crowds(store, made, given.requests) if late]
    if missed:
        print(f"\nAim missed: {', '.join(missed)}")
    return 1 if missed else 0


def crowds(store: Store, made: MadeRegion, requests: int) -> Iterator[bool]:
    """Plays each crowd and prints it; says of each whether it missed the aim."""
    gc.freeze()  # as `muster serve` does
    numbers = count()
    log_to(quiet=True)
    with nodding() as slack, listening(store, slack) as port:
        play(port, made, numbers, 1, requests // 5)
        alone = None
        heads = ("p50 ms", "p99 ms", "to pace", "a second", "CPU ms", "refused")
        print(f"{'at once':>8}{''.join(f'{each:>10}' for each in heads)}   p99 of each")
        for at_once in AT_ONCE:
            seen = play(port, made, numbers, at_once, requests)
            alone = alone or statistics.mean(seen.all)
            p99 = percentile(seen.all, 0.99)
            each = ", ".join(
                f"{name} {percentile(times, 0.99):.0f}" for name, times in sorted(seen.times.items())
            )
            print(
                f"{at_once:8}{statistics.median(seen.all):10.1f}{p99:10.1f}{p99 / (at_once * alone):10.1f}"
                f"{seen.a_second:10.0f}{seen.cpu:10.2f}{seen.refused:10}   {each}"
            )
            yield seen.refused > 0 or (at_once == AIM_AT_ONCE and p99 > AIM_MILLISECONDS)


@contextmanager
def listening(store: Store, slack: str) -> Iterator[int]:
    """Muster served over HTTP, beside a Slack that takes whatever follows an acknowledgement."""
    client = WebClient("xoxb-bench", base_url=slack, retry_handlers=[])
    doors = Doors(client, Owed(store, WORKSPACE, lambda: NOW, wake=lambda: None))
    talk = Conversation(store, registry(), REGION, lambda: NOW, meet=lambda *_: False, wake=lambda: None)
    here = Installed(WORKSPACE, bot_user="U0BOT", bot_id="B0BOT", token="xoxb-bench")
    with served(Listening(client, here, SECRET, talk, doors), "127.0.0.1", 0) as port:
        yield port
    doors.close()


def play(port: int, made: MadeRegion, numbers: Iterator[int], at_once: int, requests: int) -> Crowd:
    """So many at once until all are answered."""
    forms = [_form(made, number) for _, number in zip(range(requests), numbers, strict=False)]
    given = json.dumps({"secret": SECRET, "port": port, "at_once": at_once, "requests": forms})
    client = [sys.executable, "-m", "benchmarks.crowd_client"]
    cpu = time.process_time()
    done = subprocess.run(client, input=given, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
    cpu = 1000 * (time.process_time() - cpu) / requests
    found = json.loads(done.stdout)
    return Crowd(at_once, found["times"], requests / found["seconds"], cpu, found["refused"])


def percentile(times: list[float], part: float) -> float:
    """What so large a part of them does not go beyond."""
    return sorted(times)[int(part * (len(times) - 1))]


def _form(made: MadeRegion, number: int) -> tuple[str, str]:
    """Another of the agency's people each time, and another day, so that each log records something."""
    user, day = made.users[number // 5 % len(made.users)], TODAY - timedelta(days=1 + number // 5 % 2000)
    name, command, text, who = (
        ("due", "/due", made.agency, MANAGER),
        ("mine", "/training", "mine", user),
        ("log", "/training", f"log BLS {day.isoformat()} 4h", user),
        ("due", "/due", made.agency, MANAGER),
        ("mine", "/training", "mine", user),
    )[number % 5]
    delivery = {
        "command": command,
        "text": text,
        "team_id": WORKSPACE,
        "user_id": who,
        "channel_id": "C0ROOM",
        "channel_name": "readiness",
        "trigger_id": f"{number}.trigger",
        "response_url": "",
        "api_app_id": "A0",
    }
    return name, urlencode(delivery)


if __name__ == "__main__":
    sys.exit(main())
