"""The agency's week for its lead, and who is told by somebody else because they have no Slack."""

from __future__ import annotations

from datetime import date

from commands.due.letter_weekly import ENTRIES
from storage.engine import Store
from storage.letters import LETTER
from storage.people import SlackIdentity
from storage.slots import claim_slot
from tests.commands.letters_read import MONDAY, person, texts, told
from tests.conversations import county


def joined(store: Store, email: str) -> int:
    """Somebody is linked to an account."""
    key = person(store, email)
    with store.writing() as session:
        session.add(SlackIdentity(workspace="T1", user=f"U{key}", person_id=key, seen_at=county.NOW))
    return key


def test_a_lead_has_their_agencys_week_on_mondays_with_what_changed(county_store: Store) -> None:
    cora = joined(county_store, "cora@grove.example")
    joined(county_store, "ada@grove.example")
    assert told(county_store, ENTRIES, [cora], date(2026, 11, 3)) == []
    rolled, silent = told(county_store, ENTRIES, [cora])
    assert rolled.text == (
        "Cedar Fire Department: 2 people are due (1 expired, 1 not yet trained): Jo Lee and Ada Abbott."
    )
    assert silent.text.startswith("1 of your people at Cedar Fire Department without Slack is due in 30 days")
    with county_store.writing() as session:
        slot = claim_slot(session, LETTER, cora, MONDAY, county.NOW)
        assert slot is not None
        slot.figures = dict(rolled.figures)
    more = "email,course,completed_on,result,verified\nada@grove.example,ASIM-B,2026-11-02,pass,yes\n"
    county.take(county_store, "completions", more)
    rolled, *_ = told(county_store, ENTRIES, [cora], date(2026, 11, 9))
    assert rolled.text.endswith("That is 1 fewer than on 2 Nov 2026.")


def test_where_no_lead_has_slack_the_emergency_manager_is_told_a_count(county_store: Store) -> None:
    joined(county_store, "cora@grove.example")
    county.take(
        county_store,
        "roster",
        "email,first_name,last_name,agency,joined_on,left_on\n"
        "dana@grove.example,Dana,Reyes,Grove 911,2020-01-01,\n",
    )
    dana = joined(county_store, "dana@grove.example")
    [said] = texts(told(county_store, ENTRIES, [dana]))
    assert said.startswith("3 of the people without Slack, in agencies without a lead who has it, are due")
    assert "Quinn" not in said
