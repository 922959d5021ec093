"""A group's direct messages: a channel's id, and mentions that come as messages only."""

from collections.abc import Iterator

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from practice.actor import Actor, Channel
from practice.client import Practice
from practice.shapes import Json
from tests import parrot

MPIM = ["mpim:history", "mpim:read", "mpim:write"]


@pytest.fixture
def slack() -> Iterator[Practice]:
    events = [*parrot.EVENTS, "message.mpim"]
    with Practice(parrot.manifest(scopes=[*parrot.SCOPES, *MPIM], events=events)) as running:
        yield running


@pytest.fixture
def ben(slack: Practice) -> Actor:
    return slack.person("Ben Byrd")


@pytest.fixture
def group(slack: Practice, ada: Actor, ben: Actor) -> Channel:
    return slack.group_dm([ada, ben])


def test_what_it_looks_like(web: WebClient, group: Channel) -> None:
    about = web.conversations_info(channel=group.id)["channel"]
    assert about["id"].startswith("C")
    assert (about["is_mpim"], about["is_im"], about["is_channel"], about["is_private"]) == (
        True,
        False,
        False,
        True,
    )
    assert about["name"].startswith("mpdm-")
    assert [c["id"] for c in web.conversations_list(types="mpim")["channels"]] == [group.id]


def test_a_mention_there_is_a_message_alone(ada: Actor, ben: Actor, group: Channel, told: list[Json]) -> None:
    ada.says("@Parrot who is due?", in_=group)
    [body] = told
    assert (body["event"]["type"], body["event"]["channel_type"]) == ("message", "mpim")
    assert body["event"]["channel"] == group.id
    ben.sees("who is due?", since="ever")


def test_the_app_can_answer_there_and_outsiders_of_it_cannot_look(
    slack: Practice, web: WebClient, bolt: App, group: Channel, ben: Actor
) -> None:
    bolt.event("message")(lambda: None)
    web.chat_postMessage(channel=group.id, text="Nobody is due")
    ben.sees("Nobody is due")
    slack.person("Cora Diaz").does_not_see("Nobody is due", since="ever")


def test_opening_one(slack: Practice, web: WebClient, ada: Actor, ben: Actor) -> None:
    opened = web.conversations_open(users=[ada.id, ben.id])["channel"]["id"]
    again = web.conversations_open(users=[ben.id, ada.id])
    assert (again["channel"]["id"], again["already_open"]) == (opened, True)
    assert slack.complaints == []
