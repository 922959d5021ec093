"""Muster watched from outside: the address at which its health and its metrics are looked at.

That address is its own (`MUSTER_WATCH_HOST`, `MUSTER_WATCH_PORT`), this machine's alone unless set otherwise,
so that the proxy the world reaches never shows it, and so that it is there in Socket Mode as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from waitress.server import create_server

from bot.addresses import WATCH_SETTINGS, listening_at, running
from bot.health import Health

METRICS = "/metrics"
THREADS = 4
CONNECTIONS = 50
SECONDS = 3
"""A connection that says nothing is let go of after so long, so that those that do find a place."""

StartResponse = Callable[[str, list[tuple[str, str]]], object]
Page = Callable[[], tuple[str, bytes]]
"""A page: its content type, and what it says."""
log = structlog.get_logger()


def pages(health: Health, metrics: Page) -> Callable[[dict[str, Any], StartResponse], Iterable[bytes]]:
    """The WSGI application behind that address."""

    def serve(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        kind, status, body = "text/plain; charset=utf-8", "404 Not Found", b"/healthz, /readyz, /metrics\n"
        if path == METRICS:
            status, (kind, body) = "200 OK", metrics()
        elif (said := health.page(path)) is not None:
            status, body = "200 OK" if said[0] else "503 Service Unavailable", said[1].encode()
        start_response(status, [("content-type", kind)])
        return [body]

    return serve


@contextmanager
def watched(health: Health, metrics: Page, host: str, port: int) -> Iterator[int]:
    """Shows health and metrics at an address while the block lasts; gives the port, a free one for 0.

    Raises WrongSetting for an address that can't be listened at.
    """
    listening = listening_at(host, port, WATCH_SETTINGS)
    server: Any = create_server(
        pages(health, metrics),
        sockets=[listening],
        threads=THREADS,
        ident="Muster",
        connection_limit=CONNECTIONS,
        channel_timeout=SECONDS,
        cleanup_interval=1,
        max_request_body_size=1,
        asyncore_use_poll=True,
        log_socket_errors=False,
    )
    at = int(listening.getsockname()[1])
    with running(server, "watched"):
        log.info("watched at", host=host, port=at)
        yield at
