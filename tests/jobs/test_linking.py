"""Who is who in Slack: met and linked by confirmed e-mail, by hand left alone, never guessed."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from slack_sdk import WebClient
from sqlalchemy import select

from jobs.linking import PATIENCE, SlackAway, _remember, _User, meet, walk
from storage.linking import BY_EMAIL, identity_of
from storage.linking import link as link_by_hand
from storage.people import Person, SlackIdentity
from tests.jobs.town import NOW, Town


@pytest.mark.postgres
def test_a_confirmed_e_mail_links_to_the_roster_without_regard_to_case(town: Town) -> None:
    ada, actor = town.on_roster("ada"), town.in_slack("ADA", tz="America/Phoenix")
    town.walk()
    found = town.identity(actor)
    assert (found.person_id, found.linked_by, found.linked_at) == (ada, BY_EMAIL, NOW)
    assert (found.email, found.timezone) == (f"ada{town.mail}", "America/Phoenix")
    assert found.real_name.startswith("ADA Slack")
    assert town.audited() == ["linked to Slack"]
    town.walk()
    assert town.audited() == ["linked to Slack"], "a second walk changes nothing"
    assert town.slack.complaints == []


@pytest.mark.postgres
def test_who_speaks_first_is_not_welcomed_in_a_letter_and_everybody_else_is(town: Town) -> None:
    ada, ben = town.on_roster("ada"), town.on_roster("ben")
    cora = town.on_roster("cora")
    town.meet(town.in_slack("ada"), speaks=True)
    town.meet(town.in_slack("ben"))
    town.in_slack("cora")
    town.walk()
    town.walk()
    assert ada not in town.welcomed()
    assert town.welcomed() == [ben, cora]


@pytest.mark.parametrize(
    "about",
    [{"guest": True}, {"deactivated": True}, {"bot": True}, {"email_confirmed": False}, {"email": None}],
    ids=lambda about: next(iter(about)),
)
def test_a_guest_a_bot_a_deactivated_or_unconfirmed_one_is_met_and_not_linked(
    town: Town, about: dict[str, object]
) -> None:
    town.on_roster("ada")
    actor = town.in_slack("ada", **about)
    town.walk()
    assert town.identity(actor).person_id is None
    assert town.audited() == []


def test_what_is_not_a_member_is_noted_as_what_it_is(town: Town) -> None:
    guest, gone, bot = (town.in_slack(each, **{each: True}) for each in ("guest", "deactivated", "bot"))
    outside = town.in_slack("outside", outside=True)
    town.walk()
    town.meet(outside)
    assert town.identity(guest).is_guest
    assert town.identity(gone).is_deactivated
    assert town.identity(bot).is_bot
    assert town.identity(outside).is_outside
    with town.store.reading() as session:
        slackbot = identity_of(session, town.slack.team_id, "USLACKBOT")
    assert slackbot is not None
    assert slackbot.is_bot


def test_somebody_of_another_organization_is_never_linked_by_their_e_mail(town: Town) -> None:
    town.on_roster("ada")
    actor = town.in_slack("ada", outside=True)
    town.meet(actor)
    assert town.identity(actor).person_id is None


@pytest.mark.postgres
def test_a_link_made_by_hand_is_left_alone(town: Town) -> None:
    ada, ben, actor = town.on_roster("ada"), town.on_roster("ben"), town.in_slack("ada")
    town.walk()
    with town.store.writing() as session:
        identity = identity_of(session, town.slack.team_id, actor.id)
        assert identity is not None
        link_by_hand(session, identity, ben, "morgan@county.example", NOW)
    town.walk()
    assert town.identity(actor).person_id == ben != ada
    actor.changes(guest=True)
    town.walk()
    assert town.identity(actor).person_id == ben


@pytest.mark.postgres
def test_an_e_mail_that_changed_takes_its_link_with_it(town: Town) -> None:
    town.on_roster("ada")
    ben, actor = town.on_roster("ben"), town.in_slack("ada")
    town.walk()
    actor.changes(email=f"ben{town.mail}")
    town.walk()
    assert town.identity(actor).person_id == ben
    actor.changes(email=f"nobody{town.mail}")
    town.walk()
    found = town.identity(actor)
    assert (found.person_id, found.linked_by, found.linked_at) == (None, None, None)
    assert town.audited() == [
        "linked to Slack",
        "unlinked from Slack",
        "linked to Slack",
        "unlinked from Slack",
    ]


def test_a_member_who_becomes_a_guest_is_no_longer_known_by_e_mail_alone(town: Town) -> None:
    town.on_roster("ada")
    actor = town.in_slack("ada")
    town.walk()
    actor.changes(guest=True)
    town.walk()
    assert town.identity(actor).person_id is None


def test_deactivated_is_noted_and_what_was_known_stays(town: Town) -> None:
    ada, actor = town.on_roster("ada"), town.in_slack("ada", tz="America/Denver")
    town.walk()
    actor.changes(deactivated=True)
    town.walk()
    found = town.identity(actor)
    assert found.is_deactivated
    assert (found.person_id, found.timezone, found.email) == (ada, "America/Denver", f"ada{town.mail}")
    actor.changes(deactivated=False)
    town.walk()
    assert not town.identity(actor).is_deactivated


@pytest.mark.postgres
def test_an_emergency_manager_the_settings_name_becomes_somebody(town: Town) -> None:
    actor = town.in_slack("Morgan")
    town.meet(actor)
    with town.store.reading() as session:
        person = session.scalars(select(Person)).one()
    assert (person.first_name, person.email) == ("Morgan", f"morgan{town.mail}")
    assert person.name_key.startswith("morgan")
    assert town.identity(actor).person_id == person.id
    assert town.audited() == ["person added", "linked to Slack"]


def test_a_guest_who_bears_an_emergency_managers_e_mail_becomes_nobody(town: Town) -> None:
    town.meet(town.in_slack("morgan", guest=True))
    with town.store.reading() as session:
        assert session.scalars(select(Person)).all() == []


def test_a_walk_goes_through_all_pages_and_waits_where_slack_says_so(town: Town) -> None:
    town.slack.misbehave("users.list", status=429, retry_after=7)
    waited: list[float] = []
    met = walk(town.store, town.client, town.slack.team_id, NOW, town.region, waited.append)
    assert met == len(_members(town))
    assert waited == [7]


def test_a_walk_is_paged(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.linking.PAGE", 3)
    met = town.walk()
    assert met == len(_members(town))
    assert len([call for call in town.slack.calls("users.list") if call.ok]) > 2


def test_when_slack_can_not_be_asked_nothing_is_said_of_anybody(town: Town) -> None:
    actor = town.in_slack("ada")
    for trouble in ({"status": 500}, {"status": 429, "retry_after": 1}, {"error": "invalid_auth"}):
        town.slack.misbehave("users.info", **trouble)
        with pytest.raises(SlackAway):
            town.meet(actor)
    town.slack.misbehave("users.list", status=429, retry_after=1, times=PATIENCE)
    with pytest.raises(SlackAway):
        town.walk()
    with town.store.reading() as session:
        assert session.scalars(select(SlackIdentity)).all() == []


@pytest.mark.sliced(4)
@pytest.mark.parametrize(
    "answer",
    [
        b"[]",
        b"7",
        b'{"ok": true}',
        b'{"ok": true, "user": null, "members": null}',
        b'{"ok": true, "user": {}, "members": {}}',
        b'{"ok": true, "user": {"id": 7}, "members": [], "response_metadata": {"next_cursor": 7}}',
        b'{"ok": true, "user": {"id": "U1", "profile": "x"}, "members": [], "response_metadata": []}',
        b'{"ok": true, "user": {"id": "U1", "team_id": [1]}, "members": "x"}',
    ],
)
def test_an_odd_answer_says_nothing_of_anybody(
    town: Town, odd_slack: Callable[[bytes], WebClient], answer: bytes
) -> None:
    town.client = odd_slack(answer)
    with pytest.raises(SlackAway):
        meet(town.store, town.client, "T1", "U1", NOW, town.region)
    if b'"response_metadata": []' not in answer:
        with pytest.raises(SlackAway):
            town.walk()
    with town.store.reading() as session:
        assert session.scalars(select(SlackIdentity)).all() == []


@pytest.mark.postgres
def test_an_odd_user_keeps_nobody_else_from_being_met(
    town: Town, odd_slack: Callable[[bytes], WebClient]
) -> None:
    odd: list[object] = [
        None,
        7,
        "U1",
        {},
        {"id": None},
        {"id": "U2", "profile": []},
        {"id": "U3", "profile": "x"},
    ]
    odd += [{"id": "U4", "team_id": [1]}, {"id": "U5", "enterprise_user": 7}, {"id": ["U6"]}, {"id": "U\x00"}]
    users = [*odd, {"id": "U9", "team_id": town.slack.team_id, "real_name": "Ada Abbott"}]
    town.client = odd_slack(json.dumps({"ok": True, "members": users}).encode())
    town.walk()
    with town.store.reading() as session:
        met = session.scalars(select(SlackIdentity.user).order_by(SlackIdentity.user)).all()
    assert met[-1] == "U9"
    assert set(met) <= {"U2", "U9"}


def test_a_user_slack_does_not_know_is_not_met(town: Town) -> None:
    meet(town.store, town.client, town.slack.team_id, "UNOBODY", NOW, town.region)
    with town.store.reading() as session:
        assert session.scalars(select(SlackIdentity)).all() == []


def test_without_the_right_to_read_e_mails_no_link_is_taken_away(town: Town) -> None:
    ada, actor = town.on_roster("ada"), town.in_slack("ada")
    town.walk()
    team = town.slack.team_id
    told = {"id": actor.id, "team_id": team, "profile": {"real_name": "Ada Abbott"}}
    _remember(town.store, team, [_User.of(told, team)], NOW, town.region)
    found = town.identity(actor)
    assert (found.real_name, found.person_id, found.email) == ("Ada Abbott", ada, f"ada{town.mail}")


def test_in_an_enterprise_one_user_is_of_several_workspaces() -> None:
    told = {"id": "W1", "team_id": "T2", "enterprise_user": {"teams": ["T1", "T2"]}}
    assert not _User.of(told, "T1").is_outside
    assert _User.of(told, "T3").is_outside
    assert not _User.of({"id": "U1"}, "T1").is_outside


def _members(town: Town) -> list[object]:
    response = town.client.users_list(limit=1000)
    members: list[object] = response["members"]
    return members


def test_a_name_in_slack_has_no_signs_nobody_sees() -> None:
    told = {
        "id": "U1",
        "real_name": "Ada\u202e  Ab\u200bbott\x00",
        "profile": {"email": "\u200bada@x.example"},
    }
    met = _User.of(told, "T1")
    assert (met.real_name, met.first_name, met.last_name) == ("Ada Abbott", "Ada", "Abbott")
    assert met.email == "ada@x.example"


@pytest.mark.parametrize(
    ("told", "outside"),
    [
        ({"team_id": "T9"}, True),
        ({"team_id": "T1"}, False),
        ({"team_id": "E9", "enterprise_user": {"teams": ["T9"]}}, True),
        ({"team_id": "E1", "enterprise_user": {"teams": ["T1", "T2"]}}, False),
        ({"team_id": "T9", "deleted": True}, True),
        ({"profile": {"team": "T9"}}, True),
        ({"team_id": "T1", "is_stranger": True}, True),
        ({"team_id": "T9", "is_stranger": False, "is_restricted": False}, True),
    ],
)
def test_outside_is_whose_team_is_not_the_workspaces(told: dict[str, object], outside: bool) -> None:
    met = _User.of({"id": "U1", **told}, "T1")
    assert met.is_outside is outside
    assert met.may_be_linked is not outside


def test_an_outsider_is_unlinked_when_met_again_even_without_the_right_to_read_e_mails(town: Town) -> None:
    ada, actor = town.on_roster("ada"), town.in_slack("ada")
    town.walk()
    assert town.identity(actor).person_id == ada
    team = town.slack.team_id
    lacking: list[dict[str, object]] = [{"profile": {}}, {"deleted": True}]
    for told in lacking:
        user = _User.of({"id": actor.id, "team_id": "T9", **told}, team)
        _remember(town.store, team, [user], NOW, town.region)
        assert town.identity(actor).person_id is None
