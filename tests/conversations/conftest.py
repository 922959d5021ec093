"""A stage for dialogues: the practice workspace, Muster in it, and people of every right."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from bot.http import PATH, served
from bot.logs import log_to
from bot.manifest import manifest
from bot.serving import ANSWER_SECONDS, Muster, assemble, by_socket
from bot.settings import Settings
from commands.all import registry
from practice.actor import Actor, Channel
from practice.client import Practice
from storage.deliveries import Delivery, DeliveryState
from storage.engine import Store
from storage.findings import Counts, Finding
from storage.sealing import seal_what_is_owed
from storage.verifying_audit import verify
from tests.conftest import WHOLE
from tests.conversations import county
from tests.slices import DATABASES
from tests.waiting import until

DOORS = ("socket", "http")
MANIFEST = Path(__file__).parents[2] / "manifest.yml"
UNAWAITED = frozenset({"projection", "seals", "purge"})
"""The first jobs of the turns nobody in a dialogue waits for: a dialogue about a job runs it at its hour.

At the start they would take a sixth of the time a dialogue takes.
"""


class Clock:
    """A clock that goes on from the county's day, and can be moved."""

    def __init__(self) -> None:
        self._offset = county.NOW - datetime.now(UTC)

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def __call__(self) -> datetime:
        return self.now

    def moves(self, **by: float) -> None:
        self._offset += timedelta(**by)

    def moves_to(self, instant: datetime) -> None:
        self._offset = instant - datetime.now(UTC)


@dataclass
class Stage:
    """Everything a dialogue needs."""

    slack: Practice
    muster: Muster
    clock: Clock
    room: Channel
    log: StringIO
    people: dict[str, Actor] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def store(self) -> Store:
        return self.muster.store

    def rests(self, seconds: float = 10) -> None:
        """Waits until nothing is on its way to anybody."""
        until(lambda: not self._on_its_way(), seconds)

    def _on_its_way(self) -> int:
        states = [DeliveryState.WAITING.value, DeliveryState.SENDING.value]
        with self.store.reading() as session:
            return session.query(Delivery).filter(Delivery.state.in_(states)).count()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A dialogue marked `both_doors` is held over Socket Mode and over signed HTTP.

    One marked `postgres` too is held once at each door, on another database each, and one marked `long` on
    PostgreSQL alone; `make prove` holds each on both, at both.
    """
    if "stage" not in metafunc.fixturenames:
        return
    doors, databases = _both(metafunc, "both_doors", DOORS), _both(metafunc, "postgres", DATABASES)
    if metafunc.definition.get_closest_marker("long") is not None and not WHOLE:
        databases = databases[-1:]
    pairs = list(product(doors, databases))
    if len(pairs) == len(DOORS) * len(DATABASES) and not WHOLE:
        pairs = list(zip(DOORS, DATABASES, strict=True))
    metafunc.parametrize(("door", "database"), pairs, indirect=["database"])


def _both(metafunc: pytest.Metafunc, marker: str, there: Sequence[str]) -> Sequence[str]:
    """All there are for a dialogue that is marked so, else the first."""
    return there if metafunc.definition.get_closest_marker(marker) is not None else there[:1]


@pytest.fixture
def patience() -> float:
    """As where Muster is served: who waits for longer hears that others are writing."""
    return ANSWER_SECONDS


@pytest.fixture
def stage(request: pytest.FixtureRequest, database: str, door: str) -> Iterator[Stage]:
    """The county's people in a practice workspace, with Muster answering.

    At the end the workspace has nothing to complain of: every block, modal and Home was valid.
    """
    is_empty = request.node.get_closest_marker("empty_region") is not None
    store: Store = request.getfixturevalue("store" if is_empty else "county_store")
    own = request.node.get_closest_marker("settings")
    more = own.kwargs if own is not None else {}
    clock, log = Clock(), StringIO()
    is_checked = WHOLE or request.node.get_closest_marker("long") is not None
    log_to(log)
    with Practice(_manifest(more)) as slack:
        muster = assemble(_settings(slack, door, more), store, clock)
        _start(muster)
        stopping = threading.Event()
        _serve(slack, muster, door, stopping)
        until(lambda: "users walked" in log.getvalue())  # whoever comes now is met when they speak
        try:
            yield _people(slack, muster, clock, log)
            slack.settle()
            # A choice that comes while an earlier one is answered makes that answer stale: Slack refuses it.
            wrong = [each for each in slack.complaints if "hash_conflict" not in each.detail]
            assert wrong == [], wrong
        finally:
            stopping.set()
            muster.stop()
    if is_checked:
        assert changed_behind(store, clock.now) == []


def changed_behind(store: Store, now: datetime) -> list[Finding]:
    """What `muster audit verify` finds: nothing, whatever was said and recorded."""
    seal_what_is_owed(store, now)
    with store.reading() as session:
        return list(verify(session, now, Counts()))


def _manifest(more: Mapping[str, Any]) -> dict[str, Any] | Path:
    """The manifest that goes with settings of a dialogue's own."""
    prefix, short = more.get("muster_command_prefix", ""), more.get("muster_short_commands", True)
    return manifest(registry(), prefix, short) if more else MANIFEST


def _settings(slack: Practice, door: str, more: Mapping[str, Any]) -> Settings:
    return Settings.model_validate(
        {
            "slack_bot_token": slack.bot_token,
            "slack_app_token": slack.app_token if door == "socket" else None,
            "slack_signing_secret": slack.signing_secret,
            "slack_api_url": slack.api_url,
            "muster_timezone": county.REGION.timezone,
            "muster_emergency_managers": "dana@grove.example",
            "muster_handling_mark": county.REGION.handling_mark,
            "muster_smallest_count": county.REGION.smallest_count,
            **more,
        }
    )


def _start(muster: Muster) -> None:
    """Starts what happens by itself: all of it under `make prove`, else what answers lead to."""
    if not WHOLE:
        muster.jobs._turns = [each for each in muster.jobs._turns if each.jobs[0].name not in UNAWAITED]
    muster.jobs.start()


def _serve(slack: Practice, muster: Muster, door: str, stopping: threading.Event) -> None:
    if door == "socket":
        threading.Thread(target=by_socket, args=(muster, slack.app_token, stopping), daemon=True).start()
        slack.wait_for_app()
        return

    def serve() -> None:
        with served(muster.bolt, "127.0.0.1", 0) as port:
            slack.deliver_to(f"http://127.0.0.1:{port}{PATH}")
            ready.set()
            stopping.wait()

    ready = threading.Event()
    threading.Thread(target=serve, daemon=True).start()
    assert ready.wait(10)


def _people(slack: Practice, muster: Muster, clock: Clock, log: StringIO) -> Stage:
    people = {
        "ada": slack.person("Ada Abbott", email="ada@grove.example"),
        "ben": slack.person("Ben Flores", email="ben@grove.example"),
        "cora": slack.person("Cora Diaz", email="cora@grove.example"),
        "max": slack.person("Max O'Hara", email="max@birch.example"),
        "otis": slack.person("Otis Oldham", email="old@grove.example"),
        "dana": slack.person("Dana Reyes", email="dana@grove.example"),
        "sam": slack.person("Sam Quill", email="sam@elsewhere.example"),
        "gale": slack.person("Gale Winters", email="gale@vendor.example", guest=True),
    }
    room = slack.channel("readiness", members=list(people.values()))
    return Stage(slack, muster, clock, room, log, people)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A dialogue that failed shows what Muster logged meanwhile."""
    report = yield
    stage = getattr(item, "funcargs", {}).get("stage")
    if stage is not None and report.failed:
        report.sections.append(("Muster's log", stage.log.getvalue()))
    return report
