"""What the database counts and puts in order is what the rows of the same answer say, page by page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.region import make_region
from readiness.due import EVERYONE, DueRow, Scope, ScopeKind
from readiness.question import Measure, Question
from storage.asking import rows_for
from storage.catalogue import catalogue_of
from storage.due_counts import ALL, AgencyTally, DueCounts, Part, Tally
from storage.due_rows import distance
from storage.engine import Store
from storage.people import Person
from storage.standing import rebuild
from tests.conftest import NOTHING, WHOLE, Databases, opened
from tests.counting import rows_read, statements
from tests.storage.test_asking import a_question, unsettled
from tests.storage.test_projection import TODAY

TRIED = 600 if WHOLE else 15


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
    agencies = [found.agencies_with_most(start, page) for start in range(0, len(expected) + page, page)]
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
        people = list(session.scalars(select(Person.id).limit(5)))
        for _ in range(TRIED):
            question = a_question(random, wholes, courses)
            for part in parts(random, courses, agencies, people):
                holds(session, question, part)
        for within in (0, 60, 400):
            holds(session, Question(Measure.WHO, TODAY, by=TODAY + timedelta(days=within)), ALL)


def what_a_list_takes(store: Store, people: int) -> dict[str, tuple[int, int]]:
    """Statements and rows of each page of who is due in a region of so many people."""
    today = date(2026, 11, 27)
    make_region(store, people, today, new_rule_on=today + timedelta(days=30))
    with store.writing() as session:
        rebuild(session, today)
    question = Question(Measure.WHO, today, by=today + timedelta(days=90))
    found = {}
    with store.reading() as session:
        catalogue_of(session)

    def by_name(due: DueCounts, start: int) -> None:
        shown = due.people(start, 8)
        assert len(shown.shown) == 8
        due.rows(shown.shown)
        due.names(shown.shown)

    pages: dict[str, Callable[[DueCounts], object]] = {
        "the first people": lambda due: by_name(due, 0),
        "more people": lambda due: by_name(due, 16),
        "agencies": lambda due: due.agencies_with_most(0, 8),
    }
    for name, page in pages.items():
        with statements(store) as sent, rows_read(store) as rows, store.reading() as session:
            page(DueCounts(session, question))
        found[name] = len(sent), len(rows)
    return found


@pytest.fixture
def another(databases: Databases) -> Iterator[Store]:
    yield from opened(databases, databases.like(*NOTHING))


def test_a_page_costs_no_more_where_there_are_more_people(store: Store, another: Store) -> None:
    few, many = what_a_list_takes(store, 60), what_a_list_takes(another, 240)
    for name, (sent, rows) in many.items():
        assert sent == few[name][0] <= 6, name
        # Counts by course and where they stand, eight people with what is asked of them, their names.
        assert rows <= 100, name
    assert many["more people"][1] <= many["the first people"][1] + 10
