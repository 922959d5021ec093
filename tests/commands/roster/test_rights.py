"""Rights given and taken, by form, by word and by button."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commands.kit.problems import Refused, Wrong
from commands.roster import people, rights
from storage.engine import Store
from storage.people import Grant, RightKind
from storage.region import Region
from storage.rights import Rights, rights_of_people
from tests.commands.speaking import NOON, County, Office, Said, audited, in_slack, small_county
from words.problems import Problem, Unclear


@pytest.fixture
def county(store: Store) -> County:
    return small_county(store)


@pytest.fixture
def office(store: Store, county: County) -> Office:
    return Office(store, (*people.ENTRIES, *rights.ENTRIES))


def holds(store: Store, person_id: int) -> Rights:
    with store.reading() as session:
        return rights_of_people(session, [person_id])[person_id]


def managing(store: Store, *person_ids: int) -> None:
    with store.writing() as session:
        session.add_all(
            Grant(person_id=each, kind=RightKind.MANAGER, given_by="settings", given_at=NOON)
            for each in person_ids
        )


def by_form(office: Office, **fields: str) -> Said:
    manager = office.manager()
    return manager.submits(manager.presses(manager.says("muster rights"), "Give a right"), **fields)


@pytest.mark.parametrize("typed", ["cedar", "CEDAR  fire", " Cédar", "department"])
def test_an_agency_is_found_however_its_name_is_typed(office: Office, county: County, typed: str) -> None:
    assert list(office.manager().looks_up("rights.give/agency", typed)) == ["Cedar Fire Department"]


@pytest.mark.postgres_whole
def test_a_lead_is_named_by_the_form_and_told(office: Office, county: County) -> None:
    in_slack(office.store, "UADA", "ada", county.ada)
    manager = office.manager()
    person = manager.looks_up("rights.give/person", "abbott")["Ada Abbott (Cedar Fire Department)"]
    agency = manager.looks_up("rights.give/agency", "cedar")["Cedar Fire Department"]
    done = by_form(office, person=person, right="lead", agency=agency)
    assert done.reply.closes
    assert done.text.startswith("Ada Abbott is agency lead of Cedar Fire Department now.")
    assert holds(office.store, county.ada) == Rights(leads=frozenset([county.cedar]))
    assert done.post_to(county.ada).message.text.startswith(
        "You are agency lead of Cedar Fire Department in Muster now. You can see who is due in Cedar Fire "
        "Department, record and verify the training of its people"
    )
    assert audited(office.store) == ["morgan@county.example made lead"]


def test_the_form_says_which_field_is_wrong(office: Office, county: County) -> None:
    for fields, wrong in (
        ({"person": str(county.ada), "right": "lead"}, "agency"),
        ({"person": str(county.ada), "right": "manager", "agency": str(county.cedar)}, "agency"),
        ({"person": "77777", "right": "manager"}, "person"),
        ({"person": str(county.ada), "right": "lead", "agency": "77777"}, "agency"),
    ):
        with pytest.raises(Wrong) as raised:
            by_form(office, **fields)
        assert set(raised.value.fields) == {wrong}
    assert audited(office.store) == []


@pytest.mark.postgres_whole
@pytest.mark.parametrize(
    "said",
    [
        "ada@cedar.example lead Cedar Fire Department",
        "Ada Abbott as agency lead of cedar fire",
        "ada@cedar.example LEAD for the Cedar Fire Department",
    ],
)
def test_a_lead_is_named_in_words(office: Office, county: County, said: str) -> None:
    office.manager().says(f"muster rights give {said}")
    assert holds(office.store, county.ada).leads == {county.cedar}


@pytest.mark.postgres_whole
def test_a_manager_is_named_in_words(office: Office, county: County) -> None:
    office.manager().says("muster rights give ben@cedar.example emergency manager")
    assert holds(office.store, county.ben).is_manager


@pytest.mark.postgres_whole
def test_giving_what_is_there_changes_nothing(office: Office, county: County) -> None:
    in_slack(office.store, "UBEN", "ben", county.ben)
    manager = office.manager()
    manager.says("muster rights give ben@cedar.example manager")
    again = manager.says("muster rights give ben@cedar.example manager")
    assert "Ben Birch is emergency manager already." in again.text
    assert not again.posts
    assert audited(office.store) == ["morgan@county.example made manager"]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("", "I need a person"),
        ("manager", "I need a person"),
        ("nobody@x.example manager", "“nobody@x.example” on the roster"),
        ("ada@cedar.example lead", "I need its name"),
        ("ada@cedar.example lead Birch Fire", "any agency called “Birch Fire”"),
        ("ada@cedar.example manager Cedar Fire", "whole region's"),
    ],
)
def test_what_was_not_understood_is_said(office: Office, said: str, answer: str) -> None:
    with pytest.raises(Unclear, match=answer):
        office.manager().says(f"muster rights give {said}".strip())
    assert audited(office.store) == []


@pytest.mark.postgres_whole
def test_taking_away_by_button_and_being_told(office: Office, county: County) -> None:
    in_slack(office.store, "UADA", "ada", county.ada)
    manager = office.manager()
    manager.says("muster rights give ada@cedar.example lead Cedar Fire")
    listed = manager.says("muster rights")
    assert "Ada Abbott: agency lead of Cedar Fire Department, since 2 Nov 2026" in listed.text
    done = manager.presses(listed, "Take away")
    assert done.reply.replaces
    assert done.text.startswith("Ada Abbott is no longer agency lead of Cedar Fire Department.")
    assert "No rights were given here yet." in done.text
    assert "no longer" in done.post_to(county.ada).message.text
    assert holds(office.store, county.ada) == Rights()
    again = manager.presses(listed, "Take away")
    assert "nothing to take" in again.text
    assert not again.posts
    assert audited(office.store)[-1] == "morgan@county.example no longer lead"
    assert len(audited(office.store)) == 2


@pytest.mark.postgres_whole
def test_a_right_can_be_given_again_after_it_was_taken(office: Office, county: County) -> None:
    manager = office.manager()
    for _ in range(2):
        manager.says("muster rights give ada@cedar.example lead Cedar Fire")
        assert holds(office.store, county.ada).leads == {county.cedar}
        office.clock.now += timedelta(minutes=1)
        manager.says("muster rights take ada@cedar.example lead Cedar Fire")
        assert holds(office.store, county.ada) == Rights()


@pytest.mark.postgres_whole
def test_the_last_manager_stays(office: Office, county: County) -> None:
    managing(office.store, county.ada, county.ben)
    manager = office.manager()
    manager.says("muster rights take ben@cedar.example manager")
    with pytest.raises(Problem, match="the only emergency manager"):
        manager.says("muster rights take ada@cedar.example manager")
    assert holds(office.store, county.ada).is_manager


@pytest.mark.postgres_whole
def test_the_last_manager_may_go_where_the_settings_name_one(office: Office, county: County) -> None:
    managing(office.store, county.ada)
    office.region = Region(emergency_managers=frozenset(["ada@cedar.example"]))
    done = office.manager().says("muster rights take ada@cedar.example manager")
    assert "The settings still name them as one." in done.text
    assert "Emergency managers by the settings: ada@cedar.example." in done.text


def test_one_persons_rights_from_their_entry(office: Office, county: County) -> None:
    managing(office.store, county.ada, county.ben)
    manager = office.manager()
    card = manager.says("muster people ada@cedar.example")
    assert "Rights: emergency manager" in card.text
    shown = manager.presses(card, "Rights")
    assert shown.text.startswith("What Ada Abbott may do")
    assert "Ben Birch" not in shown.text
    taken = manager.presses(shown, "Take away")
    assert "No rights beyond a responder's." in taken.text
    assert "Ben Birch" in manager.presses(taken, "All rights").text


def test_many_rights_come_in_pages(office: Office, county: County) -> None:
    with office.store.writing() as session:
        session.add_all(
            Grant(person_id=person, kind=RightKind.LEAD, agency_id=agency, given_by="x", given_at=NOON)
            for person in (county.ada, county.ben, county.cy, county.dee)
            for agency in (county.cedar, county.oak)
            for _ in range(4)
        )
    manager = office.manager()
    page = manager.says("muster rights")
    rows = [line for line in page.text.splitlines() if "since" in line]
    while "More" in page.buttons():
        page = manager.presses(page, "More")
        rows += [line for line in page.text.splitlines() if "since" in line]
    assert len(rows) == 32


def test_rights_are_the_managers_affair(office: Office, county: County) -> None:
    for sentence in ("muster rights", "muster rights give ada@cedar.example manager"):
        with pytest.raises(Refused):
            office.lead(county.cedar).says(sentence)
    with pytest.raises(Refused):
        office.lead(county.cedar).clicks(
            "rights.take:1", {"person": county.ada, "kind": "lead", "agency": county.cedar}
        )
    assert holds(office.store, county.ada) == Rights()
