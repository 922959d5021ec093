"""An exercise is planned, changed and cancelled, over the real protocol."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from storage.exercises import ExerciseRecord, ExerciseState, InvitedAgency, ObjectiveRecord, TaskRecord
from tests.conversations import county
from tests.conversations.conftest import Stage

OBJECTIVES = "Evacuate the campus\n- set up a collection point\n- account for everybody"


@pytest.mark.postgres
@pytest.mark.long
def test_a_lead_plans_an_exercise_and_is_told_who_is_missing(stage: Stage) -> None:
    cora = stage.cora
    cora.says("/exercise")
    cora.sees("No exercise is planned or on record yet.")
    # What was said is filled in, and nothing is recorded.
    cora.says("/exercise plan Vine campus drill 3 Dec")
    cora.sees("Dispatch has not played in any exercise on record yet.")
    with stage.store.reading() as session:
        assert session.scalars(select(ExerciseRecord)).all() == []
    cora.presses("Invite Grove 911")
    cora.sees("Invited agencies (optional): Grove 911")
    cora.presses("Invite Birch Police Department")
    cora.sees_no_more("has not played")
    cora.chooses("Invited agencies", ["Grove 911"])
    cora.sees("Law enforcement has not played in any exercise on record yet.")
    cora.fills({"Objectives and critical tasks": OBJECTIVES})
    cora.submits()
    seen = cora.sees("Planned: Vine campus drill, 3 Dec 2026 (EX-2026-001).")
    for line in (
        "Drill, hosted by Cedar Fire Department.",
        "Invited: Grove 911.",
        "1 objective and 2 critical tasks.",
        "Law enforcement has not played in any exercise on record yet.",
    ):
        assert line in seen.text
    cora.presses("Invite Birch Police Department")
    cora.sees("Invited: Birch Police Department and Grove 911.")
    with stage.store.reading() as session:
        record = session.scalars(select(ExerciseRecord)).one()
        assert (record.type, record.held_on) == ("drill", date(2026, 12, 3))
        assert record.host_agency_id == county.agency_id(stage.store, "Cedar Fire Department")
        assert len(session.scalars(select(InvitedAgency)).all()) == 2
        assert session.scalars(select(ObjectiveRecord.objective)).all() == ["Evacuate the campus"]
        assert len(session.scalars(select(TaskRecord)).all()) == 2

    # Everybody sees what is coming; planning is for those whose exercise it is.
    stage.ada.says("/exercise")
    assert "Invited: 2 agencies." in stage.ada.sees("Vine campus drill, 3 Dec 2026").text
    stage.ada.says("/exercise plan")
    stage.ada.sees("An agency lead or an emergency manager can do this.")
    stage.ada.says("/exercise show Vine")
    stage.ada.sees("set up a collection point")
    stage.ada.says("/exercise show Vien campus dril")
    stage.ada.sees("Did you mean")

    # The emergency manager changes it, with a day that can't be, and one that can.
    stage.dana.says("/exercise show vine drill")
    stage.dana.presses("Change")
    stage.dana.fills({"Type": "Incident, written down afterwards"})
    stage.dana.submits()
    assert "written down once it is over" in stage.dana.modal_errors["day"]
    stage.dana.fills({"Type": "Full-scale", "Title": "Vine <!channel> drill", "Day": "2026-12-10"})
    stage.dana.submits()
    stage.dana.sees("As it is now: Vine <!channel> drill, 10 Dec 2026 (EX-2026-001).")

    # In a direct message a button opens the form; cancelling is asked about, and names who is to be told.
    cora.says("exercise plan Mill tabletop 4 Dec with Birch Police and the Moon")
    cora.sees("I don't know an agency called “the Moon”.")
    cora.presses("Open the form")
    cora.submits()
    cora.sees("Planned: Mill tabletop, 4 Dec 2026 (EX-2026-002).")
    cora.presses("Cancel it")
    cora.sees("To be told: Birch Police Department and Cedar Fire Department.")
    cora.says("/exercise")
    cora.does_not_see("Mill tabletop")
    with stage.store.reading() as session:
        states = session.scalars(select(ExerciseRecord.state).order_by(ExerciseRecord.id)).all()
        assert states == [ExerciseState.PLANNED, ExerciseState.CANCELLED]
