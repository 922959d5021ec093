"""Asking to be linked, and linking."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from commands.kit.problems import Refused, Wrong
from commands.kit.request import Door
from commands.roster import linking, people
from commands.roster.linking_views import was_linked
from storage.engine import Store
from storage.linking import identities_of, identity_of
from storage.people import Grant, Person, PersonAddress, RightKind, SlackIdentity
from storage.region import Region
from tests.commands.speaking import (
    NOON,
    WORKSPACE,
    County,
    Office,
    Said,
    Speaker,
    audited,
    in_slack,
    small_county,
)
from words.problems import Problem


@pytest.fixture
def county(store: Store) -> County:
    return small_county(store)


@pytest.fixture
def office(store: Store, county: County) -> Office:
    """Two emergency managers: one on the roster, one the settings name."""
    region = Region(emergency_managers=frozenset(["morgan@county.example"]))
    morgan = in_no_agency(store, "Morgan", "Mills", "morgan@county.example")
    in_slack(store, "UMORGAN", "Morgan Mills", morgan, email="morgan@county.example")
    in_slack(store, "UBEN", "Ben Birch", county.ben)
    with store.writing() as session:
        session.add(Grant(person_id=county.ben, kind=RightKind.MANAGER, given_by="settings", given_at=NOON))
    return Office(store, (*people.ENTRIES, *linking.ENTRIES), region=region)


def in_no_agency(store: Store, first: str, last: str, email: str) -> int:
    """Somebody whom the settings name, as Muster writes them down when it meets them."""
    with store.writing() as session:
        person = Person(first_name=first, last_name=last, email=email)
        person.rekey()
        session.add(person)
        session.flush()
        return person.id


def linked_to(store: Store, user: str) -> int | None:
    with store.reading() as session:
        identity = identity_of(session, WORKSPACE, user)
        return identity.person_id if identity else None


def asks(office: Office, user: str = "UNEW", name: str = "Ada Abbot", **more: Any) -> tuple[Speaker, Said]:
    in_slack(office.store, user, name, **more)
    stranger = office.stranger(user, name)
    return stranger, stranger.clicks("link.ask", {})


@pytest.mark.postgres
def test_somebody_asks_and_every_manager_hears_with_the_likely_matches(office: Office) -> None:
    _, said = asks(office, email="aa@elsewhere.example")
    assert said.text == (
        "I asked 2 emergency managers to link you to the roster. I'll tell you here when it is done."
    )
    assert {post.to for post in said.posts} == {"UMORGAN", "UBEN"}
    question = said.post_to("UMORGAN").message
    assert "Slack calls them Ada Abbot (UNEW); confirmed e-mail aa@elsewhere.example" in question.text
    assert "Ada Abbott (Cedar Fire Department): a similar name" in question.text
    assert "Cy Cole" not in question.text


@pytest.mark.postgres
def test_the_same_email_comes_first(office: Office) -> None:
    _, said = asks(office, name="Ada Abbott", email="ben@cedar.example", is_guest=True)
    question = said.post_to("UMORGAN").message
    lines = question.text.splitlines()
    assert lines[2].startswith("Ben Birch (Cedar Fire Department): the same e-mail")
    assert "Linked to Ben Birch already. Has rights: emergency manager." in lines[2]
    assert lines[3].startswith("Ada Abbott (Cedar Fire Department): the same name")
    assert "a guest of this workspace" in lines[0]


def test_whoever_had_the_email_is_named(office: Office, county: County) -> None:
    with office.store.writing() as session:
        had = PersonAddress(email="cy@elsewhere.example", person_id=county.ada, recorded_at=NOON)
        session.add(had)
    _, said = asks(office, name="Cy", email="cy@elsewhere.example")
    question = said.post_to("UMORGAN").message
    label = "Ada Abbott (Cedar Fire Department)"
    assert f"{label}: an e-mail they had, or have elsewhere" in question.text


@pytest.mark.postgres
def test_a_manager_links_by_one_press_and_the_asker_hears(office: Office, county: County) -> None:
    _, said = asks(office)
    manager = office.manager()
    done = manager.presses(said.post_to("UMORGAN").message, "Link to Ada Abbott")
    assert done.reply.replaces
    assert done.text.startswith("Ada Abbot is linked to Ada Abbott (Cedar Fire Department).")
    assert linked_to(office.store, "UNEW") == county.ada
    assert done.post_to(county.ada).message.text == (
        "You are linked to the roster as Ada Abbott (Cedar Fire Department)."
    )
    assert audited(office.store)[-1] == "morgan@county.example linked to Slack"


@pytest.mark.postgres
def test_pressing_again_changes_nothing(office: Office) -> None:
    _, said = asks(office)
    question, manager = said.post_to("UMORGAN").message, office.manager()
    manager.presses(question, "Link to Ada Abbott")
    before = audited(office.store)
    again = manager.presses(question, "Link to Ada Abbott")
    assert "already" in again.text
    assert not again.posts
    assert audited(office.store) == before


@pytest.mark.several
@pytest.mark.postgres
def test_what_another_manager_decided_meanwhile_stands(office: Office, county: County) -> None:
    _, said = asks(office, email="ben@cedar.example")
    ben = office.manager("UBEN", county.ben, "Ben Birch")
    ben.presses(said.post_to("UBEN").message, "Link to Ada Abbott")
    late = office.manager().presses(said.post_to("UMORGAN").message, "Link to Ben Birch")
    assert late.text == "Ada Abbot was linked to Ada Abbott by ben@county.example meanwhile."
    assert linked_to(office.store, "UNEW") == county.ada
    late = office.manager().presses(said.post_to("UMORGAN").message, "Not one of ours")
    assert "meanwhile" in late.text
    assert not late.posts


@pytest.mark.parametrize(
    ("by", "told"),
    [
        ("ben@county.example", " by ben@county.example"),
        ("OAK-7", " by OAK-7"),
        ("Slack user UBEN", " by Slack user UBEN"),
        ("command line", " on the command line"),
        ("e-mail", ""),
        ("", ""),
    ],
)
def test_whoever_decided_is_named_whatever_they_are_called(by: str, told: str) -> None:
    identity = SlackIdentity(workspace=WORKSPACE, user="UNEW", real_name="Ada Abbot", seen_at=NOON)
    said = was_linked(identity, "Ada Abbott", by).text
    assert said.startswith(f"Ada Abbot was linked to Ada Abbott{told} meanwhile.")


def test_the_buttons_are_for_managers_also_when_pressed_later(office: Office) -> None:
    _, said = asks(office)
    question = said.post_to("UBEN").message
    with pytest.raises(Refused):
        office.lead(1).presses(question, "Link to Ada Abbott")
    assert linked_to(office.store, "UNEW") is None


@pytest.mark.postgres
def test_once_a_day(office: Office) -> None:
    stranger, _ = asks(office)
    office.clock.now += timedelta(hours=23)
    again = stranger.clicks("link.ask", {})
    assert "less than a day ago" in again.text
    assert not again.posts
    office.clock.now += timedelta(hours=1)
    assert len(stranger.clicks("link.ask", {}).posts) == 2


def test_somebody_linked_need_not_ask(office: Office, county: County) -> None:
    said = office.responder(county.ada, county.cedar).clicks("link.ask", {})
    assert "linked already" in said.text
    assert not said.posts


@pytest.mark.postgres
def test_somebody_nobody_has_heard_of_may_ask(office: Office) -> None:
    said = office.stranger("UFRESH", "Fresh Face").clicks("link.ask", {})
    assert "Nobody on the roster has a similar name" in said.post_to("UMORGAN").message.text


def test_without_a_manager_in_slack_the_way_out_is_said(store: Store, county: County) -> None:
    office = Office(store, linking.ENTRIES, region=Region(emergency_managers=frozenset(["gone@x.example"])))
    in_slack(store, "UGONE", "Gone", email="gone@x.example", is_deactivated=True)
    stranger, said = asks(office)
    assert "muster link YOUR-EMAIL UNEW" in said.text
    assert not said.posts
    back = in_no_agency(store, "Back", "Again", "gone@x.example")
    in_slack(store, "UBACK", "Back", back, email="Gone@x.example")
    assert [post.to for post in stranger.clicks("link.ask", {}).posts] == ["UBACK"], "that was no ask yet"


@pytest.mark.postgres
def test_not_one_of_ours_is_told_once(office: Office, county: County) -> None:
    _, said = asks(office)
    done = office.manager().presses(said.post_to("UMORGAN").message, "Not one of ours")
    assert done.post_to("UNEW").message.text.startswith("Morgan Mills looked at your request")
    ben = office.manager("UBEN", county.ben, "Ben Birch")
    again = ben.presses(said.post_to("UBEN").message, "Not one of ours")
    assert not again.posts
    assert "Link them after all" in again.buttons()


@pytest.mark.postgres
def test_linking_by_the_form(office: Office, county: County) -> None:
    in_slack(office.store, "UADA", "ada")
    manager = office.manager()
    opened = manager.says("muster link")
    chosen = manager.looks_up("link/person", "abbott")["Ada Abbott (Cedar Fire Department)"]
    done = manager.submits(opened, user="UADA", person=chosen)
    assert done.reply.closes
    assert done.text.startswith("ada is linked to Ada Abbott (Cedar Fire Department).")
    assert linked_to(office.store, "UADA") == county.ada


@pytest.mark.postgres
def test_linking_anew_says_so_and_can_be_turned_back(office: Office, county: County) -> None:
    in_slack(office.store, "UADA", "ada", county.cy)
    manager = office.manager()
    done = manager.submits(manager.says("muster link"), user="UADA", person=str(county.ada))
    assert "Before, they were linked to Cy Cole." in done.text
    assert audited(office.store)[-2:] == [
        "morgan@county.example unlinked from Slack",
        "morgan@county.example linked to Slack",
    ]
    manager.presses(done, "Link back")
    assert linked_to(office.store, "UADA") == county.cy


@pytest.mark.postgres
def test_a_person_may_have_several_slack_users(office: Office, county: County) -> None:
    manager = office.manager()
    for user in ("UADA1", "UADA2"):
        in_slack(office.store, user)
        manager.submits(manager.says("muster link"), user=user, person=str(county.ada))
    with office.store.reading() as session:
        assert [each.user for each in identities_of(session, [county.ada])[county.ada]] == ["UADA1", "UADA2"]


@pytest.mark.postgres
@pytest.mark.parametrize("what", ["is_bot", "is_deactivated"])
def test_a_bot_or_a_deactivated_account_is_linked_to_nobody(
    office: Office, county: County, what: str
) -> None:
    in_slack(office.store, "UGONE", "gone", **{what: True})
    manager = office.manager()
    opened = manager.says("muster link")
    with pytest.raises(Wrong) as wrong:
        manager.submits(opened, user="UGONE", person=str(county.ada))
    assert set(wrong.value.fields) == {"user"}
    assert linked_to(office.store, "UGONE") is None


def test_a_user_nobody_has_met_and_a_person_who_is_not_there(office: Office, county: County) -> None:
    manager = office.manager()
    opened = manager.says("muster link")
    with pytest.raises(Wrong, match="not met"):
        manager.submits(opened, user="UNOBODY", person=str(county.ada))
    in_slack(office.store, "UADA")
    with pytest.raises(Wrong, match="from the list"):
        manager.submits(opened, user="UADA", person="999999")
    with pytest.raises(Problem):
        manager.clicks("link.to:1", {"user": "UNOBODY", "person": county.ada})


def test_in_a_conversation_a_button_opens_the_form(office: Office, county: County) -> None:
    manager = office.manager()
    said = manager.says("muster link", Door.MENTION)
    assert said.reply.modal is None
    assert manager.presses(said, "Link").reply.modal is not None


def test_the_form_comes_filled_in_from_a_persons_entry(office: Office, county: County) -> None:
    manager = office.manager()
    card = manager.says("muster people ada@cedar.example")
    view = manager.presses(card, "Link a Slack user").reply.modal
    assert view is not None
    [person] = [block for block in view.to_dict()["blocks"] if block["block_id"] == "person"]
    assert person["element"]["initial_option"]["value"] == str(county.ada)
