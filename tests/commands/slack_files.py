"""A small Slack that keeps files: `files.info`, and the bytes for whoever brings the token."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote

from slack_sdk import WebClient

TOKEN = "xoxb-of-a-test"


@dataclass
class SlackFiles:
    """The files, and how the server misbehaves: a status, headers and a body by path."""

    address: str
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    instead: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    drips: dict[str, float] = field(default_factory=dict)  # seconds between the bytes of what is kept there
    tokens: list[str] = field(default_factory=list)  # what was shown at the files' addresses

    @property
    def client(self) -> WebClient:
        return WebClient(TOKEN, base_url=f"{self.address}/api/", timeout=5)

    def keep(self, file_id: str, name: str, content: bytes, **more: Any) -> str:
        """Keeps a file somebody uploaded."""
        path = f"/files-pri/T1-{file_id}/download/{quote(name)}"
        self.files[file_id] = {
            "id": file_id,
            "name": name,
            "size": len(content),
            "url_private_download": f"{self.address}{path}",
            **more,
        }
        self.contents[path] = content
        return path


@contextmanager
def slack_files() -> Iterator[SlackFiles]:
    """The server, for as long as it is needed."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"] or 0)).decode())
            if self._misbehaves():
                return
            file = slack.files.get(asked.get("file", [""])[0])
            answer = {"ok": True, "file": file} if file else {"ok": False, "error": "file_not_found"}
            self._answer(200, {"Content-Type": "application/json"}, json.dumps(answer).encode())

        def do_GET(self) -> None:
            slack.tokens.append(self.headers.get("Authorization", ""))
            if self._misbehaves():
                return
            if self.headers.get("Authorization") != f"Bearer {TOKEN}" or self.path not in slack.contents:
                self._answer(404, {}, b"")
                return
            kind, content = {"Content-Type": "application/octet-stream"}, slack.contents[self.path]
            if self.path in slack.drips:
                self._drip(slack.drips[self.path], kind, content)
            else:
                self._answer(200, kind, content)

        def _misbehaves(self) -> bool:
            found = slack.instead.get(self.path)
            if found is not None:
                self._answer(*found)
            return found is not None

        def _drip(self, pause: float, kind: dict[str, str], content: bytes) -> None:
            self._answer(200, {**kind, "Content-Length": str(len(content))}, b"")
            for each in content:
                if gave_up.wait(pause):
                    return
                try:
                    self.wfile.write(bytes([each]))
                except OSError:
                    return

        def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    gave_up = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    slack = SlackFiles(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield slack
    finally:
        gave_up.set()
        server.shutdown()
        server.server_close()
        thread.join()
