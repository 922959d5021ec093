"""People's records as the rules read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from readiness.records import Absence, AbsenceKind, Affiliation, Completion, Responder
from storage.people import AffiliationRecord, Person
from storage.training import AbsenceRecord, CompletionRecord

Correction = aliased(CompletionRecord, name="correction")


def is_corrected() -> Any:
    """The condition that a live record corrects a completion."""
    return (
        select(Correction.id)
        .where(Correction.corrects_id == CompletionRecord.id, Correction.voided_at.is_(None))
        .exists()
    )


def live_completions(*columns: Any) -> Select[Any]:
    """Completions that stand: not voided, and not corrected by a record that stands."""
    return select(*columns).where(CompletionRecord.voided_at.is_(None), ~is_corrected())


def load_responders(
    session: Session, ids: Sequence[int] | None = None
) -> Iterator[tuple[Responder, dict[int, int]]]:
    """Some people (None: all) with all their records, by id.

    Beside each stand the ids of the affiliations' rows, by the identity of the `Affiliation`.
    """
    affiliations, rows = _affiliations(session, ids)
    completions = _completions(session, ids)
    absences = _absences(session, ids)
    people = select(Person.id).order_by(Person.id)
    if ids is not None:
        people = people.where(Person.id.in_(ids))
    for person in session.scalars(people).all():
        responder = Responder(
            key=person,
            affiliations=affiliations[person],
            completions=completions[person],
            absences=absences[person],
        )
        yield responder, {id(each): rows[id(each)] for each in affiliations[person]}


def _affiliations(
    session: Session, ids: Sequence[int] | None
) -> tuple[defaultdict[int, list[Affiliation]], dict[int, int]]:
    query = select(
        AffiliationRecord.id,
        AffiliationRecord.person_id,
        AffiliationRecord.agency_id,
        AffiliationRecord.joined_on,
        AffiliationRecord.left_on,
        AffiliationRecord.role,
    ).where(AffiliationRecord.voided_at.is_(None))
    if ids is not None:
        query = query.where(AffiliationRecord.person_id.in_(ids))
    found: defaultdict[int, list[Affiliation]] = defaultdict(list)
    rows: dict[int, int] = {}
    for row_id, person, agency, joined_on, left_on, role in session.execute(
        query.order_by(AffiliationRecord.id)
    ):
        affiliation = Affiliation(agency, joined_on, left_on, role)
        found[person].append(affiliation)
        rows[id(affiliation)] = row_id
    return found, rows


def _completions(session: Session, ids: Sequence[int] | None) -> defaultdict[int, list[Completion]]:
    query = live_completions(
        CompletionRecord.person_id,
        CompletionRecord.course_id,
        CompletionRecord.completed_on,
        CompletionRecord.verified,
    ).where(CompletionRecord.result == "pass")
    if ids is not None:
        query = query.where(CompletionRecord.person_id.in_(ids))
    found: defaultdict[int, list[Completion]] = defaultdict(list)
    for person, course, completed_on, verified in session.execute(query):
        found[person].append(Completion(course, completed_on, verified))
    return found


def _absences(session: Session, ids: Sequence[int] | None) -> defaultdict[int, list[Absence]]:
    query = select(
        AbsenceRecord.person_id,
        AbsenceRecord.kind,
        AbsenceRecord.starts_on,
        AbsenceRecord.ends_on,
        AbsenceRecord.course_id,
    ).where(AbsenceRecord.voided_at.is_(None))
    if ids is not None:
        query = query.where(AbsenceRecord.person_id.in_(ids))
    found: defaultdict[int, list[Absence]] = defaultdict(list)
    for person, kind, starts_on, ends_on, course in session.execute(query):
        found[person].append(Absence(AbsenceKind(kind), starts_on, ends_on, course))
    return found


def passes_on(
    session: Session, person_ids: Sequence[int], course_id: int, on: date
) -> dict[int, CompletionRecord]:
    """Who of some people has a live pass of a course on exactly that day."""
    query = live_completions(CompletionRecord).where(
        CompletionRecord.person_id.in_(person_ids),
        CompletionRecord.course_id == course_id,
        CompletionRecord.completed_on == on,
        CompletionRecord.result == "pass",
    )
    return {record.person_id: record for record in session.scalars(query)}
