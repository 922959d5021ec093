"""Three processes on one PostgreSQL behind one address, killed one after the other while Slack is unkind.

500 channels have a slot on the same minute, a fifth of all calls is answered 429, and people speak meanwhile:
each channel gets its digest once, but for those in flight at a kill, each of which says so; nobody goes
unanswered.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from bot.http import PATH
from jobs.outbox import SENDERS
from practice.actor import Actor
from practice.client import Practice, PracticeError
from practice.records import Call
from storage.deliveries import Delivery, DeliveryState
from storage.engine import Store
from storage.slots import Slot
from storage.training import CompletionRecord
from tests.bot.balancing import balanced
from tests.bot.served import Child, Nursery, free_port, nursery, ready_at, settings_of
from tests.conftest import WHOLE
from tests.conversations.conftest import MANIFEST
from tests.jobs.county import Staff, seed, subscribe_each
from tests.waiting import until

CHANNELS = 500 if WHOLE else 20
SPEAKERS = 6 if WHOLE else 2
KILLED_AT = range(25, CHANNELS - 25, 30) if WHOLE else (3, 11)
"""How many digests are out when a process is killed: every few seconds, where 500 are sent."""
REPLICAS = 3
LATENCY = 0.2
"""Seconds Slack takes for a message: somebody is always in the middle of one."""
SHARE = 0.2
SEED = 11
TITLES = {"BLS": "BLS"}
LONGEST = 900 if WHOLE else 120
"""Seconds: a machine may be busy with much else."""


@dataclass
class Speaker:
    """Somebody who asks and logs again and again, and what became of it."""

    actor: Actor
    asked: int = 0
    logged: list[str] = field(default_factory=list)
    again: int = 0
    unanswered: list[str] = field(default_factory=list)

    def keeps_speaking(self, done: threading.Event) -> None:
        day = datetime.now(UTC).date()
        while not done.is_set():
            self._says("/due", "BLS")
            day -= timedelta(days=1)
            if self._says(f"/training log BLS {day.isoformat()} 4h", "Recorded: BLS"):
                self.logged.append(day.isoformat())
            self._says("due", "BLS")
            done.wait(0.5)

    def _says(self, text: str, wanted: str) -> bool:
        """Says something until it is answered: whoever types a command that failed hears so from Slack."""
        self.asked += 1
        for _ in range(5):
            self.actor.says(text)
            try:
                self.actor.sees(wanted, 60)
                return True
            except AssertionError as none:
                if "dispatch_failed" not in str(none) and "operation_timeout" not in str(none):
                    self.unanswered.append(f"{text}: {str(none)[-300:]}")
                    return False
            self.again += 1
        self.unanswered.append(text)
        return False


@dataclass
class Fleet:
    """The processes, where each listens, and who was in flight when one of them was killed."""

    nursery: Nursery
    store: Store
    ports: list[int]
    children: list[Child] = field(default_factory=list)
    in_flight: Counter[int] = field(default_factory=Counter)
    kills: int = 0

    def starts(self) -> None:
        self.children = [self._started(port) for port in self.ports]
        for port in self.ports:
            ready_at(port)

    def loses_one(self, which: int) -> None:
        """Kills one process, notes what it may have been sending, and starts another in its place."""
        self.children[which].killed()
        self.kills += 1
        with self.store.reading() as session:
            sending = select(Delivery.id).where(Delivery.state == DeliveryState.SENDING)
            self.in_flight.update(session.scalars(sending))
        self.children[which] = self._started(self.ports[which])

    def mends(self) -> None:
        """A process that gave up at its start, for Slack was not to be had, is started again, as anywhere."""
        for which, child in enumerate(self.children):
            if not child.lives:
                self.children[which] = self._started(self.ports[which])

    def _started(self, port: int) -> Child:
        return self.nursery.start(MUSTER_HTTP_PORT=str(port))


@pytest.fixture
def fleet(store: Store, tmp_path: Path) -> Iterator[tuple[Fleet, Practice]]:
    with Practice(MANIFEST, ack_seconds=30) as slack:
        by_http = {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": slack.signing_secret}
        settings = settings_of(slack, store, **by_http, MUSTER_TIMEZONE="UTC")
        ports = [free_port() for _ in range(REPLICAS)]
        with nursery(settings, tmp_path) as nursed:
            yield Fleet(nursed, store, ports), slack


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_each_channel_gets_its_digest_and_nobody_goes_unanswered(
    fleet: tuple[Fleet, Practice], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    muster, slack = fleet
    store, draw = muster.store, random.Random(SEED)
    speakers = _county(store, slack)
    channels = [slack.channel(f"ready-{number}").id for number in range(CHANNELS)]
    subscribe_each(store, slack.team_id, channels, datetime.now(UTC))
    muster.starts()
    with balanced(muster.ports, tmp_path) as port:
        until(lambda: _can_deliver(slack, port), 60)
        slack.misbehave("*", status=429, retry_after=1, times=None, share=SHARE, seed=SEED)
        slack.misbehave("chat.postMessage", seconds=LATENCY, times=None)
        done, began = threading.Event(), time.monotonic()
        threads = [threading.Thread(target=each.keeps_speaking, args=(done,)) for each in speakers]
        for thread in threads:
            thread.start()
        try:
            for out in KILLED_AT:
                _until_out(muster, out)
                muster.loses_one(draw.randrange(REPLICAS))
            _until_done(muster)
        finally:
            done.set()
            for thread in threads:
                thread.join(90)
        seconds = time.monotonic() - began
        slack.behave()
        slack.settle()

    posts = Counter(call.args["channel"] for call in _digests(slack))
    with store.reading() as session:
        slots = list(session.scalars(select(Slot).where(Slot.kind == "digest")))
        rows = {row.id: row for row in session.scalars(select(Delivery)) if row.recipient in posts}
        recorded = list(session.scalars(select(CompletionRecord.completed_on)))
    assert len(slots) == CHANNELS
    assert not [slot for slot in slots if slot.skipped]
    assert {slot.delivery_id for slot in slots} == rows.keys(), "one message a slot"
    assert len(posts) == CHANNELS, "none is lost"
    assert {row.state for row in rows.values()} == {DeliveryState.SENT}
    unsure = {row.id for row in rows.values() if row.maybe_repeated}
    twice = {row.id for row in rows.values() if posts[row.recipient] > 1}
    lost = _answers_lost(muster, rows.values())
    assert twice <= unsure, "each that came twice says so"
    for row in rows.values():
        in_flight = muster.in_flight[row.id]
        assert in_flight + lost[row.id] >= row.maybe_repeated, "it was in flight at a kill"
        assert posts[row.recipient] <= 1 + in_flight + lost[row.id]
    assert len(unsure) <= SENDERS * muster.kills + len(lost)
    assert [said for each in speakers for said in each.unanswered] == []
    for each in speakers:
        assert each.asked > 2
    logged = Counter(day for each in speakers for day in each.logged)
    assert Counter(day.isoformat() for day in recorded if day.isoformat() in logged) == logged, "each once"
    calls = slack.calls()
    limited = sum(call.injected for call in calls)
    with capsys.disabled():
        print(
            f"\n{CHANNELS} channels, {REPLICAS} processes, {muster.kills} kills in {seconds:.0f} s: "
            f"{sum(posts.values())} digests, {len(unsure)} maybe repeated ({len(lost)} because an answer of "
            f"Slack's was lost), {len(twice)} twice, none lost; "
            f"{limited} of {len(calls)} calls answered 429; {sum(each.asked for each in speakers)} "
            f"things said, {sum(each.again for each in speakers)} of them said again, all answered; "
            f"{sum(logged.values())} records, each once."
        )


def _county(store: Store, slack: Practice) -> list[Speaker]:
    today = datetime.now(UTC).date()
    seed(store, today, [Staff("Cedar", ["fire"], {"BLS": ["expired"] * 8})], TITLES)
    return [
        Speaker(slack.person(f"Person{number} OfCedar", email=f"p{number}@cedar.example", tz="UTC"))
        for number in range(SPEAKERS)
    ]


def _answers_lost(muster: Fleet, rows: Iterable[Delivery]) -> Counter[int]:
    """By message, how often Slack's answer to it did not come, as the log says: on a machine so busy that
    the practice Slack takes longer than Muster waits.
    """
    by_key = {row.key: row.id for row in rows}
    said = (json.loads(line) for line in muster.nursery.logged().splitlines() if '"not sent"' in line)
    return Counter(
        by_key[line["key"]]
        for line in said
        if line["key"] in by_key
        and line["method"] == "chat.postMessage"
        and line["error"] not in ("ratelimited", "held")
    )


def _can_deliver(slack: Practice, port: int) -> bool:
    try:
        slack.deliver_to(f"http://127.0.0.1:{port}{PATH}")
    except PracticeError:
        return False
    return True


def _digests(slack: Practice) -> list[Call]:
    return [
        call
        for call in slack.calls("chat.postMessage")
        if call.ok and str(call.args["channel"]).startswith("C")
    ]


def _until_out(muster: Fleet, many: int) -> None:
    def are_out() -> bool:
        muster.mends()
        time.sleep(0.1)
        return _sent(muster.store) >= many

    until(are_out, LONGEST)


def _slots(store: Store) -> int:
    """How many slots are written."""
    with store.reading() as session:
        return session.scalar(select(func.count()).where(Slot.kind == "digest")) or 0


def _sent(store: Store) -> int:
    """How many messages are known to have arrived: asked of the store, for Slack is busy."""
    with store.reading() as session:
        return session.scalar(select(func.count()).where(Delivery.state == DeliveryState.SENT)) or 0


def _until_done(muster: Fleet) -> None:
    """Until everything is sent; what was in flight at a kill is taken up when its lease has run out."""

    def left(*states: DeliveryState) -> int:
        muster.mends()
        time.sleep(0.1)
        with muster.store.reading() as session:
            return len(list(session.scalars(select(Delivery.id).where(Delivery.state.in_(states)))))

    until(lambda: _slots(muster.store) == CHANNELS and left(DeliveryState.WAITING) == 0, LONGEST)
    if not WHOLE:  # as if two minutes had gone
        with muster.store.writing() as session:
            gone = datetime.now(UTC) - timedelta(seconds=1)
            orphaned = (Delivery.state == DeliveryState.SENDING, Delivery.id.in_(muster.in_flight))
            session.execute(update(Delivery).where(*orphaned).values(leased_until=gone))
    until(lambda: left(DeliveryState.WAITING, DeliveryState.SENDING) == 0, LONGEST)
