"""The ticks: each at once and in its turn, and none that fails keeps another from running."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from psycopg.errors import ReadOnlySqlTransaction
from slack_sdk import WebClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from jobs import ticker
from jobs.ticker import KEEP_ANSWERS, Jobs
from practice.client import Practice
from storage.answered import AnsweredRequest
from storage.deliveries import Delivery, DeliveryState, post
from storage.engine import Busy, Store
from storage.people import SlackIdentity
from storage.projecting import projected_for
from storage.region import Region
from tests.jobs.clock import Clock
from tests.waiting import comes_about


@pytest.fixture
def jobs(store: Store, slack: Practice, client: WebClient, region: Region, clock: Clock) -> Jobs:
    return Jobs(store, client, slack.team_id, region, clock)


@pytest.mark.postgres
def test_a_round_brings_the_projection_to_the_regions_day(jobs: Jobs, store: Store, clock: Clock) -> None:
    jobs.run_once(clock())
    with store.reading() as session:
        assert projected_for(session) == date(2026, 11, 2)
    jobs.run_once(clock() + timedelta(hours=16))  # 23:59 in New York
    with store.reading() as session:
        assert projected_for(session) == date(2026, 11, 2)
    jobs.run_once(clock() + timedelta(hours=16, minutes=2))
    with store.reading() as session:
        assert projected_for(session) == date(2026, 11, 3)


@pytest.mark.parametrize(
    ("error", "event"),
    [
        (RuntimeError("ours"), "job failed"),
        (OperationalError("select", {}, Exception("gone")), "the database is away"),
        (Busy("no turn"), "the database is busy"),
        (OperationalError("insert", {}, ReadOnlySqlTransaction()), "the database can't be written"),
    ],
)
def test_a_job_that_fails_keeps_no_other_from_running(
    jobs: Jobs, clock: Clock, monkeypatch: pytest.MonkeyPatch, error: Exception, event: str
) -> None:
    ran = []

    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(ticker, "write_due", fails)
    monkeypatch.setattr(ticker, "stop_undeliverable", lambda *_: ran.append("channels"))
    with capture_logs() as logs:
        jobs.round(clock())
    assert ran == ["channels"]
    [line] = [line for line in logs if line.get("job") == "digests"]
    assert line["event"] == event
    assert len(line["reference"]) == 8


@pytest.mark.postgres
def test_what_holds_names_is_purged(jobs: Jobs, store: Store, clock: Clock) -> None:
    with store.writing() as session:
        session.add(AnsweredRequest(key="old", at=clock() - KEEP_ANSWERS - timedelta(seconds=1)))
        session.add(AnsweredRequest(key="new", at=clock() - KEEP_ANSWERS))
        old = post(session, "said", "T1", "C1", "Ada Abbott", [], clock() - timedelta(days=31))
        old.state, old.sent_at = DeliveryState.SENT, old.created_at
    jobs.run("purge", clock())
    with store.reading() as session:
        assert list(session.scalars(select(AnsweredRequest.key))) == ["new"]
        assert list(session.scalars(select(Delivery.text))) == [""]


def test_users_are_walked_once_a_day_and_again_soon_when_slack_was_away(
    jobs: Jobs, slack: Practice, clock: Clock
) -> None:
    def walks() -> int:
        return len([call for call in slack.calls("users.list") if call.ok])

    slack.misbehave("users.list", status=500)
    jobs.run("linking", clock())
    assert walks() == 0
    jobs.run("linking", clock() + timedelta(minutes=10))
    jobs.run("linking", clock() + timedelta(hours=1))
    assert walks() == 1
    jobs.run("linking", clock() + timedelta(hours=25))
    assert walks() == 2


@pytest.mark.postgres
def test_started_everything_happens_by_itself(
    jobs: Jobs, store: Store, slack: Practice, clock: Clock
) -> None:
    channel = slack.channel(f"started-{store.url.get_backend_name()}")
    jobs.start()
    try:
        with store.writing() as session:
            post(session, "key", slack.team_id, channel.id, "Readiness", [], clock())
        jobs.wake()
        assert comes_about(lambda: _states(store) == [DeliveryState.SENT])
        assert comes_about(lambda: _projected(store) == date(2026, 11, 2))
        assert comes_about(lambda: _users(store) > 0)
    finally:
        jobs.stop()


def test_stopping_does_not_wait_for_slack(jobs: Jobs, slack: Practice) -> None:
    slack.misbehave("users.list", status=429, retry_after=60, times=None)
    jobs.start()
    assert comes_about(lambda: bool(slack.calls("users.list")))
    began = time.monotonic()
    jobs.stop()
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    ("method", "busy"),
    [("users.list", "linking"), ("chat.postMessage", "sending")],
)
def test_stopping_waits_for_nothing_longer_than_it_is_told(
    jobs: Jobs, slack: Practice, store: Store, clock: Clock, method: str, busy: str
) -> None:
    """A call that hangs, and several of them: before, each sender had its own ten seconds."""
    slack.misbehave(method, seconds=20, times=None)
    with store.writing() as session:
        for number in range(4):
            channel = slack.channel(f"slow-{busy}-{number}").id
            post(session, f"{number}", slack.team_id, channel, "Readiness", [], clock())
    jobs.start()
    assert comes_about(lambda: busy == "linking" or _states(store).count(DeliveryState.SENDING) > 1, 15)
    began = time.monotonic()
    jobs.stop(0.5)
    assert time.monotonic() - began < 1.5
    ours = [each for each in threading.enumerate() if each.name.startswith(("jobs", "sender"))]
    assert all(thread.daemon for thread in ours), "the end of the process waits for none of them"


def test_jobs_of_one_interval_run_in_their_order_and_the_others_beside_them(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def noting(name: str) -> Callable[[datetime], None]:
        return lambda now: ran.append(name)

    for name, job in jobs._jobs.items():
        monkeypatch.setitem(jobs._jobs, name, replace(job, run=noting(name)))
    jobs.start()
    try:
        assert comes_about(lambda: len(set(ran)) == len(jobs._jobs))
    finally:
        jobs.stop()
    in_turn = ["digests", "letters", "channels"]
    assert [name for name in ran if name in in_turn][:3] == in_turn


def test_what_takes_minutes_keeps_nothing_that_is_due_by_the_minute(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large import, a file that is being read, a rule's first day: cards and digests go on meanwhile."""
    over = threading.Event()
    long = ["projection", "imports", "certificates", "lists"]
    begun: list[str] = []

    def takes_long(name: str) -> Callable[[datetime], None]:
        def run(now: datetime) -> None:
            begun.append(name)
            over.wait(30)

        return run

    def is_done(name: str) -> Callable[[datetime], None]:
        return lambda now: done.update({name: done[name] + 1})

    done = dict.fromkeys(["class hours", "cards", "class links"], 0)
    once = dict.fromkeys(["digests", "letters"], 0)
    done |= once
    for name in (*long, *done):
        run = takes_long(name) if name in long else is_done(name)
        monkeypatch.setitem(jobs._jobs, name, replace(jobs._jobs[name], run=run))
    jobs.start()
    try:
        assert comes_about(lambda: set(begun) == set(long))
        before = dict(done)
        assert comes_about(lambda: all(done[name] > before[name] for name in done.keys() - once.keys()))
        assert comes_about(lambda: all(done[name] for name in once))
        assert sorted(begun) == sorted(long), "none is begun again beside itself"
    finally:
        over.set()
        jobs.stop()


def _states(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(select(Delivery.state)))


def _projected(store: Store) -> date | None:
    with store.reading() as session:
        return projected_for(session)


def _users(store: Store) -> int:
    with store.reading() as session:
        return len(session.scalars(select(SlackIdentity)).all())
