"""The roster as leads and emergency managers see it."""

from __future__ import annotations

import pytest

from commands.kit.member import Needs
from commands.kit.problems import Refused
from commands.kit.registry import Search
from commands.kit.request import Door
from commands.language.choosing import search_people
from commands.roster import linking, people, rights
from storage.engine import Store
from storage.people import AffiliationRecord, Person
from tests.commands.speaking import County, Office, in_slack, small_county
from words.problems import Problem, Unclear


@pytest.fixture
def county(store: Store) -> County:
    return small_county(store)


SEARCH = Search("person", search_people, needs=Needs.NOTHING)
"""As a form would have it that is open to everybody."""


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store, (*people.ENTRIES, *linking.ENTRIES, *rights.ENTRIES, SEARCH))


@pytest.mark.postgres
def test_the_roster_in_counts_with_who_is_not_in_slack(office: Office, county: County) -> None:
    in_slack(office.store, "UADA", "Ada", county.ada)
    in_slack(office.store, "UNEW", "Somebody")
    in_slack(office.store, "UBOT", "Bot", is_bot=True)
    said = office.manager().says("muster people")
    assert "3 people are on the roster, 1 of them linked in Slack." in said.text
    assert "1 Slack user linked to nobody" in said.text
    assert "Ben Birch (Cedar Fire Department): ben@cedar.example" in said.text
    assert "Ada Abbott" not in said.text
    assert "Dee Dole" not in said.text, "she has left"
    assert "Link somebody" in said.buttons()


@pytest.mark.postgres
def test_an_account_that_was_deactivated_or_is_a_guests_is_counted_apart(
    office: Office, county: County
) -> None:
    in_slack(office.store, "UADA", "Ada", county.ada, is_deactivated=True)
    in_slack(office.store, "UBEN", "Ben", county.ben, is_guest=True)
    said = office.manager().says("muster people")
    assert "1 of them linked in Slack" in said.text
    assert "1 linked only as a guest" in said.text
    assert "1 linked only to a deactivated account" in said.text
    assert "Ada Abbott" in said.text, "nobody can reach her in Slack"


@pytest.mark.postgres
def test_a_lead_sees_the_people_of_their_own_agency_only(office: Office, county: County) -> None:
    lead = office.lead(county.cedar)
    said = lead.says("muster people")
    assert "2 people are on the roster" in said.text
    assert "Cy Cole" not in said.text
    assert "Link somebody" not in said.buttons()
    assert "ada@cedar.example" in lead.says("muster people ada").text
    with pytest.raises(Refused, match="for its lead"):
        lead.says("muster people Oak Police")
    with pytest.raises(Unclear, match="“OAK-7” in the agencies you lead"):
        lead.says("muster people OAK-7")


def test_a_leads_claim_ends_with_the_membership(office: Office, county: County) -> None:
    lead = office.lead(county.oak)
    with pytest.raises(Unclear):
        lead.says("muster people dee@oak.example")
    assert "not on the roster today" not in lead.says("muster people oak police").text
    assert "until 31 Jan 2026" in office.manager().says("muster people dee@oak.example").text


def test_a_responder_is_refused(office: Office, county: County) -> None:
    with pytest.raises(Refused):
        office.responder(county.ada, county.cedar).says("muster people")


@pytest.mark.parametrize(
    "said", ["ada@cedar.example", "ADA@Cedar.example", "Ada Abbott", "abbott", "<@UADA>"]
)
def test_one_person_with_all_that_is_known(office: Office, county: County, said: str) -> None:
    in_slack(office.store, "UADA", "ada.a", county.ada)
    card = office.manager().says(f"muster people {said}")
    assert card.text.splitlines()[:2] == ["Ada Abbott", "Cedar Fire Department: engineer since 1 Mar 2024"]
    assert "FEMA SID: 0001" in card.text
    assert "Phone: 555-0101" in card.text
    assert "Slack: ada.a" in card.text
    assert "Rights: responder" in card.text
    assert card.buttons() == ["Link a Slack user", "Rights", "What they are due for", "Their record"]


def test_an_agencys_people(office: Office, county: County) -> None:
    said = office.manager().says("muster people cedar")
    assert said.text.startswith("Cedar Fire Department: 2 people on the roster")
    assert "Ada Abbott" in said.text
    assert "0001" not in said.text, "a list has no FEMA SID"


def test_several_that_fit_are_listed_and_one_is_a_press_away(office: Office, county: County) -> None:
    with office.store.writing() as session:
        session.add(
            Person(first_name="Ada", last_name="Oakes", email="oakes@oak.example", name_key="ada oakes")
        )
    manager = office.manager()
    listed = manager.says("muster people ada")
    assert "Ada Abbott" in listed.text
    assert "Ada Oakes (not on the roster today)" in listed.text
    assert manager.presses(listed, "Ada Abbott").text.startswith("Ada Abbott\n")


def test_a_name_that_is_a_persons_and_an_agencys_is_asked_about(office: Office, county: County) -> None:
    with office.store.writing() as session:
        session.add(
            Person(first_name="Cedar", last_name="Jones", email="cj@x.example", name_key="cedar jones")
        )
    manager = office.manager()
    listed = manager.says("muster people cedar")
    assert "Cedar Jones" in listed.text
    assert "2 people on the roster" in manager.presses(listed, "Cedar Fire Department").text


def test_a_near_miss_is_answered_with_who_was_perhaps_meant(office: Office, county: County) -> None:
    with pytest.raises(Unclear) as unclear:
        office.manager().says("muster people Ada Abott")
    offer = unclear.value.offers[0]
    assert offer.label == "Ada Abbott (ada@cedar.example)"
    assert offer.value is not None
    assert office.manager().clicks(offer.action, offer.value.model_dump()).text.startswith("Ada Abbott\n")


@pytest.mark.postgres
def test_more_pages_through_everybody_once(office: Office, county: County) -> None:
    with office.store.writing() as session:
        crew = [
            Person(
                first_name="Crew",
                last_name=f"{number:03}",
                email=f"crew{number}@cedar.example",
                name_key=f"crew {number:03}",
                sort_key=f"{number:03}, crew",
            )
            for number in range(45)
        ]
        session.add_all(crew)
        session.flush()
        session.add_all(AffiliationRecord(person_id=each.id, agency_id=county.cedar) for each in crew)
    manager = office.manager()
    for question in ("muster people", "muster people Cedar Fire Department", "muster people crew"):
        page = manager.says(question)
        seen = [line for line in page.text.splitlines() if line.startswith("Crew")]
        while "More" in page.buttons():
            page = manager.presses(page, "More")
            assert page.reply.replaces
            seen += [line for line in page.text.splitlines() if line.startswith("Crew")]
        assert len(seen) == 45, question
        assert len(set(seen)) == 45, question


@pytest.mark.postgres
def test_the_search_in_a_form_offers_whom_the_speaker_may_name(office: Office, county: County) -> None:
    assert office.manager().looks_up("person", "c") == {}
    assert list(office.manager().looks_up("person", "co")) == ["Cy Cole (Oak Police)"]
    assert office.lead(county.cedar).looks_up("person", "cole") == {}
    assert office.responder(county.ada, county.cedar).looks_up("person", "birch") == {}
    assert office.stranger().looks_up("person", "ada") == {}
    assert list(office.responder(county.ada, county.cedar).looks_up("person", "ada")) == [
        "Ada Abbott (Cedar Fire Department)"
    ]


def test_what_people_typed_stays_what_it_is(office: Office, county: County) -> None:
    with office.store.writing() as session:
        ada = session.get_one(Person, county.ada)
        ada.last_name, ada.phone = "<!channel> *Abbott*", "&lt;"
    said = office.manager().says("muster people ada@cedar.example", Door.DIRECT)
    assert all(
        part["type"] == "plain_text"
        for block in said.blocks
        if block["type"] != "actions"
        for part in [block.get("text"), *block.get("fields", ())]
        if part
    )


@pytest.mark.postgres
def test_a_button_about_a_namesake_elsewhere_opens_nobody(
    office: Office, county: County, store: Store
) -> None:
    with store.writing() as session:
        twins = [
            Person(first_name="Kim", last_name="Kay", name_key="kim kay", sort_key="kay, kim") for _ in "12"
        ]
        session.add_all(twins)
        session.flush()
        mine, theirs = (each.id for each in twins)
        session.add(AffiliationRecord(person_id=mine, agency_id=county.cedar))
        session.add(AffiliationRecord(person_id=theirs, agency_id=county.oak))
    lead = office.lead(county.cedar)
    assert "Kim Kay" in lead.clicks("people.show", {"person": mine}).text
    with pytest.raises(Problem, match="no longer know"):
        lead.clicks("people.show", {"person": theirs})
