"""What happened to the records of an import since: whether they were changed, and who builds upon them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from files.imports.lookup import in_parts
from files.imports.records import SUBJECTS
from storage.audit import AuditKind, AuditRow
from storage.exercises import ActionRecord, ExerciseRecord, ParticipationRecord, RatingRecord
from storage.imports import ImportRun, ImportState
from storage.people import AgencyRecord, Person
from storage.plans import AdoptionRecord, RevisionRecord
from storage.training import CompletionRecord, CourseRecord

CHANGED, SAID = "changed since", "somebody said the same since"


def changed_since(session: Session, run: ImportRun, model: Any, ids: Sequence[int]) -> dict[int, str]:
    """Which of the records an import added were changed after it, and how."""
    undone = set(session.scalars(select(ImportRun.id).where(ImportRun.state == ImportState.UNDONE)))
    found: dict[int, str] = {}
    for part in in_parts(ids):
        rows = session.scalars(
            select(AuditRow).where(AuditRow.subject_kind == SUBJECTS[model], AuditRow.subject_id.in_(part))
        )
        for row in rows:
            if row.subject_id is not None and row.import_id not in undone:
                if row.kind == AuditKind.SAID_AGAIN:
                    found.setdefault(row.subject_id, SAID)
                else:
                    found[row.subject_id] = CHANGED
        if model in (CompletionRecord, ParticipationRecord):
            verified = select(model.id).where(model.id.in_(part), model.verified_at > run.applied_at)
            found |= dict.fromkeys(session.scalars(verified), "verified since")
        if model is CompletionRecord:
            found |= dict.fromkeys(_corrected(session, run, part), "corrected since")
        if model is ParticipationRecord:
            found |= dict.fromkeys(_replaced(session, run, part), "corrected since")
    return found


def _corrected(session: Session, run: ImportRun, ids: Sequence[int]) -> Iterator[int]:
    """The completions that another import, or somebody, corrected."""
    corrections = session.execute(
        select(CompletionRecord.corrects_id, CompletionRecord.import_id).where(
            CompletionRecord.corrects_id.in_(ids), CompletionRecord.voided_at.is_(None)
        )
    )
    return (each.corrects_id for each in corrections if each.import_id != run.id)


def _replaced(session: Session, run: ImportRun, ids: Sequence[int]) -> Iterator[int]:
    """The rows of participation in whose place another import, or somebody, put another."""
    replacement = aliased(ParticipationRecord)
    query = (
        select(ParticipationRecord.id)
        .join(replacement, replacement.id == ParticipationRecord.replaced_by_id)
        .where(ParticipationRecord.id.in_(ids), func.coalesce(replacement.import_id, 0) != run.id)
    )
    return iter(session.scalars(query).all())


_USES: dict[Any, tuple[tuple[Any, Any, str], ...]] = {
    ExerciseRecord: (
        (ActionRecord, ActionRecord.exercise_id, "corrective actions came of it"),
        (RatingRecord, RatingRecord.exercise_id, "its tasks are rated"),
        (ParticipationRecord, ParticipationRecord.exercise_id, "people took part in it"),
    ),
    RevisionRecord: (
        (ExerciseRecord, ExerciseRecord.revision_id, "exercises try it"),
        (AdoptionRecord, AdoptionRecord.revision_id, "agencies adopted it"),
    ),
}


def in_use(session: Session, model: Any, ids: Sequence[int]) -> dict[int, str]:
    """Which of some records others build upon, that would have to be taken back first."""
    found: dict[int, str] = {}
    for part in in_parts(ids):
        for user, column, why in _USES.get(model, ()):
            used = select(column).where(column.in_(part), user.voided_at.is_(None)).distinct()
            found |= dict.fromkeys(session.scalars(used), why)
    return found


def in_words(session: Session, subject: str, record: Any) -> str:
    """What a record is, in words for the person who takes an import back."""
    parts = [subject, _named(session, record)]
    course_id = getattr(record, "course_id", None)
    if course_id is not None:
        parts.append(session.get_one(CourseRecord, course_id).code)
    day = next(filter(None, (getattr(record, each, None) for each in _DAYS)), None)
    parts.append(day.isoformat() if isinstance(day, date) else "")
    return " ".join(filter(None, parts))


_DAYS = ("completed_on", "starts_on", "effective_on", "joined_on", "adopted_on", "held_on")


def _named(session: Session, record: Any) -> str:
    """By whose name a record is known: a person's, its own, else its agency's."""
    named = record
    if getattr(record, "person_id", None) is not None:
        named = session.get_one(Person, record.person_id)
    elif isinstance(record, AdoptionRecord | ParticipationRecord):
        named = session.get_one(AgencyRecord, record.agency_id)
    return next(filter(None, (getattr(named, each, "") for each in ("name", "code", "task"))), "")
