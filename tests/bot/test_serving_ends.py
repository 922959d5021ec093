"""`muster serve`, really run, ends within ten seconds of SIGTERM whatever it is at."""

from __future__ import annotations

import re
import signal
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.http import PATH
from practice.actor import Actor
from practice.client import Practice
from storage.answered import AnsweredRequest
from storage.deliveries import Delivery, DeliveryState
from storage.engine import Store
from storage.imports import ImportRun
from storage.training import CompletionRecord
from tests.bot.served import begun, free_port, settings_of
from tests.conftest import WHOLE
from tests.conversations import county
from tests.conversations.conftest import MANIFEST
from tests.started import Started
from tests.waiting import until

MOST_SECONDS = 10.0
DANA = "dana@grove.example"


@dataclass
class Served:
    """A `serve` in a process of its own."""

    slack: Practice
    store: Store
    process: Started
    ada: Actor
    dana: Actor

    def told_to_end(self) -> float:
        """Seconds from SIGTERM to the end; it ended well."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(MOST_SECONDS) == 0
        return time.monotonic() - started

    def delivered(self) -> list[Delivery]:
        with self.store.reading() as session:
            return session.query(Delivery).order_by(Delivery.id).all()


def run(slack: Practice, store: Store, log: Path, **more: str) -> Started:
    settings = {
        "MUSTER_TIMEZONE": "America/Chicago",
        "MUSTER_SMALLEST_COUNT": str(county.REGION.smallest_count),
        "MUSTER_EMERGENCY_MANAGERS": DANA,
        **more,
    }
    return begun(settings_of(slack, store, **settings), log)


@pytest.fixture
def served(county_store: Store, tmp_path: Path) -> Iterator[Served]:
    with Practice(MANIFEST) as slack:
        process = run(slack, county_store, tmp_path / "log", SLACK_APP_TOKEN=slack.app_token)
        ada = slack.person("Ada Abbott", email="ada@grove.example")
        dana = slack.person("Dana Reyes", email=DANA)
        try:
            slack.wait_for_app(30)
            ada.says("/due")
            ada.sees("You are due")
            yield Served(slack, county_store, process, ada, dana)
        finally:
            slack.behave()
            process.kill()
            process.wait(10)


def test_idle(served: Served) -> None:
    assert served.told_to_end() < 4


def test_with_a_silent_socket(served: Served) -> None:
    served.slack.go_silent()
    time.sleep(1)
    assert served.told_to_end() < MOST_SECONDS


def test_while_it_connects_anew_and_slack_hangs(served: Served) -> None:
    served.slack.misbehave("apps.connections.open", seconds=20, times=None)
    served.slack.drop_sockets()
    time.sleep(1.5)
    assert served.told_to_end() < MOST_SECONDS


def test_while_it_is_turned_away(served: Served) -> None:
    served.slack.drop_sockets(refuse_seconds=30)
    time.sleep(1.5)
    assert served.told_to_end() < MOST_SECONDS


def test_while_an_answer_waits_as_slack_said(served: Served) -> None:
    served.slack.misbehave("chat.postMessage", status=429, retry_after=60, times=None)
    served.ada.says("training log ASIM Basic yesterday 4h")
    until(lambda: bool(served.slack.calls("chat.postMessage")))
    assert served.told_to_end() < MOST_SECONDS
    assert any("Recorded: ASIM Basic" in row.text for row in served.delivered())


def test_while_an_answer_hangs_at_slack(served: Served) -> None:
    served.slack.misbehave("chat.postMessage", seconds=20, times=None)
    served.ada.says("training log ASIM Basic yesterday 4h")
    time.sleep(1.5)
    assert served.told_to_end() < MOST_SECONDS
    assert any("Recorded: ASIM Basic" in row.text for row in served.delivered())


def test_while_the_outbox_hangs_at_slack(served: Served) -> None:
    sam = served.slack.person("Sam Quill", email="sam@elsewhere.example")
    served.dana.says("/due")
    served.dana.sees("As I understood it")
    sam.says("/due")
    sam.sees("I can't find you on the roster.")
    served.slack.misbehave("chat.postMessage", seconds=20, times=None)
    sam.presses("Ask to be linked")
    until(lambda: any(row.state == DeliveryState.SENDING for row in served.delivered()))
    assert served.told_to_end() < MOST_SECONDS


def test_while_slack_hangs_on_everything(served: Served) -> None:
    served.slack.misbehave("*", seconds=20, times=None)
    for _ in range(12):
        served.ada.says("due")
    served.slack.drop_sockets()
    time.sleep(1.5)
    assert served.told_to_end() < MOST_SECONDS


def test_while_a_large_file_is_read(served: Served, tmp_path: Path) -> None:
    rows = "".join(f"p{number}@grove.example,ASIM-B,2026-01-02,yes\n" for number in range(120_000))
    file = tmp_path / "completions.csv"
    file.write_text(f"email,course,completed_on,verified\n{rows}")
    with served.store.reading() as session:
        before = session.query(CompletionRecord).count()
    served.dana.says("/muster import")
    served.dana.fills({"What it holds": "completions", "File": file})
    served.dana.submits()
    time.sleep(1.5)
    with served.store.reading() as session:
        assert session.query(ImportRun).filter_by(state="waiting").count() == 1, "it is still being read"
    assert served.told_to_end() < MOST_SECONDS
    with served.store.reading() as session:
        assert session.query(CompletionRecord).count() == before


def test_over_http_with_connections_open(county_store: Store, tmp_path: Path) -> None:
    port = free_port()
    with Practice(MANIFEST) as slack:
        process = run(
            slack,
            county_store,
            tmp_path / "log",
            SLACK_SIGNING_SECRET=slack.signing_secret,
            MUSTER_HTTP_PORT=str(port),
            MUSTER_HTTP_HOST="127.0.0.1",
        )
        opened: list[socket.socket] = []
        try:
            until(lambda: '"serving HTTP"' in (tmp_path / "log").read_text(), 30)
            time.sleep(0.3)
            slack.deliver_to(f"http://127.0.0.1:{port}{PATH}")
            ada = slack.person("Ada Abbott", email="ada@grove.example")
            ada.says("/due")
            ada.sees("You are due")
            for _ in range(20):
                one = socket.create_connection(("127.0.0.1", port))
                one.sendall(b"POST /slack/events HTTP/1.1\r\nHost: muster\r\nContent-Length: 100\r\n\r\nhalf")
                opened.append(one)
            slack.misbehave("chat.postMessage", seconds=20, times=None)
            ada.says("due")
            time.sleep(1)
            started = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(MOST_SECONDS) == 0
            assert time.monotonic() - started < MOST_SECONDS
        finally:
            for one in opened:
                one.close()
            process.kill()
            process.wait(10)


def test_killed_after_the_record_before_the_answer_the_next_says_it(served: Served, tmp_path: Path) -> None:
    """SIGKILL, with an answer that waits: what is owed stands in the store."""
    served.slack.misbehave("chat.postMessage", status=429, retry_after=30, times=1)
    served.ada.says("training log ASIM Basic yesterday 4h")
    until(lambda: bool(served.slack.calls("chat.postMessage")))
    served.process.kill()
    served.process.wait(10)
    with served.store.writing() as session:
        (owed,) = session.query(AnsweredRequest).filter(AnsweredRequest.owed_to.is_not(None)).all()
        owed.at = owed.at.replace(year=owed.at.year - 1)  # as if it were long ago
    again = run(served.slack, served.store, tmp_path / "log", SLACK_APP_TOKEN=served.slack.app_token)
    try:
        served.ada.sees("Recorded: ASIM Basic", seconds=60)  # the second look comes after 20
        served.ada.sees("You may have seen this already")
    finally:
        again.kill()
        again.wait(10)


def test_an_app_token_slack_does_not_take_is_said_in_one_line(county_store: Store, tmp_path: Path) -> None:
    """With 2, like every wrong setting: starting it again would not help, as it does after a silence, 1."""
    with Practice(MANIFEST) as slack:
        process = run(slack, county_store, tmp_path / "log", SLACK_APP_TOKEN="xapp-wrong")
        assert process.wait(30) == 2
        assert re.search(r"Slack does not take SLACK_APP_TOKEN \(\w+\)", (tmp_path / "log").read_text())


@pytest.mark.parametrize("trouble", [{"status": 429}, {"status": 500}][: 2 if WHOLE else 1])
def test_slack_away_at_the_start_ends_it_with_1_so_that_it_is_started_again(
    county_store: Store, tmp_path: Path, trouble: dict[str, Any]
) -> None:
    with Practice(MANIFEST) as slack:
        slack.misbehave("auth.test", times=None, **trouble)
        process = run(slack, county_store, tmp_path / "log", SLACK_APP_TOKEN=slack.app_token)
        assert process.wait(30) == 1
        assert "Slack can't be asked just now" in (tmp_path / "log").read_text()


@pytest.mark.skipif(not WHOLE, reason="make prove")
@pytest.mark.parametrize("name", ["MUSTER_WATCH_PORT", "MUSTER_HTTP_PORT"])
def test_a_port_that_is_taken_ends_it_with_1_as_whoever_has_it_may_be_ending(
    county_store: Store, tmp_path: Path, name: str
) -> None:
    with Practice(MANIFEST) as slack, socket.create_server(("127.0.0.1", 0)) as taken:
        more = {"SLACK_SIGNING_SECRET": slack.signing_secret, "MUSTER_HTTP_PORT": str(free_port())}
        more[name] = str(taken.getsockname()[1])
        process = run(slack, county_store, tmp_path / "log", **more)
        assert process.wait(30) == 1
        assert f"{name}: 127.0.0.1 port" in (tmp_path / "log").read_text()


def test_the_database_away_at_the_start_ends_it_with_1_too(county_store: Store, tmp_path: Path) -> None:
    nowhere = "postgresql://muster@127.0.0.1:9/muster"
    with Practice(MANIFEST) as slack:
        more = {"SLACK_APP_TOKEN": slack.app_token, "MUSTER_DATABASE_URL": nowhere}
        process = run(slack, county_store, tmp_path / "log", **more)
        assert process.wait(30) == 1
        assert "can't be used" in (tmp_path / "log").read_text()
