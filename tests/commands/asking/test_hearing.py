"""Who reads what somebody tells is said before; where nobody would, nothing is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import delete, select

from commands.kit.problems import Refused
from storage.engine import Store
from storage.people import AffiliationRecord, SlackIdentity
from tests.commands.asking.desk import desk
from tests.commands.speaking import NOON
from words.problems import Problem


def test_who_reads_and_who_never_will_is_said_and_where_nobody_would_why(store: Store) -> None:
    place = desk(store)
    county = place.county
    ada, cy = place.teller(county.ada, county.cedar), place.teller(county.cy, county.oak)
    assert "Quinn Mills does not read it" in str(ada.says("ask").reply.modal and ada.says("ask").reply.modal)
    morgan, quinn = place.morgan, place.quinn
    form = cy.says("ask").reply.modal
    assert form is not None
    assert "Today it is read by Morgan Mills and Quinn Mills, and by nobody else." in str(form.to_dict())

    def gone(user: str) -> None:
        with store.writing() as session:
            session.execute(delete(SlackIdentity).where(SlackIdentity.user == user))

    gone(morgan.member.user)
    with pytest.raises(
        Problem, match="The only emergency manager, Quinn Mills, also leads an agency of yours"
    ):
        ada.says("ask concern The radios fail")
    with pytest.raises(Problem, match="You are the only emergency manager in Slack here"):
        quinn.says("ask concern The radios fail")
    assert "Tell something yourself" not in quinn.says("ask").buttons()
    gone(quinn.member.user)
    with pytest.raises(Problem, match=r"No emergency manager is in Slack here yet.* Nothing was kept\."):
        ada.says("ask")


def test_a_membership_taken_back_opens_nothing_to_who_led_there(store: Store) -> None:
    place = desk(store)
    county = place.county
    with store.writing() as session:
        session.add(AffiliationRecord(person_id=county.ada, agency_id=county.oak))
    of_two = place.teller(county.ada, county.cedar)
    of_two.member = replace(of_two.member, agencies=frozenset([county.cedar, county.oak]))
    of_two.says("ask concern My chief sleeps")
    with store.writing() as session:
        theirs = AffiliationRecord.person_id == county.ada, AffiliationRecord.agency_id == county.cedar
        for each in session.scalars(select(AffiliationRecord).where(*theirs)):
            each.take_back(NOON, "a test", "the import was undone")
    assert "Nothing that is yours to read" in place.quinn.says("ask list").text
    with pytest.raises(Refused):
        place.quinn.clicks("ask.answer", {"told": 1})
    assert "My chief sleeps" in place.morgan.says("ask list").text
