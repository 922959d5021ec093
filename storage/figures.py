"""The figures a digest is made of, kept with each one sent so that change can be measured against them.

Everything here is counted, nobody is named, and a count of one is a name. Unless the figures are for somebody
who may know all, an agency or a discipline of one person, and a course asked of one (or of one beside those
who are new, on leave or waived), are therefore not shown; nor, where one agency alone would be missing from a
total, the smallest of the others, but never the weakest. The figures of one agency leave out what it asks of
one person alone, and a scope of one person has none. All other totals of everyone, a discipline or a
jurisdiction leave nobody out: they are what every other answer says.
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
from readiness.standing import Asked, Status
from storage.answers import agencies_in, asked_on
from storage.catalogue import Catalogue, catalogue_of
from storage.digests import Records, records_behind
from storage.roster import headcounts

FEWEST = 2
"""The fewest people of a course in an agency who are counted, where it is not for one who may know all."""

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
    weakest_agency: Part | None = None  # of those that may be shown; None where there are not two
    left_out: bool = False  # whether a part of too few people is not shown or, of an agency, not counted
    hidden: list[int] = []  # the courses of which nothing is left to count, by id
    courses: list[CourseFigures]
    due: dict[int, int]
    lapsed: list[Lapsed]
    records: Records | None = None


def scope_key(scope: Scope) -> str:
    """A scope as a subscription or a menu holds it: "everyone", "agency:12", "discipline:fire"."""
    return scope.kind.value if scope.kind is ScopeKind.EVERYONE else f"{scope.kind.value}:{scope.key}"


def scope_of(key: str, catalogue: Catalogue) -> Scope | None:
    """The scope a subscription or a menu holds; None for what is none, or an agency that is not there."""
    kind, _, name = key.partition(":")
    match kind:
        case ScopeKind.EVERYONE:
            return EVERYONE
        case ScopeKind.AGENCY if name.isdecimal() and int(name) in catalogue.agencies:
            return Scope.agency(int(name))
        case ScopeKind.DISCIPLINE | ScopeKind.JURISDICTION if name:
            return Scope(ScopeKind(kind), name)
        case _:
            return None


def figures(
    session: Session,
    scope: Scope,
    today: date,
    fewest: int = FEWEST,
    with_records: bool = False,
) -> Figures:
    """How a scope stands on a day.

    `fewest` is the number of people from which a course is counted in an agency: 1 for those who may know
    all. `with_records` also counts the completions it rests on, which reads them all.
    """
    catalogue = catalogue_of(session)
    asked = _in_scope(session, catalogue, scope, today)
    counted = _countable(catalogue, scope, today, asked, fewest)
    count = _Count(catalogue, scope, today, counted, fewest)
    by_course, by_agency, by_discipline = count.by_course(), count.by_agency(), count.by_discipline()
    agency = catalogue.agencies[scope.number] if scope.kind is ScopeKind.AGENCY else None
    listed = headcounts(session, today).get(scope.number, 0) if agency else None
    courses = count.courses(by_course, by_agency, by_discipline)
    overall = sum(by_course.values(), Counts())
    disciplines, disciplines_missing = count.parts(by_discipline, str)
    agencies, agencies_missing = count.parts(by_agency, count.agency_name)
    return Figures(
        as_of=today,
        scope=scope_key(scope),
        scope_name=agency.name if agency else str(scope.key or "everyone"),
        people=len({each.responder for each in count.asked}),
        listed=listed,
        strength=agency.strength if agency and (agency.strength or 0) > (listed or 0) else None,
        overall=overall,
        disciplines=disciplines,
        agencies=_one_fewer(agencies) if agencies_missing == 1 else agencies,
        weakest_agency=weakest_part(agencies, overall),
        left_out=counted != asked or bool(disciplines_missing or agencies_missing),
        hidden=sorted({each.course for each in asked} - {each.course for each in courses}),
        courses=courses,
        due={days: count.due_within(days) for days in WITHIN_DAYS},
        lapsed=count.lapsed(by_agency),
        records=records_behind(session, today, agencies_in(catalogue, scope)) if with_records else None,
    )


def weakest_part(parts: Sequence[Part], whole: Counts) -> Part | None:
    """The part with the lowest share; None where there are not two to compare, or where it is the whole."""
    rows = {part.name: part for part in parts}
    name = weakest({name: part.counts for name, part in rows.items()}) if len(rows) > 1 else None
    return None if name is None or rows[name].counts == whole else rows[name]


def _one_fewer(parts: Sequence[Part]) -> list[Part]:
    """Parts without the smallest that is not the weakest: the total less these then tells of two together."""
    name = weakest({part.name: part.counts for part in parts})
    others = [part for part in parts if part.name != name]
    smallest = min(others, key=lambda part: (part.people, part.name), default=None)
    return [part for part in parts if part is not smallest]


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
    fewest: int

    def by_course(self) -> Rows[str]:
        """Counts by course, of everyone in scope."""
        return coverage(self.catalogue.rulebook, self.asked, self.today, "everyone", self.scope)

    def by_agency(self) -> Rows[int]:
        """Counts by course and agency."""
        return coverage(self.catalogue.rulebook, self.asked, self.today, "agency", self.scope)

    def by_discipline(self) -> Rows[str]:
        """Counts by course and discipline; of a discipline, itself alone."""
        found = coverage(self.catalogue.rulebook, self.asked, self.today, "discipline", self.scope)
        if self.scope.kind is not ScopeKind.DISCIPLINE:
            return found
        return {cell: counts for cell, counts in found.items() if cell[1] == self.scope.key}

    def agency_name(self, key: AgencyId) -> str:
        """An agency's name, by its id."""
        return self.catalogue.agencies[key].name

    def parts(self, rows: Rows[PartKey], named: Callable[[PartKey], str]) -> tuple[list[Part], int]:
        """Each part of enough people over all courses, by name, and how many others there are.

        Requirements are counted.
        """
        totals: defaultdict[PartKey, Counts] = defaultdict(Counts)
        for (_, key), counts in rows.items():
            totals[key] += counts
        people = self._people
        parts = [
            Part(name=named(key), people=len(people[key]), counts=counts) for key, counts in totals.items()
        ]
        shown = [part for part in parts if part.people >= self.fewest]
        return sorted(shown, key=lambda part: part.name), len(parts) - len(shown)

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
            if heads(counts) >= self.fewest and not 0 < counts.required < self.fewest
        ]
        return sorted(found, key=lambda each: (-each.counts.to_train, each.name))

    def lapsed(self, by_agency: Rows[int]) -> list[Lapsed]:
        """The agency and course pairs with the most people who are not current."""
        found = [
            Lapsed(
                agency=self.agency_name(agency),
                course=self.catalogue.courses[course].title,
                counts=counts,
            )
            for (course, agency), counts in by_agency.items()
            if counts.to_train and counts.required >= self.fewest
        ]
        found.sort(key=lambda each: (-each.counts.to_train, each.counts.share or 0, each.agency, each.course))
        return found[:LAPSED_KEPT]

    def due_within(self, days: int) -> int:
        """How many requirements that are met, or not asked for yet, fall due within so many days."""
        alike = Counter(id(each.outlook) for each in self.asked)  # those who stand alike share an outlook
        outlooks = {id(each.outlook): each.outlook for each in self.asked}
        due = {key: outlook.due_within(self.today, days) for key, outlook in outlooks.items()}
        return sum(
            alike[key]
            for key, found in due.items()
            if found is not None and found.status in (Status.DUE_SOON, Status.NEW)
        )

    def _weakest(
        self, course: int, whole: Counts, rows: Rows[PartKey], named: Callable[[PartKey], str]
    ) -> Part | None:
        parts = [
            Part(name=named(key), people=heads(counts), counts=counts)
            for (of, key), counts in rows.items()
            if of == course and counts.required >= self.fewest
        ]
        return weakest_part(parts, whole)

    @cached_property
    def _people(self) -> dict[AgencyId | str, set[PersonId]]:
        """Of whom something is asked, by agency and by discipline."""
        rulebook = self.catalogue.rulebook
        found: defaultdict[AgencyId | str, set[PersonId]] = defaultdict(set)
        for each in self.asked:
            for agency in each.agencies:
                if self.scope.covers(rulebook, each.responder, agency):
                    found[agency].add(each.responder)
                    for discipline in rulebook.agencies[agency].disciplines:
                        found[discipline].add(each.responder)
        return found


def _in_scope(session: Session, catalogue: Catalogue, scope: Scope, today: date) -> list[Asked]:
    """What is asked in a scope, by the agencies of the scope only."""

    def covered(each: Asked, agency: AgencyId) -> bool:
        return scope.covers(catalogue.rulebook, each.responder, agency)

    return _narrowed(asked_on(session, today, scope), covered)


def _countable(
    catalogue: Catalogue, scope: Scope, today: date, asked: list[Asked], fewest: int
) -> list[Asked]:
    """What is asked, as far as totals may tell it: of an agency and of too few people, not all."""
    if len({each.responder for each in asked}) < fewest:
        return []
    if scope.kind is ScopeKind.AGENCY and fewest > 1:
        return _of_several(catalogue, scope, today, asked, fewest)
    return asked


def _of_several(
    catalogue: Catalogue, scope: Scope, today: date, asked: Sequence[Asked], fewest: int
) -> list[Asked]:
    """What is asked, without the courses an agency asks of too few people to count them."""
    cells = coverage(catalogue.rulebook, asked, today, "agency", scope)
    too_few = {
        cell for cell, counts in cells.items() if heads(counts) < fewest or 0 < counts.required < fewest
    }
    return _narrowed(asked, lambda each, agency: (each.course, agency) not in too_few)


def _narrowed(asked: Sequence[Asked], keeps: Callable[[Asked, AgencyId], bool]) -> list[Asked]:
    """What is asked by the agencies that are kept."""
    found = []
    for each in asked:
        agencies = tuple(agency for agency in each.agencies if keeps(each, agency))
        if agencies:
            found.append(each if agencies == each.agencies else replace(each, agencies=agencies))
    return found
