"""Scopes that were not granted: who says so, and how."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from practice.actor import Actor, Channel
from practice.client import Practice
from practice.shapes import Json
from tests import parrot


def test_every_answer_names_the_scopes_granted(slack: Practice, web: WebClient, ada: Actor) -> None:
    def granted(answer_headers: dict[str, str]) -> set[str]:
        return set(answer_headers["X-OAuth-Scopes"].split(","))

    assert granted(web.auth_test().headers) == set(parrot.SCOPES)
    slack.grant_scopes("chat:write", "commands")
    assert granted(web.auth_test().headers) == {"chat:write", "commands"}
    with pytest.raises(SlackApiError) as refused:
        web.users_info(user=ada.id)
    assert granted(refused.value.response.headers) == {"chat:write", "commands"}
    slack.misbehave("auth.test", status=500)
    with pytest.raises(SlackApiError) as broken:
        web.auth_test()
    assert granted(broken.value.response.headers) == {"chat:write", "commands"}


def test_a_withheld_scope_is_asked_for_by_name_and_is_no_complaint(
    slack: Practice, web: WebClient, ada: Actor
) -> None:
    slack.withhold_scopes("chat:write")
    with pytest.raises(SlackApiError) as error:
        web.chat_postMessage(channel=ada.id, text="x")
    answer = error.value.response
    assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write")
    assert set(answer["provided"].split(",")) == set(parrot.SCOPES) - {"chat:write"}
    assert slack.complaints == []
    slack.withhold_scopes()
    assert web.chat_postMessage(channel=ada.id, text="x")["ok"]
    with pytest.raises(SlackApiError, match="missing_scope"):
        web.conversations_open(users=[ada.id, slack.bot_user])
    assert [c.kind for c in slack.complaints] == ["api_error"], (
        "what the manifest never asked for is its fault"
    )


def test_emails_and_events_go_with_their_scopes(
    slack: Practice, web: WebClient, ada: Actor, told: list[Json]
) -> None:
    slack.withhold_scopes("users:read.email", "im:history")
    assert "email" not in web.users_info(user=ada.id)["user"]["profile"]
    ada.says("hello?")
    assert told == []


def test_each_kind_of_conversation_has_a_scope_of_its_own(
    slack: Practice, web: WebClient, ada: Actor, room: Channel
) -> None:
    group = slack.group_dm([ada, slack.person("Ben Byrd")])
    assert web.conversations_info(channel=room.id)["ok"]
    with pytest.raises(SlackApiError) as error:
        web.conversations_info(channel=group.id)
    assert (error.value.response["error"], error.value.response["needed"]) == ("missing_scope", "mpim:read")
