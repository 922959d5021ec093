"""What is asked within a scope on a day, and of it what may be counted there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from readiness.coverage import Counts
from readiness.due import Scope
from readiness.records import AgencyId, CourseId, PersonId
from readiness.standing import Asked
from storage.answers import agencies_in, asked_by_unit, asked_on
from storage.catalogue import Catalogue
from storage.crowds import Countable
from storage.digests import Records, records_behind
from storage.weakest import Part


def asked_within(session: Session, catalogue: Catalogue, scope: Scope, today: date) -> list[Asked]:
    """What is asked in a scope, by the agencies of the scope only."""

    def covered(each: Asked, agency: AgencyId) -> bool:
        return scope.covers(catalogue.rulebook, each.responder, agency, each.units)

    return _narrowed(asked_on(session, today, scope), covered)


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


def _narrowed(asked: Sequence[Asked], keeps: Callable[[Asked, AgencyId], bool]) -> list[Asked]:
    """What is asked by the agencies that are kept."""
    found = []
    for each in asked:
        agencies = tuple(agency for agency in each.agencies if keeps(each, agency))
        if agencies:
            found.append(each if agencies == each.agencies else replace(each, agencies=agencies))
    return found


def records_within(
    session: Session, catalogue: Catalogue, scope: Scope, today: date, asked: Sequence[Asked]
) -> Records:
    """The completions behind what is counted, of courses that satisfy or renew those asked as well."""
    rulebook = catalogue.rulebook
    sources = {
        course: rulebook.full_courses(course) | rulebook.refresher_courses(course)
        for course in {each.course for each in asked}
    }
    behind: defaultdict[PersonId, set[CourseId]] = defaultdict(set)
    for each in asked:
        behind[each.responder] |= sources[each.course]
    return records_behind(session, today, behind, agencies_in(catalogue, scope))
