"""A workspace, its people, and a Bolt app delivered to over HTTP, which starts fastest."""

from collections.abc import Callable, Iterator

import pytest
from slack_bolt import App, BoltResponse
from slack_sdk import WebClient

from practice.actor import Actor, Channel
from practice.client import Practice
from practice.shapes import Json
from tests import parrot


@pytest.fixture
def slack() -> Iterator[Practice]:
    with Practice(parrot.manifest(), backoff=(0.02, 0.02, 0.02)) as running:
        yield running


@pytest.fixture
def web(slack: Practice) -> WebClient:
    return parrot.client(slack)


@pytest.fixture
def ada(slack: Practice) -> Actor:
    return slack.person("Ada Abbott", email="ada@x.example")


@pytest.fixture
def room(slack: Practice, ada: Actor) -> Channel:
    return slack.channel("readiness", [ada])


@pytest.fixture
def bolt(slack: Practice) -> Iterator[App]:
    """An app that is being delivered to; tests add their listeners."""
    app = parrot.app(slack)
    with parrot.by_http(slack, app):
        yield app


@pytest.fixture
def told(slack: Practice, ada: Actor, room: Channel, bolt: App) -> list[Json]:
    """Every body delivered from now on; the app acknowledges all and does nothing."""
    heard: list[Json] = []

    @bolt.use
    def hear(body: Json, next: Callable[[], None]) -> BoltResponse:  # noqa: A002
        heard.append(body)
        return BoltResponse(status=200, body="")

    return heard
