"""Slack over signed HTTP: a small WSGI front for Bolt, served by waitress.

Bolt's own development server has a p99 of a second; its ASGI adapter blocks.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl

from slack_bolt import App, BoltRequest, BoltResponse
from waitress.server import create_server

PATH = "/slack/events"
MOST_BYTES = 1_000_000
THREADS = 32

StartResponse = Callable[[str, list[tuple[str, str]]], object]
STATUS = {200: "200 OK", 401: "401 Unauthorized", 404: "404 Not Found", 500: "500 Internal Server Error"}


def wsgi(app: App) -> Callable[[dict[str, Any], StartResponse], Iterable[bytes]]:
    """The WSGI application: Slack's requests at one address, and a word for whoever asks after its health."""

    def serve(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "GET" and environ["PATH_INFO"] == "/health":
            return _plain(start_response, "200 OK", "Muster is up.\n")
        if environ["REQUEST_METHOD"] != "POST" or environ["PATH_INFO"] != PATH:
            return _plain(start_response, "404 Not Found", f"Slack's requests go to {PATH}.\n")
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length > MOST_BYTES:
            return _plain(start_response, "413 Content Too Large", "That is more than Slack sends.\n")
        body = environ["wsgi.input"].read(length).decode("utf-8", "replace")
        response = app.dispatch(request_from(body, _headers(environ)))
        return _sent(start_response, response)

    return serve


@contextmanager
def served(app: App, host: str, port: int) -> Iterator[int]:
    """Serves Bolt over HTTP while the block lasts; gives the port, a free one for 0."""
    listening = socket.create_server((host, port))
    server = create_server(wsgi(app), sockets=[listening], threads=THREADS, ident="Muster")
    threading.Thread(target=_run, args=(server,), daemon=True, name="http").start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        server.close()


def _run(server: Any) -> None:
    # Closing takes the socket from under the loop that waits on it; that is how it ends.
    with contextlib.suppress(OSError):
        server.run()


def request_from(body: str, headers: dict[str, str]) -> BoltRequest:
    """Bolt's request, mended where Bolt mistakes a slash command about "payload" for an interaction.

    `parse_body` (1.30) sees the word anywhere in a form body and then answers 404. The signature is still
    checked against the body as it came.
    """
    listed: dict[str, str | Sequence[str]] = dict(headers.items())
    request = BoltRequest(body=body, headers=listed)
    form = dict(parse_qsl(body, keep_blank_values=True))
    if "command" in form and "payload" not in form and not request.body:
        request = BoltRequest(body=form, headers=listed, mode="socket_mode")
        request.raw_body, request.mode = body, "http"
    return request


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    found = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    return {**found, "content-type": environ.get("CONTENT_TYPE", "")}


def _sent(start_response: StartResponse, response: BoltResponse) -> Iterable[bytes]:
    headers = [(name, value) for name, values in response.headers.items() for value in values]
    start_response(STATUS.get(response.status, f"{response.status} Status"), headers)
    return [str(response.body or "").encode()]


def _plain(start_response: StartResponse, status: str, text: str) -> Iterable[bytes]:
    start_response(status, [("content-type", "text/plain; charset=utf-8")])
    return [text.encode()]
