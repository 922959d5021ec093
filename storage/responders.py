"""People's records as the rules read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from readiness.records import Absence, AbsenceKind, Affiliation, Completion, Responder
from readiness.vocabulary import Result
from storage.base import plainly, seldom_any, table_of
from storage.people import AffiliationRecord
from storage.training import AbsenceRecord, CompletionRecord

PART = 2000
"""People whose records are read by one question: databases take only so many values in one."""

Key = tuple[int, int, date, str]
"""What makes two completions the same: whose, of what, when, and how it ended."""

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


# Made once, of plain columns: they are asked with every record that changes somebody's standing.
AFFILIATION = table_of(AffiliationRecord).c
COMPLETION = table_of(CompletionRecord).c
ABSENCE = table_of(AbsenceRecord).c
CORRECTED = table_of(CompletionRecord).alias("corrected_by").c
AFFILIATIONS = (
    select(
        AFFILIATION.id,
        AFFILIATION.person_id,
        AFFILIATION.agency_id,
        AFFILIATION.joined_on,
        AFFILIATION.left_on,
        AFFILIATION.role,
        AFFILIATION.unit_id,
    )
    .where(AFFILIATION.voided_at.is_(None))
    .order_by(AFFILIATION.id)
)
COUNTING = (
    COMPLETION.voided_at.is_(None),
    COMPLETION.result == "pass",
    ~select(CORRECTED.id)
    .where(CORRECTED.corrects_id == COMPLETION.id, CORRECTED.voided_at.is_(None))
    .exists(),
)
"""The conditions that a completion counts: passed, and neither voided nor corrected by a later record."""
PASSES = select(
    COMPLETION.person_id,
    COMPLETION.course_id,
    COMPLETION.completed_on,
    COMPLETION.verified,
    COMPLETION.expires_on,
).where(*COUNTING)
ABSENCES = select(
    ABSENCE.person_id, ABSENCE.kind, ABSENCE.starts_on, ABSENCE.ends_on, ABSENCE.course_id
).where(ABSENCE.voided_at.is_(None))


def _of_some(query: Select[Any], person: ColumnElement[Any]) -> Select[Any]:
    return query.where(person.in_(bindparam("people", expanding=True)))


SOME_AFFILIATIONS = _of_some(AFFILIATIONS, AFFILIATION.person_id)
SOME_PASSES = _of_some(PASSES, COMPLETION.person_id)
_COURSES = COMPLETION.course_id.in_(bindparam("courses", expanding=True))
PASSES_OF_COURSES, SOME_PASSES_OF_COURSES = PASSES.where(_COURSES), SOME_PASSES.where(_COURSES)
SOME_ABSENCES = _of_some(ABSENCES, ABSENCE.person_id)


def load_responders(
    session: Session, ids: Sequence[int] | None = None, courses: Collection[int] | None = None
) -> Iterator[Responder]:
    """Some people (None: everybody with an affiliation) with all their records, by id.

    Of their completions only those of some courses, where they are named.
    """
    if ids is None:
        yield from _load(session, None, courses)
        return
    for start in range(0, len(ids), PART):
        yield from _load(session, ids[start : start + PART], courses)


def _load(
    session: Session, ids: Sequence[int] | None, courses: Collection[int] | None
) -> Iterator[Responder]:
    affiliations: defaultdict[int, list[Affiliation]] = defaultdict(list)
    terms = _rows(session, ids, AFFILIATIONS, SOME_AFFILIATIONS)
    for key, person, agency, joined_on, left_on, role, unit in terms:
        affiliations[person].append(Affiliation(agency, joined_on, left_on, role, key, unit))
    completions: defaultdict[int, list[Completion]] = defaultdict(list)
    for person, course, completed_on, verified, expires_on in _passes(session, ids, courses):
        completions[person].append(Completion(course, completed_on, verified, expires_on))
    absences: defaultdict[int, list[Absence]] = defaultdict(list)
    for person, kind, starts_on, ends_on, course in _rows(session, ids, ABSENCES, SOME_ABSENCES):
        absences[person].append(Absence(AbsenceKind(kind), starts_on, ends_on, course))
    for person in sorted(affiliations) if ids is None else ids:
        yield Responder(person, affiliations[person], completions[person], absences[person])


def _passes(session: Session, ids: Sequence[int] | None, courses: Collection[int] | None) -> Sequence[Any]:
    if courses is None:
        return _rows(session, ids, PASSES, SOME_PASSES)
    return _rows(session, ids, PASSES_OF_COURSES, SOME_PASSES_OF_COURSES, {"courses": sorted(courses)})


def _rows(
    session: Session,
    ids: Sequence[int] | None,
    everybody: Select[Any],
    some: Select[Any],
    given: Mapping[str, Any] = MappingProxyType({}),
) -> Sequence[Any]:
    if ids is None:
        return plainly(session, everybody, given).all()
    return plainly(session, some, {**given, "people": list(ids)}).all()


ON_RECORD = (
    live_completions(CompletionRecord)
    .where(
        CompletionRecord.person_id.in_(bindparam("people", expanding=True)),
        CompletionRecord.course_id.in_(bindparam("courses", expanding=True)),
        CompletionRecord.completed_on.in_(bindparam("days", expanding=True)),
    )
    .order_by(CompletionRecord.verified.desc(), CompletionRecord.id)
    .execution_options(populate_existing=True)
)
IS_ON_RECORD = ON_RECORD.with_only_columns(CompletionRecord.id)


def on_record(
    session: Session, keys: Iterable[Key], besides: int | None = None
) -> dict[Key, CompletionRecord]:
    """Which of some completions stand on record, whatever was read before; `besides` this record.

    Where several say the same, the confirmed one, and of those the first.
    """
    wanted = set(keys)
    people = sorted({person for person, *_ in wanted})
    courses, days = {course for _, course, *_ in wanted}, {day for _, _, day, _ in wanted}
    found: dict[Key, CompletionRecord] = {}
    for start in range(0, len(people), PART):
        these = {"people": people[start : start + PART], "courses": sorted(courses), "days": sorted(days)}
        for each in seldom_any(session, ON_RECORD, IS_ON_RECORD, these):
            key = each.person_id, each.course_id, each.completed_on, each.result
            if key in wanted and each.id != besides:
                found.setdefault(key, each)
    return found


def passes_on(
    session: Session, person_ids: Iterable[int], course_id: int, on: date
) -> dict[int, CompletionRecord]:
    """Who of some people has a pass of a course on exactly that day on record."""
    keys = [(each, course_id, on, Result.PASS.value) for each in person_ids]
    return {person: record for (person, *_), record in on_record(session, keys).items()}


def records_of(
    session: Session,
    person_ids: Collection[int],
    courses: Collection[int] = (),
    day: date | None = None,
    most: int | None = None,
) -> list[CompletionRecord]:
    """The records of some people that stand, the newest first; of each of them `most` at most.

    Only of some courses, or of one day, where they are named.
    """
    newest = (CompletionRecord.completed_on.desc(), CompletionRecord.id.desc())
    query = live_completions(CompletionRecord).where(CompletionRecord.person_id.in_(person_ids))
    if courses:
        query = query.where(CompletionRecord.course_id.in_(courses))
    if day is not None:
        query = query.where(CompletionRecord.completed_on == day)
    if most is not None:
        place = func.row_number().over(partition_by=CompletionRecord.person_id, order_by=newest)
        placed = query.with_only_columns(CompletionRecord.id, place.label("place")).subquery()
        few = select(placed.c.id).where(placed.c.place <= most)
        query = select(CompletionRecord).where(CompletionRecord.id.in_(few))
    return list(session.scalars(query.order_by(*newest)))
