"""Muster put together: a clock of the machine's is watched, one that is handed in is believed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from bot import serving
from bot.serving import assemble
from bot.settings import Settings
from practice.client import Practice
from storage.engine import Store
from storage.people import SlackIdentity

MANIFEST = Path(__file__).parents[2] / "manifest.yml"


@pytest.fixture
def settings() -> Iterator[Settings]:
    with Practice(MANIFEST) as slack:
        yield Settings.model_validate({"slack_bot_token": slack.bot_token, "slack_api_url": slack.api_url})


def walked(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(SlackIdentity)) or 0


@pytest.mark.parametrize(("ahead", "believed"), [(0, True), (3, True), (45, False), (-45, False)])
def test_a_machine_whose_clock_is_wrong_does_nothing_by_itself(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch, ahead: int, believed: bool
) -> None:
    def wrong() -> datetime:
        return datetime.now(UTC) + timedelta(minutes=ahead)

    monkeypatch.setattr(serving, "real_clock", wrong)
    muster = assemble(settings, store, wrong)
    with capture_logs() as logs:
        muster.jobs.run("linking", wrong())
    assert (walked(store) > 0) is believed
    said = "the clock is not believed: nothing happens by itself"
    assert (said in [line["event"] for line in logs]) is not believed


def test_a_clock_that_is_handed_in_is_its_owners(store: Store, settings: Settings) -> None:
    def then() -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    assemble(settings, store, then).jobs.run("linking", then())
    assert walked(store) > 0
