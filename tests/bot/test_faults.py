"""The database away, killed, full or swapped while people speak: what they hear, and that nothing is lost."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from bot.health import Health
from bot.serving import ANSWER_SECONDS
from storage.engine import Store
from storage.reach import CannotWrite, try_to_write
from storage.training import CompletionRecord
from tests.bot.small_disks import Cluster, filled, read_only, small_disk
from tests.bot.test_serving_socket import NEVER, Serving, serving
from tests.conftest import WHOLE, Databases
from tests.conversations import county
from tests.storage.test_file_there import swap
from tests.waiting import comes_about, until

AWAY_SECONDS = 60.0 if WHOLE else 2.0
SMALL, CLUSTERS = 12, 220
"""Megabytes: a county's file, and a PostgreSQL with its log."""
NOT_NOW = "I can't reach my records just now. Nothing was recorded."
DAY = county.REGION.day(county.NOW)


def logs(now: Serving, days_ago: int, wanted: str, seconds: float = 20) -> None:
    day = DAY - timedelta(days=days_ago)
    now.ada.says(f"/training log ASIM-B {day.isoformat()} 4h")
    now.ada.sees(wanted, seconds)


def logs_at_last(now: Serving, days_ago: int) -> None:
    """Somebody who is told that it can't be now tries again."""

    def is_recorded() -> bool:
        day = DAY - timedelta(days=days_ago)
        now.ada.says(f"/training log ASIM-B {day.isoformat()} 4h")
        return comes_about(lambda: "Recorded: ASIM Basic" in now.ada.transcript("last"), 2)

    until(is_recorded, 60)


def recorded(store: Store) -> int:
    with store.reading() as session:
        return session.query(CompletionRecord).filter_by(voided_at=None).count()


def speaks_for(now: Serving, seconds: float) -> int:
    """Somebody goes on speaking, and is answered each time; how often."""
    deadline, times = time.monotonic() + seconds, 0
    while time.monotonic() < deadline:
        times += 1
        logs(now, 1, NOT_NOW)
        now.ada.says("/due")
        now.ada.sees(NOT_NOW, 20)
    return times


@contextmanager
def county_at(url: str) -> Iterator[Store]:
    store = Store(url, ANSWER_SECONDS)
    try:
        yield store
    finally:
        store.close()


def test_another_file_in_the_databases_place_ends_it_with_1_for_the_supervisor(county_store: Store) -> None:
    with serving(county_store, NEVER) as now:
        logs(now, 1, "Recorded: ASIM Basic")
        before = recorded(county_store)
        aside = swap(county_store)
        now.ada.says("/training log ASIM-B yesterday 4h")
        assert now.ended(20) == 1
        assert "another file is in the place of the database" in now.log.getvalue()
        assert "Recorded" not in now.ada.transcript("last")
    with county_at(f"sqlite:///{aside}") as old:
        assert recorded(old) == before, "nothing went into the file that is no longer there"


def test_a_full_disk_under_sqlite(sqlite_databases: Databases) -> None:
    """On a small file system where one can be mounted, else by SQLite's own limit."""
    with small_disk(SMALL) as folder, tempfile.TemporaryDirectory() as other:
        place = (folder or Path(other)) / "muster.db"
        with (
            county_at(sqlite_databases.like("county", county.bring_in, place)) as store,
            serving(store, NEVER) as now,
        ):
            logs(now, 1, "Recorded: ASIM Basic")
            before = recorded(store)
            with filled(folder) if folder is not None else _at_its_limit(store):
                _until_refused(now)
                held = recorded(store)
                logs(now, 40, NOT_NOW)
                assert recorded(store) == held >= before
                now.ada.says("/due")
                now.ada.sees("You are", 20)
            assert "SQLITE_FULL" in now.log.getvalue(), "the log says what is wrong"
            logs_at_last(now, 41)
            assert recorded(store) == held + 1


def test_a_disk_under_sqlite_that_is_mounted_for_reading_only(sqlite_databases: Databases) -> None:
    with small_disk(SMALL) as folder, tempfile.TemporaryDirectory() as other:
        place = (folder or Path(other)) / "muster.db"
        with (
            county_at(sqlite_databases.like("county", county.bring_in, place)) as store,
            serving(store, NEVER) as now,
        ):
            health = Health(store, lambda: True)
            logs(now, 1, "Recorded: ASIM Basic")
            before = recorded(store)
            with read_only(place.parent):
                store.engine.dispose()  # what is open already goes on writing
                logs(now, 40, NOT_NOW)
                assert health.database[0].word == "reachable, and can't be written"
                with pytest.raises(CannotWrite, match="muster"):
                    try_to_write(store)
            logs_at_last(now, 41)
            assert recorded(store) == before + 1
            assert Health(store, lambda: True).database[0].is_well


def _until_refused(now: Serving) -> None:
    """Some more fits into what there is already; then there is no room."""
    for number in range(60):
        day = DAY - timedelta(days=100 + number)
        now.ada.says(f"/training log ASIM-B {day.isoformat()} 4h")
        comes_about(lambda: re.search("Recorded|reach my records", now.ada.transcript("last")), 20)
        if "reach my records" in now.ada.transcript("last"):
            return
    raise AssertionError("there was room for everything")


@contextmanager
def _at_its_limit(store: Store) -> Iterator[None]:
    def limit(connection: object, *_: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("PRAGMA max_page_count=1")  # it may not grow: SQLite takes its size for the least

    store.engine.dispose()
    event.listen(store.engine, "connect", limit)
    yield
    event.remove(store.engine, "connect", limit)
    store.engine.dispose()


@pytest.fixture(scope="module")
def disk() -> Iterator[Path | None]:
    with small_disk(CLUSTERS) as folder:
        yield folder


@pytest.fixture(scope="module")
def cluster(disk: Path | None) -> Iterator[Cluster]:
    """A PostgreSQL of these tests' own."""
    folder = disk or Path(tempfile.mkdtemp(prefix="muster-postgres-"))
    (folder / "data").mkdir()
    found = Cluster(folder)
    yield found
    found.ends()
    if disk is None:
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def urls(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Two counties in it."""
    databases = Databases(tmp_path_factory.mktemp("cluster"), cluster.uri)
    return [databases.like("county", county.bring_in) for _ in range(2)]


def test_postgresql_killed_away_for_a_while_and_back(cluster: Cluster, urls: list[str]) -> None:
    """A minute of it under `make prove`: everybody is answered meanwhile, and nothing is lost."""
    with county_at(urls[0]) as store, serving(store, NEVER) as now:
        logs(now, 1, "Recorded: ASIM Basic")
        before = recorded(store)
        cluster.is_killed()
        assert speaks_for(now, AWAY_SECONDS)
        assert '"the database is away"' in now.log.getvalue() or "request failed" in now.log.getvalue()
        cluster.comes_back()
        logs_at_last(now, 2)
        assert recorded(store) == before + 1, "what was recorded is there, what was refused is not"
        assert now.status is None, "it went on"


def test_postgresql_with_a_full_disk(cluster: Cluster, disk: Path | None, urls: list[str]) -> None:
    if disk is None:
        pytest.skip("no small file system can be mounted here")
    with county_at(urls[1]) as store, serving(store, NEVER) as now:
        logs(now, 1, "Recorded: ASIM Basic")
        with filled(disk):
            _until_refused(now)
        cluster.comes_back()
        until(lambda: _can_count(store), 60)
        held = recorded(store)
        logs_at_last(now, 41)
        assert recorded(store) == held + 1


def _can_count(store: Store) -> bool:
    try:
        recorded(store)
    except DBAPIError:
        return False
    return True
