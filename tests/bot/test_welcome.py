"""What is found out at the start: one workspace, or a line that says why not; which scopes are missing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path

import pytest
from slack_sdk import WebClient

from bot.logs import log_to
from bot.manifest import WITHOUT, scopes_needed
from bot.welcome import NotWelcome, installed
from practice.client import Practice

MANIFEST = Path(__file__).parents[2] / "manifest.yml"


@pytest.fixture
def slack() -> Iterator[Practice]:
    with Practice(MANIFEST) as running:
        yield running


def client(slack: Practice) -> WebClient:
    return WebClient(slack.bot_token, base_url=slack.api_url, timeout=5, retry_handlers=[])


def refusal(web: WebClient) -> str:
    with pytest.raises(NotWelcome) as refused:
        installed(web)
    said = str(refused.value)
    assert "\n" not in said
    assert "xoxb" not in said
    return said


def test_where_the_app_is(slack: Practice) -> None:
    here = installed(client(slack))
    assert (here.workspace, here.bot_user, here.lacking) == (slack.team_id, slack.bot_user, "")
    assert slack.bot_token not in repr(here)


def test_a_workspace_of_an_enterprise_is_one_and_a_whole_enterprise_is_none(slack: Practice) -> None:
    slack.join_enterprise()
    assert installed(client(slack)).workspace == slack.team_id
    slack.install_org_wide()
    assert "whole Enterprise organization" in refusal(client(slack))


def test_a_token_slack_does_not_take_and_slack_out_of_reach(slack: Practice) -> None:
    slack.misbehave("auth.test", error="invalid_auth")
    assert "(invalid_auth)" in refusal(client(slack))
    slack.misbehave("auth.test", status=500)
    assert "can't be asked" in refusal(client(slack))
    assert "can't be reached" in refusal(
        WebClient("xoxb-1", base_url="http://127.0.0.1:9/", retry_handlers=[])
    )


@pytest.mark.sliced(6)
@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, b"[]"),
        (200, b'["SECRET"]'),
        (200, b'"SECRET"'),
        (200, b"7"),
        (200, b"null"),
        (200, b""),
        (200, b"[" * 100_000),
        (200, b"<html>SECRET</html>"),
        (200, b"\xff"),
        (200, b'{"ok": true}'),
        (200, b'{"ok": true, "team_id": 7}'),
        (200, b'{"ok": true, "team_id": ["T1"]}'),
        (200, b'{"ok": true, "team_id": "T1", "user_id": {}}'),
        (200, b'{"ok": true, "team_id": ' + b"9" * 5000 + b"}"),
        (200, b'{"ok": false}'),
        (200, b'{"ok": false, "error": ["SECRET"]}'),
        (200, b'{"ok": false, "error": "%s"}' % (b"a" * 2_000_000)),
        (403, b"<html>SECRET</html>"),
        (404, b"[]"),
        (503, b"7"),
    ],
)
def test_whatever_answers_in_slacks_place_is_one_line_that_blames_no_token(
    status: int, answer: bytes
) -> None:
    class Odd(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"] or 0))
            self.send_response(status)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: object) -> None:
            """Keeps quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Odd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        said = refusal(WebClient("xoxb-1", base_url=address, timeout=5, retry_handlers=[]))
        server.shutdown()
    assert said.startswith("Slack can't be ")
    assert "TOKEN" not in said
    assert "SECRET" not in said
    assert len(said) < 200


def test_an_address_that_is_none_is_one_line_too() -> None:
    assert "SLACK_API_URL" in refusal(WebClient("xoxb-1", base_url="http://[/", retry_handlers=[]))


def test_what_was_not_granted_is_named_with_what_does_not_work(slack: Practice) -> None:
    log = StringIO()
    log_to(log)
    slack.withhold_scopes("users:read.email", "mpim:history")
    here = installed(client(slack))
    for scope in ("users:read.email", "mpim:history"):
        assert f"{scope} ({WITHOUT[scope]})" in here.lacking
        assert scope in log.getvalue()
    assert "\n" not in here.lacking
    assert "chat:write" not in here.lacking


def test_every_scope_says_what_it_is_for() -> None:
    assert set(WITHOUT) == scopes_needed()
