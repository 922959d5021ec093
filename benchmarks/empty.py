"""An empty Bolt app behind the same server: the floor for how long Muster takes to start, and its memory.

`python -m benchmarks.empty PORT` serves signed HTTP with one command that only acknowledges.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

from slack_bolt import Ack, App, BoltRequest
from waitress.server import create_server

THREADS = 32


def main() -> None:
    """Serves until it is ended."""
    app = App(
        token=os.environ["SLACK_BOT_TOKEN"],
        signing_secret="a secret of the bench alone",
        token_verification_enabled=False,
        process_before_response=True,
    )

    @app.command("/due")
    def only_acknowledge(ack: Ack) -> None:
        ack()

    def serve(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/health":
            start_response("200 OK", [("content-type", "text/plain")])
            return [b"up\n"]
        raw = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        response = app.dispatch(BoltRequest(body=raw, headers={}))
        start_response(f"{response.status} Status", [])
        return [response.body.encode()]

    create_server(serve, host="127.0.0.1", port=int(sys.argv[1]), threads=THREADS).run()


if __name__ == "__main__":
    main()
