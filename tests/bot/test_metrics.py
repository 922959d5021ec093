"""Metrics of a Muster that answers: by handler and door, of nobody, also without the database."""

from __future__ import annotations

import json
import re
import time
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
import structlog
from prometheus_client.parser import text_string_to_metric_families as families
from slack_sdk import WebClient

from bot.conversation import Conversation
from bot.health import Health
from bot.hearing import Heard, hear_command
from bot.logs import LineCounts, log_to
from bot.metrics import Metrics
from bot.noted import Answering
from bot.settings import Settings
from commands.all import registry
from commands.kit.request import Door
from jobs.failures import Limited, failures
from practice.client import Practice
from storage.copies import note_copied
from storage.engine import Store
from tests.bot.deliveries import DELIVERIES
from tests.conversations import county

ROOT = Path(__file__).parents[2]
TYPED = "zyx-typed-zyx"


class Watched:
    """A conversation, and the metrics that listen to it."""

    def __init__(self, store: Store) -> None:
        self.log, self.lines, answering = StringIO(), LineCounts(), Answering()
        log_to(self.log, counts=self.lines)
        self.health = Health(store, lambda: True)
        self.health.heard()
        self.metrics = Metrics(store, "T1", self.health, self.lines, lambda: county.NOW, county.REGION.day)
        self.metrics.listen_to(answering)
        self.conversation = Conversation(
            store,
            registry(),
            county.REGION,
            lambda: county.NOW,
            meet=lambda *_: False,
            wake=lambda: None,
            answering=answering,
        )

    def say(self, text: str, user: str = "UNOBODY", door: Door = Door.COMMAND, name: str = "") -> None:
        self.conversation.answer(Heard(door, "T1", user, f"key:{uuid4().hex}", name=name, text=text))

    @property
    def page(self) -> str:
        return self.metrics.page()[1].decode()

    def value(self, name: str, **labels: str) -> float | None:
        for family in families(self.page):
            for sample in family.samples:
                if sample.name == name and labels.items() <= sample.labels.items():
                    return float(sample.value)
        return None


@pytest.fixture
def watched(county_store: Store) -> Watched:
    return Watched(county_store)


@pytest.mark.postgres
def test_answers_are_counted_by_door_and_handler_and_by_how_they_ended(watched: Watched) -> None:
    watched.say("due")
    watched.say("muster help")
    watched.say(f"{TYPED} {TYPED}")
    watched.say("", door=Door.MESSAGE, name=f"{TYPED}.press")
    watched.say("", door=Door.OPENED_HOME, name="home")
    assert watched.value("muster_answer_seconds_count", door="command", handler="due") == 1
    assert watched.value("muster_answer_seconds_count", door="command", handler="muster help") == 1
    assert watched.value("muster_answer_seconds_count", door="click in a message", handler="none") == 1
    assert watched.value("muster_answer_seconds_count", door="Home opened", handler="home") == 1
    assert watched.value("muster_answers_total", door="command", outcome="answered") == 1
    assert watched.value("muster_answers_total", door="command", outcome="refused") == 2
    assert TYPED not in watched.page
    assert "UNOBODY" not in watched.page


def test_a_failure_of_ours_and_a_database_that_is_away_are_told_apart(
    watched: Watched, county_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.engine import Busy

    def failing(error: Exception) -> None:
        def read(*_: object) -> None:
            raise error

        monkeypatch.setattr(watched.conversation, "_read", read)
        watched.say("due")

    failing(Busy("no turn"))
    failing(ZeroDivisionError())
    assert watched.value("muster_answers_total", door="command", outcome="away") == 1
    assert watched.value("muster_answers_total", door="command", outcome="failed") == 1
    assert watched.value("muster_log_lines_total", event="request failed", level="error") == 2


@pytest.mark.postgres
def test_what_waits_is_there_until_the_database_is_away(
    watched: Watched, county_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert watched.value("muster_database_up") == 1
    assert watched.value("muster_outbox_waiting") == 0
    assert (watched.value("muster_write_wait_seconds_count") is not None) is county_store.is_sqlite
    assert watched.value("muster_projection_left_behind") is not None

    def gone(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(county_store.engine, "connect", gone)
    watched.health._database._told_at = None
    assert watched.value("muster_database_up") == 0
    assert watched.value("muster_outbox_waiting") is None
    assert watched.value("muster_clock_believed") == 1


def test_a_429_is_counted_whoever_met_it(watched: Watched) -> None:
    with Practice(ROOT / "manifest.yml") as slack:
        slack.misbehave("auth.test", error="ratelimited", retry_after=7)
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        with pytest.raises(Limited), failures("auth.test"):
            client.auth_test()
    assert watched.value("muster_slack_limited_total") == 1
    assert json.loads(watched.log.getvalue().splitlines()[-1])["seconds"] == 7


def test_every_metric_is_in_the_docs_and_none_that_is_gone(watched: Watched, county_store: Store) -> None:
    note_copied(county_store, county.NOW)
    watched.say("due")
    structlog.get_logger().info("store")
    made = {
        sample.name if sample.name.endswith("_total") else family.name
        for family in families(watched.page)
        for sample in family.samples
        if family.name.startswith("muster_") and not sample.name.endswith("_created")
    }
    made = {"muster_build_info" if each == "muster_build" else each for each in made}
    table = (ROOT / "docs" / "watching.md").read_text("utf-8").partition("## Metrics")[2]
    assert set(re.findall(r"^\| `(muster_\w+)` \|", table, re.MULTILINE)) == made
    alerts = table.partition("groups:")[2].partition("```")[0]
    used = {each.removesuffix("_bucket") for each in re.findall(r"\bmuster_\w+", alerts)}
    assert used <= made


def test_noting_an_answer_costs_a_request_next_to_nothing(watched: Watched) -> None:
    """Beside the cheapest answer there is; measured in the time of this thread alone."""
    heard = hear_command({**DELIVERIES["command"], "text": ""}, "T1")
    answering, times = Answering(), 2000
    watched.metrics.listen_to(answering)

    def spent(run: object) -> float:
        began = time.thread_time()
        assert callable(run)
        run()
        return time.thread_time() - began

    def note() -> None:
        for _ in range(times):
            with answering.request(heard.door) as noted:
                noted.handler = "due"

    def answer() -> None:
        for _ in range(20):
            watched.conversation.answer(heard)

    noting, answering_it = spent(note) / times, spent(answer) / 20
    assert noting < answering_it / 10


def test_the_settings_name_an_address_or_none() -> None:
    assert Settings().muster_watch_port is None
    assert Settings().muster_watch_host == "127.0.0.1"
