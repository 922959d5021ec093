"""The figures a digest is made of, kept with each one sent so that change can be measured against them.

Everything here is counted, nobody is named, and a count of a few is a name: unless the figures are for
somebody who may know all, only what may be counted is (`readiness.small_counts`). A course that is asked of
too few people in a scope is in none of its totals, so that a total tells nothing that its courses do not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from readiness.coverage import Counts, coverage, weakest
from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.expiry import versions_in_force
from readiness.records import AgencyId, CourseId, PersonId, RuleVersion
from readiness.small_counts import SMALLEST_COUNT
from readiness.standing import Asked, Outlook, Status
from readiness.text import fold
from readiness.vocabulary import Discipline
from storage.activity_figures import ActivityFigures, activity_figures
from storage.answers import agencies_in, asked_by_unit, asked_on
from storage.catalogue import Catalogue, catalogue_of
from storage.crowds import Countable, countable_on
from storage.digests import Records, records_behind
from storage.plan_figures import PlanFigures, plan_figures
from storage.roster import headcounts
from storage.team_figures import TeamFigures, team_figures

WITHIN_DAYS = (30, 60, 90)
LAPSED_KEPT = 10
"""Agency and course pairs kept with each digest."""

PartKey = TypeVar("PartKey", int, str)
Rows = Mapping[tuple[CourseId, PartKey], Counts]
"""Counts by a course's id and what they are counted by."""


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True)


class Part(_Kept):
    """One agency or discipline (by its code); `people` are those of whom something is asked."""

    name: str
    agency: AgencyId = 0  # an agency's id; 0 in older digests
    people: int
    counts: Counts


class CourseFigures(_Kept):
    """One course: each person counts once. The weakest are None where there are not two to compare."""

    course: int
    name: str
    counts: Counts
    rule: RuleVersion
    weakest_agency: Part | None
    weakest_discipline: Part | None


class Lapsed(_Kept):
    """A course in one agency, with how many people there are not current."""

    agency: str
    course: str
    counts: Counts
    agency_id: int | None = None  # None, as the course's, in older digests
    course_id: int | None = None


class Figures(_Kept):
    """How a scope stands on a day.

    Courses count people. Everything over several courses counts requirements: one course asked of one
    person, each once. `due` is how many requirements met today fall due within so many days.
    """

    as_of: date
    scope: str
    scope_name: str
    people: int
    listed: int | None  # of an agency: on its roster
    strength: int | None  # of an agency that declared one larger than its roster
    overall: Counts
    disciplines: list[Part]
    agencies: list[Part]
    units: list[Part] = []  # of an agency, for those who may know all
    weakest_agency: Part | None = None  # of those that may be shown; None where there are not two
    left_out: bool = False  # whether anything of too few people is not shown and not counted
    hidden: list[int] = []  # the courses of which nothing is left to count, by id
    courses: list[CourseFigures]
    due: dict[int, int]
    lapsed: list[Lapsed]
    records: Records | None = None
    teams: TeamFigures | None = None  # None where a team needs no position, and in older digests
    plans: list[PlanFigures] = []  # those with a revision in force
    activity: ActivityFigures | None = None  # None where it was not asked for, and in older digests


def scope_key(scope: Scope) -> str:
    """A scope as a subscription or a menu holds it: "everyone", "agency:12", "unit:7", "discipline:fire"."""
    return scope.kind.value if scope.kind is ScopeKind.EVERYONE else f"{scope.kind.value}:{scope.key}"


def scope_in(key: str) -> Scope | None:
    """The scope that a key says, whether or not it is there; None for what is none."""
    kind, _, name = key.partition(":")
    match kind:
        case ScopeKind.EVERYONE:
            return EVERYONE
        case ScopeKind.AGENCY | ScopeKind.UNIT if name.isdecimal():
            return Scope(ScopeKind(kind), int(name))
        case ScopeKind.DISCIPLINE | ScopeKind.JURISDICTION if name:
            return Scope(ScopeKind(kind), name)
        case _:
            return None


def scope_of(key: str, catalogue: Catalogue) -> Scope | None:
    """The scope a subscription or a menu holds; None for what is none, or for a part that is not there.

    A discipline is there while the catalogue knows it or an agency has it; a jurisdiction while an agency is
    of it.
    """
    found, agencies = scope_in(key), catalogue.agencies.values()
    match found:
        case Scope(kind=ScopeKind.AGENCY):
            is_there = found.number in catalogue.agencies
        case Scope(kind=ScopeKind.UNIT):
            is_there = found.number in catalogue.units
        case Scope(kind=ScopeKind.DISCIPLINE):
            is_there = found.key in frozenset(Discipline) or any(
                found.key in each.disciplines for each in agencies
            )
        case Scope(kind=ScopeKind.JURISDICTION):
            is_there = any(fold(str(found.key)) == fold(each.jurisdiction) for each in agencies)
        case _:
            is_there = True
    return found if is_there else None


def figures(
    session: Session,
    scope: Scope,
    today: date,
    fewest: int = SMALLEST_COUNT,
    with_records: bool = False,
    with_activity: bool = False,
) -> Figures:
    """How a scope stands on a day.

    `fewest` people are counted, and no fewer: the region's smallest count, or 1 for those who may know all.
    `with_records` also counts the completions it rests on, which reads them all; `with_activity` what was
    exercised, what came of it and what is coming.
    """
    catalogue = catalogue_of(session)
    countable = countable_on(session, today, fewest)
    asked = _in_scope(session, catalogue, scope, today)
    counted = _countable(countable, scope, asked)
    count = _Count(catalogue, scope, today, counted, countable)
    by_course, by_agency, by_discipline = count.by_course(), count.by_agency(), count.by_discipline()
    agency = catalogue.agencies[scope.number] if scope.kind is ScopeKind.AGENCY else None
    listed = headcounts(session, today).get(scope.number, 0) if agency else None
    overall = sum(by_course.values(), Counts())
    agencies = [] if is_unit(scope) else count.parts(by_agency, Scope.agency, count.agency_name)
    return Figures(
        as_of=today,
        scope=scope_key(scope),
        scope_name=_name_of(catalogue, scope),
        people=len({each.responder for each in count.asked}),
        listed=listed,
        strength=agency.strength if agency and (agency.strength or 0) > (listed or 0) else None,
        overall=overall,
        disciplines=count.parts(by_discipline, Scope.discipline, str),
        agencies=agencies,
        units=_units(session, catalogue, scope, today) if agency and fewest <= 1 else [],
        weakest_agency=weakest_part(agencies, overall),
        left_out=counted != asked or count.leaves_out(asked),
        hidden=sorted({each.course for each in asked} - {each.course for each in counted}),
        courses=count.courses(by_course, by_agency, by_discipline),
        due={days: count.due_within(days) for days in WITHIN_DAYS},
        lapsed=count.lapsed(by_agency),
        records=count.records(session) if with_records else None,
        teams=team_figures(session, scope, today, fewest),
        plans=plan_figures(session, scope, today),
        activity=activity_figures(session, scope, today) if with_activity else None,
    )


def is_unit(scope: Scope) -> bool:
    """Whether it is a part of one agency, and has no parts of its own."""
    return scope.kind is ScopeKind.UNIT


def _name_of(catalogue: Catalogue, scope: Scope) -> str:
    match scope.kind:
        case ScopeKind.AGENCY:
            return catalogue.agencies[scope.number].name
        case ScopeKind.UNIT:
            return catalogue.unit_called(scope.number)
        case _:
            return str(scope.key or "everyone")


def weakest_part(parts: Sequence[Part], whole: Counts) -> Part | None:
    """The part with the lowest share; None where there are not two to compare, or where it is the whole."""
    rows = {part.name: part for part in parts}
    name = weakest({name: part.counts for name, part in rows.items()}) if len(rows) > 1 else None
    return None if name is None or rows[name].counts == whole else rows[name]


def heads(counts: Counts) -> int:
    """All of whom a course is asked, those left out of the share too."""
    return counts.required + counts.new + counts.on_leave + counts.waived


@dataclass(frozen=True)
class _Count:
    """The counting of one scope on one day."""

    catalogue: Catalogue
    scope: Scope
    today: date
    asked: Collection[Asked]
    countable: Countable

    def by_course(self) -> Rows[str]:
        """Counts by course, of everyone in scope."""
        return coverage(self.catalogue.rulebook, self.asked, self.today, "everyone", self.scope)

    def by_agency(self) -> Rows[int]:
        """Counts by course and agency, where they may be counted."""
        found = coverage(self.catalogue.rulebook, self.asked, self.today, "agency", self.scope)
        return found if is_unit(self.scope) else self._countable(found, Scope.agency)

    def by_discipline(self) -> Rows[str]:
        """Counts by course and discipline, where they may be counted; of a discipline, itself alone.

        A discipline within a jurisdiction is a part of its own, and counted for those who may know all.
        """
        found = coverage(self.catalogue.rulebook, self.asked, self.today, "discipline", self.scope)
        match self.scope.kind:
            case ScopeKind.DISCIPLINE:
                found = {cell: counts for cell, counts in found.items() if cell[1] == self.scope.key}
            case ScopeKind.JURISDICTION if self.countable.fewest > 1:
                return {}
            case ScopeKind.UNIT:
                return {}
        return self._countable(found, Scope.discipline)

    def leaves_out(self, asked: Sequence[Asked]) -> bool:
        """Whether an agency or a discipline of the scope is not counted for some course."""
        if is_unit(self.scope):
            return False
        agencies = {(each.course, agency) for each in asked for agency in each.agencies}
        of = self.catalogue.rulebook.agencies
        return any(
            not self._shows(Scope.agency(agency), course)
            or not all(self._shows(Scope.discipline(name), course) for name in of[agency].disciplines)
            for course, agency in agencies
        )

    def agency_name(self, key: AgencyId) -> str:
        """An agency's name, by its id."""
        return self.catalogue.agencies[key].name

    def parts(
        self, rows: Rows[PartKey], part: Callable[[PartKey], Scope], named: Callable[[PartKey], str]
    ) -> list[Part]:
        """Each part that may be counted over all courses, by name. Requirements are counted."""
        totals: defaultdict[PartKey, Counts] = defaultdict(Counts)
        for (_, key), counts in rows.items():
            totals[key] += counts
        people = self._people
        found = [
            Part(name=named(key), agency=_agency_id(key), people=len(people[key]), counts=counts)
            for key, counts in totals.items()
            if self.countable.as_a_whole(part(key))
        ]
        return sorted(found, key=lambda each: each.name)

    def courses(
        self, by_course: Rows[str], by_agency: Rows[int], by_discipline: Rows[str]
    ) -> list[CourseFigures]:
        """Each course, those with the most people to train first."""
        found = [
            CourseFigures(
                course=course,
                name=self.catalogue.courses[course].title,
                counts=counts,
                rule=versions_in_force(self.catalogue.rulebook.versions[course], self.today)[-1],
                weakest_agency=self._weakest(course, counts, by_agency, self.agency_name),
                weakest_discipline=self._weakest(course, counts, by_discipline, str),
            )
            for (course, _), counts in by_course.items()
        ]
        return sorted(found, key=lambda each: (-each.counts.to_train, each.name))

    def lapsed(self, by_agency: Rows[int]) -> list[Lapsed]:
        """The agency and course pairs with the most people who are not current."""
        found = [
            Lapsed(
                agency=self.agency_name(agency),
                course=self.catalogue.courses[course].title,
                counts=counts,
                agency_id=agency,
                course_id=course,
            )
            for (course, agency), counts in by_agency.items()
            if counts.to_train
        ]
        found.sort(key=lambda each: (-each.counts.to_train, each.counts.share or 0, each.agency, each.course))
        return found[:LAPSED_KEPT]

    def due_within(self, days: int) -> int:
        """How many requirements that are met, or not asked for yet, fall due within so many days."""
        due = ((outlook.due_within(self.today, days), count) for outlook, count in self._alike)
        return sum(
            count
            for found, count in due
            if found is not None and found.status in (Status.DUE_SOON, Status.NEW)
        )

    @cached_property
    def _alike(self) -> list[tuple[Outlook, int]]:
        """The outlooks there are, each with how many share it: those who stand alike have one."""
        alike = Counter(id(each.outlook) for each in self.asked)
        outlooks = {id(each.outlook): each.outlook for each in self.asked}
        return [(outlook, alike[key]) for key, outlook in outlooks.items()]

    def records(self, session: Session) -> Records:
        """The completions behind what is counted, of courses that satisfy or renew those asked as well."""
        rulebook = self.catalogue.rulebook
        sources = {
            course: rulebook.full_courses(course) | rulebook.refresher_courses(course)
            for course in {each.course for each in self.asked}
        }
        behind: defaultdict[PersonId, set[CourseId]] = defaultdict(set)
        for each in self.asked:
            behind[each.responder] |= sources[each.course]
        return records_behind(session, self.today, behind, agencies_in(self.catalogue, self.scope))

    def _weakest(
        self, course: int, whole: Counts, rows: Rows[PartKey], named: Callable[[PartKey], str]
    ) -> Part | None:
        parts = [
            Part(name=named(key), agency=_agency_id(key), people=heads(counts), counts=counts)
            for (of, key), counts in rows.items()
            if of == course
        ]
        return weakest_part(parts, whole)

    def _countable(self, rows: Rows[PartKey], part: Callable[[PartKey], Scope]) -> Rows[PartKey]:
        return {cell: counts for cell, counts in rows.items() if self._shows(part(cell[1]), cell[0])}

    def _shows(self, part: Scope, course: CourseId) -> bool:
        return self.countable.has(part, course)

    @cached_property
    def _people(self) -> dict[AgencyId | str, set[PersonId]]:
        """Of whom something is asked, by agency and by discipline."""
        rulebook = self.catalogue.rulebook
        found: defaultdict[AgencyId | str, set[PersonId]] = defaultdict(set)
        for each in self.asked:
            for agency in each.agencies:
                if self.scope.covers(rulebook, each.responder, agency, each.units):
                    found[agency].add(each.responder)
                    for discipline in rulebook.agencies[agency].disciplines:
                        found[discipline].add(each.responder)
        return found


def _agency_id(key: AgencyId | str) -> AgencyId:
    return key if isinstance(key, int) else 0


def _in_scope(session: Session, catalogue: Catalogue, scope: Scope, today: date) -> list[Asked]:
    """What is asked in a scope, by the agencies of the scope only."""

    def covered(each: Asked, agency: AgencyId) -> bool:
        return scope.covers(catalogue.rulebook, each.responder, agency, each.units)

    return _narrowed(asked_on(session, today, scope), covered)


def _units(session: Session, catalogue: Catalogue, agency: Scope, today: date) -> list[Part]:
    """The units of an agency in which anything is asked of anybody, by name."""
    found, by_unit = [], asked_by_unit(session, today, agency.number)
    for unit in catalogue.units_of(agency.number):
        if asked := by_unit.get(unit.id):
            counts = Counts.of((each.outlook, today) for each in asked)
            found.append(Part(name=unit.name, people=len({each.responder for each in asked}), counts=counts))
    return found


def _countable(countable: Countable, scope: Scope, asked: list[Asked]) -> list[Asked]:
    """What is asked, as far as it may be counted in the scope."""
    if not countable.as_a_whole(scope):
        return []
    return [each for each in asked if countable.has(scope, each.course)]


def _narrowed(asked: Sequence[Asked], keeps: Callable[[Asked, AgencyId], bool]) -> list[Asked]:
    """What is asked by the agencies that are kept."""
    found = []
    for each in asked:
        agencies = tuple(agency for agency in each.agencies if keeps(each, agency))
        if agencies:
            found.append(each if agencies == each.agencies else replace(each, agencies=agencies))
    return found
