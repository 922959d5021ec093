"""`muster serve` killed, or told to end, at any point while somebody logs: nothing lost, nothing twice."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from practice.actor import Actor
from practice.client import Practice
from storage.answered import AnsweredRequest
from storage.deliveries import Delivery, DeliveryState
from storage.engine import Store
from storage.training import CompletionRecord
from tests.bot.served import Child, Nursery, nursery, settings_of
from tests.conftest import WHOLE
from tests.conversations.conftest import MANIFEST
from tests.jobs.county import Staff, seed
from tests.waiting import until

ENDS = 40 if WHOLE else 4
pytestmark = [pytest.mark.postgres] if WHOLE else []
SEED = 11
ANSWERS = 2.5
"""Within so many times what an answer takes the process is ended, on a machine however busy."""
SEEN_ALREADY = "You may have seen this already"


@pytest.fixture
def slack() -> Iterator[Practice]:
    with Practice(MANIFEST, ack_seconds=30, backoff=(1, 4, 8, 16)) as found:
        yield found


@pytest.fixture
def nursed(store: Store, slack: Practice, tmp_path: Path) -> Iterator[Nursery]:
    seed(
        store, datetime.now(UTC).date(), [Staff("Cedar", ["fire"], {"BLS": ["expired"] * 8})], {"BLS": "BLS"}
    )
    settings = settings_of(slack, store, SLACK_APP_TOKEN=slack.app_token, MUSTER_TIMEZONE="UTC")
    with nursery(settings, tmp_path) as found:
        yield found


def started(slack: Practice, nursed: Nursery) -> Child:
    """One that is connected, and the only one."""
    made = slack.connections_made
    child = nursed.start()
    until(lambda: slack.connections_made > made, 60)
    until(lambda: slack.connections == 1, 60)
    slack.wait_for_app(60)
    return child


def test_whatever_is_acknowledged_is_on_record_once_and_answered(
    store: Store, slack: Practice, nursed: Nursery
) -> None:
    draw = random.Random(SEED)
    ada = slack.person("Person0 OfCedar", email="p0@cedar.example", tz="UTC")
    child = started(slack, nursed)
    began = time.monotonic()
    ada.says("/due")
    ada.sees("BLS", 20)
    longest = ANSWERS * (time.monotonic() - began)
    days = [datetime.now(UTC).date() - timedelta(days=number + 1) for number in range(ENDS)]
    for number, day in enumerate(days):
        words = f"training log BLS {day.isoformat()} 4h"
        says = threading.Thread(target=ada.says, args=(words if number % 2 else f"/{words}",))
        says.start()
        time.sleep(draw.uniform(0, longest))
        if draw.random() < 0.7:
            child.killed()
        else:
            child.told_to_end()
            assert child.ends_with() == 0
        child = started(slack, nursed)
        says.join(60)
    slack.settle(60)
    with store.writing() as session:  # as if it were some minutes later
        long_ago = datetime.now(UTC) - timedelta(minutes=10)
        owed = update(AnsweredRequest).where(AnsweredRequest.owed_to.is_not(None))
        session.execute(owed.values(at=long_ago))
    child.killed()
    _leases_run_out(store)
    started(slack, nursed)
    until(lambda: not _left(store), 90)

    with store.reading() as session:
        on_record = Counter(
            session.scalars(select(CompletionRecord.completed_on).where(CompletionRecord.voided_at.is_(None)))
        )
    for day in days:
        told = _told(ada, day)
        assert on_record[day] <= 1, "on record once"
        assert bool(told) == bool(on_record[day]), f"{day}: {told}"
        again = [each for each in told if SEEN_ALREADY in each]
        assert len(told) - len(again) <= 1, "answered once, or it says that it may have been"
    assert sum(on_record[day] for day in days) >= ENDS // 2, "most were heard: events are delivered again"


def _told(actor: Actor, day: date) -> list[str]:
    """Every answer somebody was given about a day."""
    said = f"Recorded: BLS on {day.day} {day:%b} {day.year}, "
    texts = [" ".join(each.text.split()) for each in actor.sights("ever")]
    return [text for text in texts if said in text]


def _leases_run_out(store: Store) -> None:
    with store.writing() as session:
        sending = update(Delivery).where(Delivery.state == DeliveryState.SENDING)
        session.execute(sending.values(leased_until=datetime.now(UTC) - timedelta(seconds=1)))


def _left(store: Store) -> int:
    """What is still owed or on its way."""
    on_its_way = Delivery.state.in_((DeliveryState.WAITING, DeliveryState.SENDING))
    with store.reading() as session:
        owed = session.scalar(select(func.count()).where(AnsweredRequest.owed_to.is_not(None))) or 0
        return owed + (session.scalar(select(func.count()).where(on_its_way)) or 0)
