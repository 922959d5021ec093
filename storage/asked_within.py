"""What may be counted of what is asked within a scope, and the completions behind it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy.orm import Session

from readiness.coverage import Counts
from readiness.due import Scope
from readiness.records import CourseId, PersonId, Rulebook
from readiness.standing import Asked
from storage.answers import agencies_in, asked_by_unit, asked_on, narrowed
from storage.catalogue import Catalogue
from storage.cells import everybody
from storage.crowds import Countable
from storage.digests import Records, kinds_behind, records_of_kinds
from storage.totals import LARGE, Totals
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

    Where everybody is read, they are read some at a time.
    """
    agencies = agencies_in(catalogue, scope)
    found: Counter[str] = Counter()
    for among in everybody(session) if scope.kind in LARGE else (None,):
        asked = asked_on(session, today, scope, courses, among=among)
        behind = courses_behind(catalogue.rulebook, narrowed(catalogue.rulebook, asked, scope))
        found += kinds_behind(session, today, behind, agencies, among)
    return records_of_kinds(found)


def courses_behind(rulebook: Rulebook, asked: Iterable[Asked]) -> dict[PersonId, set[CourseId]]:
    """By person, the courses whose completions may count for what is asked of them."""
    sources: dict[CourseId, frozenset[CourseId]] = {}
    behind: defaultdict[PersonId, set[CourseId]] = defaultdict(set)
    for each in asked:
        if each.course not in sources:
            sources[each.course] = rulebook.sources(each.course)
        behind[each.responder] |= sources[each.course]
    return dict(behind)
