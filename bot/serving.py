"""Muster put together: the store, the conversation, the jobs and Slack, built in one place and handed on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.app import bolt_app
from bot.conversation import Conversation
from bot.doors import Doors
from bot.http import served
from bot.settings import Settings, WrongSetting
from commands.all import registry
from jobs.clock import Watch, newest_on_record, slack_time
from jobs.linking import meet
from jobs.ticker import Jobs
from storage.engine import Store

API_SECONDS = 10
ASK_SECONDS = 2
"""How long Slack is asked who a new speaker is: their command has three seconds."""
ANSWER_SECONDS = 1.2
"""How long a request waits for its turn to write, and again for the file: Slack gives it three seconds."""
PING_SECONDS = 5
SILENCE_SECONDS = 120
"""After so long without a connection Muster ends, so that its supervisor starts it afresh."""

CLOSE_SECONDS = 1

Clock = Callable[[], datetime]
log = structlog.get_logger()


def real_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


class NotWelcome(WrongSetting):
    """Slack does not take the token, or can't be reached; says so in one line."""


@dataclass
class Muster:
    """A Muster that is ready to be started."""

    workspace: str
    store: Store
    bolt: App
    jobs: Jobs
    doors: Doors
    conversation: Conversation

    def stop(self) -> None:
        """Ends what is under way and gives everything back."""
        self.jobs.stop()
        self.doors.close()
        self.store.close()


def assemble(settings: Settings, store: Store, clock: Clock = real_clock) -> Muster:
    """Everything, wired. Raises WrongSetting without a bot token, NotWelcome when Slack refuses it."""
    if settings.slack_bot_token is None:
        raise WrongSetting("SLACK_BOT_TOKEN is missing: copy it from OAuth & Permissions of your app.")
    token = settings.slack_bot_token.get_secret_value()
    client = WebClient(token, base_url=settings.slack_api_url, timeout=API_SECONDS)
    asking = WebClient(token, base_url=settings.slack_api_url, timeout=ASK_SECONDS)
    try:
        workspace = str(client.auth_test()["team_id"])
    except SlackApiError as error:
        reason = error.response.get("error")
        raise NotWelcome(
            f"Slack does not take SLACK_BOT_TOKEN ({reason}): install the app and copy the token again."
        ) from None
    except OSError as error:
        raise NotWelcome(f"Slack can't be reached at {settings.slack_api_url} ({error}).") from None
    region = settings.region
    entries = registry()
    watch = None
    if clock is real_clock:  # one that is handed in is its owner's business
        watch = Watch(lambda: slack_time(asking), lambda: newest_on_record(store))
    jobs = Jobs(store, client, workspace, region, clock, entries.cards, watch)
    doors = Doors(client)
    conversation = Conversation(
        store,
        entries,
        region,
        clock,
        meet=lambda team, user: meet(store, asking, team, user, clock(), region),
        wake=jobs.wake,
    )
    secret = settings.slack_signing_secret
    by_http = settings.slack_app_token is None and secret is not None
    bolt = bolt_app(client, secret.get_secret_value() if by_http and secret else None, conversation, doors)
    return Muster(workspace, store, bolt, jobs, doors, conversation)


def by_socket(muster: Muster, app_token: str, stopping: threading.Event) -> int:
    """Serves over Socket Mode until told to stop; 1 when the connection stayed away too long."""
    handler = SocketModeHandler(muster.bolt, app_token, ping_interval=PING_SECONDS)
    handler.connect()  # type: ignore[no-untyped-call]
    log.info("serving over Socket Mode")
    alive = time.monotonic()
    while not stopping.wait(1):
        if handler.client.is_connected():
            alive = time.monotonic()
        elif time.monotonic() - alive > SILENCE_SECONDS:
            log.error("no connection to Slack", seconds=SILENCE_SECONDS)
            return 1
    # The client may sit out a ping before it lets go; nobody is served by waiting for it.
    closing = threading.Thread(target=handler.close, daemon=True)
    closing.start()
    closing.join(CLOSE_SECONDS)
    return 0


def by_http(muster: Muster, port: int, stopping: threading.Event, host: str = "0.0.0.0") -> int:  # noqa: S104
    """Serves signed HTTP on a port until told to stop."""
    with served(muster.bolt, host, port):
        log.info("serving HTTP", port=port)
        stopping.wait()
    return 0
