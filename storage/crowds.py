"""Who is asked for what on a day, in numbers, and which parts may therefore be counted.

Whether a part may be counted must not hang on where anybody stands: of the tally only how many are asked is
read, and how many of them are neither on leave nor waived. Of days it does not say, the memberships say it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import cast

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.records import Absence, AbsenceKind, Affiliation, AgencyId, CourseId, Responder
from readiness.small_counts import BY_NAME, Group, shown_parts
from readiness.standing import outlook, required_of
from readiness.text import fold
from readiness.vocabulary import discipline_name
from storage.answers import agencies_in
from storage.catalogue import Catalogue, catalogue_of
from storage.cells import tally_on
from storage.crowd_counted import ALL_COURSES as ALL_COURSES
from storage.crowd_counted import Crowd, Numbers, counted_crowd, crowd_of
from storage.hurrying import NotCountedYet
from storage.people import AffiliationRecord
from storage.roster import is_on_roster
from storage.rules_before import SHOWN
from storage.tallies import note_kept_back
from storage.training import AbsenceRecord
from storage.unit_crowds import (
    Mark,
    Marked,
    NumbersOf,
    in_numbers,
    marks_of,
    members_of,
    people_in,
    shown_units,
)

_Groups = frozenset[tuple[frozenset[AgencyId], tuple[int, int]]]

KEPT = 500
"""Decisions kept with a catalogue; rosters seldom change, and most courses are asked of the same people."""


@dataclass(frozen=True)
class Countable:
    """Which parts may be counted, for which courses, by whoever may not name: the same for all of them."""

    catalogue: Catalogue
    crowd: Crowd
    fewest: int
    by_unit: NumbersOf = lambda agency: {}
    """By course (ALL_COURSES: for any), whom an agency's units have; asked once an agency."""
    keeps_back: Callable[[], object] = lambda: None
    """Told of each part that may not be counted, for whoever watches how often that is."""

    def people(self, scope: Scope, courses: Collection[CourseId] = (ALL_COURSES,)) -> int:
        """Of how many people some courses are asked in a scope; asked for two, one counts twice."""
        if scope.kind is ScopeKind.UNIT:
            marked = self._of_units(scope)
            return sum(people_in(marked.get(course, {}), scope.number)[0] for course in courses)
        return self.crowd.people(agencies_in(self.catalogue, scope), courses)

    def as_a_whole(self, scope: Scope) -> bool:
        """Whether a scope may be counted over all the courses that may be counted in it."""
        return self.has(scope, ALL_COURSES)

    def within(self, scope: Scope, course: CourseId) -> bool:
        """Whether a course may be counted in a scope that may be counted as a whole."""
        return self.as_a_whole(scope) and self.has(scope, course)

    def courses(self, scope: Scope) -> frozenset[CourseId]:
        """The courses that may be counted in a scope."""
        return frozenset(
            course for course in self.crowd.numbers if course != ALL_COURSES and self.has(scope, course)
        )

    def has(self, scope: Scope, course: CourseId) -> bool:
        """Whether a scope may be counted for a course."""
        if self.fewest <= 1:
            return True
        may = self._may_count(scope, course)
        if not may:
            self.keeps_back()
        return may

    def agencies(self, course: CourseId, of: Collection[AgencyId]) -> Collection[AgencyId]:
        """Those of some agencies that may be counted for a course: what `has` says of each of them."""
        if self.fewest <= 1:
            return of
        if course not in self._agencies:
            shown = self._shown_for(course)
            self._agencies[course] = frozenset(part.number for part in shown if part.kind is ScopeKind.AGENCY)
        found = self._agencies[course].intersection(of)
        if len(found) < len(of):
            self.keeps_back()
        return found

    @cached_property
    def _agencies(self) -> dict[CourseId, frozenset[AgencyId]]:
        return {}

    def _shown_for(self, course: CourseId) -> frozenset[Scope]:
        found = self.crowd.shown.get((self.fewest, course))
        if found is None:
            numbers = self.crowd.numbers.get(course, {})
            found = self.crowd.shown[self.fewest, course] = shown_scopes(self.catalogue, numbers, self.fewest)
        return found

    def _may_count(self, scope: Scope, course: CourseId) -> bool:
        numbers = self.crowd.numbers.get(course, {})
        found = self._shown_for(course)
        if scope.kind is not ScopeKind.UNIT:
            return part_of(scope) in found
        agency, marked = self.catalogue.rulebook.units.get(scope.number), self._of_units(scope)
        if agency is None:
            return False
        key = agency, course
        if key not in self._units:
            parts = {part: said for part, said in parts_of(self.catalogue).items() if part in found}
            self._units[key] = shown_units(
                self.catalogue, parts, numbers, marked.get(course, {}), agency, self.fewest
            )
        return scope in self._units[key]

    def _of_units(self, scope: Scope) -> Mapping[CourseId, Marked]:
        agency = self.catalogue.rulebook.units.get(scope.number, 0)
        if agency not in self._marked:
            self._marked[agency] = self.by_unit(agency)
        return self._marked[agency]

    @cached_property
    def _marked(self) -> dict[AgencyId, Mapping[CourseId, Marked]]:
        return {}

    @cached_property
    def _units(self) -> dict[tuple[AgencyId, CourseId], frozenset[Scope]]:
        return {}


def shown_scopes(catalogue: Catalogue, numbers: Numbers, fewest: int) -> frozenset[Scope]:
    """The scopes in which some people may be counted, given how many of them which agencies have."""
    kept = cast(dict[tuple[int, _Groups], frozenset[Scope]], catalogue.made.setdefault(SHOWN, {}))
    groups = frozenset(numbers.items())
    found = kept.get((fewest, groups))
    if found is None:
        each_group = (Group(key, people, there) for key, (people, there) in groups)
        ordered = sorted(each_group, key=lambda each: sorted(each.agencies))
        found = shown_parts(parts_of(catalogue), ordered, fewest)
        if len(kept) >= KEPT:
            kept.clear()
        kept[fewest, groups] = found
    return found


def countable_on(session: Session, on: date, fewest: int) -> Countable:
    """What may be counted on a day by somebody who may not name."""
    catalogue = catalogue_of(session)

    def by_unit(agency: AgencyId) -> Mapping[CourseId, Marked]:
        return crowd_of_units(session, on, agency)

    return Countable(catalogue, crowd_on(session, on), fewest, by_unit, partial(note_kept_back, session))


def all_countable(session: Session) -> Countable:
    """The same for somebody who may name all of whom is asked: nobody need be counted first."""
    return Countable(catalogue_of(session), Crowd({}), BY_NAME)


def is_asked_of_anybody(session: Session, on: date, scope: Scope, courses: Collection[CourseId]) -> bool:
    """Whether some courses (none: any) are asked of anybody in a scope on a day."""
    return countable_on(session, on, fewest=1).people(scope, courses or (ALL_COURSES,)) > 0


def part_of(scope: Scope) -> Scope:
    """A scope as one of the parts: names compare without regard to case and spaces."""
    return Scope(scope.kind, fold(scope.key)) if isinstance(scope.key, str) else scope


def parts_of(catalogue: Catalogue) -> dict[Scope, tuple[str, frozenset[AgencyId]]]:
    """Every part there is, with its name and its agencies."""
    agencies = catalogue.agencies.values()
    names: dict[Scope, str] = {EVERYONE: "everyone"}
    of: defaultdict[Scope, set[AgencyId]] = defaultdict(set)
    of[EVERYONE] = set(catalogue.agencies)
    for agency in agencies:
        mine = [Scope.agency(agency.key)]
        names[mine[0]] = agency.name
        for discipline in sorted(agency.disciplines):
            mine.append(part_of(Scope.discipline(discipline)))
            names.setdefault(mine[-1], discipline_name(discipline))
        if agency.jurisdiction:
            mine.append(part_of(Scope.jurisdiction(agency.jurisdiction)))
            names.setdefault(mine[-1], catalogue.rulebook.jurisdiction(agency.key))
        for part in mine:
            of[part].add(agency.key)
    return {part: (name, frozenset(of[part])) for part, name in names.items()}


def crowd_on(session: Session, on: date) -> Crowd:
    """Who is asked for what on a day, in numbers."""
    catalogue = catalogue_of(session)
    found = counted_crowd(session, catalogue, on)
    if found is not None:
        return found
    try:
        cells = tally_on(session, on)
    except NotCountedYet:  # how they stand is to be counted first, and nobody asks for that here
        cells = None
    if cells is None:
        return _crowd_of_roster(session, on)
    return crowd_of((asked, course, counts[0], counts[1]) for (asked, course), counts in cells.items())


def _crowd_of_roster(session: Session, on: date) -> Crowd:
    """The same from the memberships; those of one agency and without an absence by groups."""
    catalogue = catalogue_of(session)
    apart = apart_from_others(session, on)
    alike = Counter(by_agency_and_role(session, on))
    for responder in apart:
        alike.subtract((term.agency, term.role) for term in responder.affiliations)
    numbers: defaultdict[CourseId, Counter[frozenset[AgencyId]]] = defaultdict(Counter)
    there: defaultdict[CourseId, Counter[frozenset[AgencyId]]] = defaultdict(Counter)
    for (agency, role), many in alike.items():
        if many:
            one = Responder(0, [Affiliation(agency, role=role)], [], [])
            for course, agencies, is_there in _asked(catalogue, one, on):
                numbers[course][agencies] += many
                there[course][agencies] += many * is_there
    for responder in apart:
        for course, agencies, is_there in _asked(catalogue, responder, on):
            numbers[course][agencies] += 1
            there[course][agencies] += is_there
    return Crowd(
        {
            course: {agencies: (many, there[course][agencies]) for agencies, many in found.items()}
            for course, found in numbers.items()
        }
    )


def crowd_with(
    catalogue: Catalogue, crowd: Crowd, instead: Iterable[tuple[Responder, Responder]], on: date
) -> Crowd:
    """A crowd with some people's records in place of those that were counted: (in place of, put there)."""
    numbers = {course: dict(found) for course, found in crowd.numbers.items()}
    for pair in instead:
        for responder, by in zip(pair, (-1, 1), strict=True):
            for course, agencies, is_there in _asked(catalogue, responder, on):
                found = numbers.setdefault(course, {})
                people, there = found.get(agencies, (0, 0))
                found[agencies] = people + by, there + by * is_there
    return Crowd(
        {course: {key: many for key, many in found.items() if many[0]} for course, found in numbers.items()}
    )


def crowd_of_units(session: Session, on: date, agency: AgencyId) -> dict[CourseId, Marked]:
    """Who of an agency is asked for what on a day, in numbers, by course and by its units."""
    catalogue = catalogue_of(session)
    found: defaultdict[CourseId, list[tuple[frozenset[Mark], bool, int]]] = defaultdict(list)
    for responder, many in members_of(session, on, agency, apart_from_others(session, on)):
        for course, holding, is_there in _holding(catalogue, responder, on):
            if marks := marks_of(holding, agency):
                found[course].append((marks, is_there, many))
    # Those whom only another of their agencies asks for a course are none of this one's there.
    return {
        course: {marks: number for marks, number in in_numbers(members).items() if agency in marks}
        for course, members in found.items()
    }


def _asked(
    catalogue: Catalogue, responder: Responder, on: date
) -> Iterator[tuple[CourseId, frozenset[AgencyId], bool]]:
    """Each course asked of somebody, by which agencies, and whether they are there; then all of them."""
    for course, holding, is_there in _holding(catalogue, responder, on):
        yield course, frozenset(term.agency for term in holding), is_there


def _holding(
    catalogue: Catalogue, responder: Responder, on: date
) -> Iterator[tuple[CourseId, Sequence[Affiliation], bool]]:
    """Each course asked of somebody, as what, and whether they are there; then all of them."""
    as_any: list[Affiliation] = []
    any_there = False
    for course, holding in required_of(catalogue.rulebook, responder, on).items():
        is_there = not responder.absences or _is_there(catalogue, responder, course, on)
        as_any += holding
        any_there = any_there or is_there
        yield course, holding, is_there
    if as_any:
        yield ALL_COURSES, as_any, any_there


def _is_there(catalogue: Catalogue, responder: Responder, course: CourseId, on: date) -> bool:
    found = outlook(catalogue.rulebook, responder, course, on)
    return found is not None and found.hold is None


def by_agency_and_role(session: Session, on: date) -> dict[tuple[AgencyId, str], int]:
    """How many memberships each agency has on a day, by role."""
    query = (
        select(AffiliationRecord.agency_id, AffiliationRecord.role, func.count())
        .where(is_on_roster(on))
        .group_by(AffiliationRecord.agency_id, AffiliationRecord.role)
    )
    return {(agency, role): many for agency, role, many in session.execute(query)}


def apart_from_others(session: Session, on: date) -> list[Responder]:
    """Those who have several memberships on a day, or an absence that covers it; their completions apart."""
    several = (
        select(AffiliationRecord.person_id)
        .where(is_on_roster(on))
        .group_by(AffiliationRecord.person_id)
        .having(func.count() > 1)
    )
    covers = (
        AbsenceRecord.voided_at.is_(None),
        AbsenceRecord.starts_on <= on,
        or_(AbsenceRecord.ends_on.is_(None), AbsenceRecord.ends_on >= on),
    )
    absent = select(AbsenceRecord.person_id).where(*covers)
    terms: defaultdict[int, list[Affiliation]] = defaultdict(list)
    query = select(
        AffiliationRecord.person_id,
        AffiliationRecord.agency_id,
        AffiliationRecord.role,
        AffiliationRecord.unit_id,
    ).where(
        is_on_roster(on),
        or_(AffiliationRecord.person_id.in_(several), AffiliationRecord.person_id.in_(absent)),
    )
    for person, agency, role, unit in session.execute(query):
        terms[person].append(Affiliation(agency, role=role, unit=unit))
    absences: defaultdict[int, list[Absence]] = defaultdict(list)
    rows = select(
        AbsenceRecord.person_id,
        AbsenceRecord.kind,
        AbsenceRecord.starts_on,
        AbsenceRecord.ends_on,
        AbsenceRecord.course_id,
    )
    for person, kind, starts_on, ends_on, course in session.execute(rows.where(*covers)):
        absences[person].append(Absence(AbsenceKind(kind), starts_on, ends_on, course))
    return [Responder(person, held, [], absences[person]) for person, held in terms.items()]
