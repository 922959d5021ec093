"""What Home says of one's own standing, with the ways on."""

from __future__ import annotations

import json

import pytest

from commands import home
from commands.due.home import my_standing
from commands.kit.blocks import raw
from commands.kit.reading import text_of
from commands.kit.registry import HomePart
from storage.engine import Store
from storage.people import Person
from storage.training import CourseRecord
from tests.commands.speaking import Clock, Office, Speaker, buttons_in
from tests.conversations import county


@pytest.fixture
def office(county_store: Store) -> Office:
    return Office(county_store, home.entries([HomePart(1, my_standing)]), Clock(county.NOW), county.REGION)


def person(office: Office, email: str) -> int:
    with office.store.reading() as session:
        return session.query(Person).filter_by(email=email).one().id


def asim_basic(office: Office) -> int:
    with office.store.reading() as session:
        return session.query(CourseRecord).filter_by(code="ASIM-B").one().id


def opens(speaker: Speaker) -> tuple[list[str], dict[str, str]]:
    """The lines of Home, and what its buttons say."""
    view = speaker.clicks("home", {}).reply.home
    assert view is not None
    pressed = {
        each["text"]["text"]: json.loads(each["value"]).get("say", each["value"])
        for each in buttons_in(raw(view.blocks))
    }
    return text_of(view.blocks).split("\n"), pressed


def test_what_one_is_due_for_stands_first(office: Office) -> None:
    cedar = county.agency_id(office.store, "Cedar Fire Department")
    lines, pressed = opens(office.responder(person(office, "ada@grove.example"), cedar))
    assert lines == [
        "You are due for ASIM Basic.",
        "ASIM Basic: expired 1 Mar 2025",
        "Basic Life Support: current until 31 Jan 2028",
        "For official use",
    ]
    log = pressed.pop("Log")
    assert json.loads(log) == {"course": asim_basic(office)}
    assert pressed == {"Log training": "training", "My record": "training history", "Help": "muster help"}


def test_a_lead_asks_of_their_agency_and_an_emergency_manager_of_everyone(office: Office) -> None:
    cedar = county.agency_id(office.store, "Cedar Fire Department")
    _, pressed = opens(office.lead(cedar, person_id=person(office, "cora@grove.example")))
    assert pressed["Who's due?"] == "who is due"
    lines, pressed = opens(office.manager(person_id=person(office, "eve@grove.example")))
    assert pressed["Who's due?"] == "due everyone"
    assert lines == ["Muster", "For official use"], "who belongs to no agency has no standing"
