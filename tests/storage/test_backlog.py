"""How far Muster is behind: what waits, since when, and that the database gives up on what takes too long."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.backlog import Backlog, _given_up_after, backlog_of
from storage.copies import note_copied
from storage.deliveries import DeliveryState, post
from storage.digests import DigestSubscription
from storage.engine import Store
from storage.imports import ImportRun, ImportState
from storage.people import Person

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)  # a Monday
TODAY = date(2026, 11, 2)


def asked(store: Store, now: datetime = NOW) -> Backlog:
    return backlog_of(store, "T1", now, TODAY, 5)


@pytest.mark.postgres
def test_nothing_waits_in_an_empty_store(store: Store) -> None:
    assert asked(store) == Backlog(
        0,
        0,
        0.0,
        {"digest": 0, "checklist week": 0},
        {"waiting": 0, "agreed": 0, "writing": 0, "undoing": 0},
        0,
        None,
    )


@pytest.mark.postgres
def test_what_waits_is_counted_and_the_oldest_is_aged(store: Store) -> None:
    with store.writing() as session:
        for number, (workspace, minutes, state) in enumerate(
            [
                ("T1", -10, DeliveryState.WAITING),
                ("T1", -3, DeliveryState.WAITING),
                ("T1", 30, DeliveryState.WAITING),
                ("T1", -60, DeliveryState.SENT),
                ("T1", -60, DeliveryState.QUARANTINED),
                ("T2", -90, DeliveryState.WAITING),
            ]
        ):
            made = post(session, f"k{number}", workspace, "C1", "hello", [], NOW)
            made.next_attempt_at, made.state = NOW + timedelta(minutes=minutes), state
        for at in (ImportState.AGREED, ImportState.WRITING, ImportState.APPLIED):
            session.add(
                ImportRun(kind="roster", file_name="f.csv", state=at, started_by="a test", started_at=NOW)
            )
        session.add(Person(first_name="Ann", last_name="Lee", email="ann@x.example"))
    note_copied(store, NOW)
    found = asked(store)
    assert (found.outbox, found.outbox_due, found.oldest_due) == (3, 2, 600.0)
    assert found.imports == {"waiting": 0, "agreed": 1, "writing": 1, "undoing": 0}
    assert (found.left_behind, found.copied_at) == (1, NOW)


@pytest.mark.postgres
def test_a_slot_is_late_when_its_minutes_are_over_and_it_was_not_written(store: Store) -> None:
    with store.writing() as session:
        session.add(
            DigestSubscription(
                workspace="T1",
                channel="C1",
                weekday=0,
                at=time(9),
                timezone="America/Chicago",
                created_by="a test",
                created_at=NOW - timedelta(days=3),
                known_until=NOW - timedelta(days=3),
            )
        )
    due = NOW  # 09:00 in Chicago
    assert asked(store, due + timedelta(minutes=4)).slots_late["digest"] == 0
    assert asked(store, due + timedelta(minutes=6)).slots_late["digest"] == 1
    with store.writing() as session:
        session.query(DigestSubscription).one().known_until = due
    assert asked(store, due + timedelta(minutes=6)).slots_late["digest"] == 0


@pytest.mark.postgres
def test_the_database_gives_up_on_what_takes_too_long(store: Store) -> None:
    long = "SELECT pg_sleep(20)"
    if store.is_sqlite:
        long = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    with pytest.raises(DBAPIError), store.reading() as session, _given_up_after(session, 0.2):
        session.execute(text(long))
    assert asked(store).outbox == 0  # and the next one asks as ever
