"""Leaves and waivers as people keep them: recorded with a reason, ended by a day, and never overwritten.

One that is ended is taken back, and another of the same first day that ends sooner stands in its place: both
stay readable, and the days they covered are answered as they were.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from readiness.records import Absence, AbsenceKind
from storage.audit import AuditKind, Trail
from storage.letters import ABSENCE_ENDED, ABSENCE_RECORDED, leave_line
from storage.people import Person, lock_people
from storage.standing import project_or_leave
from storage.training import AbsenceRecord
from words.days import spoken


@dataclass(frozen=True, slots=True)
class Wanted:
    """A leave or a waiver to be recorded: whose, for which days, why, and who approved it."""

    person: int
    absence: Absence
    reason: str
    approved_by: str = ""


def absence_of(record: AbsenceRecord) -> Absence:
    """A record as the rules read it."""
    return Absence(AbsenceKind(record.kind), record.starts_on, record.ends_on, record.course_id)


def absences_of(session: Session, person_id: int) -> list[AbsenceRecord]:
    """All of one person's, those taken back too, the latest first."""
    query = select(AbsenceRecord).where(AbsenceRecord.person_id == person_id)
    return list(session.scalars(query.order_by(AbsenceRecord.starts_on.desc(), AbsenceRecord.id.desc())))


def standing_absences(session: Session, person_id: int) -> list[AbsenceRecord]:
    """Those of one person that stand, the earliest first."""
    return [each for each in reversed(absences_of(session, person_id)) if each.voided_at is None]


def on_leave(session: Session, people: Iterable[int], day: date) -> set[int]:
    """Those of some people who are on leave on a day."""
    query = select(AbsenceRecord.person_id).where(
        AbsenceRecord.person_id.in_(sorted(people)),
        AbsenceRecord.kind == AbsenceKind.LEAVE.value,
        AbsenceRecord.voided_at.is_(None),
        AbsenceRecord.starts_on <= day,
        or_(AbsenceRecord.ends_on.is_(None), AbsenceRecord.ends_on >= day),
    )
    return set(session.scalars(query))


def away(
    session: Session, first: date, last: date, theirs: ColumnElement[bool], start: int, most: int
) -> tuple[list[AbsenceRecord], int]:
    """Who is away or waived on some day from `first` through `last`, by first day, then name: some, and how
    many there are in all.

    `theirs`: a condition on `AbsenceRecord`.
    """
    there = and_(
        AbsenceRecord.voided_at.is_(None),
        AbsenceRecord.starts_on <= last,
        or_(AbsenceRecord.ends_on.is_(None), AbsenceRecord.ends_on >= first),
        theirs,
    )
    query = (
        select(AbsenceRecord)
        .join(Person, Person.id == AbsenceRecord.person_id)
        .where(there)
        .order_by(AbsenceRecord.starts_on, Person.sort_key, AbsenceRecord.id)
    )
    count = session.scalar(select(func.count()).select_from(AbsenceRecord).where(there)) or 0
    return list(session.scalars(query.offset(start).limit(most))), count


def overlapping(session: Session, person_id: int, wanted: Absence) -> list[AbsenceRecord]:
    """Those that stand of the same kind, for that course or for all, and share a day with one wanted."""
    return [
        each
        for each in standing_absences(session, person_id)
        if each.kind == wanted.kind
        and each.course_id in (None, wanted.course)
        and (wanted.ends_on is None or each.starts_on <= wanted.ends_on)
        and (each.ends_on is None or wanted.starts_on <= each.ends_on)
    ]


def has_whole(record: AbsenceRecord, wanted: Absence) -> bool:
    """Whether a record covers every day of one that is wanted, or is of the same course and first day."""
    if record.starts_on == wanted.starts_on and record.course_id == wanted.course:
        return True
    ends_later = record.ends_on is None or (wanted.ends_on is not None and wanted.ends_on <= record.ends_on)
    return record.starts_on <= wanted.starts_on and ends_later


def record_absence(session: Session, wanted: Wanted, trail: Trail, today: date) -> AbsenceRecord:
    """Records a leave or a waiver; its person reads of it in their letter, as nobody records their own.

    Lock the person first (`storage.people.lock_people`).
    """
    record = AbsenceRecord(
        person_id=wanted.person,
        kind=wanted.absence.kind.value,
        course_id=wanted.absence.course,
        starts_on=wanted.absence.starts_on,
        ends_on=wanted.absence.ends_on,
        reason=wanted.reason,
        approved_by=wanted.approved_by or None,
        recorded_by=trail.by,
        recorded_at=trail.now,
    )
    session.add(record)
    session.flush()
    trail.note(
        session,
        AuditKind.ABSENCE_RECORDED,
        ("absence", record.id),
        of=record,
        person=wanted.person,
        **_days(record),
    )
    project_or_leave(session, [wanted.person], today)
    leave_line(session, [wanted.person], ABSENCE_RECORDED, record.id, trail.now)
    return record


def end_absence(
    session: Session, record: AbsenceRecord, last_day: date, trail: Trail, today: date
) -> AbsenceRecord | None:
    """Ends one on a day, which still counts; what stands in its place, None where that lies before its first.

    Its person reads of it in their letter. It must stand, and be locked with its person.
    """
    before = _days(record)
    shorter = None if last_day < record.starts_on else _copy(record, last_day, trail)
    why = "it never took place" if shorter is None else f"ended: its last day is {spoken(last_day)}"
    record.take_back(trail.now, trail.by, why)
    concerned: list[AbsenceRecord] = [record]
    if shorter is not None:
        session.add(shorter)
        concerned.append(shorter)
    session.flush()
    trail.note(
        session,
        AuditKind.ABSENCE_ENDED,
        ("absence", record.id),
        of=concerned,
        person=record.person_id,
        **before,
        last_day=None if shorter is None else last_day.isoformat(),
    )
    project_or_leave(session, [record.person_id], today)
    leave_line(session, [record.person_id], ABSENCE_ENDED, (shorter or record).id, trail.now)
    return shorter


def locked_absence(session: Session, key: int) -> AbsenceRecord | None:
    """One that stands, locked with its person; None where it is not there any more."""
    found = session.get(AbsenceRecord, key)
    if found is None:
        return None
    lock_people(session, [found.person_id])
    session.refresh(found)
    return found if found.voided_at is None else None


def _copy(record: AbsenceRecord, last_day: date, trail: Trail) -> AbsenceRecord:
    return AbsenceRecord(
        person_id=record.person_id,
        kind=record.kind,
        course_id=record.course_id,
        starts_on=record.starts_on,
        ends_on=last_day,
        reason=record.reason,
        approved_by=record.approved_by,
        recorded_by=trail.by,
        recorded_at=trail.now,
    )


def _days(record: AbsenceRecord) -> dict[str, str | None]:
    return {
        "kind": record.kind,
        "starts_on": record.starts_on.isoformat(),
        "ends_on": None if record.ends_on is None else record.ends_on.isoformat(),
    }
