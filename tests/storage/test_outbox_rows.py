"""What the outbox reads to find what may be sent does not grow with what was sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.orm import Session

from storage import claiming, deliveries
from storage.backlog import _outbox
from storage.base import table_of
from storage.deliveries import Delivery, DeliveryState
from storage.digests import DigestSubscription, to_write_again, unsent_in
from storage.engine import Store
from storage.people import Person
from storage.slots import Slot
from storage.subscriptions import undeliverable
from tests.conftest import WHOLE

pytestmark = pytest.mark.postgres

NOW = datetime(2026, 11, 2, 13, tzinfo=UTC)
PACE, LEASE = timedelta(seconds=1), timedelta(minutes=2)
PEOPLE, WAITING, ENDED = 40, 40, 2_000
STATES = ("sent", "sent", "quarantined", "withdrawn")
MOST_ROWS = 8
"""Of the messages, read by PostgreSQL to answer one question."""
STEPS_A_TICK = 20
MOST_TICKS_MORE = 25
"""Parts of a question's work on SQLite, beyond what it took when nothing had been sent yet."""

ROWS_READ = """
SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables WHERE relname = 'delivery'
"""

LOOKS: dict[str, Callable[[Session], object]] = {
    "is any due": lambda session: claiming.is_any_due(session, "T1", NOW, PACE),
    "is any due while all wait": lambda session: claiming.is_any_due(session, "T1", NOW - LEASE, PACE),
    "direct channel": lambda session: deliveries.direct_channel(session, "T1", "U7"),
    "recipients held": lambda session: deliveries.recipients_held(session, "T1", "ratelimited", NOW, 3),
    "others went": lambda session: deliveries.others_went(session, "T1", session.get_one(Delivery, 1), NOW),
    "overdue": lambda session: deliveries.overdue(session, "T1", NOW, 20, lock=False),
    "undeliverable": lambda session: undeliverable(session, DigestSubscription, "T1"),
    "to write again": lambda session: to_write_again(session, "T1"),
    "payloads to forget": lambda session: deliveries.forget_payloads(session, NOW, LEASE * 999, 500),
    "claim": lambda session: claiming.claim(session, "T1", NOW, LEASE, PACE),
}


def message(number: int, state: str, **more: Any) -> dict[str, Any]:
    at = NOW if state == "waiting" else NOW - timedelta(minutes=number + 1)
    who = 1 + number % PEOPLE
    return {
        "key": f"{state} {number}",
        "workspace": "T1",
        "recipient": "" if state == "waiting" else f"U{who}",
        "person_id": who,
        "subject_kind": "letter",
        "subject_id": str(who),
        "text": "words" if state == "waiting" else "",
        "blocks": [],
        "state": state,
        "next_attempt_at": at,
        "send_by": at + timedelta(hours=10),
        "error": "is_archived" if state == "quarantined" else None,
        "sent_to": f"D{who}" if state == "sent" else None,
        "sent_at": at if state == "sent" else None,
        "created_at": at,
        **more,
    }


@pytest.fixture
def outbox(store: Store) -> Store:
    """A morning's letters wait."""
    with store.writing() as session:
        people = [{"id": n, "first_name": f"P{n}", "last_name": "Grove"} for n in range(1, PEOPLE + 1)]
        session.execute(insert(table_of(Person)), people)
        waiting = [message(number, "waiting") for number in range(WAITING)]
        session.execute(insert(table_of(Delivery)), waiting)
    return store


def years_pass(store: Store) -> None:
    """Thousands were sent, given up and taken back before."""
    with store.writing() as session:
        rows = [message(number, STATES[number % len(STATES)]) for number in range(ENDED)]
        session.execute(insert(table_of(Delivery)), rows)
    if not store.is_sqlite:
        with store.writing() as session:
            session.execute(text("ANALYZE delivery"))


def work_of(store: Store, look: Callable[[Session], object]) -> int:
    """How much a question takes: rows of messages that PostgreSQL reads; of SQLite's work, parts."""
    look_once = (
        store.writing if look is LOOKS["claim"] or look is LOOKS["payloads to forget"] else store.reading
    )
    with look_once() as session:
        session.scalar(select(Person.id).limit(1))
        if not store.is_sqlite:
            before = session.scalar(text(ROWS_READ)) or 0
            look(session)
            return int(session.scalar(text(ROWS_READ)) or 0) - before
        ticks = 0

        def tick() -> int:
            nonlocal ticks
            ticks += 1
            return 0

        connection: Any = session.connection().connection.driver_connection
        connection.set_progress_handler(tick, STEPS_A_TICK)
        try:
            look(session)
        finally:
            connection.set_progress_handler(None, 0)
        return ticks


def test_no_question_takes_longer_for_what_has_ended(outbox: Store) -> None:
    before = {name: work_of(outbox, look) for name, look in LOOKS.items()}
    years_pass(outbox)
    after = {name: work_of(outbox, look) for name, look in LOOKS.items()}
    most = {name: before[name] + MOST_TICKS_MORE if outbox.is_sqlite else MOST_ROWS for name in LOOKS}
    assert {name: (before[name], work) for name, work in after.items() if work > most[name]} == {}


def test_however_many_digests_were_taken_back_they_are_written_again(outbox: Store) -> None:
    """More of them than a statement takes values."""
    many = 33_000 if WHOLE else 1_200
    with outbox.writing() as session:
        session.add(
            DigestSubscription(
                workspace="T1",
                channel="C1",
                scope="everyone",
                at=NOW.time(),
                timezone="UTC",
                created_by="U1",
                created_at=NOW,
                known_until=NOW,
            )
        )
        session.flush()
        rows = [
            message(n, "withdrawn", text="words", recipient="C1", subject_kind="digest_subscription")
            for n in range(many)
        ]
        ids = [row.id for row in session.scalars(insert(Delivery).returning(Delivery), rows)]
        first = date(1900, 1, 1)
        slots = [
            {
                "kind": "digest",
                "subject_id": 1,
                "local_date": first + timedelta(days=n),
                "written_at": NOW,
                "delivery_id": key,
            }
            for n, key in enumerate(ids)
        ]
        session.execute(insert(Slot), slots)
    sent: list[int] = []

    @event.listens_for(outbox.engine, "before_cursor_execute")
    def count(connection: Any, cursor: Any, statement: str, values: Any, *_: object) -> None:
        sent.append(len(values))

    with outbox.reading() as session:
        assert [each.delivery_id for each in to_write_again(session, "T1")] == ids
        assert len(unsent_in(session, "T1", ["C1"])) == many
    assert max(sent) < 600


def test_how_far_behind_it_is_costs_no_more_for_what_has_ended(outbox: Store) -> None:
    before = work_of(outbox, lambda session: _outbox(session, "T1", NOW))
    years_pass(outbox)
    after = work_of(outbox, lambda session: _outbox(session, "T1", NOW))
    assert after <= before + (MOST_TICKS_MORE if outbox.is_sqlite else MOST_ROWS)


def test_a_morning_of_letters_is_claimed_one_after_the_other_at_one_price(outbox: Store) -> None:
    years_pass(outbox)
    prices = []
    for _ in range(WAITING // 2):
        prices.append(work_of(outbox, LOOKS["claim"]))
        with outbox.writing() as session:
            flying = session.scalars(select(Delivery).where(Delivery.state == DeliveryState.SENDING)).one()
            deliveries.mark_sent(flying, "D", "1.1", NOW)
    assert max(prices) <= (min(prices) + MOST_TICKS_MORE if outbox.is_sqlite else MOST_ROWS)


def test_a_sender_that_was_lost_with_a_message_to_nobody_holds_up_no_other(outbox: Store) -> None:
    with outbox.writing() as session:
        for _ in range(3):
            claimed = claiming.claim(session, "T1", NOW, LEASE, PACE)
            assert claimed is not None
            assert claimed.delivery.recipient == "", "nobody has an account"
    with outbox.reading() as session:
        assert claiming.is_any_due(session, "T1", NOW, PACE)
