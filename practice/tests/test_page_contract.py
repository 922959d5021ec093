"""The JSON the page is built upon: state, acts, and the stream that says something changed."""

import base64
import json
import urllib.request
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from practice.actor import Actor, Channel
from practice.client import Practice, PracticeError
from practice.shapes import Json
from tests.parrot import button, field, modal, section


def state(slack: Practice, who: Actor) -> Json:
    answer: Json = slack.get("state", {"as": who.id})
    return answer


def act(slack: Practice, who: Actor, **action: Any) -> Json:
    return slack.post("act", {"as": who.id, "action": action})


def test_the_state_of_a_new_workspace(slack: Practice, ada: Actor, room: Channel) -> None:
    shown = state(slack, ada)
    assert list(shown) == [
        "me",
        "people",
        "team",
        "bot",
        "commands",
        "shortcuts",
        "conversations",
        "messages",
        "home",
        "modals",
        "notices",
    ]
    assert shown["me"] == {
        "id": ada.id,
        "name": "ada.abbott",
        "real_name": "Ada Abbott",
        "tz": "America/Chicago",
    }
    assert slack.get("state") == {key: shown[key] for key in ("people", "team", "bot")}
    assert shown["people"][-1] == {
        "id": ada.id,
        "name": "ada.abbott",
        "real_name": "Ada Abbott",
        "title": "",
        "guest": False,
        "deactivated": False,
        "bot": False,
    }
    assert shown["team"] == {"id": slack.team_id, "name": "Practice"}
    assert shown["bot"] == {"user_id": slack.bot_user, "name": "Parrot"}
    assert shown["commands"][0] == {"command": "/echo", "description": "Says it again", "usage_hint": ""}
    assert shown["shortcuts"] == [{"name": "Say it", "callback_id": "say"}]
    assert shown["conversations"] == [
        {
            "id": ada.dm.id,
            "name": "Parrot",
            "kind": "im",
            "topic": "",
            "unread": 0,
            "private": False,
            "shared": False,
            "bot_in": True,
        },
        {
            "id": room.id,
            "name": "readiness",
            "kind": "channel",
            "topic": "",
            "unread": 0,
            "private": False,
            "shared": False,
            "bot_in": True,
        },
    ]
    assert (shown["home"], shown["modals"], shown["notices"]) == (None, [], [])


def test_a_message_in_the_state(slack: Practice, web: WebClient, ada: Actor, room: Channel) -> None:
    blocks = [{"type": "actions", "block_id": "row", "elements": [button("Go", "go")]}]
    ts = web.chat_postMessage(channel=room.id, text="hello", blocks=blocks)["ts"]
    message = state(slack, ada)["messages"][room.id][0]
    assert message.pop("time").endswith("+00:00")
    assert message == {
        "ts": ts,
        "user": slack.bot_user,
        "author": "Parrot",
        "is_bot": True,
        "text": "hello",
        "blocks": blocks,
        "ephemeral": False,
        "edited": False,
        "thread_ts": None,
        "files": [],
    }
    assert state(slack, ada)["conversations"][1]["unread"] == 1
    slack.post("read", {"as": ada.id, "conversation": room.id})
    assert state(slack, ada)["conversations"][1]["unread"] == 0


def test_who_sees_what(slack: Practice, ada: Actor) -> None:
    cellar = slack.channel("cellar", [ada], private=True)
    hall = slack.channel("hall", [ada])
    ben, guest = slack.person("Ben Byrd"), slack.person("Guest", guest=True)

    def seen(who: Actor) -> set[str]:
        return {c["id"] for c in state(slack, who)["conversations"]}

    assert seen(ada) == {ada.dm.id, cellar.id, hall.id}
    assert seen(ben) == {ben.dm.id, hall.id}
    assert seen(guest) == {guest.dm.id}
    with pytest.raises(PracticeError, match="sees no conversation"):
        act(slack, ben, type="say", conversation=cellar.id, text="let me in")
    with pytest.raises(PracticeError, match="404"):
        slack.get("state", {"as": "U0"})


def test_acting_as_the_page_does(slack: Practice, bolt: App, ada: Actor) -> None:
    sent: list[Json] = []

    @bolt.command("/echo")
    def echo(ack: Any, body: Json, client: WebClient) -> None:
        ack()
        blocks = [field("Name", "plain_text_input"), field("Files", "file_input", optional=True)]
        client.views_open(trigger_id=body["trigger_id"], view=modal(blocks))

    @bolt.view("form")
    def form(ack: Any, view: Json) -> None:
        sent.append(view["state"]["values"])
        ack(response_action="errors", errors={"name": "No"})

    assert act(slack, ada, type="open_dm")["conversation"] == ada.dm.id
    act(slack, ada, type="say", conversation=ada.dm.id, text="/echo")
    shown = state(slack, ada)["modals"][0]
    assert shown["errors"] == {}
    view = shown["view"]
    assert (view["title"]["text"], view["submit"]["text"], view["close"]) == ("Form", "Save", None)
    content = base64.b64encode(b"x").decode()
    file_id = act(slack, ada, type="upload", name="a.txt", content_base64=content)["file_id"]
    values = {
        "name": {"name": {"type": "plain_text_input", "value": "Ada"}},
        "files": {"files": {"type": "file_input", "files": [{"id": file_id}]}},
    }
    act(slack, ada, type="submit", view_id=view["id"], values=values)
    assert sent[0]["name"] == values["name"]
    assert sent[0]["files"]["files"]["files"][0]["name"] == "a.txt"
    assert state(slack, ada)["modals"][0]["errors"] == {"name": "No"}
    act(slack, ada, type="close", view_id=view["id"])
    assert state(slack, ada)["modals"] == []
    with pytest.raises(PracticeError, match="has no view"):
        act(slack, ada, type="close", view_id=view["id"])
    with pytest.raises(PracticeError, match="no action 'dance'"):
        act(slack, ada, type="dance")


def test_the_deactivated_do_nothing(slack: Practice, ada: Actor) -> None:
    ada.changes(deactivated=True)
    with pytest.raises(PracticeError, match="deactivated"):
        ada.says("hello")


def test_the_stream_of_changes(slack: Practice, web: WebClient, ada: Actor) -> None:
    ben = slack.person("Ben Byrd")
    with urllib.request.urlopen(f"{slack.url}/practice/events?as={ada.id}", timeout=5) as stream:
        assert stream.headers.get_content_type() == "text/event-stream"
        assert stream.readline() == b": listening\n"
        web.chat_postMessage(channel=ben.id, text="not for her")
        web.chat_postMessage(channel=ada.id, text="for her")
        lines = [stream.readline(), stream.readline()]
        assert lines == [b"\n", b"data: changed\n"]
    assert ada.sees("for her")


def test_home_in_the_state(slack: Practice, web: WebClient, ada: Actor) -> None:
    web.views_publish(user_id=ada.id, view={"type": "home", "blocks": [section("Welcome")]})
    home = state(slack, ada)["home"]
    assert home["blocks"][0]["text"] == {"type": "mrkdwn", "text": "Welcome"}
    assert json.dumps(home)
