"""Recording who took part in an exercise: never overwritten, only replaced by a new record or voided.

Whatever is recorded here moves the projection of who can play, marks the sign-in card, and leaves an audit
row, in the one transaction. Whoever changes a row waits for those who change the same exercise, or the same
people, and judges it by what it says then.
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
from storage.catalogue import share_catalogue
from storage.exercises import SIGNIN_CARD, STANDS, ExerciseRecord, Origin, ParticipationRecord
from storage.people import lock_people
from storage.playing import project_playing
from storage.said_again import note_said_again

SUBJECT = "participation"
"""What a row of participation is called in the audit."""
READ_AT_ONCE = 5000


class NoLongerStands(Exception):
    """A row was taken back, or another took its place, while somebody was about to change it."""

    def __init__(self, record: ParticipationRecord) -> None:
        """Of this row, as it is now."""
        super().__init__(f"participation {record.id} stands no more")
        self.record = record


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
        .where(STANDS, *conditions)
        .order_by(ParticipationRecord.id)
        .execution_options(populate_existing=True)
    )


def take_part(
    session: Session,
    exercise: ExerciseRecord,
    parts: Iterable[Part],
    trail: Trail,
    *,
    self_reported: bool = False,
    verified: bool = False,
    origin: Origin = Origin.SAID,
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
        else Taken(_recorded(exercise, part, trail, self_reported, verified, origin), True)
        for part in wanted
    ]
    new = [each.record for each in taken if each.is_new]
    note_said_again(session, SUBJECT, [each.record for each in taken if not each.is_new], trail)
    session.add_all(new)
    _settle(session, exercise.id, new, trail, AuditKind.TOOK_PART)
    return taken


def verify_parts(
    session: Session, records: Sequence[ParticipationRecord], trail: Trail
) -> list[ParticipationRecord]:
    """Confirms some rows, and gives back those that are confirmed by it.

    The others stand no more, or were confirmed already and keep who did it first.
    """
    fresh = [record for record in lock_parts(session, records) if not record.verified]
    for record in fresh:
        record.verified, record.verified_by, record.verified_at = True, trail.by, trail.now
    for exercise_id in sorted({each.exercise_id for each in fresh}):
        theirs = [each for each in fresh if each.exercise_id == exercise_id]
        _settle(session, exercise_id, theirs, trail, AuditKind.TOOK_PART_VERIFIED)
    return fresh


def correct_part(
    session: Session,
    record: ParticipationRecord,
    part: Part,
    trail: Trail,
    *,
    verified: bool = True,
    self_reported: bool | None = None,
    origin: Origin = Origin.SAID,
) -> ParticipationRecord:
    """Puts another record in the place of one, which stays readable; the same where nothing is other.

    Where a row that says the same stands already, that one takes its place. `self_reported`: whether what
    the new one says is the person's own word; as before, where it is not said.

    Raises NoLongerStands where it was taken back or replaced meanwhile.
    """
    _lock_standing(session, record, [part])
    if part == Part.of(record):
        return record
    exercise = session.get_one(ExerciseRecord, record.exercise_id)
    new = next((each for each in _there(session, exercise, [part]) if Part.of(each) == part), None)
    if new is None:
        own = record.self_reported if self_reported is None else self_reported
        new = _recorded(exercise, part, trail, own, verified, origin)
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
) -> list[ParticipationRecord]:
    """Takes a row back with a reason; gives back what stands again: what it had replaced.

    Where the same was recorded since, and stands, the earlier one stays replaced: by that one.
    Raises NoLongerStands where it was taken back or replaced meanwhile.
    """
    _lock_standing(session, record)
    record.take_back(trail.now, trail.by, reason)
    replaced = session.scalars(_replaced_by([record.id])).all()
    exercise = session.get_one(ExerciseRecord, record.exercise_id)
    there = {Part.of(each): each for each in _there(session, exercise, [Part.of(each) for each in replaced])}
    for earlier in replaced:
        same = there.setdefault(Part.of(earlier), earlier)
        earlier.replaced_by_id = None if same is earlier else same.id
    _settle(session, record.exercise_id, [record, *replaced], trail, kind)
    return [earlier for earlier in replaced if earlier.stands]


def lock_exercise(session: Session, exercise: ExerciseRecord) -> None:
    """Makes those who record who took part in an exercise take turns (SQLite's writers do so anyway).

    Several people are locked at once after it, before anything of one is recorded (`lock_people`).
    """
    session.flush()
    share_catalogue(session)
    session.refresh(exercise, with_for_update=session.get_bind().dialect.name != "sqlite" or None)


def lock_parts(session: Session, records: Sequence[ParticipationRecord]) -> list[ParticipationRecord]:
    """Waits for whoever changes some rows' exercises or people; gives back those that stand then.

    What they had replaced is locked with them. Call it before the first of several is changed.
    """
    return [each for each in _locked(session, records) if each.stands]


def _lock_standing(session: Session, record: ParticipationRecord, parts: Sequence[Part] = ()) -> None:
    """Locks one row, and whom some parts speak of. Raises NoLongerStands."""
    _locked(session, [record], parts)
    if not record.stands:
        raise NoLongerStands(record)


def _locked(
    session: Session, records: Sequence[ParticipationRecord], parts: Sequence[Part] = ()
) -> list[ParticipationRecord]:
    """Locks the exercises of some rows, then everybody they and some parts speak of; the rows as they are."""
    session.flush()
    share_catalogue(session)
    ids = sorted({each.id for each in records})
    query = select(ExerciseRecord).where(ExerciseRecord.id.in_({each.exercise_id for each in records}))
    if session.get_bind().dialect.name != "sqlite":
        query = query.order_by(ExerciseRecord.id).with_for_update()
    session.scalars(query.execution_options(populate_existing=True)).all()
    rows: list[ParticipationRecord] = []
    people = {part.person_id for part in parts}
    for start in range(0, len(ids), READ_AT_ONCE):
        some = ids[start : start + READ_AT_ONCE]
        themselves = select(ParticipationRecord).where(ParticipationRecord.id.in_(some))
        latest = themselves.order_by(ParticipationRecord.id).execution_options(populate_existing=True)
        rows += session.scalars(latest)
        people.update(each.person_id for each in session.scalars(_replaced_by(some)))
    people.update(each.person_id for each in rows)
    lock_people(session, [each for each in people if each is not None])
    return rows


def _replaced_by(ids: Sequence[int]) -> Select[ParticipationRecord]:
    """What some rows took the place of."""
    replaced = select(ParticipationRecord).where(ParticipationRecord.replaced_by_id.in_(ids))
    return replaced.order_by(ParticipationRecord.id).execution_options(populate_existing=True)


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
    exercise: ExerciseRecord, part: Part, trail: Trail, self_reported: bool, verified: bool, origin: Origin
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
        origin=origin,
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
