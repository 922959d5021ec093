"""Serving over Socket Mode when the connection is cut, replaced, refused, or open and mute."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO

import pytest

from bot.ears import Silence
from bot.logs import log_to
from bot.serving import Muster, assemble, by_socket
from bot.settings import Settings
from bot.welcome import NotWelcome
from practice.actor import Actor
from practice.client import Practice
from storage.engine import Store
from storage.training import CompletionRecord
from tests.conversations import county
from tests.conversations.conftest import MANIFEST, Clock
from tests.waiting import comes_about, until

QUICK = Silence(ping=0.1, anew=0.6, end=2.5)
NEVER = Silence(ping=0.2, anew=1.5, end=600)


@dataclass
class Serving:
    """Muster at it: `status` is what it ended with."""

    slack: Practice
    muster: Muster
    ada: Actor
    log: StringIO
    stopping: threading.Event = field(default_factory=threading.Event)
    status: int | None = None
    thread: threading.Thread | None = None

    @property
    def opened(self) -> int:
        return int(self.slack.post("sockets")["opened"])

    def ended(self, seconds: float) -> int | None:
        assert self.thread is not None
        self.thread.join(seconds)
        return self.status


@contextmanager
def serving(store: Store, silence: Silence, tries_on: bool = False) -> Iterator[Serving]:
    log = StringIO()
    log_to(log)
    with Practice(MANIFEST) as slack:
        settings = Settings.model_validate(
            {
                "slack_bot_token": slack.bot_token,
                "slack_app_token": slack.app_token,
                "slack_api_url": slack.api_url,
                "muster_timezone": county.REGION.timezone,
            }
        )
        muster = assemble(settings, store, Clock())
        found = Serving(slack, muster, slack.person("Ada Abbott", email="ada@grove.example"), log)

        def serve() -> None:
            found.status = by_socket(muster, slack.app_token, found.stopping, silence, tries_on)

        found.thread = threading.Thread(target=serve, daemon=True)
        found.thread.start()
        slack.wait_for_app()
        try:
            yield found
        finally:
            found.stopping.set()
            found.ended(10)
            muster.stop()


def test_a_connection_that_fell_mute_is_replaced(county_store: Store) -> None:
    with serving(county_store, NEVER) as now:
        now.slack.go_silent(new_too=False)
        until(lambda: now.opened == 2)
        until(lambda: now.slack.connections == 1)
        now.ada.says("/due")
        now.ada.sees("You are due")
        assert '"connection silent"' in now.log.getvalue()


ODD = [
    '{"type": "events_api", "envelope_id": "e1", "payload": [1]}',
    '{"type": "events_api", "envelope_id": "e1", "payload": null}',
    '{"type": "slash_commands", "envelope_id": ["e1"], "payload": {"command": 7}}',
    '{"type": "events_api", "envelope_id": "e1", "retry_attempt": "x", "payload": {}}',
    '{"type": ["disconnect"]}',
    '{"type": "disconnect", "reason": {"a": 1}}',
    "[" * 3_000,
    '{"type": "events_api", "envelope_id": "e1", "payload": ' + '{"a": ' * 3_000,
    "null",
    "Ada Abbott",
]


def test_what_comes_after_something_of_an_odd_shape_is_answered(county_store: Store) -> None:
    with serving(county_store, NEVER) as now:
        for text in ODD:
            now.slack.say_oddly(text)
            now.ada.says("/due")
            now.ada.sees("You are due")
        assert now.opened <= 2, "but for the one of whom Slack took leave, none was lost"
        assert '"what Slack sent is of an odd shape"' in now.log.getvalue()
        assert "Ada Abbott" not in now.log.getvalue()


def test_mute_for_too_long_ends_it_with_1_for_the_supervisor(county_store: Store) -> None:
    with serving(county_store, QUICK) as now:
        now.slack.go_silent()
        started = time.monotonic()
        assert now.ended(10) == 1
        assert 2 < time.monotonic() - started < 6
        assert now.opened >= 2, "it tried a new connection first"


def test_in_a_terminal_it_tries_on_by_itself(county_store: Store) -> None:
    with serving(county_store, Silence(ping=0.1, anew=1.0, end=0.9), tries_on=True) as now:
        now.slack.go_silent()
        until(lambda: now.opened >= 2)
        assert now.ended(0.5) is None, "it has been silent for longer than it may be elsewhere"
        now.slack.behave()
        until(lambda: answers(now), 30)


def answers(now: Serving) -> bool:
    """Whether Muster answers: a connection may fall mute, and another come, while somebody speaks."""
    now.ada.says("due")
    return comes_about(lambda: any("You are due" in each.text for each in now.ada.sights("ever")), 3)


def test_a_mute_phase_that_ends_by_itself_costs_no_connection(county_store: Store) -> None:
    with serving(county_store, Silence(ping=0.1, anew=5, end=30)) as now:
        now.slack.go_silent()
        time.sleep(0.5)
        now.slack.behave()
        now.ada.says("/due")
        now.ada.sees("You are due")
        assert now.opened == 1


def test_cut_and_the_new_connection_comes_up_mute(county_store: Store) -> None:
    with serving(county_store, NEVER) as now:
        now.slack.go_silent()
        now.slack.drop_sockets()
        until(lambda: now.opened >= 3)
        now.slack.behave()
        now.slack.wait_for_app()
        now.ada.says("due")
        now.ada.sees("You are due", seconds=15)


def test_cut_while_no_new_connection_is_to_be_had(county_store: Store) -> None:
    with serving(county_store, NEVER) as now:
        now.slack.misbehave("apps.connections.open", status=500, times=1)
        now.slack.misbehave("apps.connections.open", status=429, retry_after=1, times=1)
        now.slack.misbehave("apps.connections.open", error="internal_error", times=1)
        now.slack.drop_sockets()
        now.slack.wait_for_app(seconds=20)
        now.ada.says("/due")
        now.ada.sees("You are due")


def test_cut_and_turned_away_for_a_while(county_store: Store) -> None:
    with serving(county_store, NEVER) as now:
        now.slack.drop_sockets(refuse_seconds=1.5)
        now.slack.wait_for_app(seconds=20)
        now.ada.says("/due")
        now.ada.sees("You are due")


def test_slack_away_for_good_ends_it_with_1(county_store: Store) -> None:
    with serving(county_store, QUICK) as now:
        now.slack.misbehave("apps.connections.open", status=503, times=None)
        now.slack.drop_sockets()
        assert now.ended(10) == 1


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
def test_through_changes_of_connections_all_is_recorded_once(county_store: Store, reason: str) -> None:
    days = [f"2026-09-{day:02}" for day in range(1, 13)]
    with serving(county_store, NEVER) as now:
        before = recorded(county_store)
        with ThreadPoolExecutor(1) as beside:
            saying = beside.submit(lambda: [now.ada.says(f"training log ASIM-B {day}") for day in days])
            for change in range(3):
                time.sleep(0.2)
                if change == 1:
                    now.slack.drop_sockets()
                else:
                    now.slack.refresh_sockets(reason)
            saying.result(30)
        now.slack.settle(30)
        assert recorded(county_store) == before + len(days)
        until(lambda: now.slack.connections == 1)


def test_one_connection_is_opened_at_the_start_and_what_comes_at_once_is_answered(
    county_store: Store,
) -> None:
    """The SDK's client opened two at times, and what was sent by the first was lost: `dispatch_failed`."""
    for _ in range(8):
        with serving(county_store, Silence()) as now:
            now.ada.says("/due")
            now.ada.sees("You are due")
            assert now.opened == len(now.slack.calls("apps.connections.open")) == 1
            assert "NoneType" not in now.log.getvalue()


def test_an_app_token_slack_does_not_take_is_refused_in_one_line(county_store: Store) -> None:
    with serving(county_store, QUICK) as now, pytest.raises(NotWelcome, match="SLACK_APP_TOKEN"):
        by_socket(now.muster, "xapp-another", threading.Event(), QUICK)


def recorded(store: Store) -> int:
    with store.reading() as session:
        return session.query(CompletionRecord).count()
