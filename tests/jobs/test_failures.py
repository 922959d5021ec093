"""Every code of Slack's has one class; nothing it can answer is taken for something else."""

from __future__ import annotations

from collections.abc import Callable
from http.client import RemoteDisconnected
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web import SlackResponse

from jobs import failures
from jobs.failures import Away, Failure, Limited, Puzzling, TokenRefused, Unreachable, failure_of


def answered(status: int = 200, headers: dict[str, str] | None = None, **body: object) -> SlackApiError:
    response = SlackResponse(
        client=None,
        http_verb="POST",
        api_url="https://slack.example/api/chat.postMessage",
        req_args={},
        data=dict(body),
        headers=headers or {},
        status_code=status,
    )
    return SlackApiError("failed", response)  # type: ignore[no-untyped-call]


def kinds(kind: type[Failure] = Failure) -> list[type[Failure]]:
    return [each for sub in kind.__subclasses__() for each in (sub, *kinds(sub))]


def test_no_code_has_two_classes() -> None:
    codes = [code for kind in kinds() for code in kind.codes]
    assert len(codes) == len(set(codes))


def test_whatever_can_not_be_reached_says_why_and_what_to_do() -> None:
    for kind in kinds(Unreachable):
        assert issubclass(kind, Unreachable)
        assert kind.why.endswith(".")
        assert kind.what_to_do.endswith(".")


def test_a_code_is_its_class_and_carries_its_method() -> None:
    found = failure_of(answered(ok=False, error="not_in_channel"), "")
    assert (type(found), found.code, found.method) == (
        failures.NotInChannel,
        "not_in_channel",
        "chat.postMessage",
    )
    assert type(failure_of(answered(ok=False, error="the_moon_is_full"), "")) is Puzzling
    assert type(failure_of(answered(ok=False, error="account_inactive"), "")) is TokenRefused


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("30", 30),
        ("", 10),
        ("soon", 10),
        ("999999", 3600),
        ("9" * 5000, 3600),
        ("-5", 10),
        ("1.5", 10),
        ("\xb2", 10),
        ("\u0663", 10),
    ],
)
def test_how_long_to_wait_is_what_slack_says_within_reason(said: str, seconds: int) -> None:
    headers = {"retry-after": said} if said else {}
    found = failure_of(answered(429, headers, ok=False, error="ratelimited"), "")
    assert isinstance(found, Limited)
    assert found.seconds == seconds


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_that_fails_may_have_done_it(status: int) -> None:
    found = failure_of(answered(status, ok=False, error="not_in_channel"), "")
    assert isinstance(found, Away)
    assert found.maybe_arrived


def test_a_page_that_is_no_answer_is_slack_being_away() -> None:
    found = failure_of(answered(200, ok=False, error="Received a response in a non-JSON format: <html>"), "")
    assert isinstance(found, Away)


@pytest.mark.parametrize("error", ["a" * 2_000_000, "a" * 61, ["no_such_code"], {"a": 1}, 7, "Ada Abbott"])
def test_what_is_no_code_is_kept_nowhere(error: object) -> None:
    found = failure_of(answered(ok=False, error=error), "")
    assert (type(found), found.code) == (Away, "http_200")
    assert len(str(found)) < 100


ODD = {
    "a list": b"[]",
    "a full list": b'["a"]',
    "words": b'"SECRET"',
    "a number": b"7",
    "nothing": b"null",
    "too deep": b"[" * 100_000,
    "no error": b'{"ok": false}',
    "a list as error": b'{"ok": false, "error": ["a"]}',
    "a page": b"<html>SECRET</html>",
    "not text": b'{"ok": true, "a": "\xff"}',
    "a number too long": b'{"ok": true, "a": ' + b"9" * 5000 + b"}",
    "no user": b'{"ok": true}',
    "user null": b'{"ok": true, "user": null}',
    "user a list": b'{"ok": true, "user": [1]}',
}


@pytest.mark.sliced(5)
@pytest.mark.parametrize("answer", ODD.values(), ids=ODD)
def test_an_answer_of_an_odd_shape_is_slack_being_away(
    odd_slack: Callable[[bytes], WebClient], answer: bytes
) -> None:
    client = odd_slack(answer)
    with pytest.raises(Away) as raised, failures.failures("users.info"):
        failures.part_of(client.users_info(user="U1"), "user")
    assert raised.value.maybe_arrived
    assert "SECRET" not in str(raised.value)


@pytest.mark.parametrize(
    ("error", "maybe_arrived"),
    [
        (URLError(ConnectionRefusedError()), False),
        (URLError(TimeoutError()), True),
        (TimeoutError(), True),
        (ConnectionResetError(), True),
        (RemoteDisconnected("gone"), True),
        (SlackRequestError("Failed to upload a file"), True),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_was_never_asked_was_certainly_not_done(error: Exception, maybe_arrived: bool) -> None:
    found = failure_of(error, "chat.postMessage")
    assert (type(found), found.maybe_arrived) == (Away, maybe_arrived)
