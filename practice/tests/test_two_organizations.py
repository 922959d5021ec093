"""A channel shared with another organization: whose team stands where, in everything the app is sent.

The samples in `payloads/` are made by hand after the SDKs' fixtures and threads: T111 is where the app is
installed, TOTHER the other side, UEVIL a person of theirs.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from practice.actor import Actor, Channel
from practice.client import Practice, PracticeError
from practice.shapes import Json
from tests import parrot
from tests.parrot import button, field, modal, option, section

SAMPLES = Path(__file__).with_name("payloads")


def sample(name: str) -> Json:
    read: Json = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))
    return read


def assert_shaped_like(wanted: Any, sent: Any, where: str = "") -> None:
    """Every key of the sample is there, and holds a value of the same kind."""
    if isinstance(wanted, dict):
        assert isinstance(sent, dict), where
        for key, inner in wanted.items():
            if where.endswith((".values", ".values.course", ".values.day")):
                continue
            assert key in sent, f"{where}.{key}"
            assert_shaped_like(inner, sent[key], f"{where}.{key}")
    elif isinstance(wanted, list) and wanted:
        assert_shaped_like(wanted[0], sent[0], where)
    else:
        assert type(sent) is type(wanted), where


@pytest.fixture
def eve(slack: Practice) -> Actor:
    return slack.person("Eve Evers", email="ada@x.example", outside=True)


@pytest.fixture
def shared(slack: Practice, ada: Actor, eve: Actor) -> Channel:
    return slack.channel("mutual-aid", [ada, eve], shared=True)


def test_a_submitted_modal_carries_the_actors_team(
    slack: Practice, eve: Actor, shared: Channel, web: WebClient, bolt: App
) -> None:
    sent: list[Json] = []

    @bolt.action("log")
    def log(ack: Any, body: Json, client: WebClient) -> None:
        ack()
        sent.append(body)
        fields = [field("Course", "external_select", min_query_length=0), field("Day", "datepicker")]
        client.views_open(trigger_id=body["trigger_id"], view=modal(fields))

    @bolt.options("course")
    def courses(ack: Any, body: Json) -> None:
        sent.append(body)
        ack(options=[option("ASIM Basic", "1")])

    @bolt.view("form")
    def form(ack: Any, body: Json) -> None:
        sent.append(body)
        ack()

    row = {"type": "actions", "elements": [button("Log", "log")]}
    web.chat_postMessage(channel=shared.id, text="Log training", blocks=[row])
    eve.presses("Log")
    eve.fills({"Course": "ASIM Basic", "Day": "2026-11-01"})
    eve.submits()
    click, search, submitted = sent
    assert click["team"]["id"] == slack.team_id, "in a message it is the workspace's"
    assert click["user"]["team_id"] == slack.other_team_id
    assert search["team"]["id"] == slack.other_team_id
    assert_shaped_like(sample("view_submission-slack-connect"), submitted)
    assert submitted["team"] == {"id": slack.other_team_id, "domain": "other-side"}
    assert submitted["user"]["team_id"] == slack.other_team_id
    assert submitted["view"]["team_id"] == slack.other_team_id
    assert submitted["view"]["app_installed_team_id"] == slack.team_id
    assert slack.complaints == []


def test_home_of_theirs_is_told_with_their_team_outside(
    slack: Practice, eve: Actor, told: list[Json]
) -> None:
    eve.opens_home()
    [body] = told
    assert_shaped_like(sample("app_home_opened-outer-team-is-theirs"), body)
    assert (body["team_id"], body["context_team_id"]) == (slack.other_team_id, slack.team_id)
    assert body["authorizations"][0]["team_id"] == slack.team_id


def test_a_mention_of_theirs(slack: Practice, eve: Actor, shared: Channel, told: list[Json]) -> None:
    eve.says("@Parrot who is due?", in_=shared)
    mention, message = told
    for body in (mention, message):
        assert (body["team_id"], body["context_team_id"]) == (slack.other_team_id, slack.team_id)
        assert body["is_ext_shared_channel"] is True
        assert {body["event"][key] for key in ("team", "user_team", "source_team")} == {slack.other_team_id}


def test_our_own_people_may_come_with_the_other_teams_id_outside(
    slack: Practice, ada: Actor, shared: Channel, room: Channel, told: list[Json]
) -> None:
    slack.outer_team_is_theirs()
    ada.says("@Parrot due", in_=shared)
    assert_shaped_like(sample("app_mention-home-user-outer-team-is-other"), told[0])
    assert (told[0]["team_id"], told[0]["event"]["team"]) == (slack.other_team_id, slack.team_id)
    assert told[0]["authorizations"][0]["team_id"] == slack.team_id
    told.clear()
    ada.says("@Parrot due", in_=room)
    assert told[0]["team_id"] == slack.team_id, "only where the channel is shared"


def test_only_who_shares_no_channel_is_a_stranger(
    slack: Practice, web: WebClient, eve: Actor, ada: Actor
) -> None:
    assert web.users_info(user=eve.id)["user"]["is_stranger"] is True
    hall = slack.channel("hall", [ada, eve], shared=True, bot_in=False)
    assert web.users_info(user=eve.id)["user"]["is_stranger"] is True
    slack.change_channel(hall, bot_in=True)
    known = web.users_info(user=eve.id)["user"]
    assert "is_stranger" not in known
    assert (known["team_id"], known["profile"]["team"]) == (slack.other_team_id, slack.other_team_id)
    assert known["is_restricted"] is False, "a guest is somebody else"
    assert known["profile"]["email"] == "ada@x.example"
    assert eve.id not in {user["id"] for user in web.users_list()["members"]}
    about = web.conversations_info(channel=hall.id)["channel"]
    assert about["is_ext_shared"] is True
    assert about["shared_team_ids"] == [slack.team_id, slack.other_team_id]


def test_guests_are_ours_and_marked(slack: Practice, web: WebClient) -> None:
    for guest, marks in (
        (slack.person("Gale Winters", guest=True), (True, False)),
        (slack.person("Gil Summers", single_channel_guest=True), (True, True)),
    ):
        user = web.users_info(user=guest.id)["user"]
        assert (user["is_restricted"], user["is_ultra_restricted"]) == marks
        assert user["team_id"] == slack.team_id


def test_slack_keeps_commands_and_shortcuts_from_outsiders_unless_told(
    slack: Practice, eve: Actor, shared: Channel, told: list[Json]
) -> None:
    eve.says("/echo hello", in_=shared)
    eve.sees("/echo is not a valid command")
    with pytest.raises(PracticeError, match="another organization"):
        eve.uses_shortcut("Say it")
    assert told == []
    slack.let_outsiders_command()
    eve.says("/echo hello", in_=shared)
    eve.uses_shortcut("Say it")
    command, shortcut = told
    assert (command["team_id"], command["team_domain"]) == (slack.other_team_id, "other-side")
    assert shortcut["team"]["id"] == shortcut["user"]["team_id"] == slack.other_team_id


def test_an_install_for_a_whole_organization_names_no_team(
    slack: Practice, web: WebClient, room: Channel, bolt: App
) -> None:
    slack.install_org_wide()
    sent: dict[str, Json] = {}
    wada = slack.person("Wada Wong", user_id="WADA")
    slack.change_channel(room, join=[wada.id])

    @bolt.use
    def hear(body: Json, next: Any) -> None:  # noqa: A002
        sent[body.get("type") or body["command"]] = body
        next()

    @bolt.action("log")
    def log(ack: Any, body: Json, client: WebClient) -> None:
        ack()
        fields = [field("Course", "external_select", min_query_length=0)]
        client.views_open(trigger_id=body["trigger_id"], view=modal(fields))

    bolt.options("course")(lambda ack: ack(options=[option("ASIM Basic", "1")]))
    bolt.view("form")(lambda ack: ack())
    bolt.shortcut("say")(lambda ack: ack())
    bolt.command("/echo")(lambda ack: ack())
    bolt.event("message")(lambda: None)
    row = {"type": "actions", "elements": [button("Log", "log")]}
    web.chat_postEphemeral(channel=room.id, user=wada.id, text="Log training", blocks=[section("x"), row])
    wada.presses("Log")
    wada.fills({"Course": "ASIM Basic"})
    wada.submits()
    wada.uses_shortcut("Say it")
    wada.says("/echo", in_=room)
    wada.says("hello")
    assert_shaped_like(sample("block_actions-org-install-team-null"), sent["block_actions"])
    for kind in ("block_actions", "block_suggestion", "view_submission", "shortcut"):
        assert sent[kind]["team"] is None, kind
        assert sent[kind]["is_enterprise_install"] is True
        assert sent[kind]["enterprise"]["id"] == slack.enterprise_id
        assert sent[kind]["user"]["team_id"] == slack.team_id
    assert sent["/echo"]["is_enterprise_install"] == "true"
    assert sent["/echo"]["enterprise_id"] == slack.enterprise_id
    [authorized] = sent["event_callback"]["authorizations"]
    assert (authorized["enterprise_id"], authorized["team_id"]) == (slack.enterprise_id, None)
    assert authorized["is_enterprise_install"] is True


def test_auth_test_tells_where_the_app_is_installed(slack: Practice, web: WebClient) -> None:
    alone = web.auth_test()
    assert (alone["team_id"], alone["is_enterprise_install"]) == (slack.team_id, False)
    assert "enterprise_id" not in alone.data
    slack.join_enterprise()
    within = web.auth_test()
    assert (within["team_id"], within["enterprise_id"]) == (slack.team_id, slack.enterprise_id)
    assert within["is_enterprise_install"] is False
    slack.install_org_wide()
    wide = web.auth_test()
    assert (wide["team_id"], wide["enterprise_id"]) == (slack.enterprise_id, slack.enterprise_id)
    assert wide["is_enterprise_install"] is True


def test_in_an_enterprise_the_team_is_named_with_it(slack: Practice, ada: Actor, told: list[Json]) -> None:
    slack.join_enterprise()
    ada.uses_shortcut("Say it")
    ada.opens_home()
    shortcut, home = told
    assert (shortcut["team"]["id"], shortcut["team"]["enterprise_id"]) == (slack.team_id, slack.enterprise_id)
    assert (shortcut["enterprise"]["id"], shortcut["is_enterprise_install"]) == (slack.enterprise_id, False)
    assert home["context_enterprise_id"] == home["authorizations"][0]["enterprise_id"] == slack.enterprise_id
    assert home["authorizations"][0]["team_id"] == slack.team_id
    user = parrot.client(slack).users_info(user=ada.id)["user"]
    assert user["enterprise_user"]["enterprise_id"] == slack.enterprise_id
