"""What a letter says of exercises and of corrective actions."""

from __future__ import annotations

from datetime import date

import pytest

from commands.exercises.letter import ENTRIES
from readiness.text import fold
from storage.engine import Store
from storage.exercises import ActionRecord, ExerciseRecord, InvitedAgency, ParticipationRecord
from storage.people import RightKind
from storage.rights import give_right
from tests.commands.letters_read import MONDAY, person, texts, told
from tests.conversations import county

CEDAR, BIRCH = "Cedar Fire Department", "Birch Police Department"


def action(store: Store, code: str, due_on: date, poc: int | None = None, agency: str = CEDAR) -> None:
    with store.writing() as session:
        session.add(
            ActionRecord(
                key=fold(code),
                code=code,
                corrective_action=f"Mend {code}",
                agency_id=county.agency_id(store, agency),
                poc_id=poc,
                due_on=due_on,
                recorded_at=county.NOW,
            )
        )


@pytest.mark.postgres
def test_an_exercise_tomorrow_is_said_to_whoever_has_to_do_with_it(county_store: Store) -> None:
    ada, ben, cora, max_ = (
        person(county_store, each)
        for each in ("ada@grove.example", "ben@grove.example", "cora@grove.example", "max@birch.example")
    )
    with county_store.writing() as session:
        drill = ExerciseRecord(
            key="ex-1",
            code="EX-1",
            title="Vine drill",
            type="full_scale",
            held_on=date(2026, 11, 3),
            host_agency_id=county.agency_id(county_store, BIRCH),
            poc_id=ada,
            recorded_at=county.NOW,
        )
        session.add(drill)
        session.flush()
        cedar = county.agency_id(county_store, CEDAR)
        session.add(InvitedAgency(exercise_id=drill.id, agency_id=cedar))
        for each in (ada, ben):
            session.add(
                ParticipationRecord(
                    exercise_id=drill.id, agency_id=cedar, person_id=each, recorded_at=county.NOW
                )
            )
    said = {line.person: line.text for line in told(county_store, ENTRIES, [ada, ben, cora, max_])}
    assert said == {
        ada: "Tomorrow: Vine drill, 3 Nov 2026. You are its point of contact.",
        ben: "Tomorrow: Vine drill, 3 Nov 2026. You are on the list of those who take part.",
        cora: "Tomorrow: Vine drill, 3 Nov 2026. Cedar Fire Department is invited.",
    }
    assert told(county_store, ENTRIES, [ada, ben, cora], date(2026, 11, 3)) == []


def test_actions_are_told_on_mondays_and_late_ones_to_the_manager_too(county_store: Store) -> None:
    ada, ben, cora = (person(county_store, f"{name}@grove.example") for name in ("ada", "ben", "cora"))
    action(county_store, "CA-1", date(2026, 10, 30), poc=ada)
    action(county_store, "CA-2", date(2026, 11, 20))
    action(county_store, "CA-3", date(2026, 10, 1))
    action(county_store, "CA-4", date(2027, 5, 1), poc=ada)
    with county_store.writing() as session:
        give_right(session, ben, RightKind.MANAGER, None, "a test", county.NOW)
    lines = told(county_store, ENTRIES, [ada, ben, cora])
    said = {key: [line.text for line in lines if line.person == key] for key in (ada, ben, cora)}
    assert said[ada] == ["CA-1 was due 30 Oct 2026, 3 days ago: Mend CA-1"]
    assert [each.split()[0] for each in said[cora]] == ["CA-3", "CA-2"]
    assert said[ben] == ["1 action in the region overdue for more than 14 days: Cedar Fire Department: 1."]
    assert [line.is_urgent for line in lines] == [True, True, True, False]
    assert told(county_store, ENTRIES, [ada, ben, cora], date(2026, 11, 3)) == []
    assert texts(told(county_store, ENTRIES, [ada], MONDAY)) == said[ada]
