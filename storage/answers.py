"""The questions everybody asks: who is due, and how much is covered.

Of those whose projected rows hold on the day that is asked about they are answered from these; of the others
in scope, from their records. Either way the same rules decide (`readiness`), and the answer is the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import compress, groupby
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, or_, select
from sqlalchemy.orm import Session

from readiness.due import DUE_WITHIN_DAYS, EVERYONE, DueRow, Scope, ScopeKind, who_is_due
from readiness.records import AgencyId, CourseId, PersonId, Rulebook, UnitId
from readiness.standing import NO_UNITS, Asked, Outlook, all_asked
from readiness.text import fold
from storage.base import plainly, table_of
from storage.catalogue import Catalogue, Course, catalogue_of
from storage.hurrying import refuse_long
from storage.left_behind import ON, PERSON, left_behind
from storage.people import AffiliationRecord
from storage.responders import AFFILIATION, load_responders
from storage.roster import is_on_roster
from storage.standing import OUTLOOK_COLUMNS, StandingRow, outlook_from

# Plain columns: these questions are asked with every answer, and mapped classes cost as much as SQLite does.
STANDING = table_of(StandingRow).c
OUTLOOK = [STANDING[column.key] for column in OUTLOOK_COLUMNS]
_PROJECTED: Select[Any] = (
    select(STANDING.person_id, STANDING.course_id, STANDING.agency_id, *OUTLOOK)
    .where(STANDING.from_on <= ON, STANDING.through_on >= ON)
    .order_by(STANDING.person_id, STANDING.course_id, STANDING.agency_id)
)
_THEIRS = _PROJECTED.where(STANDING.person_id.in_(bindparam("people", expanding=True)))
NAMED = select(
    PERSON.id, PERSON.email, PERSON.member_id, PERSON.first_name, PERSON.last_name, PERSON.sort_key
)
"""The question how people are named, of all of them."""
_NAMED_THESE = NAMED.where(PERSON.id.in_(bindparam("people", expanding=True)))


@dataclass(frozen=True, slots=True)
class Named:
    """How a person is named, found and put in order."""

    id: int
    email: str
    member_id: str
    name: str
    sort_key: str


@dataclass(frozen=True, slots=True)
class DueEntry:
    """One line of "who is due", with the names people read."""

    person: Named
    course: str  # its code
    title: str
    row: DueRow


def who_is_due_on(
    session: Session,
    on: date,
    scope: Scope = EVERYONE,
    within: int = DUE_WITHIN_DAYS,
    courses: Collection[int] | None = None,
) -> list[DueEntry]:
    """Who in scope is due on a day or within so many days of it, for some courses (None: for all).

    No date first, then by due date, last name, first name, e-mail and course.
    """
    catalogue = catalogue_of(session)
    asked = asked_on(session, on, scope, courses, due_by=on + timedelta(days=within))
    rows = who_is_due(catalogue.rulebook, asked, on, within, scope)
    return entries_of(session, rows)


def entries_of(session: Session, rows: Collection[DueRow]) -> list[DueEntry]:
    """Rows with the names people read, in the order of `who_is_due_on`."""
    courses, people = catalogue_of(session).courses, names_of(session, {row.responder for row in rows})
    entries = [_entry(people[row.responder], courses[row.course], row) for row in rows]
    codes = {entry.course: fold(entry.course) for entry in entries}
    entries.sort(key=lambda entry: _order(entry, codes))
    return entries


def due_by_agency(
    session: Session, on: date, within: int, among: Select[int]
) -> dict[AgencyId, set[PersonId]]:
    """Who of some people, by the question of their ids, is due on a day or within so many days of it, by the
    agencies that ask it of them.
    """
    asked = asked_on(session, on, due_by=on + timedelta(days=within), among=among)
    found: defaultdict[AgencyId, set[PersonId]] = defaultdict(set)
    for row in who_is_due(catalogue_of(session).rulebook, asked, on, within):
        for agency in row.agencies:
            found[agency].add(row.responder)
    return dict(found)


def asked_on(
    session: Session,
    on: date,
    scope: Scope = EVERYONE,
    courses: Collection[int] | None = None,
    due_by: date | None = None,
    among: Select[int] | None = None,
) -> list[Asked]:
    """What is asked of whom on a day, and how they stand with it.

    At least of those in scope, and, where `due_by` is given, at least what could be due by then. `among`: the
    question of the ids of those it is asked about, and of nobody else.
    """
    catalogue = catalogue_of(session)
    left = _left_behind(session, catalogue, on, scope, among)
    kept = _from_projection(session, on, scope, courses, due_by, among)
    if not left:
        return list(kept)
    asked = [each for each in kept if each.course not in left.get(each.responder, ())]
    asked += _from_records(session, catalogue, on, left, courses)
    asked.sort(key=attrgetter("responder", "course"))
    return asked


def asked_of(
    session: Session,
    on: date,
    people: Collection[PersonId],
    left: Mapping[PersonId, frozenset[CourseId]],
) -> list[Asked]:
    """What is asked of a few people on a day; of them, `left` are left behind (`left_behind_on`).

    Of whom the projection says nothing that day, nothing of it is read.
    """
    catalogue = catalogue_of(session)
    spoken_of = sorted(each for each in people if len(left.get(each, ())) < len(catalogue.courses))
    asked: list[Asked] = []
    if spoken_of:
        rows = _together(plainly(session, _THEIRS, {"on": on, "people": spoken_of}).all(), NO_UNITS)
        asked += [each for each in rows if each.course not in left.get(each.responder, ())]
    theirs = {person: left[person] for person in people if person in left}
    asked += _from_records(session, catalogue, on, theirs, None)
    return asked


def asked_now(
    session: Session, on: date, people: Collection[PersonId], course: CourseId
) -> dict[PersonId, Asked]:
    """What is asked on a day of a few people for one course, by person; of whom it is not asked, nothing."""
    left = left_behind(session, on, lambda: [PERSON.id.in_(sorted(people))])
    found = asked_of(session, on, people, left)
    return {each.responder: each for each in found if each.course == course}


def asked_by_unit(session: Session, on: date, agency: AgencyId) -> dict[UnitId, list[Asked]]:
    """What is asked on a day of those of each unit of an agency as such, read at once; where anything is."""
    catalogue = catalogue_of(session)
    left = _left_behind(session, catalogue, on, Scope.agency(agency))
    query: Select[Any] = (
        select(AFFILIATION.unit_id, STANDING.person_id, STANDING.course_id, STANDING.agency_id, *OUTLOOK)
        .join(table_of(AffiliationRecord), AFFILIATION.id == STANDING.affiliation_id)
        .where(STANDING.from_on <= on, STANDING.through_on >= on, STANDING.agency_id == agency)
        .where(AFFILIATION.unit_id.is_not(None))
        .order_by(AFFILIATION.unit_id, STANDING.person_id, STANDING.course_id)
    )
    found: defaultdict[UnitId, list[Asked]] = defaultdict(list)
    for unit, rows in groupby(session.execute(query).all(), itemgetter(0)):
        for each in _together([row[1:] for row in rows], frozenset([unit])):
            if each.course not in left.get(each.responder, ()):
                found[unit].append(each)
    units = {unit for unit, of in catalogue.rulebook.units.items() if of == agency}
    for each in _from_records(session, catalogue, on, left, None):
        for unit in each.units & units if agency in each.agencies else ():
            found[unit].append(replace(each, agencies=(agency,), units=frozenset([unit])))
    return dict(found)


def names_of(session: Session, ids: Collection[int]) -> dict[int, Named]:
    """How some people are named, by id."""
    found: dict[int, Named] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        found |= named(session, _NAMED_THESE, {"people": wanted[start : start + 500]})
    return found


def named(session: Session, query: Select[Any], given: Mapping[str, Any]) -> dict[int, Named]:
    """How those people are named whom a question (NAMED, narrowed) finds, by id; `given` are its values."""
    found = {}
    for key, email, member_id, first, last, sort_key in plainly(session, query, given).all():
        name = f"{first} {last}".strip() or email or member_id or "?"
        found[key] = Named(key, email or "", member_id or "", name, sort_key)
    return found


def agencies_in(catalogue: Catalogue, scope: Scope) -> list[int] | None:
    """The agencies a scope is made of, by id: a unit is its agency's. None for everyone and for a person."""
    match scope.kind:
        case ScopeKind.EVERYONE | ScopeKind.PERSON:
            return None
        case ScopeKind.UNIT:
            agency = catalogue.rulebook.units.get(scope.number)
            return [] if agency is None else [agency]
        case ScopeKind.AGENCY:
            return [scope.number] if scope.number in catalogue.agencies else []
        case ScopeKind.DISCIPLINE:
            return list(catalogue.by_discipline.get(fold(str(scope.key)), ()))
        case ScopeKind.JURISDICTION:
            return list(catalogue.by_jurisdiction.get(fold(str(scope.key)), ()))


def narrowed(rulebook: Rulebook, asked: Iterable[Asked], scope: Scope) -> list[Asked]:
    """What is asked in a scope, by the agencies of the scope only; what none of them asks is left out.

    Those of whom the same agencies ask as one of the same units are alike; of one person they are not.
    """
    if scope.kind is ScopeKind.EVERYONE:
        return list(asked)
    kept: dict[tuple[object, ...], tuple[AgencyId, ...]] = {}
    found = []
    for each in asked:
        alike = each.agencies, each.units, each.responder if scope.kind is ScopeKind.PERSON else None
        agencies = kept.get(alike)
        if agencies is None:
            covered = (scope.covers(rulebook, each.responder, key, each.units) for key in each.agencies)
            agencies = tuple(compress(each.agencies, covered))
            kept[alike] = agencies
        if agencies:
            found.append(each if agencies == each.agencies else replace(each, agencies=agencies))
    return found


def left_behind_on(
    session: Session, on: date, agencies: Collection[int] | None, most: int | None = None
) -> dict[PersonId, frozenset[CourseId]]:
    """Those of some agencies (None: of all) whose rows do not say all of a day, with the courses these do not
    speak of; so many at most.
    """

    def conditions() -> list[ColumnElement[bool]]:
        return [] if agencies is None else [PERSON.id.in_(_members(agencies, on, EVERYONE))]

    return left_behind(session, on, conditions, most)


def _left_behind(
    session: Session, catalogue: Catalogue, on: date, scope: Scope, among: Select[int] | None = None
) -> dict[PersonId, frozenset[CourseId]]:
    """The same of a scope, and of some people in it."""

    def conditions() -> Iterator[ColumnElement[bool]]:
        if among is not None:
            yield PERSON.id.in_(among)
        agencies = agencies_in(catalogue, scope)
        if agencies is not None:
            yield PERSON.id.in_(_members(agencies, on, scope))
        if scope.kind is ScopeKind.PERSON:
            yield PERSON.id == scope.number

    return left_behind(session, on, conditions)


def _members(agencies: Collection[int], on: date, scope: Scope) -> Select[tuple[int]]:
    """Who belongs to some agencies on a day; of a unit, those who belong to it."""
    return select(AFFILIATION.person_id).where(
        *in_unit(scope), AFFILIATION.agency_id.in_(agencies), is_on_roster(on, AFFILIATION)
    )


def in_unit(scope: Scope) -> list[ColumnElement[bool]]:
    """The condition on memberships that they are of the unit a question is about; none for another scope."""
    return [AFFILIATION.unit_id == scope.number] if scope.kind is ScopeKind.UNIT else []


def _from_records(
    session: Session,
    catalogue: Catalogue,
    on: date,
    left: Mapping[PersonId, frozenset[CourseId]],
    courses: Collection[int] | None,
) -> Iterator[Asked]:
    """What is asked of some people for some courses, computed; nothing else of them is read."""
    refuse_long(session, len(left))
    alike: defaultdict[frozenset[CourseId], list[PersonId]] = defaultdict(list)
    for person, missing in left.items():
        alike[missing if courses is None else missing.intersection(courses)].append(person)
    rulebook = catalogue.rulebook
    for wanted, people in alike.items():
        sources = {source for course in wanted for source in rulebook.sources(course)}
        if wanted:
            yield from all_asked(rulebook, load_responders(session, people, sources), on, wanted)


def _from_projection(
    session: Session,
    on: date,
    scope: Scope,
    courses: Collection[int] | None,
    due_by: date | None,
    among: Select[int] | None,
) -> Iterator[Asked]:
    query = _PROJECTED
    agencies = agencies_in(catalogue_of(session), scope)
    if agencies is not None:
        query = query.where(STANDING.agency_id.in_(agencies))
    if scope.kind is ScopeKind.PERSON:
        query = query.where(STANDING.person_id == scope.key)
    if among is not None:
        query = query.where(STANDING.person_id.in_(among))
    units = NO_UNITS
    if scope.kind is ScopeKind.UNIT:
        units = frozenset([scope.number])
        query = query.where(STANDING.affiliation_id.in_(select(AFFILIATION.id).where(*in_unit(scope))))
    if courses is not None:
        query = query.where(STANDING.course_id.in_(courses))
    if due_by is not None:
        query = query.where(
            STANDING.hold.is_(None),
            or_(STANDING.soonest_on.is_(None), STANDING.soonest_on <= due_by),
        )
    yield from _together(plainly(session, query, {"on": on}).all(), units)


def _together(rows: Sequence[Any], units: frozenset[UnitId]) -> Iterator[Asked]:
    """Rows of one person and course, one an agency, become one; those who stand alike share an outlook."""
    start = 0
    alike: dict[tuple[Any, ...], Outlook] = {}
    for end in range(1, len(rows) + 1):
        if end < len(rows) and rows[end][:2] == rows[start][:2]:
            continue
        first = rows[start]
        agencies = (first[2],)
        if end - start > 1:
            agencies = tuple(dict.fromkeys(row[2] for row in rows[start:end]))
        columns = first[3:]
        found = alike.get(columns)
        if found is None:
            found = alike[columns] = outlook_from(columns)
        yield Asked(first[0], first[1], agencies, found, units)
        start = end


def _entry(person: Named, course: Course, row: DueRow) -> DueEntry:
    return DueEntry(person, course.code, course.title, row)


def _order(entry: DueEntry, codes: Mapping[str, str]) -> tuple[bool, date, str, str]:
    due_on = entry.row.due_on
    return (due_on is not None, due_on or date.min, entry.person.sort_key, codes[entry.course])
