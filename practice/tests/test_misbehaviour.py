"""Trouble on demand."""

import time
from contextlib import suppress
from typing import Any
from urllib.error import HTTPError

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from practice.actor import Actor, Channel
from practice.client import Practice, PracticeError
from practice.shapes import Json
from tests.parrot import modal, section, until


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


def test_a_share_of_the_calls_drawn_from_a_seed(slack: Practice, web: WebClient, ada: Actor) -> None:
    def drawn(seed: int) -> list[bool]:
        slack.forget("calls")
        slack.misbehave("auth.test", status=429, times=None, share=0.2, seed=seed)
        for _ in range(50):
            with suppress(SlackApiError):
                web.auth_test()
        slack.behave()
        return [call.injected for call in slack.calls("auth.test")]

    first = drawn(1)
    assert 3 <= sum(first) <= 20
    assert drawn(1) == first, "the same seed draws the same"
    assert drawn(2) != first
    with pytest.raises(PracticeError):
        slack.misbehave("auth.test", status=429, share=0)


def test_calls_that_are_not_of_the_share_get_the_next_trouble(slack: Practice, web: WebClient) -> None:
    slack.misbehave("*", status=429, times=None, share=0.5)
    slack.misbehave("auth.test", error="fatal_error", times=None)
    said = set()
    for _ in range(20):
        with pytest.raises(SlackApiError) as error:
            web.auth_test()
        said.add(error.value.response["error"])
    assert said == {"ratelimited", "fatal_error"}


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


def test_only_the_nth_call(slack: Practice, web: WebClient, ada: Actor) -> None:
    slack.misbehave("chat.postMessage", status=429, retry_after=3, skip=2, times=2)
    fared = []
    for n in range(5):
        try:
            web.chat_postMessage(channel=ada.id, text=f"message {n}")
            fared.append(200)
        except SlackApiError as error:
            fared.append(error.response.status_code)
    assert fared == [200, 200, 429, 429, 200]


@pytest.mark.parametrize("after", [False, True])
def test_a_connection_cut_before_or_after_the_work(slack: Practice, ada: Actor, after: bool) -> None:
    once = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    slack.misbehave("chat.postMessage", cut=True, after=after)
    with pytest.raises(OSError, match=r"Remote end closed|reset by peer"):
        once.chat_postMessage(channel=ada.id, text="was it there?")
    assert [m["text"] for m in ada.messages()] == (["was it there?"] if after else [])
    assert (slack.calls()[-1].injected, slack.calls()[-1].error) == (True, "connection_cut")
    assert once.chat_postMessage(channel=ada.id, text="it is well again")["ok"]


def test_a_cut_connection_makes_the_sdks_own_retry_say_it_twice(
    slack: Practice, web: WebClient, ada: Actor
) -> None:
    slack.misbehave("chat.postMessage", cut=True, after=True)
    web.chat_postMessage(channel=ada.id, text="once?")
    assert [m["text"] for m in ada.messages()] == ["once?", "once?"]


def test_a_time_out_after_the_work(slack: Practice, ada: Actor) -> None:
    impatient = WebClient(slack.bot_token, base_url=slack.api_url, timeout=1)
    slack.misbehave("chat.postMessage", seconds=30, after=True)
    with pytest.raises(TimeoutError):
        impatient.chat_postMessage(channel=ada.id, text="it was there at once")
    assert [m["text"] for m in ada.messages()] == ["it was there at once"]
    slack.behave()


def test_a_time_out_whose_work_is_never_done(slack: Practice, ada: Actor) -> None:
    impatient = WebClient(slack.bot_token, base_url=slack.api_url, timeout=1)
    slack.misbehave("chat.postMessage", seconds=30, cut=True)
    with pytest.raises(TimeoutError):
        impatient.chat_postMessage(channel=ada.id, text="never")
    slack.behave()
    until(lambda: slack.calls())
    assert ada.messages() == []


def test_triggers_that_have_run_out(slack: Practice, web: WebClient, ada: Actor, bolt: App) -> None:
    triggers: list[str] = []

    @bolt.command("/echo")
    def echo(ack: Any, body: Json) -> None:
        ack()
        triggers.append(body["trigger_id"])

    slack.patience(trigger_seconds=0)
    ada.says("/echo")
    for method in (web.views_open, web.views_push):
        with pytest.raises(SlackApiError, match="expired_trigger_id"):
            method(trigger_id=triggers[0], view=modal([section("x")]))
    assert slack.complaints == [], "it was not the app that was slow"
    slack.behave()
    ada.says("/echo")
    assert web.views_open(trigger_id=triggers[1], view=modal([section("x")]))["ok"]


def test_a_files_bytes_are_refused(slack: Practice, web: WebClient, room: Channel) -> None:
    slack.misbehave("upload", status=500)
    with pytest.raises(HTTPError, match="500"):
        web.files_upload_v2(channel=room.id, filename="due.csv", content="name\n")
    assert web.files_upload_v2(channel=room.id, filename="due.csv", content="name\n")["ok"]
