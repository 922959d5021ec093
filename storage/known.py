"""People's records as they were known at an instant: what a number counted then rested on.

What was recorded later is left out, what was taken back or corrected later still stands, and what was changed
in place (by an import, a move between agencies, the reopening of a class) is as the audit says it was. Only
of those of whom something was recorded since is anything made anew; of everybody else what is known now was
known then. What is asked (rules, requirements, plans) has no such history: it is as it is now.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from readiness.records import Absence, AbsenceKind, Affiliation, Completion, CourseId, PersonId, Responder
from readiness.vocabulary import Result
from storage.audit import AuditKind, AuditRow, noted_after
from storage.base import Base, table_of
from storage.imports import applied_after
from storage.people import AffiliationRecord
from storage.training import AbsenceRecord, CompletionRecord

MODELS: Mapping[str, type[Base]] = {
    "affiliation": AffiliationRecord,
    "completion": CompletionRecord,
    "absence": AbsenceRecord,
}
"""The records a standing is made of, by what the audit calls them."""

BY_THEMSELVES = (AuditKind.CHANGED_BY_IMPORT, AuditKind.PUT_BACK)
"""The kinds of audit rows of what an import, or its undoing, changed in place."""
PART = 500

Row = dict[str, Any]


class Later(StrEnum):
    """What was recorded of people after an instant; the value says one of it, and begins with its noun."""

    COMPLETION = "completion recorded"
    TAKEN_BACK = "completion taken back or corrected"
    CHANGED = "completion confirmed or changed"
    ABSENCE = "absence recorded or ended"
    MEMBERSHIP = "membership begun, ended or changed"


@dataclass(frozen=True)
class Since:
    """One person of whom something was recorded after an instant: as known then, and what came later.

    What came later is by kind: a completion's with its course and day, an absence's and a membership's with
    the first day it can bear on; None: any.
    """

    then: Responder
    now: Responder
    later: Sequence[tuple[Later, CourseId | None, date | None]]


class Known:
    """What was known at an instant of those of whom something was recorded since."""

    def __init__(self, session: Session, at: datetime) -> None:
        self._session, self.at = session, at

    @cached_property
    def since(self) -> dict[PersonId, Since]:
        """Those people, by id. Whoever is not in it stood then as on today's records."""
        touched = sorted(self._touched())
        found: dict[PersonId, Since] = {}
        for start in range(0, len(touched), PART):
            for each in self._made_anew(touched[start : start + PART]):
                if each.later:
                    found[each.then.key] = each
        return found

    def later(
        self, courses: Iterable[CourseId] | None, on: date, people: Iterable[PersonId] | None = None
    ) -> Counter[Later]:
        """What was recorded since that may bear on a day: of some courses, or all; of some people, or all."""
        wanted = None if courses is None else set(courses)
        of = self.since if people is None else self.since.keys() & set(people)
        return Counter(
            kind
            for person in of
            for kind, course, day in self.since[person].later
            if (course is None or wanted is None or course in wanted) and (day is None or day <= on)
        )

    def _touched(self) -> set[PersonId]:
        """Of whom any record was made, taken back, confirmed or changed since, by id."""
        brought = applied_after(self.at)
        queries: list[Select[Any]] = []
        for model in MODELS.values():
            columns = table_of(model).c
            conditions = [columns.voided_at > self.at, columns.import_id.in_(brought)]
            if "recorded_at" in columns:
                conditions.append(columns.recorded_at > self.at)
            if "verified_at" in columns:
                conditions.append(columns.verified_at > self.at)
            queries.append(select(columns.person_id).where(or_(*conditions)).distinct())
        found = {person for query in queries for person in self._session.scalars(query)}
        ids: defaultdict[str, list[int]] = defaultdict(list)
        for name, record in self._before:
            ids[name].append(record)
        for name, some in ids.items():
            columns = table_of(MODELS[name]).c
            for start in range(0, len(some), PART):
                query = select(columns.person_id).where(columns.id.in_(some[start : start + PART]))
                found.update(self._session.scalars(query))
        return found

    @cached_property
    def _changes(self) -> list[AuditRow]:
        """What the audit says since of records that were changed in place, the latest first."""
        kinds = (*BY_THEMSELVES, AuditKind.TRANSFERRED, AuditKind.CLASS_REOPENED)
        return noted_after(self._session, self.at, kinds)

    @cached_property
    def _before(self) -> dict[tuple[str, int], Row]:
        """What was changed in place since: by kind and id of a record, its columns as they were."""
        found: defaultdict[tuple[str, int], Row] = defaultdict(dict)
        for row in self._changes:  # the earliest says it last
            for name, record, columns in _undone(row):
                found[name, record].update(columns)
        return dict(found)

    @cached_property
    def _late_imports(self) -> frozenset[int]:
        return frozenset(self._session.scalars(applied_after(self.at)))

    @cached_property
    def _joined_later(self) -> frozenset[int]:
        """The memberships that moves since have begun, by id."""
        moves = (row for row in self._changes if row.kind == AuditKind.TRANSFERRED.value)
        return frozenset(key for row in moves if (key := row.detail.get("joined")))

    def _made_anew(self, people: Sequence[PersonId]) -> Iterator[Since]:
        terms, completions, absences = (self._rows(model, people) for model in MODELS.values())
        for person in people:
            yield _since(
                person,
                [_live_terms(each) for each in terms[person]],
                [_live_completions(each) for each in completions[person]],
                [_live_absences(each) for each in absences[person]],
            )

    def _rows(
        self, model: type[Base], people: Sequence[PersonId]
    ) -> defaultdict[PersonId, tuple[list[Row], list[Row]]]:
        """Each person's rows of a kind as they were known then, and as they are known now."""
        found: defaultdict[PersonId, tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
        for row in _read(self._session, model, people):
            then, now = found[row["person_id"]]
            now.append(row)
            then += self.as_known(model, [row])
        return found

    def as_known(self, model: type[Base], rows: Iterable[Row]) -> list[Row]:
        """Rows of a kind as they were known then; without those that were not."""
        name = next(each for each, of in MODELS.items() if of is model)
        return [self._as_known(name, row) for row in rows if self._was_known(name, row)]

    def _was_known(self, name: str, row: Mapping[str, Any]) -> bool:
        if row["import_id"] in self._late_imports:
            return False
        if name == "affiliation":
            return row["id"] not in self._joined_later
        return bool(row["recorded_at"] <= self.at)

    def _as_known(self, name: str, row: Mapping[str, Any]) -> Row:
        found = {**row, **read_back(MODELS[name], self._before.get((name, row["id"]), {}))}
        if found["voided_at"] is not None and found["voided_at"] > self.at:
            found["voided_at"] = None
        if found.get("verified_at") is not None and found["verified_at"] > self.at:
            found["verified"] = False
        return found


def completions_known(
    session: Session, people: Sequence[PersonId], known: Known | None, on: date
) -> list[Row]:
    """The completions of some people by a day that count for nothing, those that correct one, and a few more:
    by what was known; or (None) is. Of those of whom something was recorded since, all of them.
    """
    since = [] if known is None else [each for each in people if each in known.since]
    others = [each for each in people if known is None or each not in known.since]
    found: list[Row] = []
    for start in range(0, len(others), PART):
        found += _read(session, CompletionRecord, others[start : start + PART], _may_be_left_out(on))
    for start in range(0, len(since), PART):
        found += _read(session, CompletionRecord, since[start : start + PART])
    return found if known is None else known.as_known(CompletionRecord, found)


def _may_be_left_out(on: date) -> ColumnElement[bool]:
    """The condition that a completion by a day counts for nothing, or that it corrects another."""
    columns = table_of(CompletionRecord).c
    correction = table_of(CompletionRecord).alias("correction").c
    counts_for_nothing = or_(
        columns.voided_at.is_not(None),
        columns.result != Result.PASS.value,
        select(correction.id).where(correction.corrects_id == columns.id).exists(),
    )
    return or_(and_(columns.completed_on <= on, counts_for_nothing), columns.corrects_id.is_not(None))


def _read(
    session: Session, model: type[Base], people: Sequence[PersonId], *conditions: ColumnElement[bool]
) -> list[Row]:
    table = table_of(model)
    query = select(table).where(table.c.person_id.in_(people), *conditions).order_by(table.c.id)
    return [dict(row) for row in session.execute(query).mappings()]


def _undone(row: AuditRow) -> Iterator[tuple[str, int, Row]]:
    """What an audit row says of records before it: kind, id, and columns as they were, as it writes them."""
    detail = row.detail
    match row.kind:
        case AuditKind.TRANSFERRED.value if detail.get("left") is not None:
            yield "affiliation", detail["left"], {"left_on": detail.get("left_on_before")}
        case AuditKind.CLASS_REOPENED.value:
            for key in detail.get("records", ()):
                yield "completion", key, {"verified": True}
        case _ if row.kind in BY_THEMSELVES and row.subject_kind in MODELS and row.subject_id is not None:
            yield row.subject_kind, row.subject_id, before_import(row)


def before_import(row: AuditRow) -> Row:
    """What an import, or its undoing, changed in a record: its columns as they were, as the audit writes."""
    return {name: before for name, (before, _) in row.detail.get("changes", {}).items()}


def read_back(model: type[Base], written: Row) -> Row:
    """Columns from how the audit writes them; what is no column of the record is passed over."""
    columns = table_of(model).c
    found: Row = {}
    for name, value in written.items():
        if name in columns:
            kind = columns[name].type.python_type
            is_text = isinstance(value, str) and kind in (date, datetime)
            found[name] = kind.fromisoformat(value) if is_text else value
    return found


Of = dict[int, Any]
"""What counts of a person's records of a kind, by the record's id."""


def _live_terms(rows: Iterable[Row]) -> Of:
    return {
        row["id"]: Affiliation(
            row["agency_id"], row["joined_on"], row["left_on"], row["role"], row["id"], row["unit_id"]
        )
        for row in rows
        if row["voided_at"] is None
    }


def _live_completions(rows: Sequence[Row]) -> Of:
    standing = [row for row in rows if row["voided_at"] is None]
    corrected = {row["corrects_id"] for row in standing}
    return {
        row["id"]: Completion(row["course_id"], row["completed_on"], row["verified"], row["expires_on"])
        for row in standing
        if row["id"] not in corrected and row["result"] == Result.PASS.value
    }


def _live_absences(rows: Iterable[Row]) -> Of:
    return {
        row["id"]: Absence(AbsenceKind(row["kind"]), row["starts_on"], row["ends_on"], row["course_id"])
        for row in rows
        if row["voided_at"] is None
    }


def _since(person: PersonId, terms: Sequence[Of], completions: Sequence[Of], absences: Sequence[Of]) -> Since:
    kinds = (terms, completions, absences)
    then, now = (Responder(person, *(list(kind[place].values()) for kind in kinds)) for place in (0, 1))
    (terms_then, terms_now), (passed_then, passed_now), (away_then, away_now) = kinds
    later: list[tuple[Later, CourseId | None, date | None]] = []
    for key, kind in _differences(passed_then, passed_now):
        of = passed_now.get(key) or passed_then[key]
        later.append((kind, of.course, of.completed_on))
    for key, _ in _differences(away_then, away_now):
        starts = [each[key].starts_on for each in (away_then, away_now) if key in each]
        later.append((Later.ABSENCE, None, min(starts)))
    for key, _ in _differences(terms_then, terms_now):
        joined = [each[key].joined_on for each in (terms_then, terms_now) if key in each]
        first = None if None in joined else min(joined)
        later.append((Later.MEMBERSHIP, None, first))
    return Since(then, now, later)


def _differences(then: Of, now: Of) -> Iterator[tuple[int, Later]]:
    for key in sorted({*then, *now}):
        if key not in then:
            yield key, Later.COMPLETION
        elif key not in now:
            yield key, Later.TAKEN_BACK
        elif then[key] != now[key]:
            yield key, Later.CHANGED
