"""`/readiness`, as people ask for it."""

from __future__ import annotations

import pytest

from commands.kit.problems import Refused
from tests.commands.speaking import Office
from words.problems import Unclear


@pytest.mark.postgres
def test_coverage_is_for_everybody_on_the_roster_since_it_only_counts(
    office: Office, county: dict[str, int]
) -> None:
    said = office.responder(1, county["Cedar Fire"]).says("readiness")
    assert "32 of 42 requirements current (76%)" in said.text
    assert "Weakest: Oak Police 66% (8 of 12) · Law enforcement 66% (8 of 12)" in said.text
    assert "Solo Dispatch" not in said.text
    ways = ["How we know", "Who is due", "Gaps", "Projection", "Scorecard", "As a chart"]
    assert said.buttons() == ways
    assert office.manager(person_id=1).says("readiness").buttons() == [
        *ways[:5],
        "Agencies",
        "As a chart",
        "Digest here",
        "Summary for a council",
    ]


def test_coverage_of_one_agency_by_part_of_its_name(office: Office, county: dict[str, int]) -> None:
    said = office.responder(1, county["Cedar Fire"]).says("readiness for cedar")
    assert "16 of 20 requirements current (80%)" in said.text


def test_what_nobody_is_called_is_asked_about(office: Office) -> None:
    with pytest.raises(Unclear, match="Seder"):
        office.manager(person_id=1).says("readiness Seder Fyre")


def test_an_agency_of_too_few_people_is_counted_for_those_who_may_name_them(
    office: Office, county: dict[str, int]
) -> None:
    with pytest.raises(Refused, match="too few people to count without naming one"):
        office.responder(1, county["Cedar Fire"]).says("readiness solo")
    with pytest.raises(Refused, match="too few people to count without naming one"):
        office.responder(1, county["Cedar Fire"]).clicks("digest.how", {"scope": "discipline:dispatch"})
    assert (
        "0 of 2 requirements" in office.lead(county["Solo Dispatch"], person_id=1).says("readiness solo").text
    )
    all_of_it = office.manager(person_id=1).says("readiness").text
    assert "Solo Dispatch" in all_of_it
    assert "32 of 42 requirements" in all_of_it


def test_how_we_know_can_be_pressed(office: Office, county: dict[str, int]) -> None:
    speaker = office.responder(1, county["Cedar Fire"])
    said = speaker.presses(speaker.says("readiness law"), "How we know")
    assert "How we know: Law enforcement" in said.text
    assert "10 completions of what is asked on record" in said.text
