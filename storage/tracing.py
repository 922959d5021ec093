"""How a completion came about: what it corrects, what corrected it, what was rejected, from which file."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.audit import AuditKind, AuditRow
from storage.imports import ImportRun
from storage.recording import SUBJECT
from storage.training import CompletionRecord


def lineage(session: Session, record: CompletionRecord) -> list[CompletionRecord]:
    """The first record, whatever corrected it, and so on, taken back or not; in the order of their making."""
    theirs = select(CompletionRecord).where(CompletionRecord.person_id == record.person_id)
    by_id = {each.id: each for each in session.scalars(theirs.order_by(CompletionRecord.id))}
    known, waiting = {record.id}, [record.id]
    while waiting:
        key = waiting.pop()
        near = {each.id for each in by_id.values() if each.corrects_id == key}
        if by_id[key].corrects_id in by_id:
            near.add(by_id[key].corrects_id or 0)
        waiting += sorted(near - known)
        known |= near
    return [each for each in by_id.values() if each.id in known]


def rejected_among(session: Session, ids: Collection[int]) -> frozenset[int]:
    """Which of some records were taken back because somebody did not confirm them."""
    query = select(AuditRow.subject_id).where(
        AuditRow.subject_kind == SUBJECT,
        AuditRow.subject_id.in_(sorted(ids)),
        AuditRow.kind == AuditKind.TRAINING_REJECTED.value,
    )
    return frozenset(each for each in session.scalars(query) if each is not None) if ids else frozenset()


def file_of(session: Session, record: CompletionRecord) -> str:
    """The file that brought a record, in words; empty for one that no file brought."""
    run = None if record.import_id is None else session.get(ImportRun, record.import_id)
    if run is None:
        return "" if record.import_id is None else "a file"
    return f"the file {run.file_name} (import {run.id})" if run.file_name else f"a file (import {run.id})"
