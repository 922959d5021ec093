"""Recording who took part in an exercise: never overwritten, only replaced by a new record or voided.

Whatever is recorded here moves the projection of who can play, marks the sign-in card, and leaves an audit
row, in the one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from readiness.vocabulary import Role
from storage.audit import AuditKind, Trail
from storage.cards import changed
from storage.exercises import SIGNIN_CARD, ExerciseRecord, ParticipationRecord
from storage.playing import project_playing
from storage.standing import lock_people

SUBJECT = "participation"
"""What a row of participation is called in the audit."""


@dataclass(frozen=True, slots=True)
class Part:
    """Who took part: a person, or so many people, of an agency; in a role, perhaps a position, in a run."""

    agency_id: int
    person_id: int | None = None
    headcount: int | None = None
    role: str = Role.PLAYER
    position_id: int | None = None
    run: int = 1

    @classmethod
    def of(cls, record: ParticipationRecord) -> Part:
        """What a record says."""
        return cls(
            record.agency_id,
            record.person_id,
            record.headcount,
            record.role,
            record.position_id,
            record.run,
        )

    @property
    def columns(self) -> dict[str, Any]:
        """The columns it is kept in."""
        return {
            "agency_id": self.agency_id,
            "person_id": self.person_id,
            "headcount": self.headcount,
            "role": str(self.role),
            "position_id": self.position_id,
            "run": self.run,
        }


@dataclass(frozen=True, slots=True)
class Taken:
    """A record that says who took part, and whether it is new: the same is not recorded twice."""

    record: ParticipationRecord
    is_new: bool


def standing_parts(*conditions: Any) -> Select[ParticipationRecord]:
    """The rows that stand: not taken back and not replaced; in the order they were recorded."""
    return (
        select(ParticipationRecord)
        .where(
            ParticipationRecord.voided_at.is_(None),
            ParticipationRecord.replaced_by_id.is_(None),
            *conditions,
        )
        .order_by(ParticipationRecord.id)
    )


def take_part(
    session: Session,
    exercise: ExerciseRecord,
    parts: Iterable[Part],
    trail: Trail,
    *,
    self_reported: bool = False,
    verified: bool = False,
) -> list[Taken]:
    """Records who took part, each once: what stands on record already is given back as it is.

    `verified`: recorded by somebody who may confirm it, and confirmed with that.
    """
    wanted = list(dict.fromkeys(parts))
    lock_exercise(session, exercise)
    lock_people(session, [part.person_id for part in wanted if part.person_id is not None])
    there = {Part.of(record): record for record in _there(session, exercise, wanted)}
    taken = [
        Taken(there[part], False)
        if part in there
        else Taken(_recorded(exercise, part, trail, self_reported, verified), True)
        for part in wanted
    ]
    new = [each.record for each in taken if each.is_new]
    session.add_all(new)
    _settle(session, exercise.id, new, trail, AuditKind.TOOK_PART)
    return taken


def verify_parts(session: Session, records: Sequence[ParticipationRecord], trail: Trail) -> None:
    """Confirms some rows of one exercise; those confirmed already keep who did it first."""
    fresh = [record for record in records if not record.verified]
    for record in fresh:
        record.verified, record.verified_by, record.verified_at = True, trail.by, trail.now
    if fresh:
        _settle(session, fresh[0].exercise_id, fresh, trail, AuditKind.TOOK_PART_VERIFIED)


def correct_part(
    session: Session, record: ParticipationRecord, part: Part, trail: Trail, *, verified: bool = True
) -> ParticipationRecord:
    """Puts another record in the place of one, which stays readable; the same where nothing is other.

    Where a row that says the same stands already, that one takes its place.
    """
    if part == Part.of(record):
        return record
    exercise = session.get_one(ExerciseRecord, record.exercise_id)
    people = [each for each in (record.person_id, part.person_id) if each is not None]
    lock_exercise(session, exercise)
    lock_people(session, people)
    new = next((each for each in _there(session, exercise, [part]) if Part.of(each) == part), None)
    if new is None:
        new = _recorded(exercise, part, trail, record.self_reported, verified)
        session.add(new)
        session.flush()
    record.replaced_by_id = new.id
    _settle(session, exercise.id, [record, new], trail, AuditKind.TOOK_PART_CORRECTED)
    return new


def void_part(
    session: Session,
    record: ParticipationRecord,
    reason: str,
    trail: Trail,
    kind: AuditKind = AuditKind.TOOK_PART_UNDONE,
) -> None:
    """Takes a row back with a reason; what it replaced stands again."""
    record.take_back(trail.now, trail.by, reason)
    replaced = session.scalars(
        select(ParticipationRecord).where(ParticipationRecord.replaced_by_id == record.id)
    ).all()
    for earlier in replaced:
        earlier.replaced_by_id = None
    _settle(session, record.exercise_id, [record, *replaced], trail, kind)


def lock_exercise(session: Session, exercise: ExerciseRecord) -> None:
    """Makes those who record who took part in an exercise take turns (SQLite's writers do so anyway)."""
    session.flush()
    session.refresh(exercise, with_for_update=session.get_bind().dialect.name != "sqlite" or None)


def _there(
    session: Session, exercise: ExerciseRecord, parts: Sequence[Part]
) -> Sequence[ParticipationRecord]:
    """What stands of the people, or the headcounts, that some parts speak of."""
    of: ColumnElement[bool] = ParticipationRecord.person_id.in_(
        [each.person_id for each in parts if each.person_id is not None]
    )
    if any(part.person_id is None for part in parts):
        of = or_(of, ParticipationRecord.person_id.is_(None))
    return session.scalars(standing_parts(ParticipationRecord.exercise_id == exercise.id, of)).all()


def _recorded(
    exercise: ExerciseRecord, part: Part, trail: Trail, self_reported: bool, verified: bool
) -> ParticipationRecord:
    return ParticipationRecord(
        exercise_id=exercise.id,
        **part.columns,
        self_reported=self_reported,
        verified=verified,
        verified_by=trail.by if verified else "",
        verified_at=trail.now if verified else None,
        recorded_by=trail.by,
        recorded_from=trail.recorded_from,
        recorded_at=trail.now,
    )


def _settle(
    session: Session,
    exercise_id: int,
    records: Sequence[ParticipationRecord],
    trail: Trail,
    kind: AuditKind,
) -> None:
    """What follows from a change of some rows: an audit row each, the projection, the card."""
    if not records:
        return
    session.flush()
    for record in records:
        trail.note(session, kind, (SUBJECT, record.id), of=record, exercise=exercise_id)
    project_playing(session, {each.person_id for each in records if each.person_id is not None})
    changed(session, SIGNIN_CARD, exercise_id, trail.now)
