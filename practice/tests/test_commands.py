"""Slash commands: what the app is told, and what becomes of its answer."""

import time
from typing import Any

import pytest
from slack_bolt import App

from practice.actor import Actor, Channel
from practice.client import Practice
from practice.shapes import Json
from tests import parrot
from tests.parrot import button, section


@pytest.fixture
def told(bolt: App) -> list[Json]:
    """Every command's body; the app says the text again."""
    heard: list[Json] = []

    def echo(ack: Any, body: Json) -> None:
        heard.append(body)
        ack(body["text"])

    bolt.command("/echo")(echo)
    bolt.command("/raw")(echo)
    return heard


def test_the_payload(slack: Practice, ada: Actor, room: Channel, told: list[Json]) -> None:
    ada.says("/echo  hello  there ", in_=room)
    body = told[0]
    assert body.pop("trigger_id").count(".") == 2
    assert body.pop("response_url").startswith(f"{slack.url}/commands/{slack.team_id}/")
    assert len(body.pop("token")) == 24
    assert body == {
        "team_id": slack.team_id,
        "team_domain": "practice",
        "channel_id": room.id,
        "channel_name": "readiness",
        "user_id": ada.id,
        "user_name": "ada.abbott",
        "command": "/echo",
        "text": "hello  there",
        "api_app_id": slack.app_id,
        "is_enterprise_install": "false",
    }


def test_where_it_was_said(slack: Practice, ada: Actor, told: list[Json]) -> None:
    ada.says("/echo")
    ada.says("/echo", in_=slack.channel("cellar", [ada], private=True, bot_in=False))
    assert [b["channel_name"] for b in told] == ["directmessage", "privategroup"]


def test_escaping(slack: Practice, ada: Actor, room: Channel, told: list[Json]) -> None:
    text = "Fire & <Rescue> @Ada Abbott #readiness https://x.example/a?b=1&c ada@x.example"
    ada.says(f"/echo {text}")
    ada.says(f"/raw {text}")
    assert told[0]["text"] == (
        f"Fire &amp; &lt;Rescue&gt; <@{ada.id}|ada.abbott> <#{room.id}|readiness> "
        "<https://x.example/a?b=1&amp;c> <mailto:ada@x.example|ada@x.example>"
    )
    assert told[1]["text"] == text


def test_the_answer_is_for_the_speaker_unless_it_says_otherwise(
    slack: Practice, bolt: App, ada: Actor, room: Channel
) -> None:
    ben = slack.person("Ben Byrd")
    slack.change_channel(room, join=[ben.id])

    @bolt.command("/echo")
    def echo(ack: Any, body: Json) -> None:
        ack(text=body["text"], response_type="in_channel" if body["text"] == "all" else "ephemeral")

    ada.says("/echo me", in_=room)
    assert ada.sees("me").source["ephemeral"]
    ada.says("/echo all", in_=room)
    assert not ada.sees("all").source["ephemeral"]
    ben.sees("all", since="ever")
    ben.does_not_see("me", since="ever")
    assert slack.complaints == []


def test_invalid_blocks_in_an_answer_reach_nobody(slack: Practice, bolt: App, ada: Actor) -> None:
    @bolt.command("/echo")
    def echo(ack: Any) -> None:
        row = {"type": "actions", "elements": [button("a", "same"), button("b", "same")]}
        ack(text="an answer", blocks=[section("an answer"), row])

    ada.says("/echo")
    ada.does_not_see("an answer")
    ada.sees('/echo failed with the error "invalid_command_response"')
    assert [c.kind for c in slack.complaints] == ["invalid_blocks"]
    assert slack.last_acks[0].error is None


def test_blocks_without_text_are_shown_but_complained_of(slack: Practice, bolt: App, ada: Actor) -> None:
    @bolt.command("/echo")
    def echo(ack: Any) -> None:
        ack(blocks=[section("only blocks")])

    ada.says("/echo")
    ada.sees("only blocks")
    assert [c.kind for c in slack.complaints] == ["no_text"]


def test_a_late_answer_fails(slack: Practice, bolt: App, ada: Actor) -> None:
    slack.patience(ack_seconds=0.1)

    @bolt.command("/echo")
    def echo(ack: Any) -> None:
        time.sleep(0.3)
        ack("too late")

    ada.says("/echo")
    ada.sees('/echo failed with the error "operation_timeout"')
    time.sleep(0.3)
    ada.does_not_see("too late")
    assert [c.kind for c in slack.complaints] == ["no_ack"]
    assert len(slack.last_acks) == 1


def test_an_answer_that_is_no_200_fails(slack: Practice, bolt: App, ada: Actor) -> None:
    ada.says("/echo")
    ada.sees('/echo failed with the error "dispatch_failed"')
    assert [c.kind for c in slack.complaints] == ["bad_ack"]
    assert slack.last_acks[0].status == 404


def test_threads_and_unknown_commands(slack: Practice, ada: Actor, room: Channel, told: list[Json]) -> None:
    ts = ada.says("a thread", in_=room)
    ada.says("/echo in it", in_=room, thread=ts)
    ada.sees("/echo is not supported in threads. Sorry!")
    ada.says("/sing")
    ada.sees("/sing is not a valid command.")
    assert told == []


def test_no_app_at_all(slack: Practice, ada: Actor) -> None:
    ada.says("/echo")
    ada.sees('/echo failed with the error "dispatch_failed"')
    assert slack.complaints == []


def test_interactivity_must_be_declared() -> None:
    with Practice(parrot.manifest(interactive=False)) as slack:
        ada = slack.person("Ada Abbott")
        blocks = [{"type": "actions", "elements": [button("Go", "go")]}]
        parrot.client(slack).chat_postMessage(channel=ada.id, text="x", blocks=blocks)
        with pytest.raises(Exception, match="does not enable interactivity"):
            ada.presses("Go")
