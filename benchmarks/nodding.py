"""A Slack that nods: whatever its Web API is asked, it answers that it is done.

`python -m benchmarks.nodding` prints the port it listens at.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DONE = b'{"ok": true}'


class Nods(BaseHTTPRequestHandler):
    """One call."""

    def do_POST(self) -> None:
        """Takes what is said, and nods."""
        self.rfile.read(int(self.headers.get("content-length") or 0))
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(DONE)))
        self.end_headers()
        self.wfile.write(DONE)

    def log_message(self, *_: object) -> None:
        """Says nothing of it."""


@contextmanager
def nodding() -> Iterator[str]:
    """One in a process of its own while the block lasts; gives its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.nodding"], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/"
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", 0), Nods) as server:
        print(server.server_port, flush=True)
        server.serve_forever()
