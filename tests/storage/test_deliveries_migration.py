"""What was in the outbox before its messages had columns for whom and of what keeps its meaning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from alembic import command
from sqlalchemy import select, text

from readiness.slots import weekly
from storage.deliveries import Delivery
from storage.digests import DigestSubscription, last_sent, live_subscriptions, sent_on
from storage.engine import Store
from storage.schema import _config, check
from storage.subscriptions import drop_waiting, undeliverable

pytestmark = pytest.mark.postgres

NOW = datetime(2026, 11, 2, 13, tzinfo=UTC)
SUBSCRIPTION = (
    "INSERT INTO digest_subscription (id, workspace, channel, channel_name, weekday, at, timezone, scope,"
    " created_by, slack_user, created_at, known_until) VALUES (:id, 'T1', :channel, '', 3, '08:00:00', 'UTC',"
    " 'everyone', 'morgan', 'UMORGAN', :now, :now)"
)
DELIVERY = (
    "INSERT INTO delivery (key, workspace, recipient, text, blocks, inside_only, tell, state, attempts,"
    " next_attempt_at, maybe_repeated, created_at, error) VALUES (:key, 'T1', :to, 'words', '[]', :no,"
    " 'UMORGAN', :state, 1, :now, :no, :now, :error)"
)
SENT = (
    "INSERT INTO sent_digest (subscription_id, local_date, written_at, skipped, figures)"
    " VALUES (:id, :day, :now, :no, '{}')"
)


def move(store: Store, to: str) -> None:
    config = _config()
    with store.engine.begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if to == "-" else command.upgrade)(config, "0001" if to == "-" else to)


def write(store: Store, statement: str, **values: Any) -> None:
    now = NOW.replace(tzinfo=None) if store.is_sqlite else NOW
    with store.engine.begin() as connection:
        connection.execute(text(statement), {"now": str(now), "no": False, **values})


@pytest.fixture
def old(database_url: str) -> Iterator[Store]:
    """The first shape: one digest waits, one could not be sent, and somebody waits to hear of an import."""
    store = Store(database_url)
    move(store, "0001")
    for number, channel in ((1, "C1"), (11, "C11")):
        write(store, SUBSCRIPTION, id=number, channel=channel)
    write(store, SENT, id=1, day="2026-10-26")
    write(store, SENT, id=1, day="2026-11-02")
    write(store, DELIVERY, key="digest:1:2026-10-26", to="C1", state="sent", error=None)
    write(store, DELIVERY, key="digest:1:2026-11-02", to="C1", state="waiting", error=None)
    write(store, DELIVERY, key="digest:11:begins", to="C11", state="quarantined", error="is_archived")
    write(store, DELIVERY, key="import:7:2026:preview", to="UADA", state="waiting", error=None)
    write(store, DELIVERY, key="command:1.2:share", to="C1", state="sent", error=None)
    yield store
    store.close()


def test_messages_know_what_they_spoke_of_and_slots_their_message(old: Store) -> None:
    move(old, "head")
    check(old)
    with old.writing() as session:
        subjects = select(Delivery.subject_kind, Delivery.subject_id).order_by(Delivery.id)
        assert session.execute(subjects).all() == [
            ("digest_subscription", "1"),
            ("digest_subscription", "1"),
            ("digest_subscription", "11"),
            ("import_run", "7"),
            ("", ""),
        ]
        assert set(session.scalars(select(Delivery.tell_workspace))) == {"T1"}
        first, other = live_subscriptions(session, "T1")
        assert first.cadence == weekly(3)
        assert [(each.id, error) for each, error in undeliverable(session, DigestSubscription, "T1")] == [
            (other.id, "is_archived")
        ]
        drop_waiting(session, first)
        skipped = [sent_on(session, 1, day) for day in (date(2026, 10, 26), date(2026, 11, 2))]
        assert [slot is not None and slot.skipped for slot in skipped] == [False, True]
        last = last_sent(session, "T1", "C1", "everyone", NOW)
        assert last is not None
        assert last.local_date == date(2026, 10, 26)


def test_and_the_way_back_loses_no_slot(old: Store) -> None:
    move(old, "head")
    move(old, "-")
    with old.engine.connect() as connection:
        days = connection.execute(text("SELECT subscription_id, local_date FROM sent_digest ORDER BY id"))
        assert [(number, str(day)) for number, day in days] == [(1, "2026-10-26"), (1, "2026-11-02")]
