"""How many teams deep a county is, and the catalogue of positions that decides it, over the real protocol."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from readiness.vocabulary import ExerciseType
from storage.audit import AuditRow, Trail
from storage.engine import Store
from storage.exercises import ExerciseRecord
from storage.people import AgencyRecord, Person
from storage.positions import PositionRecord
from storage.taking_part import Part, take_part
from tests.conversations.conftest import Stage
from tests.conversations.county import NOW

CEDAR, BIRCH = "Cedar Fire Department", "Birch Police Department"
DRILL = {
    "ada@grove.example": "COMMAND",
    "jo.lee@grove.example": "TRIAGE",
    "cora@grove.example": "STAGING",
    "max@birch.example": "TACTICAL",
    "pat@birch.example": "RESCUE-TF",
    "lou@birch.example": "RESCUE-TF",
    "jolee@birch.example": "RESCUE-TF",
}


def held(
    store: Store, code: str, kind: ExerciseType, day: date, parts: dict[str, str], own_word: bool = False
) -> None:
    """Writes an exercise and who played what in it."""
    with store.writing() as session:
        exercise = session.scalar(select(ExerciseRecord).where(ExerciseRecord.code == code))
        if exercise is None:
            exercise = ExerciseRecord(
                key=code.lower(), code=code, title=code, type=kind, held_on=day, recorded_at=NOW
            )
            session.add(exercise)
            session.flush()
        agencies = dict(session.execute(select(AgencyRecord.name, AgencyRecord.id)).all())
        people = dict(session.execute(select(Person.email, Person.id)).all())
        positions = dict(session.execute(select(PositionRecord.code, PositionRecord.id)).all())
        told = [
            Part(
                agencies[BIRCH if "birch" in email else CEDAR], people[email], position_id=positions[position]
            )
            for email, position in parts.items()
        ]
        trail = Trail("a test", "slack", NOW, "a sentence")
        take_part(session, exercise, told, trail, self_reported=own_word, verified=not own_word)


@pytest.mark.postgres
@pytest.mark.settings(muster_region_name="Grove")
@pytest.mark.long
def test_from_an_empty_catalogue_to_the_answer_and_what_a_change_of_it_moves(stage: Stage) -> None:
    dana, cora, ada = stage.dana, stage.cora, stage.ada
    ada.says("/readiness teams")
    ada.sees("No position is needed for a team yet")
    ada.says("/muster positions")
    ada.sees("An emergency manager can do this.")

    dana.says("/muster positions")
    dana.sees("No position is in the catalogue yet.")
    dana.presses("Load starting positions")
    seen = dana.sees("8 positions; a full team needs 8 people in 7 of them.")
    assert "local policy" in seen.text
    assert "6. Rescue task force (RESCUE-TF)" in seen.text
    assert "EMS, Fire or Law enforcement · 2 a team · played within 12 months" in seen.text
    dana.presses("Load starting positions")
    dana.sees("The starting positions are there already")
    dana.says("/readiness teams tonight")
    dana.sees("Grove is 0 teams deep tonight; the first fails at Rescue task force (0 of 2).")

    held(stage.store, "EX-1", ExerciseType.FULL_SCALE, date(2026, 1, 14), DRILL)
    held(
        stage.store,
        "EX-1",
        ExerciseType.FULL_SCALE,
        date(2026, 1, 14),
        {"ben@grove.example": "TRANSPORT"},
        own_word=True,
    )
    held(stage.store, "EX-2", ExerciseType.TABLETOP, date(2026, 2, 3), {"ada@grove.example": "TRANSPORT"})
    dana.says("/readiness teams")
    seen = dana.sees("Grove is 0 teams deep tonight; the first fails at Dispatch (0 of 1).")
    assert "Rescue task force: 3 current, 2 wanted for 1 team" in seen.text
    assert "Walked only: Transport 1" in seen.text
    assert "On own word: Transport 1" in seen.text
    assert "Ada Abbott (Cedar Fire Department): Incident command through 14 Jan 2027" in seen.text
    dana.presses("Plan the exercise that fixes it")
    assert "Dispatch exercise" in dana.sees("Plan an exercise").text
    dana.closes()

    # Who may not name is told which position, and no count of the one dispatcher there is, who is on leave.
    ada.says("/readiness teams", stage.room)
    seen = ada.sees("Grove is 0 teams deep tonight; the first fails at Dispatch.")
    assert "Dispatch: too few people to count" in seen.text
    assert "Lapse within 90 days: Incident command 1" in seen.text
    assert "through 14 Jan" not in seen.text
    ada.presses("Share")
    ada.sees("On its way to the channel")
    stage.max.sees("Shared by Ada Abbott.", seconds=10)
    ada.says("/readiness teams on 1 July 2026")
    ada.sees("another day is for those who can see their names")
    ada.says("/readiness teams Grove 911")
    ada.sees("too few people to count without naming one")

    # A change of the catalogue shows what it moves before it is made.
    dana.says("/muster positions dispatch")
    dana.fills({"How many a full team needs": "0"})
    dana.submits()
    dana.sees("0 → 1 team deep tonight; the second would fail at Incident command (1 of 2).")
    ada.says("/readiness teams")
    ada.sees("Grove is 0 teams deep tonight")
    dana.submits()
    dana.sees("Dispatch was changed.")
    ada.says("how many teams could the county field tonight?")
    seen = ada.sees("Grove is 1 team deep tonight; the second fails at Incident command (1 of 2).")
    ada.says("how many teams could Cedar Fire field tonight?")
    ada.sees("Cedar Fire Department is 0 teams deep tonight; the first fails at Rescue task force (0 of 2).")
    dana.says("/readiness teams 20 Jan 2027")
    dana.sees(
        "Grove is 0 teams deep on 20 Jan 2027, if nothing changes; the first fails at Rescue task force"
    )
    dana.says("/readiness teams 1 Jan 2026 Seder Fire")
    dana.sees("Cedar Fire Department (agency)")

    # Months and the place in the list; a title that is taken; a position taken out, and put back.
    dana.says("/muster positions add")
    dana.fills({"Code": "MED-BRANCH", "Title": "transport"})
    dana.submits()
    assert "Another position has that title" in str(dana.modal_errors)
    dana.closes()
    dana.says("/muster positions tactical")
    dana.fills({"Place in the list": "1"})
    dana.submits()
    dana.sees("Tactical was changed.")
    dana.says("/muster positions rescue")
    dana.fills({"For how many months having played it counts": "3"})
    dana.submits()
    dana.sees("1 → 0 teams deep tonight; the first would fail at Rescue task force (0 of 2).")
    dana.closes()
    dana.says("/muster positions triage")
    dana.sees("Triage (TRIAGE)")
    dana.presses("Take it out")
    dana.sees("Triage can't be played any more")
    dana.submits()
    dana.sees("Triage was taken out of the catalogue.")
    assert "Taken out: Triage" in dana.sees("Triage").text
    dana.says("/muster positions add")
    dana.fills({"Code": "triage", "Title": "Triage", "Whose people can fill it": ["Fire", "EMS"]})
    dana.submits()
    dana.sees("Grove stays 1 team deep tonight.")
    dana.submits()
    dana.sees("Triage is in the catalogue now.")
    dana.says("/readiness teams")
    dana.sees("Grove is 1 team deep tonight; the second fails at Tactical (1 of 2).")

    # Home: one's own positions; the depth of one's agency; the region's.
    ada.opens_home()
    seen = ada.sees("Incident command: played 14 Jan 2026 (full-scale)")
    assert "Transport: walked 3 Feb 2026" in seen.text
    stage.ben.opens_home()
    stage.ben.sees("Transport: played 14 Jan 2026 (full-scale; own word until verified)")
    cora.opens_home()
    cora.sees("0 teams deep; the first fails at Rescue task force (0 of 2)")
    cora.presses("Teams")
    seen = cora.sees("Cedar Fire Department is 0 teams deep tonight")
    assert "Jo Lee (Cedar Fire Department): Triage through 14 Jan 2027" in seen.text
    dana.opens_home()
    dana.sees("1 team deep; the second fails at Tactical (1 of 2)")
    ada.says("/readiness")
    ada.sees("1 team deep; the second fails at Tactical (1 of 2)")

    with stage.store.reading() as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.kind == "position.changed")).all()
        assert {row.detail["what"] for row in rows} == {"added", "changed", "moved", "taken out"}
