"""What is asked, as the emergency manager changes it: courses, how long they last, who must hold them.

Each change is dated, with what was before and after in its audit row; what is taken back stays readable.
Nobody waits until everybody is projected anew (`storage.projecting`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.records import CourseId
from storage.audit import AuditKind, AuditRow, Trail
from storage.base import Base
from storage.catalogue import catalogue_changed, catalogue_of, lock_catalogue
from storage.course_aliases import aliases_of, set_aliases
from storage.course_capacity import put_back
from storage.course_drafts import Draft
from storage.course_records import (
    ADDED,
    CALLED,
    COURSE,
    EQUIVALENT,
    REQUIREMENT,
    RULE,
    UNDONE,
    Gone,
    noted,
    standing,
)
from storage.projecting import catch_up_with_few
from storage.shadowing import refuse_shadowing
from storage.training import CourseRecord, EquivalentRecord, RequirementRecord, RuleRecord
from words.names import Kind, Match


def write(session: Session, draft: Draft, trail: Trail, today: date) -> AuditRow | None:
    """Makes a change, and projects those few at once whom it moves; None where it changes nothing.

    Raises Gone for what is there no more, Taken for what is there already.
    """
    lock_catalogue(session)
    row = draft.write(session, trail)
    if row is not None:
        _rules_changed(session, today)
    return row


def call(session: Session, course_id: CourseId, aliases: Sequence[str], trail: Trail) -> AuditRow | None:
    """Says by what else a course goes; None where that changes nothing. Raises Gone, AliasTaken."""
    lock_catalogue(session)
    course = standing(session, CourseRecord, course_id)
    before = aliases_of(session, course_id)
    refuse_shadowing(session, Match(Kind.COURSE, course_id, course.title), aliases, before)
    if not set_aliases(session, course_id, aliases, trail.by, trail.now):
        return None
    now = aliases_of(session, course_id)
    row = noted(session, trail, COURSE, course, CALLED, {"aliases": before}, {"aliases": now})
    catalogue_changed(session)
    return row


def undo(session: Session, row: AuditRow, trail: Trail, today: date) -> AuditRow:
    """Takes a change back whole, as it was the last one of what everybody shares.

    Raises Gone where anything of that was changed since, and for a course that was added: it stays.
    """
    lock_catalogue(session)
    if row.kind != AuditKind.COURSE_CHANGED or row.detail.get("version") != catalogue_of(session).number:
        raise Gone
    what, before, now = row.detail["what"], row.detail["before"], row.detail["now"]
    record = session.get(MODELS[row.subject_kind], row.subject_id)
    if record is None or (what == ADDED and not isinstance(record, TAKEN_BACK_MODELS)) or what == UNDONE:
        raise Gone
    match what:
        case "added":
            record.take_back(trail.now, trail.by, "undone")
        case "taken back":
            record.voided_at = record.voided_by = record.void_reason = None
        case "called":
            set_aliases(session, record.id, before["aliases"], trail.by, trail.now)
        case "said how to teach":
            put_back(session, record.id, before, trail.by, trail.now)
        case _:
            for name, value in before.items():
                setattr(record, name, _read_back(type(record), name, value))
    undone = noted(session, trail, row.subject_kind, record, UNDONE, now, before, undoes=row.id)
    _rules_changed(session, today)
    return undone


def changes_of(session: Session, course_id: CourseId) -> list[AuditRow]:
    """What was changed of what a course asks, by anybody through any door, the newest first."""
    subjects: dict[str, Collection[int]] = {COURSE: [course_id]}
    for name, model in ((RULE, RuleRecord), (REQUIREMENT, RequirementRecord)):
        subjects[name] = session.scalars(select(model.id).where(model.course_id == course_id)).all()
    either = (EquivalentRecord.course_id == course_id) | (EquivalentRecord.counts_for_id == course_id)
    subjects[EQUIVALENT] = session.scalars(select(EquivalentRecord.id).where(either)).all()
    found = [
        row
        for name, ids in subjects.items()
        if ids
        for row in session.scalars(
            select(AuditRow).where(AuditRow.subject_kind == name, AuditRow.subject_id.in_(ids))
        )
    ]
    return sorted(found, key=lambda row: (row.at, row.id), reverse=True)


MODELS: dict[str, Any] = {
    COURSE: CourseRecord,
    RULE: RuleRecord,
    REQUIREMENT: RequirementRecord,
    EQUIVALENT: EquivalentRecord,
}
TAKEN_BACK_MODELS = (RuleRecord, RequirementRecord, EquivalentRecord)


def _rules_changed(session: Session, today: date) -> None:
    """Makes it another catalogue; a few people are projected at once, many are left to be moved on."""
    catalogue_changed(session)
    catch_up_with_few(session, today)


def _read_back(model: type[Base], name: str, value: Any) -> Any:
    is_day = model.__table__.columns[name].type.python_type is date
    return date.fromisoformat(value) if is_day and value is not None else value
