"""`/readiness`, as people ask for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commands.kit.problems import Refused
from readiness.due import EVERYONE, Scope
from storage.engine import Store
from storage.exercises import ActionRecord
from storage.shown_numbers import Measure
from tests.commands.readiness.numbers import TODAY, desk, kept
from tests.commands.speaking import NOON, Office
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


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("as of 1 June 2026", "/readiness summary as of 1 Jun 2026"),
        ("cedar fire on 1 March 2027", "/due as of 1 Mar 2027"),
    ],
)
def test_another_day_is_not_taken_for_the_name_of_an_agency(office: Office, said: str, named: str) -> None:
    with pytest.raises(Unclear) as asked:
        office.manager(person_id=1).says(f"readiness {said}")
    assert "I count readiness as of today" in str(asked.value.not_understood)
    assert asked.value.example == named


def test_today_may_be_said(office: Office, county: dict[str, int]) -> None:
    manager = office.manager(person_id=1)
    assert manager.says("readiness cedar as of today").text == manager.says("readiness cedar").text


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


@pytest.fixture
def owing(store: Store, county: dict[str, int]) -> int:
    """Cedar Fire, which owes two corrective actions, one of them overdue."""
    with store.writing() as session:
        for number, days in enumerate((-10, 10), 1):
            session.add(
                ActionRecord(
                    key=f"a-{number}",
                    code=f"A-{number}",
                    corrective_action="Mark staging",
                    agency_id=county["Cedar Fire"],
                    due_on=TODAY + timedelta(days=days),
                    recorded_at=NOON,
                )
            )
    return county["Cedar Fire"]


def test_corrective_actions_of_another_agency_are_not_counted_for_who_is_not_of_it(
    store: Store, office: Office, county: dict[str, int], owing: int
) -> None:
    ours, other = office.lead(owing, person_id=1), office.lead(county["Oak Police"], person_id=1)
    assert "1 overdue" in ours.says("readiness cedar").text
    assert "overdue" not in other.says("readiness cedar").text
    everyone = other.says("readiness").text
    assert "1 overdue" in everyone
    assert "of Cedar Fire overdue" not in everyone


def test_a_key_tells_no_more_of_corrective_actions_than_who_asks_is_told(
    store: Store, county: dict[str, int], owing: int
) -> None:
    scope = Scope.agency(owing)
    aloud, among_us = (kept(store, Measure.ACTIONS, scope, fewest=each) for each in (5, 1))
    of_one = kept(store, Measure.ACTIONS, EVERYONE, {"exercise": 1})
    with store.writing() as session:
        session.get_one(ActionRecord, 1).status = "done"
    office = desk(store)
    ours, other = office.lead(owing, person_id=1), office.lead(county["Oak Police"], person_id=1)
    for key in (among_us, of_one):
        with pytest.raises(Refused):
            other.says(f"readiness explain {key}")
    said = other.says(f"readiness explain {aloud}").text
    assert f"Key {aloud}: 1 open, 1 overdue" in said
    assert "1 done" not in said
    with pytest.raises(Refused):
        other.clicks("number.more", {"key": aloud, "start": 0})
    assert "Mark staging" in ours.says(f"readiness explain {among_us}").text
