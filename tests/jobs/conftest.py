"""A practice workspace for the jobs to speak to, and a county for them to speak of."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

import pytest
from slack_sdk import WebClient

from jobs.outbox import Outbox
from practice.client import Practice
from storage.engine import Store
from storage.region import Region
from tests.jobs.clock import Clock
from tests.jobs.room import Room
from tests.jobs.town import Town

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


DOMAINS = count()


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
def odd_slack() -> Iterator[Callable[[bytes], WebClient]]:
    """Makes a client of a Slack whose every answer is what it is given."""
    answer = b""

    class Odd(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"] or 0))
            self.send_response(200)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: object) -> None:
            """Keeps quiet."""

    def answering(said: bytes) -> WebClient:
        nonlocal answer
        answer = said
        return WebClient("xoxb-1", base_url=f"http://127.0.0.1:{server.server_address[1]}/", timeout=5)

    with ThreadingHTTPServer(("127.0.0.1", 0), Odd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield answering
        server.shutdown()


@pytest.fixture
def region() -> Region:
    return Region(timezone="America/New_York", handling_mark="For official use only")


@pytest.fixture
def clock() -> Clock:
    """Monday 2 November 2026, 07:59 in New York."""
    return Clock(datetime(2026, 11, 2, 12, 59, tzinfo=UTC))


@pytest.fixture(scope="module")
def names() -> Iterator[int]:
    return count()


@pytest.fixture
def outbox(store: Store, client: WebClient, slack: Practice, clock: Clock) -> Outbox:
    return Outbox(store, client, slack.team_id, clock, draw=lambda: 1.0)


@pytest.fixture
def room(slack: Practice, store: Store, names: Iterator[int], clock: Clock) -> Room:
    return Room(slack, store, names, clock)


@pytest.fixture
def mail() -> str:
    """A domain of this test's own: the practice workspace keeps the people of other tests."""
    return f"@test{next(DOMAINS)}.example"


@pytest.fixture
def town(store: Store, slack: Practice, client: WebClient, mail: str) -> Town:
    """A roster beside a workspace; the settings name one emergency manager, Morgan."""
    region = Region(emergency_managers=frozenset([f"morgan{mail}"]))
    return Town(store, slack, client, region, mail)
