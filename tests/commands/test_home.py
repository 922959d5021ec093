"""App Home as each opens it, with all its parts."""

from __future__ import annotations

import pytest

from commands.all import registry
from commands.home import entries
from commands.kit.blocks import raw, says
from commands.kit.home import REGION, REST, Piece, Urgency, Waits
from commands.kit.member import Member
from commands.kit.reading import text_of
from commands.kit.registry import HomePart, Registry
from commands.kit.request import Request
from storage.engine import Store
from storage.people import Person
from tests.commands.speaking import Clock, Speaker, buttons_in
from tests.conversations import county


def opens(store: Store, member: Member) -> tuple[str, list[str]]:
    """What Home says to somebody, and the labels of its buttons."""
    speaker = Speaker(store, registry(), member, Clock(county.NOW), county.REGION)
    view = speaker.clicks("home", {}).reply.home
    assert view is not None
    return text_of(view.blocks), [each["text"]["text"] for each in buttons_in(raw(view.blocks))]


def member(store: Store, email: str, leads: bool = False, is_manager: bool = False) -> Member:
    cedar = frozenset({county.agency_id(store, "Cedar Fire Department")})
    with store.reading() as session:
        person = session.query(Person).filter_by(email=email).one()
    led = cedar if leads else frozenset[int]()
    return Member("T1", "U1", person.id, person.name, email, cedar, led, is_manager)


@pytest.mark.postgres
def test_a_responder_sees_their_own_standing_and_nothing_else(county_store: Store) -> None:
    said, labels = opens(county_store, member(county_store, "ada@grove.example"))
    assert said == (
        "You are due for ASIM Basic.\n"
        "ASIM Basic: expired 1 Mar 2025\n"
        "Basic Life Support: current until 31 Jan 2028\n"
        "I write you at most one letter a day, at 08:00 where you are.\n"
        "For official use"
    )
    assert labels == ["Log", "Log training", "My record", "Help", "How often I write"]


@pytest.mark.postgres
def test_a_lead_sees_their_agency_beneath_their_own_standing(county_store: Store) -> None:
    said, labels = opens(county_store, member(county_store, "cora@grove.example", leads=True))
    assert said.startswith("You are current in everything asked of you.\n")
    assert "Cedar Fire Department\n" in said
    assert said.index("You are current") < said.index("Cedar Fire Department\n")
    assert "Birch Police" not in said
    assert "The region" not in said
    assert labels[:5] == ["Log training", "My record", "Who's due?", "Help", "Who is due there"]
    assert labels[5:] == ["Coverage", "How often I write"]


def test_all_that_waits_is_listed_and_nothing_is_counted_for_it(store: Store) -> None:
    def counted(request: Request) -> list[Piece]:
        raise AssertionError("the region was counted")

    def waiting(request: Request) -> list[Piece]:
        return [Waits(Urgency.ASKED, "A call waits.", says("Meetings", "meeting", "meetings"))]

    made = Registry.of(entries([HomePart(REGION, counted), HomePart(REST, waiting)]))
    shown = Speaker(store, made, Member("T1", "U1", 7), Clock()).clicks("home.waits", {}).reply.modal
    assert shown is not None
    assert text_of(shown.blocks) == "A call waits."


@pytest.mark.postgres
def test_an_emergency_manager_sees_the_region_and_what_is_left_to_set_up(county_store: Store) -> None:
    said, labels = opens(county_store, member(county_store, "ada@grove.example", is_manager=True))
    assert said.startswith("You are due for ASIM Basic.\n")
    assert said.index("The region\n") < said.index("Setting up Muster: ")
    assert "The region\nCurrent: 58% (7 of 12 asked)" in said
    assert "done. Next: Agency leads." in said
    assert [each for each in labels if each in ("Readiness", "Set up")] == ["Readiness", "Set up"]


@pytest.mark.postgres
def test_the_emergency_manager_of_an_empty_region_sees_what_to_begin_with(store: Store) -> None:
    with store.writing() as session:
        person = Person(email="dana@grove.example", first_name="Dana", last_name="Reyes")
        person.rekey()
        session.add(person)
        session.flush()
        dana = Member("T1", "UDANA", person.id, "Dana Reyes", "dana@grove.example", is_manager=True)
    said, labels = opens(store, dana)
    assert "The region" not in said
    assert said.startswith("Setting up Muster\nNext · Agencies and people: 0 agencies and 0 people")
    assert "Who's due?" in labels


def test_a_stranger_is_told_why_and_may_ask_to_be_linked(store: Store) -> None:
    said, labels = opens(store, Member("T1", "UNEW"))
    assert said == (
        "Muster\nI can't find you on the roster. You can ask to be linked to it.\nFor official use"
    )
    assert labels == ["Ask to be linked", "What Muster is"]
    left = Member("T1", "UOLD", 7, why_not="Your last membership on the roster ended on 2025-06-30.")
    assert "Your last membership on the roster ended on 2025-06-30. You can ask" in opens(store, left)[0]
