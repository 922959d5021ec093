"""Several write and seal at once, some of them killed: every row is under one seal, and nothing is found."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

import pytest
from sqlalchemy import func, select, text

from storage import sealing
from storage.audit import AuditKind, AuditRow, Trail
from storage.audit_key import AuditKey
from storage.base import table_of
from storage.engine import Store
from storage.findings import Counts
from storage.people import Person
from storage.sealing import STREAMS, SealRow, head, read_head, seal, seal_what_is_owed
from storage.verifying_audit import verify
from tests.conftest import WHOLE
from tests.counting import statements

pytestmark = pytest.mark.postgres
KEY = "the county's own secret"
PROCESSES, TURNS, KILLS = (4, 60, 12) if WHOLE else (2, 8, 0)


def opened(url: str) -> Store:
    return Store(url, audit_key=AuditKey(KEY))


def address(store: Store) -> str:
    return store.url.render_as_string(hide_password=False)


def writes(store: Store, who: str, held: float) -> None:
    """A record and the audit's row of it, in a transaction that is open for a while."""
    now = datetime.now(UTC)
    with store.writing() as session:
        person = Person(email=f"{who}@grove.example", first_name=who, last_name="Lee")
        session.add(person)
        session.flush()
        trail = Trail(who, "job", now)
        trail.note(session, AuditKind.PERSON_ADDED, ("person", person.id), of=person)
        session.flush()
        time.sleep(held)


def writes_and_seals(store: Store, who: str, turns: int) -> None:
    draw = random.Random(who)
    for turn in range(turns):
        writes(store, f"{who}-{turn}", draw.choice((0, 0, 0.02)))
        if draw.random() < 0.6:
            seal_what_is_owed(store, datetime.now(UTC))


def goes_on(url: str, who: str) -> None:
    """A process of its own: it is ended from without."""
    for turn in range(10_000):
        writes_and_seals(opened(url), f"{who}-{turn}", 5)


def is_whole(store: Store, heads: list[str]) -> None:
    """Each row of both streams is under exactly one seal, and nothing is found, by no head there ever was."""
    now = datetime.now(UTC)
    seal_what_is_owed(store, now)
    with store.reading() as session:
        covers = [(each.id, each.covers) for each in session.scalars(select(SealRow).order_by(SealRow.id))]
        assert [number for number, _ in covers] == list(range(1, len(covers) + 1))
        for name, model in STREAMS.items():
            spans = [span for _, of in covers for span in of.get(name, ())]
            times = Counter(row for first, last in spans for row in range(first, last + 1))
            assert set(times.values()) == {1}, "none twice"
            assert set(session.scalars(select(table_of(model).c.id))) == set(times), "none left"
        heads.append(str(head(session)))
        for each in heads:
            assert list(verify(session, now, Counts(), read_head(each))) == []


def test_several_seal_at_once(county_store: Store) -> None:
    stores = [opened(address(county_store)) for _ in range(PROCESSES)]
    with ThreadPoolExecutor(PROCESSES) as pool:
        done = [
            pool.submit(writes_and_seals, store, f"w{number}", TURNS) for number, store in enumerate(stores)
        ]
    for each in done:
        each.result()
    county_store.audit_key = AuditKey(KEY)
    with county_store.reading() as session:
        written = session.scalar(select(func.count()).where(AuditRow.actor.like("w%"))) or 0
    assert written == PROCESSES * TURNS
    is_whole(county_store, [])
    for store in stores:
        store.close()


class Ended(BaseException):
    """The process ends here."""


def _ends(*_: object) -> str:
    raise Ended


@pytest.mark.parametrize("where", ["between writing and sealing", "in a seal"])
def test_who_ends_before_its_rows_are_sealed_leaves_them_to_the_next(
    county_store: Store, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    first, second = opened(address(county_store)), opened(address(county_store))
    writes(first, "one", 0)
    seal_what_is_owed(first, datetime.now(UTC))
    with first.reading() as session:
        before = str(head(session))
    writes(first, "two", 0)
    if where == "in a seal":
        with monkeypatch.context() as patch:
            patch.setattr(sealing, "seal_hash", _ends)
            with pytest.raises(Ended):
                seal_what_is_owed(first, datetime.now(UTC))
        with first.reading() as session:
            assert str(head(session)) == before
    else:
        first.close()
    writes(second, "three", 0)
    is_whole(second, [before])


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_while_one_seals_others_write_and_go_on(county_store: Store) -> None:
    first, second = opened(address(county_store)), opened(address(county_store))
    now = datetime.now(UTC)
    writes(first, "one", 0)
    with first.writing() as session:
        assert seal(session, now)
        writes(second, "two", 0)
        assert seal_what_is_owed(second, now) == 0, "somebody is at it"
    is_whole(second, [])


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_clock_ahead_has_no_number_waited_for_no_more(county_store: Store) -> None:
    """Days ahead by the clock of who seals, while somebody's transaction is open."""
    store = county_store
    now = datetime.now(UTC)
    ahead = now + timedelta(days=2)
    with store.writing() as session:
        Trail("late", "job", now).note(session, AuditKind.EXPORTED)
        session.flush()
        for number, at in enumerate((now, ahead, ahead)):
            writes(store, f"at-{number}", 0)
            assert seal_what_is_owed(store, at)
    is_whole(store, [])


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_number_is_waited_for_while_a_transaction_of_then_is_open(
    county_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, now = county_store, datetime.now(UTC)
    monkeypatch.setattr(sealing, "WAITS_FOR", timedelta(0))

    def missing() -> list[list[int]]:
        writes(store, f"at-{datetime.now(UTC).timestamp()}", 0)
        seal_what_is_owed(store, now)
        with store.reading() as session:
            newest = session.scalars(select(SealRow).order_by(SealRow.id.desc())).first()
            assert newest is not None
            return [each[:2] for each in newest.lacks["audit"].get("missing", ())]

    with store.engine.connect() as other:
        number = other.execute(text("SELECT nextval(pg_get_serial_sequence('audit', 'id'))")).scalar_one()
        other.execute(text("SELECT pg_current_xact_id()"))
        assert [missing(), missing()] == [[[number, number]]] * 2
        other.rollback()
    assert missing() == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_however_many_numbers_are_waited_for_they_are_asked_for_at_once(county_store: Store) -> None:
    store, now = county_store, datetime.now(UTC)
    skipped: list[int] = []
    with store.writing() as session:
        trail = Trail("one", "job", now)
        for _ in range(30):
            trail.note(session, AuditKind.EXPORTED)
            session.flush()
            number = session.scalar(text("SELECT nextval(pg_get_serial_sequence('audit', 'id'))"))
            skipped.append(number or 0)
        trail.note(session, AuditKind.EXPORTED)
    seal_what_is_owed(store, now)
    with store.writing() as session:
        late = [
            AuditRow(id=each, at=now, actor="one", door="job", kind="exported", code="x")
            for each in skipped[3:28:6]
        ]
        session.add_all(late)
        came = [each.id for each in late]
    with statements(store) as sent:
        assert seal_what_is_owed(store, now) == len(came)
    assert len([each for each in sent if "FROM audit \n" in each]) <= 6
    with store.reading() as session:
        newest = sealing.newest_seal(session)
        assert newest is not None
        assert newest.covers["audit"] == [[each, each] for each in came]
        waited_for = [first for first, _, _ in newest.lacks["audit"]["missing"]]
    assert waited_for == [each for each in skipped if each not in came]


@pytest.mark.skipif(not WHOLE, reason="with make prove")
def test_processes_are_killed_while_they_write_and_seal(county_store: Store) -> None:
    """Killed at any point: what they committed is sealed by others, what they did not is not there."""
    county_store.audit_key = AuditKey(KEY)
    context, draw = get_context("spawn"), random.Random(5)
    started = 0
    heads: list[str] = []

    def start() -> BaseProcess:
        nonlocal started
        started += 1
        process = context.Process(target=goes_on, args=(address(county_store), f"p{started}"), daemon=True)
        process.start()
        return process

    there = [start() for _ in range(PROCESSES)]
    for _ in range(KILLS):
        _until_more(county_store, lambda: draw.uniform(0, 0.5))
        victim = there.pop(draw.randrange(len(there)))
        assert victim.pid is not None
        os.kill(victim.pid, signal.SIGKILL)
        victim.join()
        there.append(start())
        with county_store.reading() as session:
            heads.append(str(head(session)))
    for each in there:
        each.kill()
        each.join()
    is_whole(county_store, heads)
    with county_store.reading() as session:
        rows, seals = (session.scalar(select(func.max(table.id))) for table in (AuditRow, SealRow))
    print(f"{started} processes, {KILLS} killed: {rows} audit rows under {seals} seals, nothing found")


def _until_more(store: Store, rest: Callable[[], float]) -> None:
    """Until something was written and sealed since, and a moment longer."""

    def newest() -> int:
        with store.reading() as session:
            return session.scalar(select(func.max(SealRow.id))) or 0

    before, deadline = newest(), time.monotonic() + 120
    while newest() < before + 2:
        assert time.monotonic() < deadline, "nobody seals"
        time.sleep(0.05)
    time.sleep(rest())
