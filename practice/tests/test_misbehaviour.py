"""Trouble on demand."""

import time

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from practice.actor import Actor
from practice.client import Practice, PracticeError


def test_a_429_so_many_times(slack: Practice, web: WebClient, ada: Actor) -> None:
    slack.misbehave("chat.postMessage", status=429, retry_after=7, times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as error:
            web.chat_postMessage(channel=ada.id, text="x")
        assert error.value.response.status_code == 429
        assert error.value.response.headers["Retry-After"] == "7"
        assert error.value.response["error"] == "ratelimited"
    assert web.chat_postMessage(channel=ada.id, text="x")["ok"]
    assert slack.complaints == []
    assert [c.injected for c in slack.calls("chat.postMessage")] == [True, True, False]


def test_any_error_until_told_to_behave(slack: Practice, web: WebClient, ada: Actor) -> None:
    slack.misbehave("chat.postMessage", error="channel_not_found", times=None)
    for _ in range(3):
        with pytest.raises(SlackApiError, match="channel_not_found"):
            web.chat_postMessage(channel=ada.id, text="x")
    slack.behave()
    assert web.chat_postMessage(channel=ada.id, text="x")["ok"]


def test_a_broken_server(slack: Practice, web: WebClient) -> None:
    slack.misbehave("*", status=500)
    with pytest.raises(SlackApiError) as error:
        web.auth_test()
    assert error.value.response.status_code == 500
    assert web.auth_test()["ok"]


def test_a_slow_answer_still_does_its_work(slack: Practice, web: WebClient, ada: Actor) -> None:
    slack.misbehave("chat.postMessage", seconds=0.3)
    started = time.monotonic()
    web.chat_postMessage(channel=ada.id, text="slowly")
    assert time.monotonic() - started >= 0.3
    ada.sees("slowly")


def test_an_answer_lost_after_the_work_was_done(slack: Practice, web: WebClient, ada: Actor) -> None:
    slack.misbehave("chat.postMessage", status=500, after=True)
    with pytest.raises(SlackApiError):
        web.chat_postMessage(channel=ada.id, text="it is there")
    ada.sees("it is there")


def test_other_methods_are_left_alone(slack: Practice, web: WebClient) -> None:
    slack.misbehave("chat.postMessage", status=500)
    assert web.auth_test()["ok"]


def test_the_clock_only_goes_forward(slack: Practice) -> None:
    with pytest.raises(PracticeError, match="only moves forward"):
        slack.advance(minutes=-1)
