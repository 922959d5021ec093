"""Signed HTTP: what Slack did not sign is not parsed, what is large is not read, the slow shut nobody out."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.http import MOST_BYTES, PATH, served
from bot.settings import WrongSetting
from tests.bot.conftest import SECRET, Ears
from tests.bot.deliveries import DELIVERIES, mutations

FORM = "application/x-www-form-urlencoded"
PATIENCE = 1.5
"""Seconds a request may take to arrive, in these tests."""


@pytest.fixture
def port(ears: Ears) -> Iterator[int]:
    with served(ears.app, "127.0.0.1", 0, PATIENCE) as port:
        yield port


def signature(body: bytes, stamp: str, secret: str = SECRET) -> str:
    return "v0=" + hmac.new(secret.encode(), b"v0:%s:%s" % (stamp.encode(), body), hashlib.sha256).hexdigest()


def signed(body: bytes) -> dict[str, str]:
    stamp = str(int(time.time()))
    return {
        "content-type": FORM,
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": signature(body, stamp),
    }


def delivered(
    port: int, body: bytes, seconds: float = 5, headers: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """One delivery, as Slack signs it unless it has headers of its own: the status and the body it gets."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)) as connection:
        connection.request("POST", PATH, body, headers or signed(body))
        response = connection.getresponse()
        return response.status, response.read().decode()


def post(port: int, body: bytes, kind: str = FORM, **headers: str) -> tuple[int, str]:
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {**signed(body), "content-type": kind, **more}
    return delivered(port, body, headers={name: value for name, value in sent.items() if value})


def command(text: str = "everyone") -> bytes:
    return urlencode({**DELIVERIES["command"], "text": text}).encode()


def lines(ears: Ears) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ears.log.getvalue().splitlines()]


@pytest.mark.sliced(12)
@pytest.mark.parametrize(
    "headers",
    [
        {"x_slack_signature": ""},
        {"x_slack_signature": "v0=" + "0" * 64},
        {"x_slack_signature": "v1=\xe9"},
        {"x_slack_request_timestamp": ""},
        {"x_slack_request_timestamp": "soon"},
        {"x_slack_request_timestamp": "\xb2"},
        {"x_slack_request_timestamp": "9" * 400},
        {"x_slack_request_timestamp": "-1"},
    ],
)
@pytest.mark.parametrize(
    "body", [b"", b"{", b"payload=%7B", b"\xff\xfe\x00", b"[" * 50_000, command(), b"ssl_check=1"]
)
def test_what_slack_did_not_sign_is_refused_in_one_line(
    ears: Ears, port: int, body: bytes, headers: dict[str, str]
) -> None:
    for kind in (FORM, "application/json"):
        status, said = post(port, body, kind, **headers)
        assert (status, said) == (401, "Not signed by Slack.\n")
    assert [line["event"] for line in lines(ears)] == ["request refused"] * 2


def test_another_secret_and_an_old_signature_are_none(port: int) -> None:
    body, stamp = command(), str(int(time.time()))
    old = str(int(time.time()) - 400)
    assert post(port, body, x_slack_signature=signature(body, stamp, "another"))[0] == 401
    assert post(port, body, x_slack_request_timestamp=old, x_slack_signature=signature(body, old))[0] == 401
    assert post(port, body)[0] == 200


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"[" * 50_000),
        ("application/json", b"[1]"),
        ("application/json", b"9" * 5000),
        ("application/json", b"\xff\xfe\x00"),
        (FORM, b"payload=%7B"),
        (FORM, b"payload=3"),
        (FORM, b"payload=null"),
        (FORM, b"\xff\xfe\x00"),
        (FORM, b"&".join(b"a=%d" % number for number in range(1000))),
    ],
)
def test_a_signed_body_that_is_broken_is_400_in_one_line(
    ears: Ears, port: int, kind: str, body: bytes
) -> None:
    assert post(port, body, kind) == (400, "Not a request of Slack's.\n")
    [line] = lines(ears)
    assert (line["event"], line["status"]) == ("request refused", 400)


def test_what_slack_sends_is_answered(port: int) -> None:
    assert "As I understood it" in post(port, command())[1]
    assert post(
        port, json.dumps({"type": "url_verification", "challenge": "abc"}).encode(), "application/json"
    ) == (
        200,
        '{"challenge": "abc"}',
    )
    for kind, delivery in DELIVERIES.items():
        if kind != "command":
            assert post(port, *as_slack_sends(delivery))[0] == 200


@pytest.mark.parametrize("text", ["payload", "everyone payload=%7B%7D", "payload={}"])
def test_a_command_about_a_payload_is_a_command(port: int, text: str) -> None:
    status, said = post(port, command(text))
    assert status == 200
    assert "text" in json.loads(said)


@pytest.mark.parametrize("kind", ["click in a modal", "mention"])
def test_odd_fields_are_acknowledged_here_too(port: int, kind: str) -> None:
    for what, body in list(mutations(kind))[::5]:
        assert post(port, *as_slack_sends(body))[0] == 200, what


def test_other_addresses_and_the_health(port: int) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        for method, path, status in (
            ("GET", "/health", 200),
            ("GET", "/", 404),
            ("GET", PATH, 404),
            ("POST", "/health", 404),
            ("PUT", PATH, 404),
        ):
            connection.request(method, path)
            response = connection.getresponse()
            response.read()
            assert response.status == status, (method, path)


def head(length: str) -> bytes:
    return f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{length}\r\n\r\n".encode()


def test_a_body_of_199_megabytes_is_not_taken(port: int, tmp_path: Path) -> None:
    with connected(port) as slow:
        slow.sendall(head("Content-Length: 199000000"))
        assert b"413" in slow.recv(1000).split(b"\r\n")[0]
    with connected(port) as slow:
        slow.sendall(head("Transfer-Encoding: chunked"))
        taken = sent_until_refused(slow, 199_000_000)
        assert taken < 20 * MOST_BYTES
    assert is_healthy(port) < 1


def test_headers_without_end_are_not_taken(port: int) -> None:
    with connected(port) as slow:
        slow.sendall(b"POST / HTTP/1.1\r\n" + b"X-Long: " + b"x" * 60_000)
        assert b"431" in slow.recv(1000).split(b"\r\n")[0]


@pytest.mark.parametrize(
    "sent",
    [b"", b"POST /slack/ev", head("Content-Length: 500"), head("Content-Length: 500") + b"command=%2Fdue"],
    ids=["nothing", "half a line", "headers", "half a body"],
)
def test_130_half_sent_requests_shut_nobody_out_and_are_ended(ears: Ears, port: int, sent: bytes) -> None:
    with ExitStack() as held:
        slow = [held.enter_context(connected(port)) for _ in range(130)]
        for each in slow:
            each.sendall(sent)
        assert is_healthy(port) < 1
        assert post(port, command())[0] == 200
        assert all(ended(each, PATIENCE + 4) for each in slow)
    assert len(lines(ears)) <= 1


def test_a_request_that_drips_is_ended_too(port: int) -> None:
    with connected(port) as slow:
        slow.sendall(head("Content-Length: 500"))
        started = time.monotonic()
        while time.monotonic() - started < PATIENCE + 4:
            try:
                slow.sendall(b"x")
                time.sleep(0.1)
            except OSError:
                break
        assert time.monotonic() - started < PATIENCE + 3


def test_a_connection_slack_signed_over_is_kept_between_two_requests(port: int) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request("POST", PATH, command(), signed(command()))
        connection.getresponse().read()
        first = connection.sock
        assert first is not None
        time.sleep(PATIENCE + 1.5)
        connection.request("POST", PATH, command(), signed(command()))
        assert connection.getresponse().status == 200
        assert connection.sock is first


@pytest.mark.parametrize(
    "sent",
    [b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n", b"POST /sl", head("Content-Length: 500"), head("X: y")],
    ids=["answered", "half a line", "half a body", "not signed"],
)
def test_505_idle_connections_shut_slack_out_of_nothing(ears: Ears, sent: bytes) -> None:
    with served(ears.app, "127.0.0.1", 0) as port, ExitStack() as held:
        kept = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        held.enter_context(closing(kept))
        kept.request("POST", PATH, command(), signed(command()))
        kept.getresponse().read()
        first = kept.sock
        for _ in range(505):
            held.enter_context(connected(port)).sendall(sent)
        started = time.monotonic()
        assert post(port, command())[0] == 200
        kept.request("POST", PATH, command(), signed(command()))
        assert kept.getresponse().status == 200
        assert kept.sock is first, "what Slack signed over makes no room"
        assert time.monotonic() - started < 3


def test_what_slack_did_not_sign_ends_its_connection(port: int) -> None:
    for sent in (
        b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        head("Content-Length: 0"),
    ):
        with connected(port) as other:
            other.sendall(sent * 3)
            answer = b"".join(iter(lambda: other.recv(10_000), b""))
            assert answer.count(b"HTTP/1.1 ") == 1
            assert answer.lower().count(b"connection: close") == 1


def test_an_address_that_is_taken_is_named(ears: Ears, port: int) -> None:
    with pytest.raises(WrongSetting, match="MUSTER_HTTP_PORT"), served(ears.app, "127.0.0.1", port):
        pass
    with pytest.raises(WrongSetting, match="MUSTER_HTTP_HOST"), served(ears.app, "203.0.113.7", 0):
        pass


def as_slack_sends(body: dict[str, Any]) -> tuple[bytes, str]:
    if "event" in body or body.get("type") == "event_callback":
        return json.dumps(body).encode(), "application/json"
    return urlencode({"payload": json.dumps(body)}).encode(), FORM


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=5)


def is_healthy(port: int) -> float:
    """How many seconds somebody waits for an answer."""
    started = time.monotonic()
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request("GET", "/health")
        assert connection.getresponse().status == 200
    return time.monotonic() - started


def sent_until_refused(slow: socket.socket, most: int) -> int:
    """How many bytes were taken."""
    chunk, taken = b"10000\r\n" + b"x" * 65_536 + b"\r\n", 0
    try:
        while taken < most:
            slow.sendall(chunk)
            taken += 65_536
    except OSError:
        pass
    return taken


def ended(slow: socket.socket, seconds: float) -> bool:
    """Whether the other side let go within a time."""
    slow.settimeout(seconds)
    try:
        return slow.recv(10) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
