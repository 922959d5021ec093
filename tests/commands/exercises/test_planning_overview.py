"""Exercises to come and those held; one on one screen, by name only for those whose exercise it is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from commands.exercises import cancelling, planning, planning_overview
from storage.engine import Store
from storage.exercise_plans import set_objectives
from storage.exercises import ExerciseRecord, ExerciseState, InvitedAgency, ParticipationRecord
from tests.commands.speaking import NOON, County, Office, small_county
from words.objectives import Objective
from words.problems import Problem, Unclear


@pytest.fixture
def county(store: Store) -> County:
    known = small_county(store)
    held = [
        ("EX-2026-001", "Vine drill", date(2026, 10, 14), ExerciseState.CONFIRMED),
        ("EX-2026-002", "Mill drill", date(2026, 12, 3), ExerciseState.PLANNED),
        ("EX-2026-003", "Rained off", date(2026, 12, 4), ExerciseState.CANCELLED),
    ]
    with store.writing() as session:
        for code, title, day, state in held:
            session.add(
                ExerciseRecord(
                    key=code.lower(),
                    code=code,
                    title=title,
                    type="drill",
                    held_on=day,
                    state=state,
                    host_agency_id=known.cedar,
                    recorded_at=NOON,
                )
            )
        session.flush()
        session.add(InvitedAgency(exercise_id=2, agency_id=known.oak))
        set_objectives(session, 1, [Objective("Evacuate", ("collect", "account"))])
        for agency, person, count, run in (
            (known.cedar, known.ada, None, 1),
            (known.cedar, known.ada, None, 2),  # once in each run, and one person
            (known.cedar, None, 4, 1),
            (known.cedar, None, 6, 2),
            (known.oak, known.cy, None, 1),
        ):
            session.add(
                ParticipationRecord(
                    exercise_id=1,
                    agency_id=agency,
                    person_id=person,
                    headcount=count,
                    run=run,
                    recorded_at=NOON,
                )
            )
    return known


@pytest.fixture
def office(store: Store, county: County) -> Office:
    return Office(store, (*planning.ENTRIES, *cancelling.ENTRIES, *planning_overview.ENTRIES))


@pytest.mark.postgres
def test_what_is_coming_and_what_was(office: Office, county: County) -> None:
    seen = office.responder(county.ben, county.cedar).says("exercise")
    assert seen.text.splitlines() == [
        "Coming exercises",
        "Mill drill, 3 Dec 2026",
        "Drill, hosted by Cedar Fire Department. Invited: 1 agency.",
        "Lately",
        "Vine drill, 14 Oct 2026",
        "Drill, hosted by Cedar Fire Department. Joint: 2 agencies played. Dispatch was not there.",
    ]
    assert "Plan one" not in seen.buttons()
    assert "Plan one" in office.lead(county.oak, person_id=county.cy).says("exercise").buttons()


def test_eight_stand_on_a_screen_and_todays_confirmed_one_is_over(
    office: Office, county: County, store: Store
) -> None:
    with store.writing() as session:
        for number in range(20):
            day = NOON.date() + timedelta(days=number % 10 * (1 if number < 10 else -1))
            made = ExerciseRecord(key=f"e{number}", code=f"E{number}", title=f"Drill {number}", type="drill")
            made.held_on, made.recorded_at, made.host_agency_id = day, NOON, county.cedar
            made.state = ExerciseState.CONFIRMED if number == 0 else ExerciseState.PLANNED
            session.add(made)
    coming, lately = office.responder(county.ben, county.cedar).says("exercise").text.split("Lately")
    assert (coming.count("Drill, hosted"), lately.count("Drill, hosted")) == (5, 3)
    assert "Drill 0," in lately


def test_one_exercise_by_name_for_those_whose_it_is(office: Office, county: County) -> None:
    lead = office.lead(county.cedar, person_id=county.ben)
    seen = lead.says("exercise show Vine")
    assert seen.text.splitlines() == [
        "Vine drill, 14 Oct 2026",
        "EX-2026-001 · Drill, hosted by Cedar Fire Department.",
        "1 objective and 2 critical tasks",
        "Evacuate",
        "   – collect",
        "   – account",
        "Joint: 2 agencies played.",
        "Dispatch was not at the table.",
        "Cedar Fire Department (7): Ada Abbott, 6 counted",
        "Oak Police (1): Cy Cole",
    ]
    assert seen.buttons() == ["Log who played", "Review", "Report", "Change"]
    assert lead.says("exercise mill").buttons() == ["Post a sign-in", "Change", "Cancel it"]
    assert "It was cancelled." in lead.says("exercise show EX-2026-003").text


def test_who_asks_to_cancel_one_sees_it_with_what_to_press(office: Office, county: County) -> None:
    said = office.lead(county.cedar, person_id=county.ada).says("exercise cancel Mill drill")
    assert "Nothing was changed yet. Press it below." in said.text
    assert "Cancel it" in said.buttons()
    others = office.responder(county.cy, county.oak).says("exercise cancel the Mill drill")
    assert "Who can: the lead of the agency that hosts it" in others.text
    assert "Cancel it" not in others.buttons()


def test_others_see_counts_that_name_nobody(office: Office, county: County) -> None:
    other = office.lead(county.oak, person_id=county.cy)
    seen = other.clicks("exercise.show", {"exercise": 1})
    assert seen.text.splitlines()[-2:] == ["Took part: Cedar Fire Department 7.", "Also there: Oak Police."]
    assert "Ada" not in seen.text
    assert seen.buttons() == ["All exercises"]
    with pytest.raises(Unclear, match="matches 2 exercises"):
        other.says("exercise drill")
    with pytest.raises(Problem, match="no longer there"):
        other.clicks("exercise.show", {"exercise": 99})


def test_nothing_yet(store: Store) -> None:
    county = small_county(store)
    office = Office(store, (*planning.ENTRIES, *cancelling.ENTRIES, *planning_overview.ENTRIES))
    assert "No exercise is planned" in office.responder(county.ben, county.cedar).says("exercise").text
