"""What the app is told of its own accord."""

from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient

from practice.actor import Actor, Channel
from practice.client import Practice, PracticeError
from practice.shapes import Json
from tests import parrot
from tests.parrot import section


def inner(told: list[Json]) -> list[Json]:
    return [body["event"] for body in told]


def test_a_direct_message(slack: Practice, ada: Actor, told: list[Json]) -> None:
    ts = ada.says("Fire & Rescue?")
    body = told[0]
    assert (body["type"], body["team_id"], body["api_app_id"]) == (
        "event_callback",
        slack.team_id,
        slack.app_id,
    )
    assert body["event_id"].startswith("Ev")
    assert body["authorizations"][0]["user_id"] == slack.bot_user
    assert body["is_ext_shared_channel"] is False
    event = body["event"]
    assert len(event.pop("client_msg_id")) == 32
    assert event == {
        "type": "message",
        "user": ada.id,
        "ts": ts,
        "text": "Fire &amp; Rescue?",
        "team": slack.team_id,
        "blocks": [
            {
                "type": "rich_text",
                "block_id": "said",
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "Fire & Rescue?"}]}
                ],
            }
        ],
        "channel": ada.dm.id,
        "channel_type": "im",
        "event_ts": ts,
    }


def test_a_mention_comes_as_two_events(slack: Practice, ada: Actor, room: Channel, told: list[Json]) -> None:
    ada.says("@Parrot is @Ada Abbott due?", in_=room)
    assert [e["type"] for e in inner(told)] == ["app_mention", "message"]
    assert inner(told)[0]["text"] == f"<@{slack.bot_user}> is <@{ada.id}> due?"
    assert "channel_type" not in inner(told)[0]
    assert inner(told)[1]["channel_type"] == "channel"
    assert len({body["event_id"] for body in told}) == 2


def test_a_file_in_a_message(ada: Actor, told: list[Json], tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("name\n")
    ada.says("the roster", files=[roster])
    event = inner(told)[0]
    assert (event["subtype"], event["files"][0]["name"]) == ("file_share", "roster.csv")


def test_a_thread(ada: Actor, room: Channel, told: list[Json]) -> None:
    ts = ada.says("first", in_=room)
    ada.says("second", in_=room, thread=ts)
    assert inner(told)[1]["thread_ts"] == ts


def test_a_private_and_a_shared_channel(slack: Practice, ada: Actor, told: list[Json]) -> None:
    cellar = slack.channel("cellar", [ada], private=True)
    bridge = slack.channel("bridge", [ada], shared=True)
    ada.says("a", in_=cellar)
    ada.says("b", in_=bridge)
    assert [e["channel_type"] for e in inner(told)] == ["group", "channel"]
    assert [b["is_ext_shared_channel"] for b in told] == [False, True]


def test_where_the_bot_is_not_it_hears_nothing(slack: Practice, ada: Actor, told: list[Json]) -> None:
    hall = slack.channel("hall", [ada], bot_in=False)
    ada.says("@Parrot hello", in_=hall)
    ada.sees("You mentioned @Parrot, but they're not in this channel.")
    assert told == []


def test_edits_and_the_bots_own_messages(
    slack: Practice, web: WebClient, ada: Actor, told: list[Json]
) -> None:
    ts = ada.says("befor")
    assert ts
    ada.edits(ts, "before")
    changed = inner(told)[1]
    assert (changed["subtype"], changed["message"]["text"]) == ("message_changed", "before")
    assert changed["previous_message"]["text"] == "befor"
    web.chat_postMessage(channel=ada.id, text="mine")
    slack.settle()
    assert len(told) == 2, "Bolt itself drops what its own bot said"
    own = slack.deliveries[-1].payload["event"]
    assert (own["text"], own["user"], own.get("subtype")) == ("mine", slack.bot_user, None)
    assert own["bot_id"]


def test_home_is_opened(slack: Practice, web: WebClient, ada: Actor, told: list[Json]) -> None:
    ada.opens_home()
    assert (inner(told)[0]["tab"], inner(told)[0]["channel"]) == ("home", ada.dm.id)
    assert "view" not in inner(told)[0]
    web.views_publish(user_id=ada.id, view={"type": "home", "blocks": [section("x")]})
    ada.opens_home()
    assert inner(told)[1]["view"]["blocks"][0]["text"]["text"] == "x"
    slack.post("act", {"as": ada.id, "action": {"type": "open_dm"}})
    assert inner(told)[2]["tab"] == "messages"


def test_people_come_and_change(slack: Practice, told: list[Json]) -> None:
    ben = slack.person("Ben Byrd", email="ben@x.example")
    slack.settle()
    ben.changes(title="Chief", deactivated=True)
    assert [e["type"] for e in inner(told)] == ["team_join", "user_change"]
    assert inner(told)[0]["user"]["profile"]["email"] == "ben@x.example"
    assert inner(told)[1]["user"]["deleted"] is True
    slack.person("Olga Outside", outside=True)
    slack.settle()
    assert len(told) == 2


def test_joining_and_leaving(
    slack: Practice, web: WebClient, ada: Actor, room: Channel, told: list[Json]
) -> None:
    ben = slack.person("Ben Byrd")
    slack.settle()
    told.clear()
    ben.joins(room)
    ben.leaves(room)
    assert [(e["type"], e.get("subtype"), e["user"], e["channel"]) for e in inner(told)] == [
        ("member_joined_channel", None, ben.id, room.id),
        ("message", "channel_join", ben.id, room.id),
        ("member_left_channel", None, ben.id, room.id),
        ("message", "channel_leave", ben.id, room.id),
    ]
    assert inner(told)[1]["text"] == f"<@{ben.id}> has joined the channel"
    hall = slack.channel("hall", [ada], bot_in=False)
    web.conversations_join(channel=hall.id)
    slack.settle()
    assert (inner(told)[4]["user"], inner(told)[4]["channel"]) == (slack.bot_user, hall.id)


@pytest.mark.parametrize(
    "lacking",
    [{"events": ["app_mention"]}, {"scopes": ["chat:write", "commands"]}],
    ids=["not subscribed", "no scope"],
)
def test_only_what_the_manifest_asks_for_is_delivered(lacking: Any) -> None:
    with Practice(parrot.manifest(**lacking)) as slack:
        ada = slack.person("Ada Abbott")
        bolt = parrot.app(slack)
        with parrot.by_http(slack, bolt):
            ada.says("hello?")
            slack.person("Ben Byrd")
            slack.settle()
            assert slack.deliveries == []


def test_a_read_only_messages_tab() -> None:
    with Practice(parrot.manifest(app_home={"messages_tab_read_only_enabled": True})) as slack:
        ada = slack.person("Ada Abbott")
        with pytest.raises(PracticeError, match="turned off"):
            ada.says("hello?")


def test_before_there_is_an_app_nothing_is_kept_for_it(slack: Practice, ada: Actor) -> None:
    ada.says("is anybody there?")
    assert slack.deliveries == []
