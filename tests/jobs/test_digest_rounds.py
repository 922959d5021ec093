"""A round of digests for many channels: killed at each commit, in several processes, and what it holds up."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from jobs import digests
from jobs.digest_drafts import Drafts
from jobs.digests import write_due
from storage.deliveries import Delivery, post
from storage.engine import Store
from storage.region import Region
from storage.slots import Slot
from tests.jobs.county import seed
from tests.jobs.test_digests import FIRE, LAW, MONDAY_EIGHT, WEEK, _sent, _three_pass, deliveries, subscribe

pytestmark = pytest.mark.postgres
CHANNELS = 8
LONGEST_LOCK_SECONDS = 0.5


class Killed(BaseException):
    """The process is gone at this point."""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Legs and batches so small that eight channels take several of each."""
    monkeypatch.setattr(digests, "CHANNELS_A_LEG", 4)
    monkeypatch.setattr(digests, "CHANNELS_A_BATCH", 2)


@pytest.fixture
def county(store: Store) -> dict[str, int]:
    return seed(store, MONDAY_EIGHT.date(), [FIRE, LAW], {"ASIM-B": "ASIM Basic"})


@pytest.fixture
def channels(store: Store, county: dict[str, int]) -> list[str]:
    """Each with two digests on one morning."""
    names = [f"C{number:02}" for number in range(CHANNELS)]
    for name in names:
        subscribe(store, name)
        subscribe(store, name, scope="discipline:law")
    return names


def judge(store: Store, channels: list[str], weeks: int) -> None:
    """Each channel got one message a week with both of its digests, and each slot is one."""
    there = deliveries(store)
    assert Counter(each.recipient for each in there) == Counter(dict.fromkeys(channels, weeks))
    assert all(each.text.count("Readiness digest:") == 2 for each in there)
    with store.reading() as session:
        slots = list(session.scalars(select(Slot)))
    assert len(slots) == 2 * weeks * len(channels)
    assert Counter(each.delivery_id for each in slots) == Counter({each.id: 2 for each in there})
    assert not any(each.skipped for each in slots)


@contextmanager
def killed_before_commit(number: int) -> Iterator[None]:
    """Whoever would commit for the so-manieth time writes nothing any more."""
    seen = 0

    def before(session: Session) -> None:
        nonlocal seen
        if session.get_bind().get_execution_options().get("writes"):
            seen += 1
            if seen > number:
                raise Killed

    event.listen(Session, "before_commit", before)
    try:
        yield
    finally:
        event.remove(Session, "before_commit", before)


def killed_after(batches: int) -> Any:
    """A rest in which the process ends, once so many batches were committed."""
    left = iter(range(batches))

    def rest(seconds: float) -> None:
        if next(left, None) is None:
            raise Killed

    return rest


@pytest.mark.several
def test_killed_at_each_commit_every_channel_gets_both_of_its_digests_once_in_one_message(
    store: Store, region: Region, channels: list[str]
) -> None:
    for week in range(2):
        now = MONDAY_EIGHT + week * WEEK
        for turn in range(2 * CHANNELS):
            there = len(deliveries(store))
            try:
                with killed_before_commit(turn % 2):  # of the first batch, or of the second
                    write_due(store, "T1", region, now, killed_after(1) if turn % 3 else lambda seconds: None)
            except Killed:
                assert len(deliveries(store)) - there in (0, 2), "a batch is written whole or not at all"
            else:
                break
        judge(store, channels, week + 1)
        assert write_due(store, "T1", region, now, lambda seconds: None) == 0
        _sent(store)


@pytest.mark.several
def test_several_processes_share_a_round(store: Store, region: Region, channels: list[str]) -> None:
    start, written = threading.Barrier(3), []

    def process(begins: float) -> None:
        start.wait()
        written.append(
            write_due(store, "T1", region, MONDAY_EIGHT, lambda seconds: None, draw=lambda: begins)
        )

    threads = [threading.Thread(target=process, args=(begins,)) for begins in (0.0, 0.5, 0.99)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(written) == CHANNELS
    judge(store, channels, 1)


def test_what_a_channel_reads_is_composed_before_anybody_waits(
    store: Store, region: Region, channels: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, make = store.writing, Drafts._make
    locked, made, spent = threading.Event(), [], [0.0]

    @contextmanager
    def watched() -> Iterator[Session]:
        with writing() as session:
            began = time.thread_time()
            locked.set()
            yield session
            session.flush()
            locked.clear()
            spent.append(time.thread_time() - began)

    def making(self: Drafts, *given: Any) -> Any:
        made.append(locked.is_set())
        return make(self, *given)

    monkeypatch.setattr(store, "writing", watched)
    monkeypatch.setattr(Drafts, "_make", making)
    legs = CHANNELS // digests.CHANNELS_A_LEG
    assert write_due(store, "T1", region, MONDAY_EIGHT, lambda seconds: None) == CHANNELS
    assert made == [False] * 2 * legs, "once a scope in each look at the records, not once a channel"
    _sent(store)
    _three_pass(store, MONDAY_EIGHT.date())
    made.clear()
    assert write_due(store, "T1", region, MONDAY_EIGHT + WEEK, lambda seconds: None) == CHANNELS
    assert made == [False] * 2 * legs, "those with the same figures before read the same"
    assert len(spent) > 2 * CHANNELS // digests.CHANNELS_A_BATCH
    assert max(spent) < LONGEST_LOCK_SECONDS


def test_a_channel_that_can_not_be_written_to_keeps_no_other_from_its_digest(
    store: Store, region: Region, channels: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(session: Session, **given: Any) -> Delivery:
        if given["recipient"] == channels[3]:
            raise ValueError("no")
        return post(session, **given)

    monkeypatch.setattr(digests, "post", refusing)
    with capture_logs() as logs:
        assert write_due(store, "T1", region, MONDAY_EIGHT, lambda seconds: None) == CHANNELS - 1
    assert [each["channels"] for each in logs if each["event"] == "digests not written"] == [2, 1]
    judge_others = [name for name in channels if name != channels[3]]
    assert sorted(each.recipient for each in deliveries(store)) == judge_others
    monkeypatch.setattr(digests, "post", post)
    assert write_due(store, "T1", region, MONDAY_EIGHT, lambda seconds: None) == 1
    judge(store, channels, 1)
