"""How far Muster is behind: what waits to be sent, written, read or projected, and since when.

Asked by whoever watches (`bot.metrics`), never by an answer: a few looks by index, each bounded.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, or_, select, text
from sqlalchemy.orm import Session

from storage.catalogue import catalogue_of
from storage.checklists import ChecklistChannel
from storage.copies import copied_at
from storage.deliveries import Delivery, is_sending, is_waiting
from storage.digests import DigestSubscription
from storage.engine import Store
from storage.imports import ImportRun, ImportState
from storage.people import Person
from storage.standing import left_behind
from storage.subscriptions import Subscription, due

LATE = timedelta(minutes=5)
"""A slot that came due so long ago and was not written is late: every process looks each 20 seconds."""
MOST_COUNTED = 100_000
"""No more are counted: so many say all there is to say."""
STEPS = 10_000
"""SQLite's own steps between two looks at the clock."""
UNDER_WAY = (ImportState.WAITING, ImportState.AGREED, ImportState.WRITING, ImportState.UNDOING)
"""Imports that wait for Muster, not for whoever brought them."""
SUBSCRIBED: tuple[type[Subscription], ...] = (DigestSubscription, ChecklistChannel)


@dataclass(frozen=True)
class Backlog:
    """What waits at an instant.

    `outbox`: messages not sent yet; `outbox_due` those that could be now, the oldest since `oldest_due`
    seconds. `slots_late` by the kind of slot, `imports` by state. `left_behind`: people whose projection
    does not hold today. `copied_at`: the newest copy, as far as one was noted.
    No count goes past MOST_COUNTED.
    """

    outbox: int
    outbox_due: int
    oldest_due: float
    slots_late: Mapping[str, int]
    imports: Mapping[str, int]
    left_behind: int
    copied_at: datetime | None


def backlog_of(store: Store, workspace: str, now: datetime, today: date, seconds: float) -> Backlog:
    """What waits in a workspace; given up by the database after so many seconds, with its own error."""
    with store.reading() as session, _given_up_after(session, seconds):
        behind = left_behind(catalogue_of(session), today, today)
        return Backlog(
            *_outbox(session, workspace, now),
            slots_late={
                kind.slot_kind: len(due(session, kind, workspace, now - LATE)) for kind in SUBSCRIBED
            },
            imports=_imports(session),
            left_behind=_count(session, select(Person.id).where(behind)),
            copied_at=copied_at(session),
        )


def _outbox(session: Session, workspace: str, now: datetime) -> tuple[int, int, float]:
    """How many messages are not sent yet, how many could be now, and since how many seconds the oldest."""
    theirs = select(Delivery.id).where(Delivery.workspace == workspace)
    due_now = theirs.where(is_waiting(Delivery), Delivery.next_attempt_at <= now)
    oldest = session.scalar(due_now.with_only_columns(func.min(Delivery.next_attempt_at)))
    return (
        _count(session, theirs.where(or_(is_waiting(Delivery), is_sending(Delivery)))),
        _count(session, due_now),
        (now - oldest).total_seconds() if oldest is not None else 0.0,
    )


def _count(session: Session, of: Select[int]) -> int:
    found = of.limit(MOST_COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def _imports(session: Session) -> dict[str, int]:
    query = select(ImportRun.state, func.count()).where(ImportRun.state.in_(UNDER_WAY))
    found = {row[0]: row[1] for row in session.execute(query.group_by(ImportRun.state))}
    return {state.value: found.get(state, 0) for state in UNDER_WAY}


@contextmanager
def _given_up_after(session: Session, seconds: float) -> Iterator[None]:
    """Has the database end what takes longer, each question on PostgreSQL, all together on SQLite."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(text(f"SET LOCAL statement_timeout = {int(seconds * 1000)}"))
        yield
        return
    until = time.monotonic() + seconds
    driver = session.connection().connection.driver_connection
    assert driver is not None
    driver.set_progress_handler(lambda: time.monotonic() > until, STEPS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, STEPS)
