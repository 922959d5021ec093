"""Users, as the Web API gives them."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from practice.actor import Actor
from practice.client import Practice
from tests import parrot


def test_a_user(slack: Practice, web: WebClient) -> None:
    ada = slack.person("Ada Abbott", email="ada@x.example", tz="America/Denver", title="Captain", admin=True)
    user = web.users_info(user=ada.id)["user"]
    assert (user["id"], user["team_id"], user["name"]) == (ada.id, slack.team_id, "ada.abbott")
    assert (user["real_name"], user["tz"]) == ("Ada Abbott", "America/Denver")
    assert user["tz_offset"] in (-25200, -21600)
    assert (user["is_admin"], user["is_bot"], user["deleted"], user["is_restricted"]) == (
        True,
        False,
        False,
        False,
    )
    assert user["is_email_confirmed"] is True
    assert user["profile"]["email"] == "ada@x.example"
    assert user["profile"]["title"] == "Captain"


def test_kinds_of_users(slack: Practice, web: WebClient) -> None:
    gone = web.users_info(user=slack.person("Gone", deactivated=True).id)["user"]
    assert gone["deleted"] is True
    assert "tz" not in gone
    guest = web.users_info(user=slack.person("Guest", guest=True).id)["user"]
    assert guest["is_restricted"] is True
    robot = web.users_info(user=slack.person("Robot", bot=True).id)["user"]
    assert robot["is_bot"] is True
    assert robot["profile"]["bot_id"].startswith("B")
    assert web.bots_info(bot=robot["profile"]["bot_id"])["bot"]["user_id"] == robot["id"]
    unsure = web.users_info(user=slack.person("Unsure", email="u@x.example", email_confirmed=False).id)[
        "user"
    ]
    assert unsure["is_email_confirmed"] is False
    outside = slack.person("Olga Outside", outside=True)
    stranger = web.users_info(user=outside.id)["user"]
    assert stranger["is_stranger"] is True
    assert stranger["team_id"] != slack.team_id
    listed = {u["id"] for u in web.users_list()["members"]}
    assert outside.id not in listed
    assert {gone["id"], guest["id"], robot["id"], slack.bot_user, "USLACKBOT"} <= listed


def test_emails_need_their_scope() -> None:
    with Practice(parrot.manifest(scopes=["users:read", "commands"])) as slack:
        ada = slack.person("Ada Abbott", email="ada@x.example")
        web = parrot.client(slack)
        assert "email" not in web.users_info(user=ada.id)["user"]["profile"]
        with pytest.raises(SlackApiError) as error:
            web.users_lookupByEmail(email="ada@x.example")
        assert error.value.response["needed"] == "users:read.email"


def test_looking_up_by_email(slack: Practice, web: WebClient, ada: Actor) -> None:
    assert web.users_lookupByEmail(email="ADA@x.example")["user"]["id"] == ada.id
    ada.changes(deactivated=True)
    with pytest.raises(SlackApiError) as error:
        web.users_lookupByEmail(email="ada@x.example")
    assert error.value.response["error"] == "users_not_found"


def test_pages_of_users(slack: Practice, web: WebClient) -> None:
    made = {slack.person(f"Person {n}").id for n in range(7)}
    pages = [page["members"] for page in web.users_list(limit=3)]
    assert [len(page) for page in pages] == [3, 3, 3]
    assert made <= {u["id"] for page in pages for u in page}
    for args, error in (({"cursor": "dXNlcg=="}, "invalid_cursor"), ({"limit": 1001}, "invalid_limit")):
        with pytest.raises(SlackApiError) as refused:
            web.users_list(**args)
        assert refused.value.response["error"] == error


def test_team(slack: Practice, web: WebClient) -> None:
    assert web.team_info()["team"]["id"] == slack.team_id


def test_a_handle_is_nobody_elses(slack: Practice) -> None:
    names = [slack.person("Ada Abbott").name, slack.person("Ada Abbott").name]
    assert names == ["ada.abbott", "ada.abbott2"]
