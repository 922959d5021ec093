"""An exercise is reviewed, actions are written and done, a later exercise shows one and brings one back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from practice.actor import Actor
from readiness.text import fold
from storage.audit import AuditRow
from storage.exercises import (
    ActionRecord,
    ExerciseRecord,
    ExerciseState,
    ParticipationRecord,
    RatingRecord,
    StrengthRecord,
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


def ratings(stage: Stage) -> list[tuple[str, int, str, str | None]]:
    """All ratings there are, with why those that were replaced were."""
    with stage.store.reading() as session:
        query = select(RatingRecord).order_by(RatingRecord.id)
        return [(each.task, each.run, each.rating, each.void_reason) for each in session.scalars(query)]


def reviews(who: Actor, said: str) -> None:
    """Opens the review of an exercise."""
    who.says(f"/exercise review {said}")
    who.sees("How the tasks went")


@pytest.mark.postgres
def test_a_year_of_reviews_and_what_they_showed(stage: Stage) -> None:
    ben, cora, dana = stage.ben, stage.cora, stage.dana
    vine = held(
        stage,
        "EX-1",
        "Vine campus drill",
        date(2026, 10, 15),
        ["Set staging", "Name the command post"],
        run=2,
    )
    held(stage, "EX-2", "School tabletop", date(2026, 12, 10), [], type="tabletop")
    held(stage, "EX-3", "Rained off", date(2026, 9, 1), [], state=ExerciseState.CANCELLED)

    stage.ada.says("exercise review Vine")
    stage.ada.sees("That exercise is not yours to decide about.")
    cora.says("exercise review School tabletop")
    cora.sees("School tabletop, 10 Dec 2026, is still to come: it is reviewed once it was held.")
    dana.says("exercise review Rained off")
    dana.sees("was cancelled: there is nothing to review.")

    # By run, and nothing without a task.
    cora.says("exercise review")
    cora.sees("Vine campus drill, 15 Oct 2026: not reviewed yet")
    reviews(cora, "Vine")
    cora.presses("Rate run 1")
    form = cora.sees("Vine campus drill, 15 Oct 2026, run 1")
    assert "Tasks and runs are rated, never persons." in form.text
    cora.fills({"1. Set staging": "M:", "2. Name the command post": "P:", "How that went (1)": "S:"})
    cora.submits()
    cora.sees("Name the task this rating is for: a rating without a task is not kept.")
    assert ratings(stage) == []
    cora.fills({"Another task (1)": "Split the channel"})
    cora.submits()
    cora.sees("3. Split the channel: run 1 S")
    cora.presses("Rate run 2")
    cora.sees("Vine campus drill, 15 Oct 2026, run 2")
    cora.fills({"1. Set staging": "S:", "3. Split the channel": "N:"})
    cora.submits()
    cora.sees("1. Set staging: run 1 M, run 2 S")
    cora.presses("Rate run 1")
    cora.sees("Why a rating changes")
    cora.fills({"2. Name the command post": "U:", "Why a rating changes": "The evaluator's notes"})
    cora.submits()
    cora.sees("2. Name the command post: run 1 U (was P)")
    assert ("Name the command post", 1, "P", "The evaluator's notes") in ratings(stage)
    assert len(ratings(stage)) == 6  # what was left as it was shown was not written again

    cora.presses("Write strengths")
    cora.sees("Strengths, one a line")
    cora.fills({"Strengths": "• Dispatch named the channel early\nMaps were there"})
    cora.submits()
    cora.sees("• Maps were there")

    # An issue each with its action; what is due before it starts is refused.
    cora.presses("Action for: Set staging")
    cora.sees("Primary responsible organization")
    cora.fills(
        {
            "Issue": "Nobody knew where to stage <!channel>",
            "Corrective action": "Paint staging boxes on the campus map",
            "Capability element": "Planning",
            "Point of contact": "Ben",
            "Starts": date(2026, 11, 10),
            "Due": date(2026, 11, 5),
        }
    )
    cora.submits()
    cora.sees("It starts 10 Nov 2026: it can't be due before that.")
    cora.fills({"Due": date(2026, 11, 20)})
    cora.submits()
    cora.sees("CA-2026-001, Set staging: Nobody knew where to stage <!channel> → Paint staging boxes")
    cora.presses("Action for: Name the command post")
    cora.sees("Primary responsible organization")
    cora.fills({"Issue": "Two posts", "Corrective action": "One radio word", "Due": date(2026, 11, 20)})
    cora.submits()
    cora.sees("CA-2026-002, Name the command post")
    cora.closes()
    with stage.store.reading() as session:
        assert session.get_one(ExerciseRecord, vine).reviewed_on == date(2026, 11, 2)
        assert session.query(StrengthRecord).count() == 2

    # Who answers for it reads it; everybody else sees counts.
    ben.opens_home()
    ben.sees("CA-2026-001 starts 10 Nov 2026, due 20 Nov 2026: Paint staging boxes on the campus map")
    stage.ada.says("exercise actions")
    counts = stage.ada.sees("Cedar Fire Department: 2 open")
    assert "staging boxes" not in counts.text
    stage.max.says("exercise actions Cedar Fire")
    stage.max.sees("The corrective actions there are not for you.")
    stage.max.says("exercise trend")
    stage.max.sees("How tasks went is not for you here.")

    # Overdue: the point of contact's, after 14 days the emergency manager's too.
    stage.clock.moves_to(datetime(2026, 12, 5, 15, tzinfo=UTC))
    dana.opens_home()
    dana.sees("2 actions in the region overdue for more than 14 days: Cedar Fire Department: 2")
    ben.says("exercise actions mine")
    ben.sees("CA-2026-001: was due 20 Nov 2026, 15 days ago")
    ben.presses("Extend")
    ben.sees("New due day")
    ben.fills({"New due day": date(2026, 11, 19), "Reason": "Paint is on its way"})
    ben.submits()
    ben.sees("It is due 20 Nov 2026 already: choose a later day.")
    ben.fills({"New due day": date(2026, 12, 31)})
    ben.submits()
    ben.sees("CA-2026-001 is extended.")
    ben.sees("due 31 Dec 2026, extended: Paint is on its way")
    ben.presses("Done")
    ben.sees("Done on")
    ben.fills({"Done on": date(2026, 12, 6), "Evidence": "Map of 4 Dec"})
    ben.submits()
    ben.sees("6 Dec 2026 is still to come: say so once it is done.")
    ben.fills({"Done on": date(2026, 12, 4)})
    ben.submits()
    ben.sees("CA-2026-001: done 4 Dec 2026, not shown yet")
    cora.says("exercise actions mine")
    cora.sees("CA-2026-002: was due 20 Nov 2026")
    cora.presses("Done")
    cora.sees("Done on")
    cora.fills({"Evidence": "Radio card"})
    cora.submits()
    cora.sees("CA-2026-002: done 5 Dec 2026, not shown yet")
    dana.says("exercise actions closed")
    dana.sees(
        "The next exercise has to show again Name the command post: CA-2026-002 Set staging: CA-2026-001"
    )

    # A later exercise shows the one, and brings the other back: its lowest rating decides.
    stage.clock.moves_to(datetime(2026, 12, 11, 15, tzinfo=UTC))
    reviews(dana, "School tabletop")
    dana.presses("Rate run 1")
    dana.sees("Another task (1)")
    dana.fills({"Another task (1)": "Set Staging", "How that went (1)": "P:"})
    dana.fills({"Another task (2)": "name the  command post", "How that went (2)": "U:"})
    dana.submits()
    dana.sees("Shown here: CA-2026-001. Came back here: CA-2026-002.")
    dana.closes()
    cora.opens_home()
    cora.sees("CA-2026-002 came back on 10 Dec 2026: U in School tabletop, run 1 (done 5 Dec 2026)")
    cora.says("exercise actions mine")
    cora.sees("0 open; 1 came back.")
    cora.presses("Answer")
    cora.sees("Reason")
    cora.fills({"Reason": "New dispatchers that day"})
    cora.submits()
    cora.sees("Answered: New dispatchers that day")
    cora.presses("Open again")
    cora.sees("New due day")
    cora.fills({"New due day": date(2027, 1, 31)})
    cora.submits()
    cora.sees("CA-2026-002: due 31 Jan 2027")
    dana.says("exercise actions closed Cedar Fire")
    dana.sees("1 open; 1 shown. Shown of those said to be done: 100%.")

    # The trend with a picture, and the ladder.
    dana.says("exercise trend staging")
    dana.sees("Last rated P: performed without challenges.")
    dana.sees("15 Oct 26 r1 ██░░ M")
    dana.presses("As a chart")
    dana.sees("How it went: Set", seconds=10)
    dana.says("/exercise trend")
    dana.sees("Name the command post: U → U")
    stage.max.says("exercise ladder Cedar Fire")
    stage.max.sees("Next: simulation. ○ Full-scale: not in the last 24 months")
    with stage.store.reading() as session:
        kinds = [row.kind for row in session.scalars(select(AuditRow).order_by(AuditRow.id))]
        assert kinds.count("exercise.reviewed") == 3  # each exercise once, and the strengths
        assert kinds.count("action.written") == 2
        assert kinds.count("action.settled") == 5


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
