"""What may not be reviewed, and an action whose point of contact left; a whole year: test_exercise_year."""

from __future__ import annotations

from datetime import date

from readiness.text import fold
from storage.exercises import (
    ActionRecord,
    ExerciseRecord,
    ExerciseState,
    ParticipationRecord,
    TaskRecord,
)
from storage.people import AffiliationRecord, Person
from tests.conversations import county
from tests.conversations.conftest import Stage

CEDAR = "Cedar Fire Department"


def held(stage: Stage, code: str, title: str, on: date, tasks: list[str], **more: object) -> int:
    """An exercise that Cedar Fire hosts, written down with its tasks and a player."""
    cedar = county.agency_id(stage.store, CEDAR)
    with stage.store.writing() as session:
        values = {"type": "drill", "host_agency_id": cedar, **more}
        made = ExerciseRecord(
            key=fold(code), code=code, title=title, held_on=on, recorded_at=stage.clock.now, **values
        )
        session.add(made)
        session.flush()
        session.add_all(
            TaskRecord(exercise_id=made.id, place=place, key=fold(task), task=task)
            for place, task in enumerate(tasks)
        )
        session.add(
            ParticipationRecord(
                exercise_id=made.id, agency_id=cedar, headcount=4, recorded_at=stage.clock.now
            )
        )
        return made.id


def test_what_is_to_come_cancelled_or_anothers_is_not_reviewed(stage: Stage) -> None:
    held(stage, "EX-1", "Vine tabletop", date(2026, 10, 15), ["Set staging"], type="tabletop")
    held(stage, "EX-2", "School tabletop", date(2026, 12, 10), [], type="tabletop")
    held(stage, "EX-3", "Rained off", date(2026, 9, 1), [], state=ExerciseState.CANCELLED)
    stage.ada.says("exercise review Vine")
    stage.ada.sees("That exercise is not yours to change.")
    stage.cora.says("exercise review School tabletop")
    stage.cora.sees("School tabletop, 10 Dec 2026, is still to come: it is reviewed once it was held.")
    stage.dana.says("exercise review Rained off")
    stage.dana.sees("was cancelled: there is nothing to review.")
    stage.max.says("exercise ladder Cedar Fire")
    seen = stage.max.sees("Next: simulation. ○ Full-scale: not in the last 24 months")
    assert "Plan an exercise" not in seen.text, "what can only be refused is not offered"
    assert "How tasks went" not in seen.text


def test_a_point_of_contact_who_left_and_a_button_pressed_twice(stage: Stage) -> None:
    exercise = held(stage, "EX-1", "Vine campus drill", date(2026, 10, 15), ["Set staging"])
    cedar = county.agency_id(stage.store, CEDAR)
    with stage.store.writing() as session:
        ben = session.query(Person).filter_by(email="ben@grove.example").one()
        session.query(AffiliationRecord).filter_by(person_id=ben.id).one().left_on = date(2026, 10, 31)
        session.add(
            ActionRecord(
                key="ca-1",
                code="CA-1",
                exercise_id=exercise,
                task_key="set staging",
                task="Set staging",
                corrective_action="Paint the boxes",
                agency_id=cedar,
                poc_id=ben.id,
                due_on=date(2026, 10, 20),
                recorded_at=stage.clock.now,
            )
        )
    stage.cora.says("exercise actions mine")
    stage.cora.sees("Ben Flores is no longer on the roster: it falls to the lead of Cedar Fire Department")
    stage.cora.opens_home()
    stage.cora.sees("CA-1 was due 20 Oct 2026, 13 days ago")
    stage.cora.says("/muster exercise actions", stage.room)
    seen = stage.cora.sees("its point of contact is no longer on the roster")
    assert "Ben Flores" not in seen.text
    stage.cora.presses("Not doing")
    stage.cora.sees("Reason")
    stage.cora.fills({"Reason": "The campus repainted"})
    stage.cora.submits()
    stage.cora.sees("not doing: The campus repainted")
    stage.cora.says("exercise actions closed")
    stage.cora.sees("Not doing CA-1")
    stage.dana.says("exercise actions")
    stage.dana.sees("0 open; 1 not doing.")
