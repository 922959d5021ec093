"""Posting, changing and deleting messages."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from practice.actor import Actor, Channel
from practice.client import Practice
from tests import parrot
from tests.parrot import button, section


def error_of(call: Any, **args: Any) -> str:
    with pytest.raises(SlackApiError) as error:
        call(**args)
    return str(error.value.response["error"])


def test_a_message_is_posted_as_slack_answers_it(web: WebClient, room: Channel, ada: Actor) -> None:
    answer = web.chat_postMessage(channel=room.id, text="a & b", blocks=[section("*a* & b")])
    assert answer["channel"] == room.id
    message = answer["message"]
    assert message["ts"] == answer["ts"]
    assert message["text"] == "a &amp; b"
    assert message["blocks"][0]["text"] == {"type": "mrkdwn", "text": "*a* &amp; b", "verbatim": False}
    assert message["blocks"][0]["block_id"]
    assert message["bot_profile"]["name"] == "Parrot"
    assert ada.sees("a & b").where == "message in #readiness"


def test_a_user_id_reaches_the_direct_messages(web: WebClient, ada: Actor) -> None:
    answer = web.chat_postMessage(channel=ada.id, text="hello")
    assert answer["channel"] == ada.dm.id
    assert ada.sees("hello").where == "message in DM"


def test_a_channel_may_be_named(web: WebClient, room: Channel) -> None:
    assert web.chat_postMessage(channel="#readiness", text="hello")["channel"] == room.id


def test_where_the_bot_cannot_write(slack: Practice, web: WebClient, ada: Actor) -> None:
    outside = slack.channel("hall", [ada], bot_in=False)
    secret = slack.channel("cellar", [ada], bot_in=False, private=True)
    old = slack.channel("attic", [ada], archived=True)
    robot = slack.person("Robot", bot=True)
    assert error_of(web.chat_postMessage, channel="C0", text="x") == "channel_not_found"
    assert error_of(web.chat_postMessage, channel=outside.id, text="x") == "not_in_channel"
    assert error_of(web.chat_postMessage, channel=secret.id, text="x") == "channel_not_found"
    assert error_of(web.chat_postMessage, channel=old.id, text="x") == "is_archived"
    assert error_of(web.chat_postMessage, channel=robot.id, text="x") == "cannot_dm_bot"
    assert error_of(web.chat_postMessage, channel="USLACKBOT", text="x") == "cannot_dm_bot"
    assert error_of(web.chat_postMessage, channel=ada.dm.id, text="x", thread_ts="1.000000") == (
        "cannot_reply_to_message"
    )


def test_public_channels_open_with_the_scope_for_them() -> None:
    with Practice(parrot.manifest(scopes=["chat:write", "chat:write.public", "commands"])) as slack:
        hall = slack.channel("hall", bot_in=False)
        cellar = slack.channel("cellar", bot_in=False, private=True)
        web = parrot.client(slack)
        assert web.chat_postMessage(channel=hall.id, text="x")["ok"]
        assert error_of(web.chat_postMessage, channel=cellar.id, text="x") == "channel_not_found"


def test_a_closed_messages_tab() -> None:
    with Practice(parrot.manifest(app_home={"messages_tab_enabled": False})) as slack:
        ada = slack.person("Ada Abbott")
        assert (
            error_of(parrot.client(slack).chat_postMessage, channel=ada.id, text="x")
            == "messages_tab_disabled"
        )


@pytest.mark.filterwarnings("ignore:The top-level `text` argument is missing")
def test_text(slack: Practice, web: WebClient, room: Channel) -> None:
    assert error_of(web.chat_postMessage, channel=room.id) == "no_text"
    assert error_of(web.chat_postMessage, channel=room.id, text="x" * 40_001) == "msg_too_long"
    assert web.chat_postMessage(channel=room.id, text="x" * 40_000)["ok"]
    slack.forget()
    web.chat_postMessage(channel=room.id, blocks=[section("no text beside")], text="")
    assert [c.kind for c in slack.complaints] == ["no_text"]


def test_blocks_are_judged(web: WebClient, room: Channel) -> None:
    with pytest.raises(SlackApiError) as error:
        web.chat_postMessage(channel=room.id, text="x", blocks=[section("x" * 3001)])
    answer = error.value.response.data
    assert isinstance(answer, dict)
    sentence = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == [sentence]
    assert answer["response_metadata"] == {"messages": [f"[ERROR] {sentence}"]}
    assert (
        error_of(web.chat_postMessage, channel=room.id, text="x", blocks="no json") == "invalid_blocks_format"
    )
    assert error_of(web.chat_postMessage, channel=room.id, text="x", blocks=[section("x" * 2990)] * 5) == (
        "msg_blocks_too_long"
    )


def test_a_message_is_updated(web: WebClient, room: Channel, ada: Actor) -> None:
    ts = web.chat_postMessage(channel=room.id, text="before", blocks=[section("before")])["ts"]
    answer = web.chat_update(channel=room.id, ts=ts, text="after")
    assert answer["text"] == "after"
    assert answer["message"]["blocks"][0]["text"]["text"] == "before", "blocks stay unless others are given"
    web.chat_update(channel=room.id, ts=ts, text="after", blocks=[])
    ada.sees("after")
    ada.does_not_see("before", since="ever")
    assert ada.messages(room)[0]["edited"]


def test_blocks_a_workspace_does_not_have_yet(slack: Practice, web: WebClient, room: Channel) -> None:
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}
    slack.does_not_know_blocks("table")
    with pytest.raises(SlackApiError) as error:
        web.chat_postMessage(channel=room.id, text="x", blocks=[table])
    assert error.value.response["errors"] == ["unsupported type: table [json-pointer:/blocks/0/type]"]
    slack.does_not_know_blocks()
    assert web.chat_postMessage(channel=room.id, text="x", blocks=[table])["ok"]


def test_only_own_messages_are_updated_and_deleted(web: WebClient, room: Channel, ada: Actor) -> None:
    ts = ada.says("mine", in_=room)
    assert error_of(web.chat_update, channel=room.id, ts=ts, text="x") == "cant_update_message"
    assert error_of(web.chat_delete, channel=room.id, ts=ts) == "cant_delete_message"
    assert error_of(web.chat_update, channel=room.id, ts="1.000000", text="x") == "message_not_found"
    assert error_of(web.chat_update, channel=ada.id, ts=ts, text="x") == "channel_not_found"


def test_a_message_is_deleted(web: WebClient, room: Channel, ada: Actor) -> None:
    ts = web.chat_postMessage(channel=room.id, text="gone soon")["ts"]
    web.chat_delete(channel=room.id, ts=ts)
    ada.does_not_see("gone soon", since="ever")


def test_ephemeral_messages(slack: Practice, web: WebClient, room: Channel, ada: Actor) -> None:
    ben = slack.person("Ben Byrd")
    slack.change_channel(room, join=[ben.id])
    ts = web.chat_postEphemeral(channel=room.id, user=ada.id, text="for you", blocks=[button_row()])[
        "message_ts"
    ]
    assert ada.sees("for you").source["ephemeral"]
    ben.does_not_see("for you", since="ever")
    assert error_of(web.chat_update, channel=room.id, ts=ts, text="x") == "message_not_found"
    assert error_of(web.chat_delete, channel=room.id, ts=ts) == "message_not_found"
    cal = slack.person("Cal Cobb")
    assert error_of(web.chat_postEphemeral, channel=room.id, user=cal.id, text="x") == "user_not_in_channel"
    assert error_of(web.chat_postEphemeral, channel=room.id, user="U0", text="x") == "user_not_found"
    ada.reloads()
    ada.does_not_see("for you", since="ever")


def button_row() -> dict[str, Any]:
    return {"type": "actions", "elements": [button("Share", "share")]}


def test_a_message_has_an_address(web: WebClient, room: Channel, ada: Actor) -> None:
    ts = web.chat_postMessage(channel=room.id, text="hello")["ts"]
    answer = web.chat_getPermalink(channel=room.id, message_ts=ts)
    assert answer["channel"] == room.id
    where = answer["permalink"].partition(".slack.com")[2]
    assert where == f"/archives/{room.id}/p{ts.replace('.', '')}"
    later = web.chat_postMessage(channel=room.id, text="in the thread", thread_ts=ts)["ts"]
    in_thread = web.chat_getPermalink(channel=room.id, message_ts=later)["permalink"]
    assert in_thread.endswith(f"/p{later.replace('.', '')}?thread_ts={ts}&cid={room.id}")
    hidden = web.chat_postEphemeral(channel=room.id, user=ada.id, text="for you")["message_ts"]
    for gone in ("1.000001", hidden):
        assert error_of(web.chat_getPermalink, channel=room.id, message_ts=gone) == "message_not_found"
    assert error_of(web.chat_getPermalink, channel="C0", message_ts=ts) == "channel_not_found"
