"""What a scope adds up to on a day: the sums of its cells, by course, agency, discipline and jurisdiction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import Any, cast

from sqlalchemy.orm import Session

from readiness.coverage import By, Counts
from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.places import ANY, COUNTED, Vector, revised_on
from readiness.records import AgencyId, CourseId
from storage.answers import asked_on, narrowed
from storage.catalogue import Catalogue, catalogue_of
from storage.cells import PEOPLE, cells_of, cells_on
from storage.counted_meanwhile import Cells

LARGE = (ScopeKind.EVERYONE, ScopeKind.DISCIPLINE, ScopeKind.JURISDICTION)
"""The kinds of scopes that are read from the tally; of the others the people's rows are few."""

Agencies = tuple[AgencyId, ...]
Profile = tuple[tuple[AgencyId, frozenset[CourseId]], ...]
"""All that is asked of somebody: the courses of each agency."""
Sums = dict[tuple[CourseId, Any], Counts]
_COUNTS = itemgetter(2)
_CURRENT, _ON_PLAN = COUNTED.index("current"), COUNTED.index("on_plan")
"""Between them stand, in this order, what `Counts` is made of."""


@dataclass(frozen=True)
class Totals:
    """The cells of a scope on a day: by the agencies that ask and course, and people by all that is asked."""

    catalogue: Catalogue
    on: date
    asked: Sequence[tuple[Agencies, CourseId, Vector]]
    profiles: Sequence[tuple[Profile, Vector]]

    @cached_property
    def courses(self) -> frozenset[CourseId]:
        """The courses that are asked of anybody."""
        return frozenset(course for _, course, _ in self.asked)

    @cached_property
    def agencies(self) -> Mapping[CourseId, Collection[AgencyId]]:
        """The agencies that ask anything of anybody, by course."""
        found: defaultdict[CourseId, set[AgencyId]] = defaultdict(set)
        for agencies, course, _ in self.asked:
            found[course].update(agencies)
        return dict(found)

    def of(self, courses: Collection[CourseId]) -> Totals:
        """What of it is about some courses."""
        kept = frozenset(courses)
        if kept >= self.courses:
            return self
        profiles = [
            (tuple((agency, left) for agency, theirs in profile if (left := theirs & kept)), counts)
            for profile, counts in self.profiles
        ]
        asked = [each for each in self.asked if each[1] in kept]
        return replace(self, asked=asked, profiles=[each for each in profiles if each[0]])

    def within(self, scope: Scope) -> Totals:
        """What of it is asked by the agencies of a scope, of those that are read from the tally."""
        if scope.kind is ScopeKind.EVERYONE:
            return self
        rulebook = self.catalogue.rulebook
        kept = {key for key in self.catalogue.agencies if scope.covers(rulebook, None, key)}
        asked = [
            (
                agencies if kept.issuperset(agencies) else tuple(filter(kept.__contains__, agencies)),
                course,
                counts,
            )
            for agencies, course, counts in self.asked
            if not kept.isdisjoint(agencies)
        ]
        profiles = [
            (left, counts)
            for profile, counts in self.profiles
            if (left := tuple(each for each in profile if each[0] in kept))
        ]
        return replace(self, asked=asked, profiles=profiles)

    def by_course(self) -> dict[CourseId, Counts]:
        """Counts by course, of everybody."""
        return {course: counts for (course, _), counts in self._sums(lambda _: ("everyone",)).items()}

    def by(self, what: By) -> Sums:
        """Counts by course, and by "everyone", an agency's id, or a discipline's or jurisdiction's name."""
        rulebook = self.catalogue.rulebook
        match what:
            case "everyone":
                return self._sums(lambda _: ("everyone",))
            case "agency":
                return self._sums(lambda agencies: agencies)
            case "discipline":
                return self._sums(self._disciplines)
            case "jurisdiction":
                places = {key: rulebook.jurisdiction(key) for key in self.catalogue.agencies}
                return self._sums(lambda agencies: {places[key] for key in agencies if places[key]})

    @property
    def people(self) -> int:
        """Of how many people anything is asked."""
        return sum(counts[PEOPLE] for _, counts in self.profiles)

    @cached_property
    def people_by_part(self) -> Mapping[AgencyId | str, int]:
        """Of how many people anything is asked, by agency and by discipline."""
        found: defaultdict[AgencyId | str, int] = defaultdict(int)
        for profile, counts in self.profiles:
            parts: list[AgencyId | str] = [agency for agency, _ in profile]
            parts += self._disciplines(agency for agency, _ in profile)
            for part in parts:
                found[part] += counts[PEOPLE]
        return found

    def due_within(self, days: int) -> int:
        """How many requirements that are met, or not asked for yet, fall due within so many days."""
        column = itemgetter(COUNTED.index(f"due_{days}"))
        return sum(map(column, map(_COUNTS, self.asked)))

    def _disciplines(self, agencies: Iterable[AgencyId]) -> set[str]:
        of = self.catalogue.rulebook.agencies
        return {name for key in agencies for name in of[key].disciplines}

    def _sums(self, parts: Callable[[Agencies], Iterable[Any]]) -> Sums:
        vectors: dict[tuple[CourseId, Any], list[Vector]] = {}
        known: dict[Agencies, Sequence[Any]] = {}
        for agencies, course, counts in self.asked:
            names = known.get(agencies)
            if names is None:
                names = known[agencies] = tuple(parts(agencies))
            for name in names:
                key = course, name
                if key in vectors:
                    vectors[key].append(counts)
                else:
                    vectors[key] = [counts]
        rulebook = self.catalogue.rulebook
        has_plan = {course: revised_on(rulebook, course, self.on) is not None for course in rulebook.teaches}
        return {
            key: _counts(
                found[0] if len(found) == 1 else tuple(map(sum, zip(*found, strict=True))), has_plan, key
            )
            for key, found in vectors.items()
        }


def totals_on(session: Session, on: date, courses: Collection[CourseId] | None = None) -> Totals:
    """The totals of everybody on a day; of some courses only (None: all, and people by all that is asked)."""
    return totals_from(catalogue_of(session), cells_on(session, on, courses), on)


def totals_within(
    session: Session, on: date, scope: Scope, courses: Collection[CourseId] | None = None
) -> Totals:
    """The totals of a scope on a day, by the agencies of the scope only."""
    if scope.kind in LARGE:
        return totals_on(session, on, courses).within(scope)
    catalogue = catalogue_of(session)
    asked = narrowed(catalogue.rulebook, asked_on(session, on, scope, courses), scope)
    return totals_from(catalogue, cells_of(catalogue, asked, on), on)


def totals_from(catalogue: Catalogue, cells: Cells, on: date) -> Totals:
    """The totals that some cells make."""
    agencies = cast(dict[str, Agencies], catalogue.made.setdefault("asked by", {}))
    profiles = cast(dict[str, Profile], catalogue.made.setdefault("asked as a whole", {}))
    asked: list[tuple[Agencies, CourseId, Vector]] = []
    people: list[tuple[Profile, Vector]] = []
    for (key, course), counts in cells.items():
        if course == ANY:
            if key not in profiles:
                profiles[key] = _profile(key)
            people.append((profiles[key], counts))
            continue
        if key not in agencies:
            agencies[key] = tuple(map(int, key.split(",")))
        asked.append((agencies[key], course, counts))
    return Totals(catalogue, on, asked, people)


def coverage_on(
    session: Session,
    on: date,
    by: By = "everyone",
    scope: Scope = EVERYONE,
    courses: Collection[int] | None = None,
) -> Sums:
    """Counts by course's id, and by "everyone", an agency's id, or a discipline's or jurisdiction's name."""
    return totals_within(session, on, scope, courses).by(by)


def _profile(key: str) -> Profile:
    parts = (part.split(":") for part in key.split(" "))
    return tuple((int(agency), frozenset(map(int, courses.split(".")))) for agency, courses in parts)


def _counts(counts: Sequence[int], has_plan: Mapping[CourseId, bool], key: tuple[CourseId, Any]) -> Counts:
    shown = counts[_ON_PLAN] if has_plan.get(key[0]) else None
    found: Any = (*counts[_CURRENT:_ON_PLAN], shown)
    return Counts(*found)
