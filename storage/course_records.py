"""The records of what is asked, as changes of them are written down, with what each was in an audit row."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.records import CourseId
from storage.audit import AuditKind, AuditRow, Trail
from storage.catalogue import VERSION
from storage.progress import progress
from storage.training import CourseRecord

COURSE, RULE, REQUIREMENT, EQUIVALENT = "course", "rule", "requirement", "equivalent"
"""What each is called in the audit."""
ADDED, CHANGED, TAKEN_BACK, CALLED, UNDONE = "added", "changed", "taken back", "called", "undone"
TAUGHT = "said how to teach"
"""What was done, as the audit's detail has it."""

SILENT = ("id", "import_id", "course_id", "voided_at", "voided_by", "void_reason")
"""Columns that say nothing of what was asked."""


class Gone(Exception):
    """What was to be changed, or is named, is not there any more."""


class Taken(Exception):
    """It is there already, or another course has the name; the message says what, for people."""


def live(model: Any) -> Any:
    """What stands of a kind of record."""
    return select(model).where(model.voided_at.is_(None))


def standing(session: Session, model: Any, key: int) -> Any:
    """A record that stands. Raises Gone."""
    record = session.get(model, key)
    if record is None or getattr(record, "voided_at", None) is not None:
        raise Gone
    return record


def title_of(session: Session, course_id: CourseId) -> str:
    """What a course is titled."""
    return session.get_one(CourseRecord, course_id).title


def put(session: Session, trail: Trail, name: str, record: Any, now: dict[str, Any]) -> AuditRow:
    """Adds a record; its audit row."""
    session.add(record)
    session.flush()
    return noted(session, trail, name, record, ADDED, {}, now)


def altered(
    session: Session, trail: Trail, name: str, record: Any, columns: dict[str, Any]
) -> AuditRow | None:
    """Gives a record these values; its audit row, None where it has them already."""
    now = {column: value for column, value in columns.items() if getattr(record, column) != value}
    before = {column: getattr(record, column) for column in now}
    for column, value in now.items():
        setattr(record, column, value)
    return noted(session, trail, name, record, CHANGED, before, now) if now else None


def took_back(session: Session, trail: Trail, name: str, record: Any) -> AuditRow:
    """Takes a record back; its audit row."""
    record.take_back(trail.now, trail.by, "no longer asked" if name == REQUIREMENT else "taken back")
    was = {
        column.key: getattr(record, column.key)
        for column in record.__table__.columns
        if column.key not in SILENT
    }
    return noted(session, trail, name, record, TAKEN_BACK, was, {})


def noted(
    session: Session,
    trail: Trail,
    name: str,
    record: Any,
    what: str,
    before: dict[str, Any],
    now: dict[str, Any],
    **more: Any,
) -> AuditRow:
    """The audit row of what was done to a record, with the version of the catalogue that follows from it."""
    session.flush()
    version = int(progress(session, VERSION) or "0") + 1  # the one that follows from it
    said = {"what": what, "before": written(before), "now": written(now), "version": version, **more}
    return trail.note(session, AuditKind.COURSE_CHANGED, (name, record.id), of=record, **said)


def written(values: dict[str, Any]) -> dict[str, Any]:
    """Values as the audit has them."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
