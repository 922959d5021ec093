"""An exercise cancelled and held after all: what took place stays, and a mistake is mended."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from commands.exercises import cancelling, planning, planning_overview
from commands.kit.problems import Refused
from storage.audit import Trail
from storage.engine import Store
from storage.exercises import ExerciseRecord, ExerciseState, ParticipationRecord, RatingRecord
from storage.taking_part import Part, take_part, verify_parts
from tests.commands.speaking import NOON, County, Office
from words.problems import Problem

ENTRIES = (*planning.ENTRIES, *cancelling.ENTRIES, *planning_overview.ENTRIES)


@pytest.fixture
def office(store: Store, there: County) -> Office:
    return Office(store, ENTRIES)


def only(store: Store) -> ExerciseRecord:
    with store.reading() as session:
        return session.scalars(select(ExerciseRecord)).one()


def test_what_took_place_stays_and_a_wrong_cancellation_is_taken_back(
    office: Office, there: County, store: Store
) -> None:
    lead = office.lead(there.cedar, person_id=there.ada)
    receipt = lead.submits(
        lead.says("exercise plan"),
        title="Vine campus drill",
        type="drill",
        day="2026-10-30",
        host=str(there.cedar),
    )
    trail = Trail("Ada", "slack", NOON, "")
    with store.writing() as session:
        vine_drill = session.get_one(ExerciseRecord, only(store).id)
        [own] = take_part(session, vine_drill, [Part(there.oak, there.cy)], trail, self_reported=True)
    gone = lead.presses(receipt, "Cancel it")
    assert "To be told" not in gone.text, "nobody was invited but the speaker's own"
    with pytest.raises(Refused):
        office.lead(there.oak, user="UOLA", person_id=there.cy).presses(gone, "Hold it after all")
    assert lead.says("exercise show EX-2026-001").buttons() == ["Hold it after all"]
    again = lead.presses(gone, "Hold it after all")
    assert again.text.startswith("As it is now: Vine campus drill")
    assert only(store).state is ExerciseState.PLANNED
    with pytest.raises(Problem, match="is not cancelled"):
        lead.presses(gone, "Hold it after all")
    with store.writing() as session:
        row = session.get_one(ParticipationRecord, own.record.id)
        verify_parts(session, [row], trail)
        rating = {"task_key": "a", "task": "A", "rating": "P", "recorded_at": NOON}
        session.add(RatingRecord(exercise_id=row.exercise_id, **rating))
    with pytest.raises(Problem, match="took place: 1 part is confirmed and 1 rating is on record"):
        lead.presses(again, "Cancel it")
    assert "Cancel it" not in lead.says("exercise show EX-2026-001").buttons()
    assert "It took place: 1 part is confirmed" in lead.says("exercise cancel EX-2026-001").text
    assert only(store).state is ExerciseState.PLANNED
