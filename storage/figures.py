"""The figures a digest is made of, kept with each one sent so that change can be measured against them.

Everything here is counted, nobody is named, and a count of a few is a name: unless the figures are for
somebody who may know all, only what may be counted is (`readiness.small_counts`). A course that is asked of
too few people in a scope is in none of its totals, so that a total tells nothing that its courses do not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from heapq import nlargest, nsmallest
from typing import TypeVar

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from readiness.coverage import Counts, weakness
from readiness.due import Scope, ScopeKind
from readiness.expiry import versions_in_force
from readiness.places import LOOK_AHEADS
from readiness.records import AgencyId, CourseId, RuleVersion
from readiness.small_counts import SMALLEST_COUNT
from storage.activity_figures import ActivityFigures, activity_figures
from storage.asked_within import counted_of, records_within, units_in
from storage.catalogue import Catalogue, catalogue_of
from storage.crowds import ALL_COURSES, Countable, countable_on
from storage.digests import Records
from storage.many_agencies import ManyAgencies
from storage.plan_figures import PlanFigures, plan_figures
from storage.roster import headcount
from storage.scopes import has_parts, is_unit, scope_in, scope_key, scope_named
from storage.team_figures import TeamFigures, team_figures
from storage.totals import Totals, totals_within
from storage.weakest import Beside, Part, Untold, beside, weakest_part

WITHIN_DAYS = LOOK_AHEADS
LAPSED_KEPT = 10
"""Agency and course pairs kept with each digest."""

PartKey = TypeVar("PartKey", int, str)
Rows = Mapping[tuple[CourseId, PartKey], Counts]
"""Counts by a course's id and what they are counted by."""


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True)


class CourseFigures(_Kept):
    """One course: each person counts once. The weakest are None where there is none to name."""

    course: int
    name: str
    counts: Counts
    rule: RuleVersion
    weakest_agency: Part | None
    weakest_discipline: Part | None
    untold: Untold = Untold.NOTHING  # why none of them is named


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
    weakest_agency: Part | None = None  # of those that may be shown; None where there is none to name
    untold: Untold = Untold.NOTHING  # why no part is named beside the total
    left_out: bool = False  # whether anything of too few people is not shown and not counted
    hidden: list[int] = []  # the courses of which nothing is left to count, by id
    courses: list[CourseFigures]
    due: dict[int, int]
    lapsed: list[Lapsed]
    records: Records | None = None
    teams: TeamFigures | None = None  # None where a team needs no position, and in older digests
    plans: list[PlanFigures] = []  # those with a revision in force
    activity: ActivityFigures | None = None  # None where it was not asked for, and in older digests

    def for_scorecard(self, course: CourseId | None) -> ForScorecard:
        """What of them a scorecard is counted of; of figures that were asked for with records."""
        assert self.records is not None
        there = (each for each in self.courses if each.course == course)
        is_asked = self.overall.required > 0
        return ForScorecard(next(there, None), course in self.hidden, is_asked, self.teams, self.records)

    @property
    def weakest_discipline(self) -> Part | None:
        """Of those that may be shown; None where there is none to name, and of an agency or a unit."""
        scope = scope_in(self.scope)
        if scope is not None and not has_parts(scope):
            return None
        return weakest_part(self.disciplines, self.overall, self.left_out)


def figures(
    session: Session,
    scope: Scope,
    today: date,
    fewest: int = SMALLEST_COUNT,
    with_records: bool = False,
    with_activity: bool = False,
    among: ManyAgencies | None = None,
) -> Figures:
    """How a scope stands on a day.

    `fewest` people are counted, and no fewer: the region's smallest count, or 1 for those who may know all.
    `among`: the agencies whose figures are wanted in the same look, so that they are counted together.
    `with_records` also counts the completions it rests on, which reads them all; `with_activity` what was
    exercised, what came of it and what is coming.
    """
    catalogue = catalogue_of(session)
    one = scope.number if scope.kind is ScopeKind.AGENCY and among else 0
    asked = among.totals(one) if among and one else totals_within(session, today, scope)
    countable = among.countable if among else countable_on(session, today, fewest)
    counted = counted_of(countable, scope, asked)
    count = _Count(catalogue, scope, today, counted, countable)
    records = None
    if with_records:
        is_whole = among and one and counted.courses == asked.courses
        records = among.records(one) if among and is_whole else None
        records = records or records_within(session, catalogue, scope, today, counted.courses)
    by_course, by_agency, by_discipline = count.by_course(), count.by_agency(), count.by_discipline()
    agency = catalogue.agencies[scope.number] if scope.kind is ScopeKind.AGENCY else None
    listed, led = None, among.led if among else None
    if agency:
        listed = among.headcounts.get(one, 0) if among else headcount(session, scope.number, today)
    overall = Counts.sum(by_course.values())
    agencies = [] if is_unit(scope) else count.parts(by_agency, Scope.agency, count.agency_name)
    disciplines = count.parts(by_discipline, Scope.discipline, str)
    stands = count.beside(overall, agencies, disciplines, None)
    return Figures(
        as_of=today,
        scope=scope_key(scope),
        scope_name=scope_named(catalogue, scope),
        people=counted.people,
        listed=listed,
        strength=agency.strength if agency and (agency.strength or 0) > (listed or 0) else None,
        overall=overall,
        disciplines=disciplines,
        agencies=agencies,
        units=units_in(session, catalogue, scope, today) if agency and fewest <= 1 else [],
        weakest_agency=stands.agency,
        untold=stands.untold,
        left_out=counted.courses != asked.courses or count.leaves_out(asked),
        hidden=sorted(asked.courses - counted.courses),
        courses=count.courses(by_course, by_agency, by_discipline),
        due={days: counted.due_within(days) for days in WITHIN_DAYS},
        lapsed=count.lapsed(by_agency),
        records=records,
        teams=team_figures(session, scope, today, fewest),
        plans=plan_figures(session, scope, today, among.plans if among else None),
        activity=activity_figures(session, scope, today, led) if with_activity else None,
    )


@dataclass(frozen=True)
class ForScorecard:
    """What a scorecard is counted of, of the figures of a scope. `course` is that which it asks about."""

    course: CourseFigures | None  # None where it is asked of nobody, or of too few people
    hides_course: bool  # whether it is of too few people
    is_asked: bool  # whether anything is required of anybody
    teams: TeamFigures | None
    records: Records


def for_scorecard(
    session: Session, scope: Scope, course: CourseId | None, today: date, fewest: int
) -> ForScorecard:
    """The same as `figures` of a scope, of one course, the records and the teams alone: what is asked is
    read once, and nothing is counted by parts that nobody looks at."""
    catalogue = catalogue_of(session)
    asked = totals_within(session, today, scope)
    countable = countable_on(session, today, fewest)
    counted = counted_of(countable, scope, asked)
    of_course = counted.of(() if course is None else [course])
    count = _Count(catalogue, scope, today, of_course, countable)
    found = count.courses(count.by_course(), count.by_agency(), count.by_discipline())
    return ForScorecard(
        course=found[0] if found else None,
        hides_course=not of_course.courses and course in asked.courses,
        is_asked=any(counts.required for counts in counted.by_course().values()),
        teams=team_figures(session, scope, today, fewest),
        records=records_within(session, catalogue, scope, today, counted.courses),
    )


def heads(counts: Counts) -> int:
    """All of whom a course is asked, those left out of the share too."""
    return counts.required + counts.new + counts.on_leave + counts.waived


@dataclass(frozen=True)
class _Count:
    """The counting of one scope on one day."""

    catalogue: Catalogue
    scope: Scope
    today: date
    asked: Totals
    countable: Countable

    def by_course(self) -> Mapping[CourseId, Counts]:
        """Counts by course, of everyone in scope."""
        return self.asked.by_course()

    def by_agency(self) -> Rows[int]:
        """Counts by course and agency, where they may be counted."""
        found: Rows[int] = self.asked.by("agency")
        if is_unit(self.scope) or self.countable.fewest <= 1:
            return found
        shown = {course: self._shown(course, theirs) for course, theirs in self.asked.agencies.items()}
        return {cell: counts for cell, counts in found.items() if cell[1] in shown[cell[0]]}

    def by_discipline(self) -> Rows[str]:
        """Counts by course and discipline, where they may be counted; of a discipline, itself alone.

        A discipline within a jurisdiction is a part of its own, and counted for those who may know all.
        """
        found = self.asked.by("discipline")
        match self.scope.kind:
            case ScopeKind.DISCIPLINE:
                found = {cell: counts for cell, counts in found.items() if cell[1] == self.scope.key}
            case ScopeKind.JURISDICTION if self.countable.fewest > 1:
                return {}
            case ScopeKind.UNIT:
                return {}
        may = self.countable.has
        return {cell: counts for cell, counts in found.items() if may(Scope.discipline(cell[1]), cell[0])}

    def leaves_out(self, asked: Totals) -> bool:
        """Whether an agency or a discipline of the scope is not counted for some course."""
        left_out = self._not_counted if asked is self.asked else self._left_out(asked)
        return not is_unit(self.scope) and any(left_out)

    def _left_out(self, asked: Totals) -> tuple[set[CourseId], set[CourseId]]:
        """The courses for which an agency is not counted, and those for which a discipline is not.

        ALL_COURSES is among them where one is not counted over all of them.
        """
        if self.countable.fewest <= 1:
            return set(), set()
        agencies: dict[CourseId, Collection[AgencyId]] = dict(asked.agencies)
        agencies[ALL_COURSES] = set().union(*agencies.values())
        of = self.catalogue.rulebook.agencies
        names = {
            course: set().union(*{of[agency].disciplines for agency in theirs})
            for course, theirs in agencies.items()
        }
        return (
            {each for each, theirs in agencies.items() if len(self._shown(each, theirs)) < len(theirs)},
            {
                each
                for each, theirs in names.items()
                if not all(self.countable.has(Scope.discipline(name), each) for name in theirs)
            },
        )

    @cached_property
    def _not_counted(self) -> tuple[set[CourseId], set[CourseId]]:
        """The same of what is counted in the scope, and therefore in its totals."""
        return self._left_out(self.asked)

    def beside(
        self, whole: Counts, agencies: Sequence[Part], disciplines: Sequence[Part], course: CourseId | None
    ) -> Beside:
        """What stands beside the total of a course (None: of all)."""
        if not has_parts(self.scope):
            return Beside()
        hides = [course in left_out if course else bool(left_out) for left_out in self._not_counted]
        return beside(whole, (agencies, hides[0]), (disciplines, hides[1]))

    def agency_name(self, key: AgencyId) -> str:
        """An agency's name, by its id."""
        return self.catalogue.agencies[key].name

    def parts(
        self, rows: Rows[PartKey], part: Callable[[PartKey], Scope], named: Callable[[PartKey], str]
    ) -> list[Part]:
        """Each part that may be counted over all courses, by name. Requirements are counted."""
        every: defaultdict[PartKey, list[Counts]] = defaultdict(list)
        for (_, key), counts in rows.items():
            every[key].append(counts)
        shown = [key for key in every if self.countable.as_a_whole(part(key))]
        people = self.asked.people_by_part
        found = [
            Part(
                name=named(key),
                agency=_agency_id(key),
                people=people[key],
                counts=Counts.sum(every[key]),
            )
            for key in shown
        ]
        return sorted(found, key=lambda each: each.name)

    def courses(
        self, by_course: Mapping[CourseId, Counts], by_agency: Rows[int], by_discipline: Rows[str]
    ) -> list[CourseFigures]:
        """Each course, those with the most people to train first."""
        found = []
        agencies = self._weakest_of(by_agency, self.agency_name)
        disciplines = self._weakest_of(by_discipline, str)
        for course, counts in by_course.items():
            stands = self.beside(counts, agencies.get(course, ()), disciplines.get(course, ()), course)
            found.append(
                CourseFigures(
                    course=course,
                    name=self.catalogue.courses[course].title,
                    counts=counts,
                    rule=versions_in_force(self.catalogue.rulebook.versions[course], self.today)[-1],
                    weakest_agency=stands.agency,
                    weakest_discipline=stands.discipline,
                    untold=stands.untold,
                )
            )
        return sorted(found, key=lambda each: (-each.counts.to_train, each.name))

    def lapsed(self, by_agency: Rows[int]) -> list[Lapsed]:
        """The agency and course pairs with the most people who are not current."""
        to_train = {cell: counts.to_train for cell, counts in by_agency.items()}
        most = nlargest(LAPSED_KEPT, to_train.values())
        found = [
            Lapsed(
                agency=self.agency_name(agency),
                course=self.catalogue.courses[course].title,
                counts=by_agency[course, agency],
                agency_id=agency,
                course_id=course,
            )
            for (course, agency), many in to_train.items()
            if many and many >= most[-1]
        ]
        found.sort(key=lambda each: (-each.counts.to_train, weakness(each.counts, each.agency), each.course))
        return found[:LAPSED_KEPT]

    def _weakest_of(self, rows: Rows[PartKey], named: Callable[[PartKey], str]) -> dict[CourseId, list[Part]]:
        """By course its weakest part, and another one where there are others."""
        by_course: defaultdict[CourseId, list[PartKey]] = defaultdict(list)
        for course, key in rows:
            by_course[course].append(key)
        found = {}
        for course, keys in by_course.items():
            # Names put those in order that are as weak, and take the longest.
            weak = {key: weakness(rows[course, key], "")[:3] for key in keys}
            second = nsmallest(2, weak.values())[-1]
            weakest = [key for key in keys if weak[key] <= second]
            weakest.sort(key=lambda key: weakness(rows[course, key], named(key)))
            found[course] = [
                Part(name=named(key), agency=_agency_id(key), people=heads(counts), counts=counts)
                for key in weakest[:2]
                for counts in [rows[course, key]]
            ]
        return found

    def _shown(self, course: CourseId, agencies: Collection[AgencyId]) -> Collection[AgencyId]:
        return self.countable.agencies(course, agencies)


def _agency_id(key: AgencyId | str) -> AgencyId:
    return key if isinstance(key, int) else 0
