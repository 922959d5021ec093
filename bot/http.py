"""Slack over signed HTTP: a small WSGI front for Bolt, served by waitress.

Bolt's own development server has a p99 of a second; its ASGI adapter blocks. Whoever can reach the port can
send anything: nothing is parsed before the signature is good, what is refused is one line of the log, nothing
large is read, and nobody keeps others out by sending slowly, or by keeping connections: only one that Slack's
signature came over is kept, and where there are too many the oldest of the others makes room.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import select
import socket
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol
from urllib.parse import parse_qsl

import structlog
from slack_bolt import BoltResponse
from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import WSGITask

from bot.acknowledging import DOORS
from bot.addresses import HTTP_SETTINGS, listening_at, running
from bot.health import UP, Health

PATH = "/slack/events"
MOST_BYTES = 1_000_000
MOST_HEADER_BYTES = 16_384
CONNECTIONS = 500
"""Open at one time; each costs a file, of which a process has 1,024 as a rule."""
SPARE = 20
"""Connections beyond those: the one that makes room is closed a moment after the new one is there."""
GRACE_SECONDS = 0.5
"""How long a new connection is left its place without having sent anything."""
SIGNED = "muster.signed"
"""In a request's environ: Slack signed it."""
ARRIVED = "muster.arrived"
"""In a request's environ: when it began to arrive, by the monotonic clock."""
ACCEPTED_AT_ONCE = 50
"""Connections accepted in one round of the server's loop, which takes one at a time of itself: where many
came at once, and others were at work, the last of them waited for seconds before anybody knew of it."""
REQUEST_SECONDS = 10
"""How long a request may take to arrive as a whole, however it drips. Slack gives an answer three seconds."""
IDLE_SECONDS = 75
"""How long a signed connection is kept between two requests: longer than the proxies in front keep theirs."""
SIGNED_SECONDS = 300
"""How old a signature may be (Slack's "Verifying requests")."""

StartResponse = Callable[[str, list[tuple[str, str]]], object]
STATUS = {
    200: "200 OK",
    400: "400 Bad Request",
    401: "401 Unauthorized",
    404: "404 Not Found",
    503: "503 Service Unavailable",
}
log = structlog.get_logger()


class Listener(Protocol):
    """Whoever is served: it says what Slack signs with, and acknowledges what was delivered."""

    signing_secret: str | None

    def hear(
        self,
        body: Any,
        headers: Mapping[str, str | Sequence[str]] | None = None,
        arrived: float | None = None,
    ) -> BoltResponse:
        """The acknowledgement of what was delivered, at a time of the monotonic clock. Never raises."""


class Unreadable(Exception):
    """A body that is none of Slack's kinds; says what is wrong with it, never what was in it."""


def wsgi(
    app: Listener, health: Health | None = None
) -> Callable[[dict[str, Any], StartResponse], Iterable[bytes]]:
    """The WSGI application: Slack's requests at one address, and a word for whoever asks after its health."""

    def serve(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        is_get = environ["REQUEST_METHOD"] == "GET"
        if is_get and environ["PATH_INFO"] in UP:
            return _plain(start_response, STATUS[200], "Muster is up.\n")
        if is_get and health is not None and (said := health.page(environ["PATH_INFO"])) is not None:
            return _plain(start_response, STATUS[200 if said[0] else 503], said[1])
        if environ["REQUEST_METHOD"] != "POST" or environ["PATH_INFO"] != PATH:
            return _plain(start_response, STATUS[404], f"Slack's requests go to {PATH}.\n")
        raw = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        headers = _headers(environ)
        if not is_signed(raw, headers, app.signing_secret, time.time()):
            log.info("request refused", status=401, why="not signed by Slack")
            return _plain(start_response, STATUS[401], "Not signed by Slack.\n")
        environ[SIGNED] = True
        if health is not None:
            health.heard()
        try:
            body = body_of(raw, headers)
        except Unreadable as wrong:
            log.warning("request refused", status=400, why=str(wrong))
            return _plain(start_response, STATUS[400], "Not a request of Slack's.\n")
        return _sent(start_response, app.hear(body, headers, environ.get(ARRIVED)))

    return serve


def is_signed(raw: bytes, headers: dict[str, str], secret: str | None, now: float) -> bool:
    """Whether Slack signed these very bytes within the last minutes; `now` in seconds of the epoch."""
    at, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    if not secret or not (at.isascii() and at.isdecimal() and len(at) < 16):
        return False
    if abs(now - int(at)) > SIGNED_SECONDS:
        return False
    signed = b"v0:%s:%s" % (at.encode(), raw)
    right = f"v0={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"
    return hmac.compare_digest(right.encode(), signature.encode("utf-8", "replace"))


def body_of(raw: bytes, headers: dict[str, str]) -> dict[str, Any]:
    """What a signed request says: JSON, a form, or JSON in a form's `payload`. Raises Unreadable.

    Bolt (1.30) takes a slash command about "payload" for an interaction and answers 404, so it is given what
    was parsed here.
    """
    try:
        text = raw.decode()
        if headers.get("content-type", "").startswith("application/json"):
            body = json.loads(text)
        else:
            form = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=200))
            body = form if "command" in form or "payload" not in form else json.loads(form["payload"])
    except (ValueError, RecursionError) as error:
        raise Unreadable(type(error).__name__) from None
    if not isinstance(body, dict):
        raise Unreadable("not an object")
    return body


class PromptTask(WSGITask):
    """An answer that ends its connection, unless Slack signed the request."""

    def get_environment(self) -> dict[str, Any]:
        """What the application is told of the request: when it arrived, too."""
        channel: Any = self.channel
        environ: dict[str, Any] = super().get_environment()
        environ[ARRIVED] = channel.arrived
        return environ

    def build_response_header(self) -> bytes:
        """The head of the answer; asked for once, when the application has answered."""
        channel: Any = self.channel
        if (self.environ or {}).get(SIGNED):
            channel.is_signed = True
        else:
            self.set_close_on_finish()
        head: bytes = super().build_response_header()
        return head


class PromptChannel(HTTPChannel):
    """A connection that ends when a request is too long on its way, and takes nobody's place for longer.

    A new connection counts as a request on its way: nobody opens one in vain.
    """

    task_class = PromptTask
    patience: float = REQUEST_SECONDS
    is_signed = False
    """Whether Slack's signature came over it."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.came = self.arrived = time.monotonic()
        self._since: float | None = self.came
        server: Any = self.server
        if len(server.active_channels) > CONNECTIONS:
            self._make_room(server.active_channels.values())

    def _make_room(self, others: Collection[Any]) -> None:
        """Ends the oldest connection that Slack signed nothing over and that waits for no answer.

        Of many who come at once it may be Slack's: one that sent something nobody has read yet is spared, and
        while half of the spare places are free also one that has only just come.
        """
        wanted = len(others) > CONNECTIONS + SPARE // 2
        for other in others:
            if other is self or other.is_signed or other.requests or other.will_close:
                continue
            has_time = not wanted and self.came - other.came < GRACE_SECONDS
            if not has_time and not _has_sent(other.socket):
                other.will_close = True
                return

    def received(self, data: bytes) -> bool:
        """Notes when a request begins to arrive, and when it is there."""
        if self._since is None:
            self._since = time.monotonic()
        self.arrived = self._since
        taken = super().received(data)
        if self.request is None:
            self._since = None
        return taken

    def readable(self) -> bool:
        """Whether to read on; asked once a round, at least each second."""
        if self._since is not None and not self.requests and time.monotonic() - self._since > self.patience:
            self.will_close = True
        return super().readable()


@contextmanager
def served(
    app: Listener, host: str, port: int, patience: float = REQUEST_SECONDS, health: Health | None = None
) -> Iterator[int]:
    """Serves Bolt over HTTP while the block lasts, and its `health`; gives the port, a free one for 0.

    Raises WrongSetting for an address that can't be listened at.
    """
    listening = listening_at(host, port, HTTP_SETTINGS)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # else a line for every request that waits
    server: Any = create_server(
        wsgi(app, health),
        sockets=[listening],
        threads=DOORS,
        ident="Muster",
        max_request_body_size=MOST_BYTES,
        max_request_header_size=MOST_HEADER_BYTES,
        inbuf_overflow=2 * MOST_BYTES,
        connection_limit=CONNECTIONS + SPARE,
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=1,
        asyncore_use_poll=True,
        log_socket_errors=False,
    )
    server.handle_accept = _accepts_many(server)
    server.channel_class = type("Channel", (PromptChannel,), {"patience": patience})
    with running(server, "http"):
        yield int(listening.getsockname()[1])


def _has_sent(connection: socket.socket) -> bool:
    """Whether there is something to be read from it."""
    looking = select.poll()
    looking.register(connection, select.POLLIN)
    return bool(looking.poll(0))


def _accepts_many(server: Any) -> Callable[[], None]:
    """The server's own way to accept a connection, for as many as are there, up to its limit."""
    accept_one = server.handle_accept

    def accept() -> None:
        for _ in range(min(ACCEPTED_AT_ONCE, CONNECTIONS + SPARE - len(server.active_channels))):
            before = len(server.active_channels)
            accept_one()
            if len(server.active_channels) == before:
                return

    return accept


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    found = {
        name[5:].replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    return {**found, "content-type": str(environ.get("CONTENT_TYPE", ""))}


def _sent(start_response: StartResponse, response: BoltResponse) -> Iterable[bytes]:
    headers = [(name, value) for name, values in response.headers.items() for value in values]
    start_response(STATUS.get(response.status, f"{response.status} Status"), headers)
    return [str(response.body or "").encode()]


def _plain(start_response: StartResponse, status: str, text: str) -> Iterable[bytes]:
    start_response(status, [("content-type", "text/plain; charset=utf-8")])
    return [text.encode()]
