"""What was never done together, asked in words, shared with a channel, and made into the next exercise."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from readiness.vocabulary import ExerciseType
from storage.exercise_plans import invited_to, objectives_of
from storage.exercises import ExerciseRecord
from tests.conversations.conftest import Stage
from tests.conversations.test_teams import DRILL, held


@pytest.mark.postgres
@pytest.mark.long
@pytest.mark.settings(muster_region_name="Grove")
def test_from_who_never_played_together_to_the_exercise_that_closes_it(stage: Stage) -> None:
    dana, ada = stage.dana, stage.ada
    dana.says("what are our gaps?")
    dana.sees("None of 3 pairs of agencies has played together in 24 months; nobody was ever at a tabletop.")
    dana.says("/muster positions")
    dana.presses("Load starting positions")
    dana.sees("8 positions; a full team needs 8 people")
    held(stage.store, "EX-1", ExerciseType.FULL_SCALE, date(2026, 1, 14), DRILL)
    held(stage.store, "EX-2", ExerciseType.TABLETOP, date(2026, 2, 3), {"ada@grove.example": "TRANSPORT"})

    ada.says("@Muster who has never played together?", stage.room)
    seen = ada.sees("2 of 3 pairs of agencies have not played together in 24 months.")
    assert "Grove 911: not with Birch Police Department and Cedar Fire Department" in seen.text
    ada.presses("Share")
    ada.sees("On its way to the channel")
    stage.max.sees("Shared by Ada Abbott.", seconds=10)
    ada.says("has dispatch ever been at a tabletop?")
    ada.sees("No: 911 and dispatch was never at a tabletop.")
    ada.says("which exercises were siloed?")
    ada.sees("1 of 2 exercises in 24 months was siloed.")
    ada.says("/exercise suggest")
    ada.sees("one exercise of 3 agencies would close")

    dana.says("what should our next exercise be?")
    seen = dana.sees("Monday 28 Dec 2026: one exercise of 3 agencies would close")
    assert "Grove 911: has not played with any of the others; fills Dispatch" in seen.text
    dana.presses("Use as plan")
    dana.sees("Plan an exercise")
    dana.submits()
    dana.sees("28 Dec 2026")
    with stage.store.reading() as session:
        record = session.scalars(
            select(ExerciseRecord).where(ExerciseRecord.held_on > date(2026, 11, 2))
        ).one()
        assert len(invited_to(session, [record.id])[record.id]) == 3
        [objective] = objectives_of(session, record.id)
        assert objective.objective.startswith("Play ")
        assert "Dispatch" in objective.objective
