"""An empty Bolt app behind the server that Muster uses: what starting costs at least.

It listens where `muster serve` would, asks Slack who it is, as Bolt's own apps do, and acknowledges.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from slack_bolt import App, BoltRequest
from slack_sdk import WebClient
from waitress import serve

THREADS = 128


def main() -> None:
    """Serves until it is ended."""
    client = WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = App(
        client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"], token_verification_enabled=True
    )

    def answer(environ: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/health":
            start("200 OK", [("content-type", "text/plain")])
            return [b"up"]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        headers: dict[str, str | Sequence[str]] = {
            name[5:].replace("_", "-").lower(): [value]
            for name, value in environ.items()
            if name[:5] == "HTTP_"
        }
        response = app.dispatch(BoltRequest(body=body, headers=headers))
        start(f"{response.status} OK", [("content-type", "text/plain")])
        return [response.body.encode()]

    serve(answer, host="127.0.0.1", port=int(os.environ["MUSTER_HTTP_PORT"]), threads=THREADS, _quiet=True)


if __name__ == "__main__":
    main()
