"""What Home says of coverage: to a lead their agencies, to an emergency manager the region."""

from __future__ import annotations

from commands.home import entries
from commands.kit.reading import text_of
from commands.kit.registry import HomePart
from commands.readiness.home import coverage_of_mine
from tests.commands.speaking import Office, Speaker


def shown(speaker: Speaker) -> str:
    home = speaker.clicks("home", {}).reply.home
    assert home is not None
    return text_of(home.blocks)


def with_home(office: Office) -> Office:
    return Office(office.store, entries([HomePart(1, coverage_of_mine)]))


def test_a_lead_sees_each_agency_they_lead_and_no_other(office: Office, county: dict[str, int]) -> None:
    lead = with_home(office).lead(county["Cedar Fire"], county["Solo Dispatch"], person_id=1)
    said = shown(lead)
    assert "Cedar Fire\nASIM Basic: 7 of 10 current (70%)" in said
    assert "Solo Dispatch\n" in said
    assert "Oak Police" not in said
    assert "The region" not in said


def test_an_emergency_manager_sees_the_whole_region(office: Office) -> None:
    said = shown(with_home(office).manager(person_id=1))
    assert said.startswith("The region\n32 of 42 requirements current (76%)")
    assert "Weakest: " in said


def test_a_responder_sees_no_coverage_at_home(office: Office, county: dict[str, int]) -> None:
    assert shown(with_home(office).responder(1, county["Cedar Fire"])) == "For official use"
