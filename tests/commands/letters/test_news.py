"""People without Slack have news: their lead is told a count, sees whom, and is told once."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from commands.kit.member import Member
from commands.letters.news import ENTRIES, SAID, WHOM, settled
from storage import letters
from storage.engine import Store
from storage.letters import CLASS_MOVED, CREDITED, LetterLine, untell
from storage.people import SlackIdentity
from tests.commands.letters_read import left, person, told
from tests.commands.speaking import Clock, Office
from tests.conversations import county

TUESDAY = date(2026, 11, 3)


def joined(store: Store, email: str) -> int:
    key = person(store, email)
    with store.writing() as session:
        session.add(SlackIdentity(workspace="T1", user=f"U{key}", person_id=key, seen_at=county.NOW))
    return key


@pytest.mark.postgres
def test_their_lead_is_told_a_count_on_any_day_and_once(county_store: Store) -> None:
    store = county_store
    cora, ada = joined(store, "cora@grove.example"), joined(store, "ada@grove.example")
    jo, ben = person(store, "jo.lee@grove.example"), person(store, "ben@grove.example")
    left(store, [ada], CREDITED, 1)  # she is written to herself
    assert told(store, ENTRIES, [cora], TUESDAY) == []
    left(store, [jo, ben], CLASS_MOVED, 7)
    for record in (2, 3):
        left(store, [jo], CREDITED, record)
    [line] = told(store, ENTRIES, [cora], TUESDAY)
    assert line.text == (
        "2 of your people at Cedar Fire Department without Slack have news: 1 class moved and 2 records "
        "credited. I can't write to them, please tell them."
    )
    assert line.is_urgent
    assert told(store, ENTRIES, [ada], TUESDAY) == [], "who leads nobody is told of nobody"
    with store.writing() as session:
        settled(session, TUESDAY, [line], [])
    assert told(store, ENTRIES, [cora], TUESDAY) == []
    with store.reading() as session:
        waiting = select(LetterLine.person_id).where(LetterLine.told_on.is_(None))
        assert session.scalars(waiting).all() == [ada]
    agency = line.about_id
    lead = Member("T1", "UCORA", cora, "Cora Diaz", "", frozenset([agency]), frozenset([agency]))
    other = Member("T1", "ULOU", 999, "Lou Ito", "", frozenset([2]), frozenset([agency + 1]))
    speakers = [
        Office(store, ENTRIES, Clock(county.NOW), county.REGION).speaker(each) for each in (lead, other)
    ]
    shown, hidden = (each.clicks(WHOM, {"agency": agency, "day": "2026-11-03"}).text for each in speakers)
    assert "Ben Flores: 1 class moved.\nJo Lee: 1 class moved and 2 records credited." in shown
    assert "Jo" not in hidden
    with store.writing() as session:  # nobody was sent it: it is told still
        untell(session, cora, TUESDAY, line.figures)
    assert [each.text for each in told(store, ENTRIES, [cora], TUESDAY)] == [line.text]


def test_where_no_lead_has_slack_the_emergency_managers_are_told(county_store: Store) -> None:
    county.take(
        county_store,
        "roster",
        "email,first_name,last_name,agency,joined_on,left_on\n"
        "dana@grove.example,Dana,Reyes,Grove 911,2020-01-01,\n",
    )
    dana, ben = joined(county_store, "dana@grove.example"), person(county_store, "ben@grove.example")
    left(county_store, [ben], CLASS_MOVED, 7)
    [line] = told(county_store, ENTRIES, [dana], TUESDAY)
    assert line.text.startswith(
        "1 of the people without Slack, in agencies without a lead who has it, has news: "
    )
    joined(county_store, "cora@grove.example")
    assert told(county_store, ENTRIES, [dana], TUESDAY) == []


def test_every_matter_that_is_left_for_people_has_words() -> None:
    prefixes = (
        "CLASS_",
        "ABSENCE_",
        "ITEM_",
        "CHECKLIST_",
        "SCORECARD_",
        "MEETING_",
        "CREDITED",
        "LOGGED",
        "VERIFIED",
        "REJECTED",
        "TAKEN_BACK",
    )
    matters = {value for name, value in vars(letters).items() if name.startswith(prefixes)}
    assert matters == set(SAID)
