"""What Home says of coverage: to a lead their agencies, to an emergency manager the region."""

from __future__ import annotations

from commands.home import entries
from commands.kit.blocks import raw
from commands.kit.home import AGENCIES, REGION
from commands.kit.reading import text_of
from commands.kit.registry import HomePart
from commands.readiness.home import agencies_of_mine, the_region
from tests.commands.speaking import Office, Speaker, buttons_in

PARTS = [HomePart(REGION, the_region), HomePart(AGENCIES, agencies_of_mine)]


def shown(speaker: Speaker) -> str:
    home = speaker.clicks("home", {}).reply.home
    assert home is not None
    return text_of(home.blocks)


def pressed(speaker: Speaker) -> list[str]:
    home = speaker.clicks("home", {}).reply.home
    assert home is not None
    return [each["text"]["text"] for each in buttons_in(raw(home.blocks))]


def with_home(office: Office) -> Office:
    return Office(office.store, entries(PARTS))


def test_a_lead_sees_who_is_due_in_their_agency_by_person(office: Office, county: dict[str, int]) -> None:
    lead = with_home(office).lead(county["Cedar Fire"], person_id=1)
    said = shown(lead).split("\n")
    assert said[:2] == [
        "Cedar Fire",
        "16 of 20 requirements current (80%); weakest: ASIM Basic 70% (7 of 10)",
    ]
    assert len(said) == 7, "the heading, its share, four lines of people, the handling mark"
    assert [": ASIM Basic " in line for line in said[2:5]] == [True] * 3
    assert said[5] == "and 2 more people are due"
    assert pressed(lead) == ["Who is due there", "Coverage"]
    assert "Oak Police" not in shown(lead)
    assert "The region" not in shown(lead)


def test_a_lead_of_several_sees_a_little_of_each(office: Office, county: dict[str, int]) -> None:
    lead = with_home(office).lead(county["Cedar Fire"], county["Solo Dispatch"], person_id=1)
    said = shown(lead)
    assert "Cedar Fire: 16 of 20 requirements current (80%)" in said
    assert "and 4 more people are due" in said
    assert "Solo Dispatch: 0 of 2 requirements current (0%)" in said
    assert pressed(lead) == ["Who is due there"] * 2


def test_who_leads_more_agencies_than_fit_is_told_so(office: Office, county: dict[str, int]) -> None:
    lead = with_home(office).lead(*county.values(), person_id=1)
    assert len(county) == 4
    assert "You lead Lone School too: ask /readiness of each." in shown(lead)


def test_an_emergency_manager_sees_the_whole_region_and_what_to_do_next(
    office: Office, county: dict[str, int]
) -> None:
    manager = with_home(office).manager(person_id=1)
    said = shown(manager)
    assert said.startswith("The region\nCurrent: 76% (32 of 42 asked) · weakest: Solo Dispatch 0%")
    assert "What to do next\n1. The emergency manager, by 30 Nov 2026: train 4" in said
    assert "\n4. " not in said
    assert pressed(manager) == ["Who is due", "Gaps", "Who is due", "Readiness"]


def test_a_responder_sees_no_coverage_at_home(office: Office, county: dict[str, int]) -> None:
    assert shown(with_home(office).responder(1, county["Cedar Fire"])) == "Muster\nFor official use"
