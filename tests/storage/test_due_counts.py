"""What the database counts and puts in order is what the rows of the same answer say, page by page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy.orm import Session

from readiness.due import EVERYONE, DueRow, Scope, ScopeKind
from readiness.question import Measure, Question
from storage import due_counts
from storage.asking import rows_for
from storage.catalogue import catalogue_of
from storage.due_counts import ALL, AgencyTally, DueCounts, Part, Tally
from storage.due_rows import distance
from storage.engine import Store
from storage.people import Person
from tests.conftest import WHOLE
from tests.storage.test_asking import a_question, unsettled
from tests.storage.test_projection import TODAY

TRIED = 600 if WHOLE else 15
BY = TODAY + timedelta(days=90)
DUE = Question(Measure.WHO, TODAY, by=BY)


def nearest(rows: list[DueRow], on: date) -> list[int]:
    days: defaultdict[int, list[int]] = defaultdict(list)
    for row in rows:
        days[row.responder].append(distance(row.due_on, on))
    return sorted(days, key=lambda person: (min(days[person]), person))


def by_agency(rows: list[DueRow]) -> list[AgencyTally]:
    there: defaultdict[int, set[int]] = defaultdict(set)
    late: defaultdict[int, set[int]] = defaultdict(set)
    for row in rows:
        for agency in row.agencies:
            there[agency].add(row.responder)
            if row.status.value in ("expired", "grace", "never"):
                late[agency].add(row.responder)
    found = [AgencyTally(key, len(people), len(late[key])) for key, people in there.items()]
    return sorted(found, key=lambda each: (-each.people, each.agency))


def holds(session: Session, question: Question, part: Part) -> None:
    everything = rows_for(session, question)
    rows = [row for row in everything if part.has(row)]
    found, page = DueCounts(session, question), 3
    assert found.tally(part) == Tally.of(rows), question
    people: list[int] = []
    for start in range(0, len(rows) + page, page):
        shown = found.people(start, page, part)
        assert shown.tally == Tally.of(rows), question
        people += shown.shown
        theirs = found.rows(shown.shown, part)
        assert list(theirs) == list(shown.shown), question
        for person, those in theirs.items():
            assert Counter(those) == Counter(row for row in rows if row.responder == person), question
    assert people == nearest(rows, question.on), question
    expected = by_agency(everything)
    agencies = [found.agencies(start, page) for start in range(0, len(expected) + page, page)]
    assert [each for one in agencies for each in one.shown] == expected, question
    assert {(one.of, one.tally.people) for one in agencies} == {
        (len(expected), len({row.responder for row in everything}))
    }


def parts(random: Random, courses: list[int], agencies: list[int], people: list[int]) -> Iterator[Part]:
    yield ALL
    some = frozenset(random.sample(courses, random.randint(0, 2)))
    yield Part(some, frozenset(random.sample(agencies, random.randint(0, 2))), random.choice([None, *people]))


@pytest.mark.postgres
def test_what_is_counted_is_what_the_rows_say(county_store: Store) -> None:
    random = Random(19)
    unsettled(county_store, random)
    with county_store.reading() as session:
        catalogue = catalogue_of(session)
        courses, agencies = list(catalogue.courses), list(catalogue.agencies)
        wholes = [
            *(EVERYONE, EVERYONE, Scope.discipline("fire"), Scope(ScopeKind.JURISDICTION, "city of  birch")),
            *map(Scope.agency, agencies),
            *map(Scope.unit, list(catalogue.units)[:1]),
        ]
        people = list(session.scalars(due_counts.select(Person.id).limit(5)))
        for _ in range(TRIED):
            question = a_question(random, wholes, courses)
            for part in parts(random, courses, agencies, people):
                holds(session, question, part)
        for within in (0, 60, 400):
            holds(session, Question(Measure.WHO, TODAY, by=TODAY + timedelta(days=within)), ALL)
