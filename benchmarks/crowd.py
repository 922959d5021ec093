"""Many at once, over signed HTTP from a process of its own: who waits how long, and how much gets done.

Two ask who is due in an agency of 60, two what is theirs, one logs training; the next is sent as soon as one
was answered. Printed for 1, 3, 16 and 32 at once, on both databases: median and 99th percentile by the clock,
the 99th to what so many would wait for one another at the pace of one at a time, requests a second, and this
process's CPU time a request. `python -m benchmarks.crowd [--people 1200] [--requests 1500]`.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from urllib.parse import urlencode

from slack_sdk import WebClient

from benchmarks.deliveries import SECRET, sent_by, slash
from benchmarks.nodding import nodding
from benchmarks.region import MANAGER, WORKSPACE, MadeRegion, make_region
from benchmarks.rule_day import REGION
from benchmarks.stores import database_of, opened
from benchmarks.timing import percentile
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
PEOPLE, REQUESTS = 1200, 1500
AT_ONCE = (1, 3, 16, 32)
AIM_AT_ONCE, AIM_MILLISECONDS = 16, 50.0


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
    reader.add_argument("--people", type=int, default=PEOPLE)
    reader.add_argument("--requests", type=int, default=REQUESTS)
    reader.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    given = reader.parse_args()
    missed = []
    for kind in ("sqlite", "postgresql"):
        if given.database in (kind, "both"):
            missed += measured(kind, given.people, given.requests)
    print("\n".join(f"Aim missed: {each}" for each in missed))
    return 1 if missed else 0


def measured(database: str, people: int = PEOPLE, requests: int = REQUESTS) -> list[str]:
    """Plays the crowds in a region of so many people; the aims that are missed."""
    with opened(database) as store:
        made = make_region(store, people, TODAY, TODAY + timedelta(days=30))
        move_on(store, TODAY, rest=lambda _: None)
        print(f"\n{people:,} people, {database_of(store)}")
        return [f"{each}, {database_of(store)}" for each in crowds(store, made, requests)]


def crowds(store: Store, made: MadeRegion, requests: int) -> Iterator[str]:
    """Plays each crowd and prints it; the aims that are missed."""
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
            if seen.refused:
                yield f"{seen.refused} of {at_once} at once refused (aim: none)"
            if at_once == AIM_AT_ONCE and p99 > AIM_MILLISECONDS:
                yield f"{at_once} at once waited {p99:.0f} ms (aim: {AIM_MILLISECONDS:g})"


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
    cpu = time.process_time()
    found = sent_by("crowd_client", {"port": port, "at_once": at_once, "requests": forms})
    cpu = 1000 * (time.process_time() - cpu) / requests
    return Crowd(at_once, found["times"], requests / found["seconds"], cpu, found["refused"])


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
    return name, urlencode(slash(number, WORKSPACE, who, command, text))


if __name__ == "__main__":
    sys.exit(main())
