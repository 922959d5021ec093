"""What is asked within a scope on a day, and of it what may be counted there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from readiness.coverage import Counts
from readiness.due import Scope
from readiness.records import CourseId, PersonId, Rulebook
from readiness.standing import Asked
from storage.answers import agencies_in, asked_by_unit, asked_on, narrowed
from storage.catalogue import Catalogue
from storage.crowds import Countable
from storage.digests import Records, records_behind
from storage.weakest import Part


def asked_within(session: Session, catalogue: Catalogue, scope: Scope, today: date) -> list[Asked]:
    """What is asked in a scope, by the agencies of the scope only."""
    return narrowed(catalogue.rulebook, asked_on(session, today, scope), scope)


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


def records_within(
    session: Session, catalogue: Catalogue, scope: Scope, today: date, asked: Sequence[Asked]
) -> Records:
    """The completions behind what is counted, of courses that satisfy or renew those asked as well."""
    behind = courses_behind(catalogue.rulebook, asked)
    return records_behind(session, today, behind, agencies_in(catalogue, scope))


def courses_behind(rulebook: Rulebook, asked: Iterable[Asked]) -> dict[PersonId, set[CourseId]]:
    """By person, the courses whose completions may count for what is asked of them."""
    sources: dict[CourseId, frozenset[CourseId]] = {}
    behind: defaultdict[PersonId, set[CourseId]] = defaultdict(set)
    for each in asked:
        if each.course not in sources:
            sources[each.course] = rulebook.sources(each.course)
        behind[each.responder] |= sources[each.course]
    return dict(behind)
