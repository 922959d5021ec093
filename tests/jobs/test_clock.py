"""A clock that leaps: noticed, said, nothing written while it is not believed, and nothing silenced after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from slack_sdk import WebClient
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from jobs.clock import (
    ASK_AGAIN_SECONDS,
    ASK_SECONDS,
    LONGEST_AWAY,
    Watch,
    newest_on_record,
    slack_time,
    time_said,
)
from jobs.ticker import KEEP_ANSWERS, Jobs
from practice.client import Practice
from storage.answered import AnsweredRequest
from storage.audit import AuditKind, note
from storage.base import CLOCKS_APART
from storage.deliveries import Delivery, DeliveryState, post
from storage.digests import DigestSubscription
from storage.engine import Store
from storage.people import SlackIdentity
from storage.projecting import projected_for
from storage.region import Region
from storage.slots import Slot
from tests.jobs.clock import Clock
from tests.jobs.county import Staff, seed
from tests.jobs.test_digests import days, deliveries, subscribe

pytestmark = pytest.mark.postgres_whole

STAFF = Staff("Cedar Fire", ["fire"], {"BLS": ["current"] * 5})
MONTH = timedelta(days=30)
SECOND = timedelta(seconds=1)


class Hands:
    """A wall clock and a steady one; time passes on both, a leap is the wall clock's alone."""

    def __init__(self, now: datetime) -> None:
        self.now, self.seconds = now, 5000.0
        self.true: datetime | None = now
        self.asked = 0

    def passes(self, by: timedelta) -> None:
        self.now += by
        self.seconds += by.total_seconds()
        self.true = None if self.true is None else self.true + by

    def leaps(self, by: timedelta) -> None:
        self.now += by

    def witness(self) -> datetime | None:
        self.asked += 1
        return self.true


@pytest.fixture
def hands() -> Hands:
    return Hands(datetime(2026, 11, 2, 12, tzinfo=UTC))


def watch(hands: Hands, newest: datetime | None = None) -> Watch:
    return Watch(hands.witness, lambda: newest, lambda: hands.seconds)


def events(logs: Sequence[Mapping[str, object]]) -> list[object]:
    return [line["event"] for line in logs]


def test_a_clock_that_agrees_with_slack_is_believed_and_asked_about_now_and_then(hands: Hands) -> None:
    watching = watch(hands)
    for _ in range(3):
        assert watching.believes(hands.now)
        hands.passes(timedelta(minutes=10))
    assert hands.asked == 1
    hands.passes(timedelta(seconds=ASK_SECONDS))
    assert watching.believes(hands.now)
    assert hands.asked == 2


@pytest.mark.parametrize("leap", [MONTH, -MONTH, timedelta(hours=1), -timedelta(minutes=6)])
def test_a_leap_is_said_and_the_clock_believed_again_once_it_is_back(hands: Hands, leap: timedelta) -> None:
    watching = watch(hands)
    assert watching.believes(hands.now)
    hands.passes(timedelta(minutes=1))
    with capture_logs() as logs:
        hands.leaps(leap)
        assert not watching.believes(hands.now)
        hands.passes(SECOND)
        assert not watching.believes(hands.now)
        hands.leaps(-leap)
        assert watching.believes(hands.now), "at once"
    assert events(logs) == [
        "the clock leapt",
        "the clock is not believed: nothing happens by itself",
        "the clock is believed again",
    ]
    assert logs[0]["seconds"] == leap.total_seconds()


def test_a_leap_that_slack_confirms_is_said_and_believed(hands: Hands) -> None:
    """A machine that slept: the steady clock slept too, Slack's did not."""
    watching = watch(hands)
    assert watching.believes(hands.now)
    hands.passes(timedelta(minutes=1))
    with capture_logs() as logs:
        hands.leaps(timedelta(hours=8))
        hands.true = hands.now
        assert watching.believes(hands.now)
    assert events(logs) == ["the clock leapt"]
    hands.passes(timedelta(minutes=1))
    assert watching.believes(hands.now)


def test_while_slack_can_not_be_asked_a_leap_is_not_believed(hands: Hands) -> None:
    watching = watch(hands)
    assert watching.believes(hands.now)
    hands.passes(timedelta(minutes=1))
    right, hands.true = hands.true, None
    hands.leaps(timedelta(hours=8))
    for _ in range(3):
        assert not watching.believes(hands.now)
        hands.passes(timedelta(seconds=ASK_AGAIN_SECONDS))
    assert hands.asked == 4
    assert right is not None
    hands.true = hands.now
    assert watching.believes(hands.now)


def test_many_small_steps_are_a_leap(hands: Hands) -> None:
    watching = watch(hands)
    assert watching.believes(hands.now)
    believed = []
    for _ in range(6):
        hands.passes(timedelta(minutes=1))
        hands.leaps(timedelta(minutes=2))
        believed.append(watching.believes(hands.now))
    assert believed == [True, True, False, False, False, False]


@pytest.mark.parametrize(
    ("beyond", "believed"),
    [
        (timedelta(), True),
        (-CLOCKS_APART, True),
        (-CLOCKS_APART - SECOND, False),
        (-timedelta(days=3000), False),
        (LONGEST_AWAY, True),
        (LONGEST_AWAY + SECOND, False),
    ],
)
def test_at_the_start_without_slack_what_is_on_record_decides(
    hands: Hands, beyond: timedelta, believed: bool
) -> None:
    hands.true = None
    assert watch(hands, hands.now - beyond).believes(hands.now) is believed


def test_at_the_start_slack_decides_whatever_is_on_record(hands: Hands) -> None:
    assert watch(hands, hands.now - timedelta(days=400)).believes(hands.now), "a county that was away"
    hands.leaps(timedelta(hours=2))
    assert not watch(hands, hands.now).believes(hands.now)


def test_what_slack_says_comes_with_its_answers(client: WebClient, slack: Practice) -> None:
    said = slack_time(client)
    assert said is not None
    assert abs(datetime.now(UTC) - said) < timedelta(seconds=30)
    slack.misbehave("auth.test", status=503)
    assert slack_time(client) is None
    slack.misbehave("auth.test", error="invalid_auth")
    assert slack_time(client) is None


def test_the_newest_on_record_is_what_was_changed_or_said_last(store: Store, clock: Clock) -> None:
    assert newest_on_record(store) is None
    with store.writing() as session:
        note(session, clock(), "somebody", "slack", AuditKind.DUE_SHARED)
    assert newest_on_record(store) == clock()
    with store.writing() as session:
        post(session, "key", "T1", "C1", "words", [], clock() + SECOND)
    assert newest_on_record(store) == clock() + SECOND


class Machine:
    """Muster on a machine whose wall clock a test may set; Slack's is the practice workspace's own."""

    def __init__(self, store: Store, slack: Practice, client: WebClient, region: Region) -> None:
        self.store, self.slack, self.client, self.region = store, slack, client, region
        self.ahead = timedelta()
        self.start()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def start(self) -> None:
        client, store = self.client, self.store
        watching = Watch(lambda: slack_time(client), lambda: newest_on_record(store))
        self.jobs = Jobs(store, client, self.slack.team_id, self.region, self.now, watch=watching)

    def ticks(self) -> None:
        """Everything there is to do, as of now."""
        for name in ("projection", "digests", "channels", "imports", "linking", "purge"):
            self.jobs.run(name, self.now())

    def written(self) -> tuple[int, int, int, int, date | None]:
        with self.store.reading() as session:
            tables = (Slot, Delivery, AnsweredRequest, SlackIdentity)
            counts = [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]
            return counts[0], counts[1], counts[2], counts[3], projected_for(session)


@pytest.fixture
def machine(store: Store, slack: Practice, client: WebClient, region: Region) -> Machine:
    """A digest due a minute ago, and a request answered an hour ago."""
    now = datetime.now(UTC)
    seed(store, region.day(now), [STAFF], {"BLS": "BLS"})
    due = now - timedelta(minutes=1)
    at = due.time().replace(microsecond=0)
    key = subscribe(store, zone="UTC", at=at, weekday=due.weekday(), since=now - timedelta(days=1))
    with store.writing() as session:
        session.add(AnsweredRequest(key="lately", at=now - timedelta(hours=1)))
        note(session, now - timedelta(hours=1), "somebody", "slack", AuditKind.DUE_SHARED)
    made = Machine(store, slack, client, region)
    with store.writing() as session:
        session.get_one(DigestSubscription, key).workspace = slack.team_id
    return made


def test_a_look_at_the_clock_that_fails_ends_no_thread(machine: Machine) -> None:
    def away() -> datetime:
        raise OperationalError("select", {}, Exception("gone"))

    watch = Watch(lambda: None, newest=away)
    jobs = Jobs(
        machine.store, machine.client, machine.slack.team_id, machine.region, machine.now, watch=watch
    )
    before = machine.written()
    with capture_logs() as logs:
        jobs.run("digests", machine.now())
    assert "the database is away" in events(logs)
    assert machine.written() == before


@pytest.mark.parametrize("said", ["Fri, 31 Dec 9999 23:00:00 -0500", "yesterday", ""])
def test_what_slack_says_that_is_no_time_is_none(client: WebClient, said: str) -> None:
    answer = client.auth_test()
    answer.headers = {"Date": said}
    assert time_said(answer) is None


@pytest.mark.parametrize("leap", [MONTH, -MONTH, timedelta(days=3650), timedelta(hours=26)])
def test_nothing_is_written_while_the_clock_is_wrong_and_everything_after(
    machine: Machine, leap: timedelta
) -> None:
    machine.jobs.run("imports", machine.now())  # it was right until now
    before = machine.written()
    machine.ahead = leap
    with capture_logs() as logs:
        machine.ticks()
    assert machine.written() == before
    assert "the clock leapt" in events(logs)
    machine.ahead = timedelta()
    machine.ticks()
    slots, messages, answers, users, projected = machine.written()
    assert (slots, messages, answers) == (1, 1, 1)
    assert users > 0
    assert projected == machine.region.day(machine.now())
    machine.ticks()
    assert machine.written()[:2] == (1, 1)


@pytest.mark.parametrize("leap", [MONTH, -MONTH])
def test_a_restart_does_not_make_a_wrong_clock_right(machine: Machine, leap: timedelta) -> None:
    before = machine.written()
    machine.ahead = leap
    machine.start()
    machine.ticks()
    assert machine.written() == before
    machine.slack.misbehave("auth.test", status=503, times=None)
    machine.start()
    machine.ticks()
    assert machine.written() == before, "without Slack the record tells"
    machine.slack.behave()
    machine.ahead = timedelta()
    machine.start()
    machine.ticks()
    assert machine.written()[:3] == (1, 1, 1)


def wrong_tick(jobs: Jobs, now: datetime) -> None:
    """A clock nobody watches is wrong for one tick."""
    for name in ("projection", "digests", "channels", "purge"):
        jobs.run(name, now)


@pytest.mark.parametrize("leap", [MONTH, timedelta(days=7, hours=1), -MONTH, timedelta(days=365)])
def test_even_a_wrong_tick_that_was_believed_silences_no_digest(
    store: Store, slack: Practice, client: WebClient, region: Region, clock: Clock, leap: timedelta
) -> None:
    """Seen before: known_until lay a month ahead, and no digest came until then."""
    seed(store, date(2026, 11, 2), [STAFF], {"BLS": "BLS"})
    subscribe(store, since=clock() - timedelta(days=3))
    jobs = Jobs(store, client, "T1", region, clock)
    wrong_tick(jobs, clock() + leap)
    wrote_wrongly = {delivery.id for delivery in deliveries(store)}
    for week in range(3):
        now = clock() + timedelta(minutes=1, weeks=week)
        jobs.round(now - timedelta(minutes=1))
        jobs.round(now)
        jobs.round(now + timedelta(seconds=20))
        newest = [each for each in deliveries(store) if each.id not in wrote_wrongly]
        assert len(newest) == week + 1
        assert newest[-1].state == DeliveryState.WAITING
    for day in (date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)):
        with store.reading() as session:
            slot = session.scalars(select(Slot).where(Slot.local_date == day)).one()
        assert slot.delivery_id is not None


def test_a_digest_subscribed_by_a_wrong_clock_comes_all_the_same(
    store: Store, region: Region, clock: Clock, client: WebClient
) -> None:
    seed(store, date(2026, 11, 2), [STAFF], {"BLS": "BLS"})
    subscribe(store, since=clock() + MONTH)
    jobs = Jobs(store, client, "T1", region, clock)
    jobs.round(clock())
    jobs.round(clock() + timedelta(minutes=1))
    assert days(store, skipped=False) == [date(2026, 11, 2)]


def test_answers_dated_by_a_wrong_clock_are_purged_like_others(
    store: Store, client: WebClient, region: Region, clock: Clock
) -> None:
    ages = {"now": timedelta(), "old": KEEP_ANSWERS + SECOND, "wrong": -MONTH}
    with store.writing() as session:
        for key, age in ages.items():
            session.add(AnsweredRequest(key=key, at=clock() - age))
            said = post(session, key, "T1", "C1", "Ada Abbott", [], clock() - 60 * age)
            said.state, said.sent_at = DeliveryState.SENT, said.created_at
    Jobs(store, client, "T1", region, clock).run("purge", clock())
    with store.reading() as session:
        assert list(session.scalars(select(AnsweredRequest.key))) == ["now"]
        assert list(session.scalars(select(Delivery.text).order_by(Delivery.id))) == ["Ada Abbott", "", ""]
