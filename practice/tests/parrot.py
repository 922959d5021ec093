"""A tiny real Bolt app, and the ways to run one: it does as it is told, right or wrong."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler as Builtin
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler as WebsocketClient
from slack_sdk import WebClient

from practice.client import Practice
from practice.patience import Patience
from practice.shapes import Blocks, Json

SCOPES = [
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "team:read",
    "users:read",
    "users:read.email",
]
EVENTS = [
    "app_home_opened",
    "app_mention",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "team_join",
    "user_change",
]


def manifest(**changes: Any) -> Json:
    """Parrot's manifest. `scopes` and `events` replace the lists, `interactive` the switch."""
    return {
        "display_information": {"name": "Parrot"},
        "features": {
            "bot_user": {"display_name": "Parrot"},
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True}
            | changes.get("app_home", {}),
            "slash_commands": [
                {"command": "/echo", "description": "Says it again", "should_escape": True},
                {"command": "/raw", "description": "Says it again as typed"},
            ],
            "shortcuts": [
                {"name": "Say it", "type": "global", "callback_id": "say", "description": "Says it"}
            ],
        },
        "oauth_config": {"scopes": {"bot": changes.get("scopes", SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": changes.get("events", EVENTS)},
            "interactivity": {"is_enabled": changes.get("interactive", True)},
        },
    }


def client(slack: Practice) -> WebClient:
    """The official client with the bot's token; it does not sleep on 429."""
    return WebClient(slack.bot_token, base_url=slack.api_url)


def app(slack: Practice) -> App:
    """A Bolt app of that workspace, which listens to people coming and going and to nothing else yet."""
    bolt = App(client=client(slack), signing_secret=slack.signing_secret, process_before_response=True)
    for name in ("team_join", "user_change", "member_joined_channel", "member_left_channel"):
        bolt.event(name)(_nothing)
    for name in ("channel_join", "channel_leave"):
        bolt.event({"type": "message", "subtype": name})(_nothing)
    return bolt


def _nothing() -> None:
    """What the app does about people coming and going."""


@contextlib.contextmanager
def by_http(slack: Practice, bolt: App) -> Iterator[str]:
    """Run an app behind a threaded HTTP server, and have the workspace deliver to it."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            headers: dict[str, Any] = dict(self.headers.items())
            answer = bolt.dispatch(BoltRequest(body=body, headers=headers))
            content = str(answer.body or "").encode()
            with contextlib.suppress(ConnectionError):
                self.send_response(answer.status)
                for name, values in answer.headers.items():
                    for value in values:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}/slack/events"
    try:
        slack.deliver_to(url)
        yield url
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextlib.contextmanager
def by_socket(
    slack: Practice, bolt: App, kind: type[Builtin] | type[WebsocketClient] = WebsocketClient, **about: Any
) -> Iterator[Builtin | WebsocketClient]:
    """Run an app over Socket Mode with one of the SDK's clients."""
    handler = kind(bolt, slack.app_token, **about)
    connect: Callable[[], None] = handler.connect
    connect()
    try:
        slack.wait_for_app()
        yield handler
    finally:
        # The websocket-client one sometimes takes ten seconds to notice that it has closed itself.
        threading.Thread(target=handler.close, daemon=True).start()


def section(text: str, **more: Any) -> Json:
    """A section of Slack's markup."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}} | more


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def button(text: str, action_id: str, **more: Any) -> Json:
    """A button."""
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": "1"} | more


def option(text: str, value: str | None = None) -> Json:
    """An option."""
    return {"text": plain(text), "value": value or text}


def field(label: str, kind: str, **more: Any) -> Json:
    """An input block whose block and action go by the label in lower case."""
    name = label.casefold()
    block: Json = {"type": "input", "block_id": name, "label": plain(label)}
    block |= {key: more.pop(key) for key in ("optional", "dispatch_action") if key in more}
    return block | {"element": {"type": kind, "action_id": name} | more}


def modal(blocks: Blocks, **more: Any) -> Json:
    """A modal with a Save button."""
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Form"),
        "submit": plain("Save"),
        "blocks": blocks,
    } | more


def until(true: Callable[[], Any], seconds: float = 3.0) -> None:
    """Wait for something."""
    patience = Patience(seconds)
    while not true():
        assert not patience.over, "it did not come about"
        time.sleep(0.01)
