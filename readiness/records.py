"""The records the rules are computed from, as plain values.

Courses, agencies and people are known here by number, as the store knows them.
Days are calendar dates in the region's time zone. An empty day means "open".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from readiness.text import fold

CourseId = int
AgencyId = int
PersonId = int
AffiliationId = int
UnitId = int
PlanId = int


class Anchor(StrEnum):
    """From what day a completion's validity is counted."""

    COMPLETION = "completion"  # from the day it was completed
    ANNIVERSARY = "anniversary"  # renewed on time it keeps its date
    CYCLE = "cycle"  # fixed cycles, the same for everybody


class Relation(StrEnum):
    """How one course counts for another. Directed, and never chained."""

    SATISFIES = "satisfies"  # stands for it in full
    RENEWS = "renews"  # a refresher: only after a full one


class AbsenceKind(StrEnum):
    """Why nothing is asked of a person for a while."""

    LEAVE = "leave"  # for all courses
    WAIVER = "waiver"  # for one course, or for all


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """One version of how long a completion of a course lasts. Months and days; no interval: for ever.

    Raises ValueError for what could not be reckoned with: an interval under a month, a cycle without a start.
    """

    effective_on: date
    interval_months: int | None
    anchor: Anchor = Anchor.COMPLETION
    window_days: int = 60
    month_end: bool = False
    cycle_start: date | None = None
    grace_days: int = 0
    initial_days: int = 0
    lapse_months: int = 36

    def __post_init__(self) -> None:
        if self.interval_months is None:
            return
        if self.interval_months < 1:
            raise ValueError(f"an interval of {self.interval_months} months is none")
        if self.anchor is Anchor.CYCLE and self.cycle_start is None:
            raise ValueError("a rule by cycles needs the day a cycle starts")


@dataclass(frozen=True, slots=True)
class Requirement:
    """Which disciplines must hold a course. No disciplines: all. No roles: every role."""

    course: CourseId
    disciplines: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    effective_on: date | None = None


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A completion of `course` counts for `counts_for`, in full or as a refresher."""

    course: CourseId
    counts_for: CourseId
    relation: Relation


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a shared plan, in force from a day on until a newer one is.

    Whoever was last trained before it is asked to be trained again within so many days; None asks nobody.
    """

    key: int
    plan: PlanId
    name: str
    effective_on: date
    retrain_within_days: int | None = None

    @property
    def again_by(self) -> date | None:
        """The last day on which what was taught before it still holds; None where it asks nobody again."""
        if self.retrain_within_days is None:
            return None
        return self.effective_on + timedelta(days=self.retrain_within_days)


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency as the rules see it."""

    key: AgencyId
    name: str
    disciplines: frozenset[str]
    jurisdiction: str = ""
    strength: int | None = None


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A person's membership of one agency, perhaps of a unit of it; both days count.

    `key` is what the store knows it by.
    """

    agency: AgencyId
    joined_on: date | None = None
    left_on: date | None = None
    role: str = ""
    key: AffiliationId | None = None
    unit: UnitId | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """A passed, not voided, completion. What was not passed never reaches the rules.

    `expires_on` is the certificate's own last day, where it says one: of this course only, not of those that
    the completion stands for or renews.
    """

    course: CourseId
    completed_on: date
    verified: bool = False
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """A leave or a waiver; a waiver without a course is for all. Both days count."""

    kind: AbsenceKind
    starts_on: date
    ends_on: date | None = None
    course: CourseId | None = None

    def covers(self, on: date) -> bool:
        """Whether it lasts on a day."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Responder:
    """Everything the rules need of one person."""

    key: PersonId
    affiliations: Sequence[Affiliation]
    completions: Sequence[Completion] = ()
    absences: Sequence[Absence] = ()


@dataclass(frozen=True)
class Rulebook:
    """What is asked of whom, and how long it lasts: agencies, requirements, rules, equivalents, plans.

    Not to be changed once made: what is looked up often is indexed at the first question.
    """

    agencies: Mapping[AgencyId, Agency]
    requirements: Sequence[Requirement]
    versions: Mapping[CourseId, Sequence[RuleVersion]]  # per course, in any order
    equivalents: Sequence[Equivalent] = field(default_factory=tuple)
    revisions: Mapping[PlanId, Sequence[Revision]] = field(default_factory=dict)  # in any order
    teaches: Mapping[CourseId, PlanId] = field(default_factory=dict)
    units: Mapping[UnitId, AgencyId] = field(default_factory=dict)  # whose each is

    def full_courses(self, course: CourseId) -> frozenset[CourseId]:
        """The courses a completion of which counts for `course` in full: itself, and what satisfies it."""
        found = self._full_of.get(course)
        if found is None:
            found = self._sources[Relation.SATISFIES].get(course, frozenset()) | {course}
            self._full_of[course] = found
        return found

    def refresher_courses(self, course: CourseId) -> frozenset[CourseId]:
        """The courses that renew `course`."""
        return self._sources[Relation.RENEWS].get(course, frozenset())

    def sources(self, course: CourseId) -> frozenset[CourseId]:
        """The courses a completion of which may count for `course`: in full, or as a refresher."""
        found = self._sources_of.get(course)
        if found is None:
            found = self._sources_of[course] = self.full_courses(course) | self.refresher_courses(course)
        return found

    def requirements_fitting(self, affiliation: Affiliation) -> tuple[Requirement, ...]:
        """The requirements, in force or not, that fit an affiliation's agency and role.

        Raises KeyError for an agency the rulebook does not know.
        """
        return tuple(
            requirement
            for requirement, roles in self._requirements_by_agency[affiliation.agency]
            if not roles or fold(affiliation.role) in roles
        )

    def revisions_of(self, course: CourseId) -> Sequence[Revision]:
        """The revisions of the plan that a course teaches, in force or not; none where it teaches no plan."""
        plan = self.teaches.get(course)
        return () if plan is None else self.revisions.get(plan, ())

    def turns(self, agency: AgencyId) -> Sequence[date]:
        """The days on which something that an agency may feel takes effect, in order.

        A requirement, a version of a rule, or a revision of a plan that asks people to be trained again.
        Raises KeyError for an agency the rulebook does not know.
        """
        return self._turns_by_agency[agency]

    def turns_of(self, course: CourseId) -> Sequence[date]:
        """The days on which what ends a course's completions takes effect, in order: as `turns` has them."""
        return self._turns_by_course.get(course, ())

    def jurisdiction(self, agency: AgencyId) -> str:
        """An agency's jurisdiction, in one spelling for all who write it with other case or spaces."""
        return self._jurisdictions[fold(self.agencies[agency].jurisdiction)]

    @cached_property
    def _sources(self) -> dict[Relation, dict[CourseId, frozenset[CourseId]]]:
        sources: dict[Relation, dict[CourseId, frozenset[CourseId]]] = {kind: {} for kind in Relation}
        for edge in self.equivalents:
            counted = sources[edge.relation]
            counted[edge.counts_for] = counted.get(edge.counts_for, frozenset()) | {edge.course}
        return sources

    @cached_property
    def _full_of(self) -> dict[CourseId, frozenset[CourseId]]:
        return {}

    @cached_property
    def _sources_of(self) -> dict[CourseId, frozenset[CourseId]]:
        return {}

    @cached_property
    def _requirements_by_agency(self) -> dict[AgencyId, list[tuple[Requirement, frozenset[str]]]]:
        with_roles = [(row, frozenset(map(fold, row.roles))) for row in self.requirements]
        return {
            agency.key: [
                (row, roles)
                for row, roles in with_roles
                if not row.disciplines or row.disciplines & agency.disciplines
            ]
            for agency in self.agencies.values()
        }

    @cached_property
    def _turns_by_course(self) -> dict[CourseId, list[date]]:
        return {
            course: sorted(
                {version.effective_on for version in versions}
                | {each.effective_on for each in self.revisions_of(course) if each.again_by is not None}
            )
            for course, versions in self.versions.items()
        }

    @cached_property
    def _turns_by_agency(self) -> dict[AgencyId, list[date]]:
        return {
            agency: sorted(
                {row.effective_on for row, _ in rows if row.effective_on is not None}.union(
                    *(self.turns_of(row.course) for row, _ in rows)
                )
            )
            for agency, rows in self._requirements_by_agency.items()
        }

    @cached_property
    def _jurisdictions(self) -> dict[str, str]:
        spellings = (agency.jurisdiction for agency in self.agencies.values())
        return {fold(spelling): " ".join(spelling.split()) for spelling in sorted(spellings, reverse=True)}
