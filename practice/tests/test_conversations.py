"""Channels and direct messages, as the Web API gives them."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from practice.actor import Actor, Channel
from practice.client import Practice
from tests import parrot


def error_of(call: Any, **args: Any) -> str:
    with pytest.raises(SlackApiError) as error:
        call(**args)
    return str(error.value.response["error"])


def test_listing(slack: Practice, web: WebClient, ada: Actor, room: Channel) -> None:
    slack.channel("hall", bot_in=False)
    slack.channel("cellar", private=True)
    slack.channel("vault", private=True, bot_in=False)
    slack.channel("attic", archived=True)

    def names(**args: Any) -> list[str]:
        return [c.get("name", c["id"]) for c in web.conversations_list(**args)["channels"]]

    assert names() == ["readiness", "hall", "attic"]
    assert names(exclude_archived=True) == ["readiness", "hall"]
    assert names(types="private_channel") == ["cellar"]
    assert names(types="im") == [ada.dm.id]
    assert [c["is_member"] for c in web.conversations_list()["channels"]] == [True, False, True]
    pages = [page["channels"] for page in web.conversations_list(types="public_channel,im", limit=2)]
    assert [len(page) for page in pages] == [2, 2]
    assert error_of(web.conversations_list, types="canal") == "invalid_types"


def test_one(slack: Practice, web: WebClient, ada: Actor) -> None:
    bridge = slack.channel("bridge", [ada], shared=True, topic="Across")
    channel = web.conversations_info(channel=bridge.id, include_num_members=True)["channel"]
    assert (channel["name"], channel["is_ext_shared"], channel["topic"]["value"]) == (
        "bridge",
        True,
        "Across",
    )
    assert channel["num_members"] == 2
    im = web.conversations_info(channel=ada.dm.id)["channel"]
    assert (im["is_im"], im["user"], im["is_user_deleted"]) == (True, ada.id, False)
    ada.changes(deactivated=True)
    assert web.conversations_info(channel=ada.dm.id)["channel"]["is_user_deleted"] is True
    vault = slack.channel("vault", private=True, bot_in=False)
    assert error_of(web.conversations_info, channel=vault.id) == "channel_not_found"


def test_each_kind_needs_its_scope() -> None:
    with Practice(parrot.manifest(scopes=["channels:read", "commands"])) as slack:
        web = parrot.client(slack)
        cellar = slack.channel("cellar", private=True)
        with pytest.raises(SlackApiError) as error:
            web.conversations_info(channel=cellar.id)
        assert error.value.response["needed"] == "groups:read"
        assert error_of(web.conversations_list, types="public_channel,im") == "missing_scope"


def test_members(slack: Practice, web: WebClient, ada: Actor, room: Channel) -> None:
    assert set(web.conversations_members(channel=room.id)["members"]) == {ada.id, slack.bot_user}
    pages = [page["members"] for page in web.conversations_members(channel=room.id, limit=1)]
    assert [len(page) for page in pages] == [1, 1]


def test_opening(slack: Practice, web: WebClient, ada: Actor) -> None:
    assert web.conversations_open(users=ada.id)["channel"]["id"] == ada.dm.id
    assert web.conversations_open(users=[ada.id], return_im=True)["channel"]["user"] == ada.id
    gone = slack.person("Gone", deactivated=True)
    robot = slack.person("Robot", bot=True)
    assert error_of(web.conversations_open, users="U0") == "user_not_found"
    assert error_of(web.conversations_open, users=gone.id) == "user_disabled"
    assert error_of(web.conversations_open, users=robot.id) == "cannot_dm_bot"
    assert error_of(web.conversations_open, users=f"{ada.id},{gone.id}") == "missing_scope"
    assert error_of(web.conversations_open, users="") == "users_list_not_supplied"


def test_joining(slack: Practice, web: WebClient, ada: Actor, room: Channel) -> None:
    hall = slack.channel("hall", bot_in=False)
    assert web.conversations_join(channel=hall.id)["channel"]["is_member"] is True
    assert web.conversations_join(channel=room.id)["warning"] == "already_in_channel"
    cellar = slack.channel("cellar", private=True)
    attic = slack.channel("attic", archived=True, bot_in=False)
    assert error_of(web.conversations_join, channel=cellar.id) == "method_not_supported_for_channel_type"
    assert error_of(web.conversations_join, channel=ada.dm.id) == "method_not_supported_for_channel_type"
    assert error_of(web.conversations_join, channel=attic.id) == "is_archived"


def test_names_are_taken_once(slack: Practice, room: Channel) -> None:
    with pytest.raises(Exception, match="there is a channel readiness already"):
        slack.channel("readiness")
