"""Messages that are more, or less, than somebody saying something."""

from slack_sdk import WebClient

from practice.actor import Actor, Channel
from practice.client import Practice
from practice.shapes import Json


def subtypes(told: list[Json]) -> list[str | None]:
    return [body["event"].get("subtype") for body in told]


def test_a_reply_sent_to_the_channel_too(web: WebClient, ada: Actor, room: Channel, told: list[Json]) -> None:
    root = ada.says("Class on Tuesday?", in_=room)
    told.clear()
    ada.says("@Parrot who is due?", in_=room, thread=root, broadcast=True)
    mention, message = (body["event"] for body in told)
    assert subtypes(told) == ["thread_broadcast", "thread_broadcast"]
    assert (mention["type"], message["type"]) == ("app_mention", "message")
    assert message["thread_ts"] == message["root"]["ts"] == root


def test_about_oneself(ada: Actor, told: list[Json]) -> None:
    ada.says("/me is done with ASIM")
    [body] = told
    assert (body["event"]["subtype"], body["event"]["text"]) == ("me_message", "is done with ASIM")
    assert body["event"]["user"] == ada.id


def test_what_is_changed_and_deleted(ada: Actor, told: list[Json]) -> None:
    ts = ada.says("due")
    assert ts is not None
    ada.edits(ts, "due law")
    ada.deletes(ts)
    assert subtypes(told) == [None, "message_changed", "message_deleted"]
    gone = told[2]["event"]
    assert (gone["deleted_ts"], gone["previous_message"]["text"]) == (ts, "due law")
    ada.does_not_see("due law", since="ever")


def test_other_bots(slack: Practice, room: Channel, told: list[Json]) -> None:
    robot = slack.person("Robot", bot=True)
    slack.change_channel(room, join=[robot.id])
    told.clear()
    robot.says("@Parrot who is due?", in_=room)
    robot.says("the build is green", in_=room, classic=True)
    mention, message, classic = (body["event"] for body in told)
    assert [e["type"] for e in (mention, message, classic)] == ["app_mention", "message", "message"]
    assert message["bot_id"] == mention["bot_id"] != None  # noqa: E711
    assert message["user"] == robot.id
    assert message["app_id"] != slack.app_id
    assert "client_msg_id" not in message
    assert (classic["subtype"], classic["username"]) == ("bot_message", "Robot")
    assert "user" not in classic
