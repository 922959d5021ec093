"""Answers through response URLs: five within thirty minutes; the only way to change what is ephemeral."""

from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from practice.actor import Actor, Channel
from practice.client import Practice
from practice.shapes import Json
from tests.parrot import button, section


@pytest.fixture
def urls(bolt: App) -> list[str]:
    """The response URLs the app was given, newest last."""
    given: list[str] = []

    @bolt.command("/echo")
    def echo(ack: Any, body: Json) -> None:
        ack()
        given.append(body["response_url"])

    @bolt.action("go")
    def go(ack: Any, body: Json) -> None:
        ack()
        given.append(body["response_url"])

    return given


def row() -> list[Json]:
    return [section("choose", accessory=button("Go", "go"))]


def test_five_answers(slack: Practice, ada: Actor, urls: list[str]) -> None:
    ada.says("/echo")
    hook = WebhookClient(urls[0])
    for n in range(5):
        assert hook.send(text=f"answer {n}").body == "ok"
    answer = hook.send(text="answer 5")
    assert (answer.status_code, answer.body) == (404, '{"ok": false, "error": "used_url"}')
    ada.sees("answer 4")
    ada.does_not_see("answer 5")
    assert [c.kind for c in slack.complaints] == ["response_url"]


def test_thirty_minutes(slack: Practice, ada: Actor, urls: list[str]) -> None:
    ada.says("/echo")
    slack.advance(minutes=29)
    assert WebhookClient(urls[0]).send(text="in time").status_code == 200
    slack.advance(minutes=2)
    answer = WebhookClient(urls[0]).send(text="late")
    assert (answer.status_code, answer.body) == (404, '{"ok": false, "error": "expired_url"}')
    assert WebhookClient(urls[0] + "x").send(text="forged").status_code == 404


def test_whom_it_reaches(slack: Practice, ada: Actor, room: Channel, urls: list[str]) -> None:
    ben = slack.person("Ben Byrd")
    slack.change_channel(room, join=[ben.id])
    ada.says("/echo", in_=room)
    WebhookClient(urls[0]).send(text="for me")
    WebhookClient(urls[0]).send(text="for all", response_type="in_channel")
    ada.sees("for me")
    ben.sees("for all", since="ever")
    ben.does_not_see("for me", since="ever")


def test_replacing_and_deleting_what_was_clicked(
    web: WebClient, ada: Actor, room: Channel, urls: list[str]
) -> None:
    web.chat_postMessage(channel=room.id, text="public", blocks=row())
    ada.presses("Go")
    hook = WebhookClient(urls[0])
    hook.send(text="beside")
    ada.sees("beside")
    ada.sees("choose", since="ever")
    hook.send(text="instead", replace_original=True)
    ada.sees("instead")
    ada.does_not_see("choose", since="ever")
    hook.send(text="", delete_original=True)
    ada.does_not_see("instead", since="ever")


def test_an_ephemeral_message_is_changed_in_place(
    web: WebClient, ada: Actor, room: Channel, urls: list[str]
) -> None:
    web.chat_postEphemeral(channel=room.id, user=ada.id, text="only you", blocks=row())
    ada.presses("Go")
    WebhookClient(urls[0]).send(text="step two", replace_original=True)
    seen = ada.sees("step two")
    assert seen.source["ephemeral"]
    assert len(ada.messages(room)) == 1
    ada.reloads()
    WebhookClient(urls[0]).send(text="step three", replace_original=True)
    assert ada.messages(room) == []


@pytest.mark.parametrize(
    ("body", "error"),
    [({"text": ""}, "no_text"), ({"text": "x", "blocks": [{"type": "poem"}]}, "invalid_blocks")],
)
def test_bad_answers(slack: Practice, ada: Actor, urls: list[str], body: Json, error: str) -> None:
    ada.says("/echo")
    answer = WebhookClient(urls[0]).send_dict(body)
    assert answer.status_code == 400
    assert error in answer.body
    assert slack.calls("response_url")[0].error == error


def test_trouble_with_response_urls(slack: Practice, ada: Actor, urls: list[str]) -> None:
    ada.says("/echo")
    slack.misbehave("response_url", status=500)
    assert WebhookClient(urls[0]).send(text="x").status_code == 500
    assert WebhookClient(urls[0]).send(text="x").status_code == 200
    assert slack.complaints == []


def test_a_rate_limit_on_the_second_answer(slack: Practice, ada: Actor, urls: list[str]) -> None:
    ada.says("/echo")
    slack.misbehave("response_url", status=429, retry_after=9, skip=1)
    hook = WebhookClient(urls[0])
    assert hook.send(text="one").status_code == 200
    limited = hook.send(text="two")
    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "9")
    ada.does_not_see("two")
    assert hook.send(text="three").status_code == 200
    assert [(c.ok, c.error, c.injected) for c in slack.calls("response_url")] == [
        (True, None, False),
        (False, "ratelimited", True),
        (True, None, False),
    ]


@pytest.mark.parametrize("after", [False, True])
def test_an_answer_cut_off(slack: Practice, ada: Actor, urls: list[str], after: bool) -> None:
    ada.says("/echo")
    slack.misbehave("response_url", cut=True, after=after)
    with pytest.raises(OSError, match=r"Remote end closed|reset by peer"):
        WebhookClient(urls[0], retry_handlers=[]).send(text="was it there?")
    said = [m["text"] for m in ada.messages() if m["is_bot"]]
    assert said == (["was it there?"] if after else [])


def test_an_answer_that_takes_too_long(slack: Practice, ada: Actor, urls: list[str]) -> None:
    ada.says("/echo")
    slack.misbehave("response_url", seconds=30, after=True)
    with pytest.raises(TimeoutError):
        WebhookClient(urls[0], timeout=1).send(text="it was there at once")
    ada.sees("it was there at once")
    slack.behave()
