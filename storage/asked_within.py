"""What may be counted of what is asked within a scope, and the completions behind it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from readiness.coverage import Counts
from readiness.due import Scope, ScopeKind
from readiness.records import CourseId, PersonId, Rulebook
from readiness.standing import Asked
from storage.answers import STANDING, agencies_in, asked_by_unit, asked_on, left_behind_on, narrowed
from storage.catalogue import Catalogue
from storage.cells import everybody
from storage.crowds import Countable
from storage.digests import Records, kinds_among, kinds_behind, records_of_kinds
from storage.left_behind import PERSON
from storage.standing import left_behind
from storage.totals import LARGE, Totals
from storage.training import CompletionRecord
from storage.weakest import Part


def units_in(session: Session, catalogue: Catalogue, agency: Scope, today: date) -> list[Part]:
    """The units of an agency in which anything is asked of anybody, by name."""
    found, by_unit = [], asked_by_unit(session, today, agency.number)
    for unit in catalogue.units_of(agency.number):
        if asked := by_unit.get(unit.id):
            counts = Counts.of((each.outlook, today) for each in asked)
            found.append(Part(name=unit.name, people=len({each.responder for each in asked}), counts=counts))
    return found


def countable_of(countable: Countable, scope: Scope, asked: list[Asked]) -> list[Asked]:
    """What is asked, as far as it may be counted in the scope."""
    if not countable.as_a_whole(scope):
        return []
    return [each for each in asked if countable.has(scope, each.course)]


def counted_of(countable: Countable, scope: Scope, asked: Totals) -> Totals:
    """The same of what it adds up to."""
    if not countable.as_a_whole(scope):
        return asked.of(())
    return asked.of([course for course in asked.courses if countable.has(scope, course)])


def records_within(
    session: Session, catalogue: Catalogue, scope: Scope, today: date, courses: Collection[CourseId]
) -> Records:
    """The completions behind what is counted of some courses: of those that satisfy or renew them as well.

    In large scopes they are counted by SQL, but for those left behind, of whom some are read at a time; in an
    agency where nobody is left behind, too.
    """
    if scope.kind is ScopeKind.AGENCY and not left_behind_on(session, today, [scope.number], most=1):
        return records_of_kinds(_kinds_of_many(session, catalogue, scope, today, courses))
    if scope.kind not in LARGE:
        return records_of_kinds(_kinds_of(session, catalogue, scope, today, courses))
    behind: Select[int] = select(PERSON.id).where(left_behind(catalogue, today, today))
    found = _kinds_of_many(session, catalogue, scope, today, courses, behind)
    if session.scalar(behind.limit(1)) is not None:
        for some in everybody(session):
            among = behind.where(PERSON.id.in_(some))
            found += _kinds_of(session, catalogue, scope, today, courses, among)
    return records_of_kinds(found)


def _kinds_of(
    session: Session,
    catalogue: Catalogue,
    scope: Scope,
    today: date,
    courses: Collection[CourseId],
    among: Select[int] | None = None,
) -> Counter[str]:
    asked = asked_on(session, today, scope, courses, among=among)
    behind = courses_behind(catalogue.rulebook, narrowed(catalogue.rulebook, asked, scope))
    return kinds_behind(session, today, behind, agencies_in(catalogue, scope), among)


def _kinds_of_many(
    session: Session,
    catalogue: Catalogue,
    scope: Scope,
    today: date,
    courses: Collection[CourseId],
    but: Select[int] | None = None,
) -> Counter[str]:
    """The same of all whose rows hold, `but` those of some: by the courses for which the same ones count."""
    agencies = agencies_in(catalogue, scope)
    found: Counter[str] = Counter()
    for asked, sources in alike_sources(catalogue, courses).items():
        people = select(STANDING.person_id).where(
            STANDING.course_id.in_(sorted(asked)), STANDING.from_on <= today, STANDING.through_on >= today
        )
        if agencies is not None:
            people = people.where(STANDING.agency_id.in_(agencies))
        person = CompletionRecord.person_id
        conditions = [person.in_(people)] if but is None else [person.in_(people), person.not_in(but)]
        found += kinds_among(session, today, sources, conditions)
    return found


def alike_sources(
    catalogue: Catalogue, courses: Collection[CourseId]
) -> Mapping[frozenset[CourseId], Sequence[CourseId]]:
    """By the courses for which they may count, of some: those whose completions count for the same."""
    asking: defaultdict[CourseId, set[CourseId]] = defaultdict(set)
    for course in courses:
        for source in catalogue.rulebook.sources(course):
            asking[source].add(course)
    alike: defaultdict[frozenset[CourseId], list[CourseId]] = defaultdict(list)
    for source, of in asking.items():
        alike[frozenset(of)].append(source)
    return alike


def courses_behind(rulebook: Rulebook, asked: Iterable[Asked]) -> dict[PersonId, set[CourseId]]:
    """By person, the courses whose completions may count for what is asked of them."""
    sources: dict[CourseId, frozenset[CourseId]] = {}
    behind: defaultdict[PersonId, set[CourseId]] = defaultdict(set)
    for each in asked:
        if each.course not in sources:
            sources[each.course] = rulebook.sources(each.course)
        behind[each.responder] |= sources[each.course]
    return dict(behind)
