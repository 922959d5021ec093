"""Who took part, as it is recorded: nothing twice, nothing overwritten, and who can play follows at once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.vocabulary import Role
from storage.audit import AuditKind, AuditRow, Trail
from storage.audit_key import KEY, AuditKey
from storage.engine import Store
from storage.exercises import ExerciseRecord, ExerciseState
from storage.people import AgencyRecord, Person
from storage.playing import project_exercise, project_positions, rebuild_playing
from storage.positions import CanPlayRow, PositionRecord
from storage.taking_part import (
    NoLongerStands,
    Part,
    correct_part,
    standing_parts,
    take_part,
    verify_parts,
    void_part,
)

NOW = datetime(2026, 11, 2, 15, tzinfo=UTC)
TRAIL = Trail("ada@grove.example", "slack", NOW, "a sentence")
LEAD = Trail("lea@grove.example", "slack", NOW, "the list")


class Set(NamedTuple):
    drill: ExerciseRecord
    tabletop: ExerciseRecord
    ada: int
    cedar: int
    transport: int
    triage: int


@pytest.fixture
def session(store: Store) -> Session:
    return Session(store.engine, info={KEY: AuditKey()})


def the_stage(session: Session) -> Set:
    cedar = AgencyRecord(key="cedar", name="Cedar")
    ada = Person(first_name="Ada", last_name="Abbott", email="ada@grove.example")
    positions = [
        PositionRecord(key=code.lower(), code=code, title=code.title(), place=place)
        for place, code in enumerate(("TRANSPORT", "TRIAGE"))
    ]
    drill = ExerciseRecord(
        key="ex-1", code="EX-1", title="Vine drill", type="drill", held_on=date(2026, 1, 14), recorded_at=NOW
    )
    tabletop = ExerciseRecord(
        key="ex-2",
        code="EX-2",
        title="Elm table",
        type="tabletop",
        held_on=date(2026, 10, 3),
        recorded_at=NOW,
    )
    session.add_all([cedar, ada, *positions, drill, tabletop])
    session.flush()
    return Set(drill, tabletop, ada.id, cedar.id, positions[0].id, positions[1].id)


def who_can(session: Session) -> list[tuple[date | None, date | None, date | None, date | None]]:
    rows = session.scalars(select(CanPlayRow).order_by(CanPlayRow.position_id)).all()
    session.expire_all()
    return [(row.played_on, row.walked_on, row.verified_on, row.through_on) for row in rows]


def test_what_was_played_and_walked_is_known_with_the_record(session: Session) -> None:
    stage = the_stage(session)
    part = Part(stage.cedar, stage.ada, position_id=stage.transport)
    assert [
        each.is_new for each in take_part(session, stage.drill, [part, part], TRAIL, self_reported=True)
    ] == [True]
    assert [each.is_new for each in take_part(session, stage.drill, [part], TRAIL)] == [False]
    assert who_can(session) == [(date(2026, 1, 14), None, None, date(2027, 1, 14))]
    take_part(session, stage.tabletop, [part], LEAD, verified=True)
    assert who_can(session) == [(date(2026, 1, 14), date(2026, 10, 3), None, date(2027, 1, 14))]


def test_a_row_is_verified_corrected_and_taken_back_and_stays_readable(session: Session) -> None:
    stage = the_stage(session)
    part = Part(stage.cedar, stage.ada, position_id=stage.transport)
    (taken,) = take_part(session, stage.drill, [part], TRAIL, self_reported=True)
    verify_parts(session, [taken.record], LEAD)
    assert who_can(session)[0][2] == date(2026, 1, 14)
    triage = Part(stage.cedar, stage.ada, position_id=stage.triage)
    new = correct_part(session, taken.record, triage, LEAD)
    assert (taken.record.replaced_by_id, taken.record.position_id) == (new.id, stage.transport)
    assert len(who_can(session)) == 1
    void_part(session, new, "entered twice", LEAD)
    assert taken.record.replaced_by_id is None
    kinds = session.scalars(select(AuditRow.kind).order_by(AuditRow.id)).all()
    assert AuditKind.TOOK_PART_CORRECTED in kinds
    assert AuditKind.TOOK_PART_UNDONE in kinds


def test_what_was_said_again_since_does_not_stand_twice_when_a_row_is_taken_back(session: Session) -> None:
    stage = the_stage(session)
    part = Part(stage.cedar, stage.ada, position_id=stage.transport)
    (first,) = take_part(session, stage.drill, [part], TRAIL, self_reported=True)
    new = correct_part(session, first.record, Part(stage.cedar, stage.ada, position_id=stage.triage), LEAD)
    (again,) = take_part(session, stage.drill, [part], TRAIL, self_reported=True)
    assert void_part(session, new, "no", LEAD) == []
    assert first.record.replaced_by_id == again.record.id
    assert session.scalars(standing_parts()).all() == [again.record]
    assert void_part(session, again.record, "no", LEAD) == [first.record]
    with pytest.raises(NoLongerStands):
        void_part(session, new, "again", LEAD)


def test_only_players_of_what_took_place_can_play(session: Session) -> None:
    stage = the_stage(session)
    parts = [
        Part(stage.cedar, stage.ada, role=Role.EVALUATOR, position_id=stage.triage),
        Part(stage.cedar, headcount=7),
        Part(stage.cedar, stage.ada, position_id=stage.transport, run=2),
    ]
    take_part(session, stage.drill, parts, LEAD, verified=True)
    before = who_can(session)
    assert before == [(date(2026, 1, 14), None, date(2026, 1, 14), date(2027, 1, 14))]
    rebuild_playing(session)
    assert who_can(session) == before
    session.get_one(PositionRecord, stage.transport).current_months = 24
    project_positions(session, [stage.transport])
    assert who_can(session)[0][3] == date(2028, 1, 14)
    stage.drill.state = ExerciseState.CANCELLED
    project_exercise(session, stage.drill.id)
    assert who_can(session) == []
