"""Champions: with their names to whom they are for; to others a count that tells of nobody."""

from __future__ import annotations

from dataclasses import replace

from storage.engine import Store
from storage.people import RightKind
from storage.rights import take_right
from tests.commands.asking.desk import desk
from tests.commands.speaking import NOON, REGION


def test_names_are_for_managers_and_no_count_gives_a_chief_anything(store: Store) -> None:
    place = desk(store)
    county = place.county
    tellers = [place.teller(county.ada, county.cedar), place.teller(county.ben, county.cedar)]
    cy = place.teller(county.cy, county.oak)
    for each in (*tellers, cy):
        each.says("ask champion I speak for it")
    seen = place.morgan.says("ask champions").text
    assert "3 people offer to be a champion of the shared plan, in 2 agencies." in seen
    assert "Cedar Fire Department: Ada Abbott and Ben Birch\nOak Police: Cy Cole" in seen
    assert "No agency is without one." in seen
    theirs = place.quinn.says("ask champions").text
    assert "1 person offers to be a champion of the shared plan, in 1 agency." in theirs
    assert "Ada" not in theirs
    assert "Of Cedar Fire Department it says nothing: you lead there." in theirs
    lead = place.office.lead(county.cedar, person_id=77)
    for speaker in (cy, lead):
        assert "Fewer than 5 people of the region" in speaker.says("ask champions").text
        speaker.region = replace(REGION, smallest_count=2)
        assert "At least 2 people of the region" in speaker.says("ask champions").text  # of three
        assert "Cedar" not in speaker.says("ask champions").text
    assert not any(name in lead.says("ask champions").text for name in ("Ada", "Ben", "Cy"))


def test_many_agencies_are_read_a_page_at_a_time(store: Store) -> None:
    place = desk(store)
    place.teller(place.county.ada, place.county.cedar).says("ask champion I speak for it")
    assert "Cedar" in place.morgan.clicks("ask.champions", {"start": 0}).text
    assert "Back" in place.morgan.clicks("ask.champions", {"start": 12}).buttons()


def test_no_agency_is_said_to_be_without_one_by_whom_it_is_not_heard_of(store: Store) -> None:
    place = desk(store)
    county, morgan, quinn = place.county, place.morgan, place.quinn
    place.teller(county.ada, county.cedar).says("ask champion I speak for it")
    morgan.says("ask champion I do too")
    assert "2 people offer" in morgan.says("ask champions").text  # one's own is no secret to oneself
    assert "Without one: Oak Police." in morgan.says("ask champions").text
    with store.writing() as session:
        key = quinn.member.person_id
        assert key is not None
        take_right(session, key, RightKind.LEAD, county.cedar, "a test", NOON, REGION)
    quinn.member = replace(quinn.member, leads=frozenset())
    seen = quinn.says("ask champions").text
    assert "Without one, as far as you can see: Oak Police." in seen
    assert "Of Cedar Fire Department it has nothing that was told while you led there." in seen
    assert "Ada" not in seen
