"""A large file of completions, by parts, and its way back: `python -m benchmarks.bulk`.

Beside it the floor: the same number of rows put into the same table with the same indexes at once, by COPY on
PostgreSQL, and the same people's standing. CPU of this process, with that of the readers it starts. With
`--url` it is measured in a store that is there and projected for TODAY, and `--export` takes all completions
of it away afterwards, as `muster export completions` does.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time, thread_time
from typing import Any

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.orm import Session

from benchmarks.region import make_region
from benchmarks.stores import opened
from files.exports.rows import coming_rows
from files.imports.by_parts import LargeFile
from files.imports.undoing import undo_large
from files.kinds import COMPLETIONS
from files.settled import NOTHING_SETTLED
from files.write import csv_to
from storage.base import table_of
from storage.engine import Store, begin_to_write
from storage.people import Person
from storage.projecting import move_on
from storage.region import Region
from storage.standing import project
from storage.training import CompletionRecord, CourseRecord

TODAY = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
ROWS_A_PERSON = 5
LEAST_SPEED, LONGEST_LOCK, MOST_MEMORY = 0.5, 0.5, 150.0
"""What is aimed at: of the floor's speed; seconds of CPU in a transaction; MB more than before."""
A_TIME = 500
AT_ONCE = 20_000
"""So many rows of the floor are made before they go in, all in one transaction: memory stays flat."""


@dataclass
class Taken:
    """What something took: seconds by the clock and of CPU, the longest transaction, MB more than before."""

    clock: float = 0.0
    cpu: float = 0.0
    lock: float = 0.0
    lock_clock: float = 0.0
    memory: float = 0.0


class Watched(Store):
    """A store that knows its longest transaction."""

    taken = Taken()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction, timed."""
        clock, cpu = perf_counter(), thread_time()
        with super().writing() as session:
            yield session
        self.taken.lock = max(self.taken.lock, thread_time() - cpu)
        self.taken.lock_clock = max(self.taken.lock_clock, perf_counter() - clock)


def measured(database: str, people: int, rows: int) -> list[str]:
    """Brings so many rows into a region of so many people, and takes them back; the aims that are missed."""
    with opened(database) as store:
        make_region(store, people, TODAY, new_rule_on=TODAY + timedelta(days=30))
        move_on(store, TODAY, rest=lambda _: None)
        return measured_in(store, rows)


def measured_in(opened_store: Store, rows: int) -> list[str]:
    """The same in a store that is there; the rows of a person stand together."""
    store = Watched(opened_store.url.render_as_string(hide_password=False))
    name = store.engine.dialect.name
    with store.reading() as session:
        emails = select(Person.id, Person.email).where(Person.email.is_not(None)).order_by(Person.id)
        people = [(each.id, each.email) for each in session.execute(emails.limit(_people(rows)))]
        course = session.execute(select(CourseRecord.id, CourseRecord.code)).first()
    assert course is not None, "a region has courses"
    print(f"{rows:,} completions, {name}: CPU s, clock s, longest transaction CPU (clock) s, memory MB")
    with _taking(store, "floor") as floor:
        _floor(store, [person for person, _ in people], course.id, rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "completions.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("email,course,completed_on,hours\n")
            for place in range(rows):
                _, email = people[place * len(people) // rows]
                day = TODAY - timedelta(days=2 + place % 3000)
                file.write(f"{email},{course.code},{day},4\n")
        large = LargeFile(path, Region(), TODAY, "a benchmark", "command line", lambda: NOW)
        with _taking(store, "looked at") as looked:
            foreseen = large.foreseen(store, NOTHING_SETTLED)
        with _taking(store, "written") as wrote:
            with store.writing() as session:
                number = large.begun(session, foreseen).id
            refused = sum(len(part) for _, part in large.write(store, number))
    with _taking(store, "undone") as undone:
        back = undo_large(store, number, "a benchmark", "command line", lambda: NOW, Region())
    store.close()
    assert refused == 0, "every row can be taken"
    assert back.taken_back["completion"] == foreseen.writes, "all that was new is taken back"
    speed = floor.cpu / wrote.cpu
    print(f"  {rows / wrote.cpu:,.0f} rows a second of CPU, {speed:.0%} of the floor's speed", flush=True)
    return list(_missed(name, speed, (wrote, undone), max(looked.memory, wrote.memory, undone.memory)))


def _people(rows: int) -> int:
    return max(1, rows // ROWS_A_PERSON)


def _missed(name: str, speed: float, writing: tuple[Taken, ...], memory: float) -> Iterator[str]:
    if speed < LEAST_SPEED:
        yield f"bulk, {name}: {speed:.0%} of the floor's speed, aim {LEAST_SPEED:.0%}"
    if (lock := max((each.lock for each in writing), default=0.0)) > LONGEST_LOCK:
        yield f"bulk, {name}: a transaction of {lock:.2f} s, aim {LONGEST_LOCK} s"
    if memory > MOST_MEMORY:
        yield f"bulk, {name}: {memory:.0f} MB more, aim {MOST_MEMORY:.0f} MB"


def _floor(store: Store, people: list[int], course: int, rows: int) -> None:
    """The rows at once, and where their people stand, some hundreds a transaction."""
    with store.engine.begin() as connection:
        begin_to_write(connection)
        for start in range(0, rows, AT_ONCE):
            _put(connection, people, course, range(start, min(start + AT_ONCE, rows)))
    for start in range(0, len(people), A_TIME):
        with store.writing() as session:
            project(session, people[start : start + A_TIME], TODAY)


def _put(connection: Connection, people: list[int], course: int, places: range) -> None:
    table = table_of(CompletionRecord)
    said = [
        {
            "record": f"floor-{place}", "person_id": people[place % len(people)], "course_id": course,
            "completed_on": TODAY - timedelta(days=400 + place // len(people)), "result": "pass", "hours": 4,
            "verified": False, "recorded_by": "a benchmark", "recorded_at": NOW, "recorded_from": "file",
            **dict.fromkeys(("provider", "instructor", "funding", "evidence", "verified_by"), ""),
        }
        for place in places
    ]  # fmt: skip
    if connection.dialect.name == "sqlite":
        connection.execute(insert(table), said)
        return
    cursor: Any = connection.connection.cursor()
    with cursor.copy(f"COPY {table.name} ({', '.join(said[0])}) FROM STDIN") as copy:
        for each in said:
            copy.write_row(tuple(each.values()))


def taken_away(opened_store: Store) -> list[str]:
    """All completions of a store as a file, those taken back, too; the aim of memory where it is missed."""
    store = Watched(opened_store.url.render_as_string(hide_password=False))
    with store.reading() as session:
        there = session.scalar(select(func.count()).select_from(CompletionRecord))
    with _taking(store, "taken away") as taken, open(os.devnull, "wb") as file, store.reading() as session:
        rows = csv_to(file, COMPLETIONS.columns, coming_rows(session, COMPLETIONS, Region()), mark=True)
    name = store.engine.dialect.name
    store.close()
    assert rows == there, "every completion is taken away"
    print(f"  {rows:,} rows taken away, {rows / taken.cpu:,.0f} a second of CPU", flush=True)
    return list(_missed(name, LEAST_SPEED, (), taken.memory))


@contextmanager
def _taking(store: Watched, what: str) -> Iterator[Taken]:
    """What the block takes, with the readers it starts, which is printed; memory is looked at twenty times a
    second.
    """
    taken = store.taken = Taken()
    ends, before = threading.Event(), _resident()
    most = [before]

    def watch() -> None:
        while not ends.wait(0.05):
            most[0] = max(most[0], _resident())

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    clock, cpu = perf_counter(), _cpu()
    try:
        yield taken
    finally:
        taken.clock, taken.cpu = perf_counter() - clock, _cpu() - cpu
        ends.set()
        watcher.join()
        taken.memory = most[0] - before
        locks = f"{taken.lock:.2f} ({taken.lock_clock:.2f})"
        print(f"  {what:10} {taken.cpu:7.1f} {taken.clock:7.1f}   {locks}   {taken.memory:+.0f}", flush=True)


def _cpu() -> float:
    readers = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + readers.ru_utime + readers.ru_stime


def _resident() -> float:
    """MB this process holds."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def main() -> int:
    """Both databases, or one; 1 when an aim is missed."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--people", type=int, default=12_000)
    reader.add_argument("--rows", type=int, default=100_000)
    reader.add_argument("--database", nargs="+", default=("sqlite", "postgresql"))
    reader.add_argument("--url", help="a store that is projected for TODAY; it is written into")
    reader.add_argument("--export", action="store_true", help="take all completions of that store away, too")
    given = reader.parse_args()
    if given.url:
        store = Store(given.url)
        missed = measured_in(store, given.rows) + (taken_away(store) if given.export else [])
        store.close()
    else:
        missed = [each for name in given.database for each in measured(name, given.people, given.rows)]
    for each in missed:
        print(f"Aim missed: {each}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
