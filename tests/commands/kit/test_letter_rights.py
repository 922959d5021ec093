"""Whose business letters are: who leads, who manages, what falls to whom."""

from __future__ import annotations

from commands.kit.letter_rights import is_of_one_led, left_to_managers, managers, seen_to_by
from commands.kit.member import Member
from storage.engine import Store
from storage.people import SlackIdentity
from tests.commands.letters_read import person
from tests.conversations import county

LEAD = Member("", "", 1, leads=frozenset([4]))
MANAGER = Member("", "", 2, is_manager=True, leads=frozenset([4]))


def test_what_nobody_leads_falls_to_the_emergency_managers() -> None:
    assert seen_to_by(LEAD, [7]) == {4}
    assert seen_to_by(MANAGER, [7]) == {4, 7}
    assert left_to_managers(MANAGER, [4, 7]) == [7]


def test_people_of_one_agency_that_is_led_are_theirs() -> None:
    assert is_of_one_led(LEAD, [4])
    assert not is_of_one_led(LEAD, [4, 7])
    assert not is_of_one_led(LEAD, [7])


def test_emergency_managers_are_found_by_right_and_by_the_settings(county_store: Store) -> None:
    ben = person(county_store, "ben@grove.example")
    with county_store.writing() as session:
        session.add(
            SlackIdentity(
                workspace="T1", user="UB", person_id=ben, email="dana@grove.example", seen_at=county.NOW
            )
        )
        session.flush()
        assert {row for query in managers(county.REGION) for row in session.scalars(query)} == {ben}
