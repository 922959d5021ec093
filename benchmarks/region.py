"""A made-up region of any size, and people in it to measure with; no name is anybody's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from readiness.text import fold
from storage.base import Base, table_of
from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.name_words import write_words
from storage.people import (
    AffiliationRecord,
    AgencyDiscipline,
    AgencyRecord,
    Grant,
    Person,
    RightKind,
    SlackIdentity,
    person_keys,
)
from storage.training import CompletionRecord, CourseRecord, RequirementRecord, RuleRecord

WORKSPACE = "T0BENCH"
MANAGER = "U0MANAGER"
AGENCY_SIZE = 60
DISCIPLINES = ("fire", "ems", "law", "dispatch")
COURSES = ("ASIM-B", "BLS", "HAZ-A", "ICS-100", "ICS-200")
EVERYBODYS = 3
"""So many of the courses are asked of everybody; each of the others of two disciplines."""
YEARS_OF_RECORDS = 6
A_TIME = 5000


@dataclass(frozen=True)
class MadeRegion:
    """What was made: the agency to ask about, users of its people who log, and the last agency."""

    agency: str
    agency_id: int
    users: tuple[str, ...]
    last_id: int


def make_region(
    store: Store,
    people: int,
    today: date,
    new_rule_on: date,
    seed: int = 5,
    large: int = 0,
    times: int = 1,
    agency_size: int = AGENCY_SIZE,
) -> MadeRegion:
    """Fills an empty store: five courses, some eight completions a person, or `times` that.

    Agencies are of `agency_size`. `large` are so many more people, all of one more agency, the last. The
    rule of the first course, asked of everybody, is replaced by a shorter one on `new_rule_on`. Nobody is
    projected yet.
    """
    chance = Random(seed)
    now = datetime.combine(today, time(12), UTC)
    agencies = max(1, people // agency_size)
    last = agencies + (1 if large else 0)
    with store.writing() as session:
        _put(session, AgencyRecord, [_agency(n) for n in range(1, last + 1)])
        _put(
            session,
            AgencyDiscipline,
            [{"agency_id": n, "discipline": DISCIPLINES[n % len(DISCIPLINES)]} for n in range(1, last + 1)],
        )
        _put(
            session,
            CourseRecord,
            [
                {"id": n, "key": fold(code), "code": code, "title": code, "hours": 4.0}
                for n, code in enumerate(COURSES, start=1)
            ],
        )
        _put(session, RuleRecord, list(_rules(new_rule_on)))
        _put(session, RequirementRecord, list(_requirements()))
        catalogue_changed(session)
    for start in range(1, people + large + 1, A_TIME):
        numbers = range(start, min(start + A_TIME, people + large + 1))
        with store.writing() as session:
            _put(session, Person, [_person(n) for n in numbers])
            write_words(session)
            _put(
                session,
                AffiliationRecord,
                [
                    _affiliation(n, 1 + (n - 1) % agencies if n <= people else last, today, chance)
                    for n in numbers
                ],
            )
            for _ in range(times):
                made = [c for n in numbers for c in _completions(n, today, now, chance)]
                _put(session, CompletionRecord, made)
    users = [f"U0SELF{n}" for n in range(50)]
    with store.writing() as session:
        for n, user in enumerate([MANAGER, *users]):
            person = 1 + n * agencies  # all of the first agency
            if person <= people:
                session.add(SlackIdentity(workspace=WORKSPACE, user=user, person_id=person, seen_at=now))
        session.add(Grant(person_id=1, kind=RightKind.MANAGER.value, given_by="benchmark", given_at=now))
    return MadeRegion("Agency 0001", 1, tuple(users), last)


def _put(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> None:
    session.execute(insert(table_of(model)), rows)


def _agency(number: int) -> dict[str, Any]:
    name = f"Agency {number:04}"
    return {"id": number, "key": fold(name), "name": name, "jurisdiction": f"City {number % 20}"}


def _rules(new_rule_on: date) -> Iterator[dict[str, Any]]:
    for course in range(1, len(COURSES) + 1):
        yield {"course_id": course, "effective_on": date(2010, 1, 1), "interval_months": 24}
    yield {"course_id": 1, "effective_on": new_rule_on, "interval_months": 18}


def _requirements() -> Iterator[dict[str, Any]]:
    for course in range(1, len(COURSES) + 1):
        yield {"course_id": course, "disciplines": "" if course <= EVERYBODYS else "ems;fire"}


def _person(number: int) -> dict[str, Any]:
    first, last, email = f"First{number}", f"Last{number}", f"person{number}@region.example"
    keys = person_keys(first, last, email, None)
    return {"id": number, "email": email, "first_name": first, "last_name": last, **keys}


def _affiliation(number: int, agency: int, today: date, chance: Random) -> dict[str, Any]:
    joined_on = today - timedelta(days=chance.randrange(30, 4000))
    return {"person_id": number, "agency_id": agency, "joined_on": joined_on}


def _completions(number: int, today: date, now: datetime, chance: Random) -> Iterator[dict[str, Any]]:
    for course in range(1, len(COURSES) + 1):
        for _ in range(chance.choice((0, 1, 2, 2, 3))):
            yield {
                "person_id": number,
                "course_id": course,
                "completed_on": today - timedelta(days=chance.randrange(1, 365 * YEARS_OF_RECORDS)),
                "verified": chance.random() < 0.8,
                "recorded_at": now,
            }
