"""One address before several processes: haproxy as `deploy/haproxy.cfg` sets it up, else one of ours."""

from __future__ import annotations

import http.client
import itertools
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.bot.served import free_port, ready_at
from tests.started import ROOT

CONFIGURATION = ROOT / "deploy" / "haproxy.cfg"
HAPROXY = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin")


def balanced(
    ports: Sequence[int], folder: Path, watched_at: Sequence[int] = ()
) -> AbstractContextManager[int]:
    """The port of one address before some processes, while the block lasts."""
    return _haproxy(ports, folder, watched_at) if HAPROXY else _round(ports)


def configured(ports: Sequence[int], at: int, watched_at: Sequence[int] = ()) -> str:
    """The configuration in `deploy/`, at other ports, without its certificate and the machine's log.

    Health is asked at Slack's own address, unless it is said where it is watched.
    """
    text = CONFIGURATION.read_text(encoding="utf-8")
    text, bound = re.subn(r"bind :443 .*", f"bind 127.0.0.1:{at}", text)
    servers = itertools.count()
    text, found = re.subn(
        r"127\.0\.0\.1:300\d", lambda _: f"127.0.0.1:{ports[next(servers) % len(ports)]}", text
    )
    asked = iter(watched_at or ports)
    text, checked = re.subn(r" port 947\d", lambda _: f" port {next(asked)}", text)
    assert (bound, found, checked) == (1, 2 * len(ports), len(ports))
    return text.replace("log /dev/log local0", "log stdout format raw local0")


@contextmanager
def _haproxy(ports: Sequence[int], folder: Path, watched_at: Sequence[int]) -> Iterator[int]:
    at, file = free_port(), folder / "haproxy.cfg"
    file.write_text(configured(ports, at, watched_at), encoding="utf-8")
    with (folder / "haproxy.log").open("w") as log:
        process = subprocess.Popen([str(HAPROXY), "-db", "-f", str(file)], stdout=log, stderr=log)
    try:
        ready_at(at)
        yield at
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def _round(ports: Sequence[int]) -> Iterator[int]:
    """Each request to the next process; one that is not there, or dies over it, is passed over."""
    turn = itertools.cycle(ports)

    class Next(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"] or 0))
            for _ in ports:
                if self._answered_by(next(turn), body):
                    return
            self.send_error(503)

        def _answered_by(self, port: int, body: bytes) -> bool:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
            try:
                connection.request("POST", self.path, body, dict(self.headers))
                answer = connection.getresponse()
                said = answer.read()
            except (OSError, http.client.HTTPException):
                return False
            finally:
                connection.close()
            self.send_response(answer.status)
            self.send_header("content-type", answer.headers.get("content-type", "text/plain"))
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)
            return True

        def log_message(self, *_: object) -> None:
            """Keeps quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Next) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield int(server.server_address[1])
        server.shutdown()
