"""Who is at a class: signing in, leaving early, being taken off its list, and how many are there.

Nobody is on a list twice, whoever presses how often and where; what was taken back stays readable. Every
change marks the class's card and leaves an audit row, in the one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from readiness.slots import slot_instant
from storage.audit import AuditKind, Trail
from storage.cards import changed
from storage.class_turns import ClassClosed, NotOnList, NotOpenYet, SignInOver, lock_class, lock_going
from storage.classes import (
    CLASS_CARD,
    ON_LIST,
    AttendanceRecord,
    ClassRecord,
    ClassState,
    Coming,
    ComingRecord,
    Way,
)
from storage.people import Person, lock_people
from storage.training import CourseRecord

SUBJECT = AttendanceRecord.__tablename__
"""What somebody on the list of a class is called in the audit."""
BEFORE_THE_START = timedelta(hours=1)
AFTER_THE_END = timedelta(hours=12)
"""How long after the end of a class people still sign in by themselves; then it waits to be closed."""
MIDNIGHT = time()


@dataclass(frozen=True, slots=True)
class Attended:
    """Somebody on the list of a class; whether that is new, or they had left early and are back."""

    record: AttendanceRecord
    is_new: bool
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class HeadCount:
    """How many people answered what, how many are on the list, and how many of those left early."""

    coming: int = 0
    waiting: int = 0
    not_coming: int = 0
    here: int = 0
    left_early: int = 0

    @property
    def on_list(self) -> int:
        """Everybody on the list, those who left early too."""
        return self.here + self.left_early


def begins(held: ClassRecord, zone: ZoneInfo) -> datetime:
    """The instant a class begins: of its wall clock, or of its local day where no time is said."""
    return slot_instant(held.held_on, held.start_time or MIDNIGHT, zone)


def ends(held: ClassRecord, course_hours: float | None, zone: ZoneInfo) -> datetime:
    """The instant a class ends: its hours, else its course's, after its start; else with its local day."""
    hours = course_hours if held.hours is None else held.hours
    if held.start_time is None or not hours:
        return slot_instant(held.held_on + timedelta(days=1), MIDNIGHT, zone)
    return begins(held, zone) + timedelta(hours=hours)


def sign_in_opens(held: ClassRecord, zone: ZoneInfo) -> datetime:
    """The instant from which people sign in by themselves: an hour before the start, or with the day."""
    start = begins(held, zone)
    return start if held.start_time is None else start - BEFORE_THE_START


def ended(session: Session, held: ClassRecord, zone: ZoneInfo) -> datetime:
    """The instant a class ends, by its own hours or its course's."""
    return ends(held, session.get_one(CourseRecord, held.course_id).hours, zone)


def refuse_late(session: Session, held: ClassRecord, zone: ZoneInfo, now: datetime) -> None:
    """Raises SignInOver where nobody signs in to a class, or leaves it, by themself any more."""
    if now >= (end := ended(session, held, zone)) + AFTER_THE_END:
        raise SignInOver(held, end)


def open_class(session: Session, held: ClassRecord, trail: Trail) -> bool:
    """Opens the sign-in of a class; whether it was shut before.

    Raises ClassClosed and ClassCancelled. Of one that is over `refuse_late` comes first.
    """
    lock_going(session, held)
    return _open(session, held, trail)


def sign_in(
    session: Session, held: ClassRecord, person_id: int, way: Way, trail: Trail, zone: ZoneInfo
) -> Attended:
    """Puts somebody on the list of a class, once; who left early is there again.

    From an hour before the start the first who signs in opens it; until some hours after its end. Who holds
    it adds people at any time. Raises NotOpenYet, SignInOver, ClassClosed and ClassCancelled.
    """
    [attended] = sign_in_all(session, held, [person_id], way, trail, zone)
    return attended


def sign_in_all(
    session: Session, held: ClassRecord, person_ids: Sequence[int], way: Way, trail: Trail, zone: ZoneInfo
) -> list[Attended]:
    """The same for several people at once, in their order; nobody of them, where it cannot be."""
    lock_going(session, held)
    if len(person_ids) > 1:
        lock_people(session, person_ids)
    opens = sign_in_opens(held, zone)
    if held.state is ClassState.PLANNED and way is not Way.ADDED and trail.now < opens:
        raise NotOpenYet(held, opens)
    if way is not Way.ADDED:
        refuse_late(session, held, zone, trail.now)
    if held.state is ClassState.PLANNED and trail.now >= opens:
        _open(session, held, trail)
    there = {each.person_id: each for each in _on_list(session, held.id, person_ids)}
    attended = []
    for person_id in dict.fromkeys(person_ids):
        record = there.get(person_id)
        if record is None:
            attended.append(Attended(_listed(held, person_id, way, trail), True))
        else:
            attended.append(Attended(record, False, record.left_early_at is not None))
            record.left_early_at = None
    session.add_all([each.record for each in attended if each.is_new])
    moved = [each.record for each in attended if each.is_new or each.is_back]
    _settle(session, held, moved, trail, AuditKind.CLASS_ATTENDED)
    return attended


def leave_early(session: Session, held: ClassRecord, person_id: int, trail: Trail) -> AttendanceRecord:
    """Notes that somebody leaves a class before its end; who said so before keeps the first instant.

    Raises NotOnList, ClassClosed and ClassCancelled. Of one that is over `refuse_late` comes first.
    """
    lock_going(session, held)
    record = next(iter(_on_list(session, held.id, [person_id])), None)
    if record is None:
        raise NotOnList(held)
    if record.left_early_at is None:
        record.left_early_at = trail.now
        _settle(session, held, [record], trail, AuditKind.CLASS_LEFT)
    return record


def stayed(session: Session, record: AttendanceRecord, trail: Trail) -> bool:
    """Notes that somebody who is said to have left early did stay; whether that was new.

    Raises NotOnList where they were taken off the list, ClassClosed and ClassCancelled.
    """
    held = session.get_one(ClassRecord, record.class_id)
    lock_going(session, held)
    session.refresh(record)
    if not record.stands:
        raise NotOnList(held)
    if record.left_early_at is None:
        return False
    record.left_early_at = None
    _settle(session, held, [record], trail, AuditKind.CLASS_ATTENDED)
    return True


def take_off(session: Session, record: AttendanceRecord, reason: str, trail: Trail) -> bool:
    """Takes somebody off the list of a class, with a reason; whether they still were on it.

    Of a cancelled class too. Raises ClassClosed: what a closed one gave is corrected record by record.
    """
    held = session.get_one(ClassRecord, record.class_id)
    lock_class(session, held)
    if held.state is ClassState.CLOSED:
        raise ClassClosed(held)
    session.refresh(record)
    if not record.stands:
        return False
    record.take_back(trail.now, trail.by, reason)
    _settle(session, held, [record], trail, AuditKind.ATTENDANCE_REMOVED)
    return True


def head_count(session: Session, class_id: int) -> HeadCount:
    """How many come, wait, don't come, are there and left early; of a class of any size by two questions."""
    answers = select(ComingRecord.answer, func.count()).where(ComingRecord.class_id == class_id)
    said = dict(session.execute(answers.group_by(ComingRecord.answer)).all())
    listed = select(func.count(), func.count(AttendanceRecord.left_early_at))
    everybody, left = session.execute(listed.where(AttendanceRecord.class_id == class_id, ON_LIST)).one()
    return HeadCount(
        said.get(Coming.COMING, 0),
        said.get(Coming.WAITING, 0),
        said.get(Coming.NOT_COMING, 0),
        everybody - left,
        left,
    )


def list_of(
    session: Session, class_id: int, start: int = 0, many: int | None = None
) -> list[tuple[AttendanceRecord, Person]]:
    """Some of those on the list of a class, by last name; all from `start` on, where `many` is not said."""
    query = (
        select(AttendanceRecord, Person)
        .join(Person, Person.id == AttendanceRecord.person_id)
        .where(AttendanceRecord.class_id == class_id, ON_LIST)
        .order_by(Person.sort_key, Person.id)
        .offset(start)
        .limit(many)
        .execution_options(populate_existing=True)
    )
    return [(record, person) for record, person in session.execute(query)]


def attendance_of(session: Session, class_id: int, person_id: int) -> AttendanceRecord | None:
    """Somebody's row on the list of a class; None, where they are not on it."""
    return next(iter(_on_list(session, class_id, [person_id])), None)


def at_once_with(session: Session, held: ClassRecord, person_id: int, zone: ZoneInfo) -> list[ClassRecord]:
    """The other classes somebody is signed in to, and did not leave, that go on while this one does."""
    near = (held.held_on - timedelta(days=7), held.held_on + timedelta(days=7))
    query = (
        select(ClassRecord)
        .join(AttendanceRecord, AttendanceRecord.class_id == ClassRecord.id)
        .where(
            AttendanceRecord.person_id == person_id,
            ON_LIST,
            AttendanceRecord.left_early_at.is_(None),
            ClassRecord.id != held.id,
            ClassRecord.state == ClassState.OPEN,
            ClassRecord.held_on.between(*near),
            ClassRecord.start_time.is_not(None),
        )
        .order_by(ClassRecord.held_on, ClassRecord.start_time, ClassRecord.id)
    )
    if held.start_time is None:  # who is somewhere all day may well be at a class of it, too
        return []
    start, end = begins(held, zone), ended(session, held, zone)
    return [
        each
        for each in session.scalars(query)
        if begins(each, zone) < end and start < ended(session, each, zone)
    ]


def by_wall_code(session: Session, code: str) -> ClassRecord | None:
    """The class on whose wall these four digits stand; None when there is none, or no more."""
    return session.scalars(select(ClassRecord).where(ClassRecord.wall_code == code)).one_or_none()


def _open(session: Session, held: ClassRecord, trail: Trail) -> bool:
    if held.state is ClassState.OPEN:
        return False
    held.state = ClassState.OPEN
    trail.note(session, AuditKind.CLASS_OPENED, held.subject, of=held)
    changed(session, CLASS_CARD, held.id, trail.now)
    return True


def _on_list(session: Session, class_id: int, person_ids: Sequence[int]) -> Sequence[AttendanceRecord]:
    query = select(AttendanceRecord).where(
        AttendanceRecord.class_id == class_id, AttendanceRecord.person_id.in_(person_ids), ON_LIST
    )
    return session.scalars(query.execution_options(populate_existing=True)).all()


def _listed(held: ClassRecord, person_id: int, way: Way, trail: Trail) -> AttendanceRecord:
    return AttendanceRecord(
        class_id=held.id,
        person_id=person_id,
        way=way,
        signed_in_at=trail.now,
        recorded_by=trail.by,
        recorded_from=trail.recorded_from,
        recorded_at=trail.now,
    )


def _settle(
    session: Session,
    held: ClassRecord,
    records: Sequence[AttendanceRecord],
    trail: Trail,
    kind: AuditKind,
) -> None:
    """What follows from a change of a list: an audit row each, and the card."""
    if not records:
        return
    session.flush()
    for record in records:
        trail.note(session, kind, (SUBJECT, record.id), of=record, **{"class": held.id})
    changed(session, CLASS_CARD, held.id, trail.now)
