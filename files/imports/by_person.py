"""Imports of people's records alone, which are taken back some people at a time: which they are, and what of
them is whose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from files.imports.records import SUBJECTS
from files.kinds import ABSENCES, COMPLETIONS, ROSTER
from storage.audit import AuditKind, AuditRow
from storage.imports import ImportRun
from storage.people import AffiliationRecord, Person, PersonAddress
from storage.training import AbsenceRecord, CompletionRecord

OWNERS: Mapping[str, Mapping[Any, Any]] = MappingProxyType(
    {
        COMPLETIONS.name: {CompletionRecord: CompletionRecord.person_id},
        ABSENCES.name: {AbsenceRecord: AbsenceRecord.person_id},
        ROSTER.name: {AffiliationRecord: AffiliationRecord.person_id, Person: Person.id},
    }
)
"""By the kind of an import the records it brings or changes, and the column that says whose each is."""

_MARKS = ("email", "member_id")


def is_by_person(session: Session, run: ImportRun) -> bool:
    """Whether what becomes of one person, as it is taken back, has nothing to do with any other.

    It has where an e-mail or a member id goes back to whoever bore it before: the one who bears it now must
    let go of it first.
    """
    if run.kind not in OWNERS:
        return False
    if run.kind != ROSTER.name:
        return True
    addresses = select(PersonAddress.email).where(PersonAddress.import_id == run.id)
    released = select(AuditRow.id).where(
        AuditRow.import_id == run.id, AuditRow.kind == AuditKind.ADDRESS_RELEASED.value
    )
    if any(session.scalar(each.limit(1)) is not None for each in (addresses, released)):
        return False
    kinds = {SUBJECTS[model] for model in OWNERS[run.kind]}
    changes = select(AuditRow.subject_kind, AuditRow.detail).where(*changed_by(run))
    return not any(
        kind not in kinds or any(detail["changes"].get(mark, (None,))[0] for mark in _MARKS)
        for kind, detail in session.execute(changes.execution_options(yield_per=1000))
    )


def people_of(session: Session, run: ImportRun) -> Iterator[tuple[int, int]]:
    """Whose records it brought or changed, and how many each of them has."""
    rows: Counter[int] = Counter()
    for model, owner in OWNERS[run.kind].items():
        counts = select(owner, func.count()).group_by(owner)
        queries = [counts.join(AuditRow, spoken_of(model)).where(*changed_by(run))]
        if model is not Person:  # a person stays, as a name
            queries.append(counts.where(model.import_id == run.id, model.voided_at.is_(None)))
        for query in queries:
            for person, count in session.execute(query):
                rows[person] += count
    yield from sorted(rows.items())


def noted(
    session: Session, run: ImportRun, kind: AuditKind, people: frozenset[int] | None = None
) -> Sequence[AuditRow]:
    """What the audit has of an import, of a kind: of some people's records, or of all. The last first."""
    query = select(AuditRow).where(AuditRow.kind == kind.value).order_by(AuditRow.id.desc())
    if people is None:
        return session.scalars(query.where(AuditRow.import_id == run.id)).all()
    query = query.where(found_by_people(AuditRow.import_id, run))
    of_theirs = (
        query.join(model, spoken_of(model)).where(owner.in_(people))
        for model, owner in OWNERS[run.kind].items()
    )
    return [row for each in of_theirs for row in session.scalars(each)]


def found_by_people(import_id: Any, run: ImportRun) -> ColumnElement[bool]:
    """That a record is of an import, not to be looked up by that: the question is of some of its people.

    SQLite would go by the index of imports, through all that a large one brought, with every batch.
    """
    return func.coalesce(import_id, 0) == run.id


def spoken_of(model: Any) -> ColumnElement[bool]:
    """That an audit row speaks of a record of that kind."""
    return and_(AuditRow.subject_kind == SUBJECTS[model], AuditRow.subject_id == model.id)


def changed_by(run: ImportRun) -> tuple[ColumnElement[bool], ...]:
    """That an audit row tells what an import changed."""
    return AuditRow.import_id == run.id, AuditRow.kind == AuditKind.CHANGED_BY_IMPORT.value
