"""A practice workspace for the jobs to speak to, and a county for them to speak of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from slack_sdk import WebClient

from practice.client import Practice
from storage.region import Region

MANIFEST = {
    "display_information": {"name": "Muster"},
    "features": {"bot_user": {"display_name": "Muster"}},
    "oauth_config": {
        "scopes": {
            "bot": [
                "channels:read",
                "chat:write",
                "files:write",
                "groups:read",
                "im:write",
                "users:read",
                "users:read.email",
            ]
        }
    },
}


class Clock:
    """The time of a test; it passes only when it is told to."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="session")
def workspace_served() -> Iterator[Practice]:
    with Practice(MANIFEST) as practice:
        yield practice


@pytest.fixture
def slack(workspace_served: Practice) -> Iterator[Practice]:
    """A practice workspace that behaves, with an empty record; people and channels of other tests stay."""
    workspace_served.behave()
    workspace_served.keep_rates(False)
    workspace_served.forget()
    yield workspace_served
    workspace_served.behave()
    workspace_served.keep_rates(False)


@pytest.fixture
def client(slack: Practice) -> WebClient:
    return WebClient(slack.bot_token, base_url=slack.api_url, timeout=5)


@pytest.fixture
def region() -> Region:
    return Region(timezone="America/New_York", handling_mark="For official use only")


@pytest.fixture
def clock() -> Clock:
    """Monday 2 November 2026, 07:59 in New York."""
    return Clock(datetime(2026, 11, 2, 12, 59, tzinfo=UTC))
