"""`muster serve`, really run, and ended while it works on what it has acknowledged: the next one says so."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from bot.promises import PROMISE
from practice.actor import Actor
from practice.client import Practice
from storage.answered import AnsweredRequest
from storage.engine import Store
from tests.bot.served import begun, settings_of
from tests.conftest import ONLY_WHOLE
from tests.conversations.conftest import MANIFEST
from tests.started import Started
from tests.waiting import until

NEVER_DONE = """
import time
from bot.cli import main
from bot.conversation import Conversation
Conversation.answer = lambda self, heard: time.sleep(600)
main()
"""
"""Muster, in which every answer takes ten minutes."""
ENDS_WITHIN = 10.0


@contextmanager
def serving(slack: Practice, store: Store, log: Path, program: str = "") -> Iterator[Started]:
    more = {"SLACK_APP_TOKEN": slack.app_token, "MUSTER_TIMEZONE": "America/Chicago"}
    process = begun(settings_of(slack, store, **more), log, program)
    try:
        slack.wait_for_app(60)
        yield process
    finally:
        process.kill()
        process.wait(10)


def promised(store: Store) -> list[AnsweredRequest]:
    with store.reading() as session:
        rows = session.query(AnsweredRequest).filter(AnsweredRequest.key.startswith(PROMISE))
        return rows.filter(AnsweredRequest.owed_to.is_not(None)).all()


def asks(slack: Practice, store: Store) -> Actor:
    """Somebody asks, and is acknowledged: Slack delivers it no more."""
    ada = slack.person("Ada Abbott", email="ada@grove.example")
    ada.says("due")
    until(lambda: len(promised(store)) == 1)
    slack.settle()
    assert [(ack.status, ack.error) for ack in slack.last_acks] == [(200, None)]
    return ada


@ONLY_WHOLE
def test_killed_while_it_works_the_next_says_that_it_was_stopped(county_store: Store, tmp_path: Path) -> None:
    with Practice(MANIFEST) as slack:
        with serving(slack, county_store, tmp_path / "log", NEVER_DONE) as process:
            ada = asks(slack, county_store)
            process.kill()
        with county_store.writing() as session:
            (owed,) = session.query(AnsweredRequest).all()
            owed.at -= timedelta(hours=1)  # as if it were long ago
        with serving(slack, county_store, tmp_path / "log"):
            ada.sees("I was stopped while I worked on what you asked: “due”", seconds=60)
        assert promised(county_store) == []


@ONLY_WHOLE
def test_told_to_end_while_it_works_it_ends_and_leaves_its_promise(
    county_store: Store, tmp_path: Path
) -> None:
    with Practice(MANIFEST) as slack:
        with serving(slack, county_store, tmp_path / "log", NEVER_DONE) as process:
            asks(slack, county_store)
            started = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(ENDS_WITHIN) == 0
            assert time.monotonic() - started < ENDS_WITHIN
        assert len(promised(county_store)) == 1
