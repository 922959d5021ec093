"""How long a morning's letters take: `python -m benchmarks.letters --people 20000`.

A region in which everybody is in Slack, in four zones, a lead an agency. Printed: looking ahead on the first
day, the first Monday's letters and an ordinary Tuesday's, a round with nothing to do; and the longest that
anybody else waited for a turn to write.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, insert, select, update

from benchmarks.region import AGENCY_SIZE, WORKSPACE, make_region
from benchmarks.stores import database_of, opened
from commands.all import registry
from jobs.letters import QUARTER, Letters
from storage.base import table_of
from storage.deliveries import Delivery, DeliveryState
from storage.engine import Busy, Store
from storage.letters import LETTER
from storage.notices import look_ahead
from storage.people import Grant, RightKind, SlackIdentity
from storage.progress import set_progress
from storage.projecting import move_on
from storage.region import Region
from storage.slots import Slot

ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix")
SUNDAY = datetime(2026, 11, 1, 20, tzinfo=UTC)


def main() -> int:
    """Prints what it measures."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--people", type=int, default=20_000)
    reader.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    given = reader.parse_args()
    with opened(given.database) as store:
        measure(store, given.people)
    return 0


def measure(store: Store, people: int) -> None:
    """A first Sunday, Monday and Tuesday."""
    print(f"\n{people:,} people, {database_of(store)}")
    today = SUNDAY.date()
    make_region(store, people, today, new_rule_on=date(2027, 6, 1))
    _everybody_in_slack(store, people)
    move_on(store, today, rest=lambda seconds: None)
    region = Region(timezone="America/New_York")
    job = Letters(store, WORKSPACE, region, registry().letters)
    with _timed("looking ahead, the first day"):
        look_ahead(store, today)
    with store.writing() as session:
        set_progress(session, f"letters {WORKSPACE}", SUNDAY.isoformat())
    for number, called in ((1, "Monday"), (2, "Tuesday")):
        _day(store, job, called, SUNDAY.replace(hour=0) + timedelta(days=number))
    with _timed("a hundred rounds with nothing to do"):
        for _ in range(100):
            job.write_due(SUNDAY + timedelta(days=2, hours=3))


def _day(store: Store, job: Letters, called: str, midnight: datetime) -> None:
    move_on(store, midnight.date(), rest=lambda seconds: None)
    with _timed(f"{called}, looking ahead"):
        look_ahead(store, midnight.date())
    before = _letters(store)
    with _timed(f"{called}, every quarter of an hour of it"), _others_writing(store) as waited:
        for number in range(1, 93):
            job.write_due(midnight + number * QUARTER)
    with store.writing() as session:  # they arrived
        session.execute(update(Delivery).values(state=DeliveryState.SENT.value, sent_at=midnight))
    print(f"  {_letters(store) - before:,} letters; others waited {max(waited) * 1000:.0f} ms at most")


def _everybody_in_slack(store: Store, people: int) -> None:
    with store.writing() as session:
        there = set(session.scalars(select(SlackIdentity.person_id)))
        rows = [
            {
                "workspace": WORKSPACE,
                "user": f"U{person}",
                "person_id": person,
                "timezone": ZONES[person % len(ZONES)],
                "real_name": "",
                "is_guest": False,
                "is_outside": False,
                "is_bot": False,
                "is_deactivated": False,
                "seen_at": SUNDAY,
            }
            for person in range(1, people + 1)
            if person not in there
        ]
        session.execute(insert(table_of(SlackIdentity)), rows)
        for agency in range(1, max(1, people // AGENCY_SIZE) + 1):
            session.add(
                Grant(
                    person_id=agency,
                    kind=RightKind.LEAD.value,
                    agency_id=agency,
                    given_by="benchmark",
                    given_at=SUNDAY,
                )
            )


def _letters(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).where(Slot.kind == LETTER)) or 0


@contextmanager
def _timed(what: str) -> Iterator[None]:
    began, cpu = time.monotonic(), time.process_time()
    yield
    print(f"  {what}: {time.monotonic() - began:.2f} s, CPU {time.process_time() - cpu:.2f} s")


@contextmanager
def _others_writing(store: Store) -> Iterator[list[float]]:
    """Somebody who records something twenty times a second meanwhile; how long each waited, in seconds."""
    waited = [0.0]
    done = threading.Event()

    def writes() -> None:
        while not done.wait(0.05):
            began = time.monotonic()
            with suppress(Busy), store.writing() as session:
                set_progress(session, "benchmark", str(began))
            waited.append(time.monotonic() - began)

    thread = threading.Thread(target=writes)
    thread.start()
    try:
        yield waited
    finally:
        done.set()
        thread.join()


if __name__ == "__main__":
    sys.exit(main())
