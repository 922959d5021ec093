"""A morning's digests of many channels: `python -m benchmarks.digest_round --people 12000 --channels 3000`.

Each channel has a digest of an agency; every hundredth one of everyone. Printed: the CPU that counting,
composing and writing take of the thread that does it, how long others were kept from writing at most, by the
clock and by the CPU of that thread (which is held against the aim, for others may use the machine), and the
memory of the process before and at its most.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.region import WORKSPACE, make_region
from benchmarks.stores import database_of, opened
from jobs.digest_drafts import Drafts
from jobs.digests import _Round, write_due
from storage.deliveries import Delivery
from storage.digests import DigestSubscription
from storage.engine import Store
from storage.people import AgencyRecord
from storage.projecting import move_on
from storage.region import Region

TODAY = date(2026, 11, 2)
CHANNELS = 3_000
ZONE = "America/Chicago"
EIGHT = clock(8)
MOST_SECONDS = 60.0
LONGEST_LOCK_SECONDS = 0.5
Locks = list[tuple[float, float]]
"""How long each transaction kept others from writing: by the clock, and of the CPU of its thread."""
MOST_GROWTH = 1.5
"""How much larger the process may be at its most than after a tenth of the channels."""


def main() -> int:
    """Prints what it measures; 1 when an aim is missed."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--people", type=int, default=12_000)
    reader.add_argument("--channels", type=int, default=CHANNELS)
    reader.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    reader.add_argument("--url", help="a store that is projected already; digests are added to it")
    reader.add_argument("--day", type=date.fromisoformat, default=TODAY, help="the day it is projected for")
    given = reader.parse_args()
    if given.url:
        store = Store(given.url)
        missed = a_round(store, given.channels, given.day)
        store.close()
    else:
        missed = measured(given.database, given.people, given.channels)
    print("\n".join(f"Aim missed: {each}" for each in missed))
    return 1 if missed else 0


def measured(database: str, people: int, channels: int = CHANNELS) -> list[str]:
    """Measures and prints a round in a region of so many people; the aims that are missed."""
    with opened(database) as store:
        print(f"\n{people:,} people, {channels:,} channels, {database_of(store)}")
        make_region(store, people, TODAY, new_rule_on=TODAY + timedelta(days=200))
        move_on(store, TODAY, rest=lambda _: None)
        return a_round(store, channels, TODAY)


def a_round(store: Store, channels: int, day: date) -> list[str]:
    """The same in a region that is projected for a day."""
    now = time_on(day) + timedelta(minutes=1)
    _round(store, max(1, channels // 10), "C0FEW", day)
    few = _megabytes()
    spent, locks, written = _round(store, channels, "C0MANY", day)
    whole = sum(spent.values())
    print(f"{written:,} digests written by {now:%A %H:%M} of {ZONE}: {whole:.1f} s of CPU")
    for name, seconds in spent.items():
        print(f"  {name:10}{seconds:8.1f} s")
    by_clock, by_cpu = (max(each, default=0.0) for each in zip(*locks, strict=True))
    print(f"  others waited {1000 * by_clock:.0f} ms at most by the clock, {1000 * by_cpu:.0f} ms of CPU")
    print(f"  {few:.0f} MB after a tenth as many channels, {_megabytes():.0f} MB at the most")
    missed = [] if whole <= MOST_SECONDS else [f"a round takes {whole:.0f} s of CPU (aim: {MOST_SECONDS:g})"]
    if by_cpu > LONGEST_LOCK_SECONDS:
        missed.append(f"others waited for {by_cpu:.2f} s of CPU (aim: {LONGEST_LOCK_SECONDS:g})")
    if _megabytes() > MOST_GROWTH * few:
        missed.append(f"memory grew {_megabytes() / few:.1f} times with ten times the channels")
    return missed


def time_on(day: date) -> datetime:
    """The instant at which digests come on a day."""
    return datetime.combine(day, EIGHT, ZoneInfo(ZONE))


def _round(store: Store, channels: int, called: str, day: date) -> tuple[dict[str, float], Locks, int]:
    """A round of so many channels: CPU by what it was for, the locks, and how many were written."""
    now = time_on(day) + timedelta(minutes=1)
    _subscribe(store, channels, called, day)
    before = _deliveries(store)
    spent: defaultdict[str, float] = defaultdict(float)
    locks: Locks = []
    with (
        _timed(Drafts, "count", spent, "counting"),
        _timed(Drafts, "_make", spent, "composing"),
        _timed(_Round, "_write_batch", spent, "writing"),
        _locks(store, locks),
    ):
        began = time.thread_time()
        write_due(store, WORKSPACE, Region(ZONE), now, rest=lambda _: None)
        whole = time.thread_time() - began
    found = dict(spent)
    found["the rest"] = whole - sum(spent.values())
    return found, locks, _deliveries(store) - before


def _subscribe(store: Store, channels: int, called: str, day: date) -> None:
    """So many channels of which each gets a digest on that weekday."""
    with store.writing() as session:
        agencies = session.scalars(select(AgencyRecord.id).order_by(AgencyRecord.id)).all()
        for number in range(channels):
            everyone = number % 100 == 0
            session.add(
                DigestSubscription(
                    workspace=WORKSPACE,
                    channel=f"{called}{number}",
                    weekday=day.weekday(),
                    at=EIGHT,
                    timezone=ZONE,
                    scope="everyone" if everyone else f"agency:{agencies[number % len(agencies)]}",
                    created_by="the bench",
                    created_at=time_on(day) - timedelta(days=1),
                    known_until=time_on(day) - timedelta(days=1),
                )
            )


def _deliveries(store: Store) -> int:
    with store.reading() as session:
        return len(session.scalars(select(Delivery.id).where(Delivery.workspace == WORKSPACE)).all())


@contextmanager
def _timed(owner: type, name: str, spent: defaultdict[str, float], called: str) -> Iterator[None]:
    """Adds up what calls take that are not within one another."""
    plain: Callable[..., Any] = getattr(owner, name)
    depth = 0

    def timed(self: Any, *given: Any) -> Any:
        nonlocal depth
        began, depth = time.thread_time(), depth + 1
        try:
            return plain(self, *given)
        finally:
            depth -= 1
            spent[called] += time.thread_time() - began if not depth else 0.0

    with patch.object(owner, name, timed):
        yield


@contextmanager
def _locks(store: Store, seen: Locks) -> Iterator[None]:
    """Notes how long each transaction keeps others from writing."""
    plain = store.writing

    @contextmanager
    def writing() -> Iterator[Session]:
        with plain() as session:
            began, cpu = time.monotonic(), time.thread_time()
            yield session
        seen.append((time.monotonic() - began, time.thread_time() - cpu))

    with patch.object(store, "writing", writing):
        yield


def _megabytes() -> float:
    """What this process held at its most; what started it is no part of it."""
    [most] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(most.split()[1]) / 1024


if __name__ == "__main__":
    sys.exit(main())
