"""A question of any kind is answered by one rule, from the projection and from the records alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from readiness.answering import answering
from readiness.due import EVERYONE, DueRow, Scope, ScopeKind
from readiness.question import Measure, Question, State
from readiness.standing import all_asked
from storage.answers import who_is_due_on
from storage.asking import asked_for, entries_for, rows_for
from storage.catalogue import Catalogue, catalogue_of
from storage.engine import Store
from storage.people import Person
from storage.responders import load_responders
from tests.conftest import WHOLE
from tests.storage.test_projection import TODAY, Town, of_people, of_the_catalogue

TRIED = 400 if WHOLE else 40
PLAIN = (EVERYONE, Scope.discipline("fire"), Scope(ScopeKind.JURISDICTION, "city of  birch"))


def unsettled(store: Store, random: Random) -> None:
    """The small county after a few changes of every kind, some people not moved on."""
    town = Town(store)
    for _ in range(6):
        what = random.choice((*of_people, *of_the_catalogue))
        town.take((what, random.randint(0, 40), random.randint(0, 2), a_day(random)))


def a_day(random: Random) -> date:
    return TODAY + timedelta(days=random.choice([0, random.randint(-700, 60), random.randint(-30, 90)]))


def scopes_of(session: Session, catalogue: Catalogue) -> list[Scope]:
    people = list(load_responders(session))
    return [
        *PLAIN,
        *map(Scope.agency, catalogue.agencies),
        *map(Scope.unit, catalogue.units),
        *(Scope.person(each.key) for each in people[:4]),
    ]


def a_question(random: Random, scopes: list[Scope], courses: list[int]) -> Question:
    on = random.choice([TODAY, TODAY, a_day(random)])
    since, by = random.choice([None, a_day(random)]), random.choice([None, a_day(random)])
    if since is not None and by is not None and by < since:
        since, by = by, since
    return Question(
        measure=Measure.WHO,
        on=on,
        scopes=tuple(random.sample(scopes, random.randint(1, 3))),
        without=tuple(random.sample(scopes, random.choice([0, 0, 1, 2]))),
        courses=tuple(random.sample(courses, random.choice([0, 0, 1, 2]))),
        without_courses=tuple(random.sample(courses, random.choice([0, 0, 1]))),
        states=frozenset(random.sample(list(State), random.choice([1, 1, 2]))),
        since=since,
        by=by,
    )


@pytest.mark.postgres
def test_any_question_is_answered_from_the_projection_as_from_the_records(county_store: Store) -> None:
    random = Random(10)
    unsettled(county_store, random)
    with county_store.reading() as session:
        catalogue = catalogue_of(session)
        scopes, courses = scopes_of(session, catalogue), list(catalogue.courses)
        questions = [a_question(random, scopes, courses) for _ in range(TRIED)]
        people = list(load_responders(session))
        plain: list[set[DueRow]] = []
        for question in questions:
            asked = all_asked(catalogue.rulebook, people, question.on)
            plain.append(set(answering(catalogue.rulebook, asked, question)))
        found = [rows_for(session, question) for question in questions]
        entries = [entries_for(session, question) for question in questions]
    for question, rows, expected, named in zip(questions, found, plain, entries, strict=True):
        assert len({(row.responder, row.course) for row in rows}) == len(rows), question
        assert set(rows) == expected, question
        assert {entry.row for entry in named} == expected
    assert sum(map(bool, found)) > TRIED // 10
    with county_store.writing() as session:
        session.execute(update(Person).values(holds_from=None))
        assert [entries_for(session, question) for question in questions] == entries
        session.rollback()


@pytest.mark.postgres
def test_the_plain_question_is_answered_to_the_letter_as_ever(county_store: Store) -> None:
    random = Random(11)
    unsettled(county_store, random)
    with county_store.reading() as session:
        catalogue = catalogue_of(session)
        for scope in scopes_of(session, catalogue):
            on, within = a_day(random), random.choice([0, 30, 90, 400])
            courses = random.sample(list(catalogue.courses), random.choice([0, 1]))
            question = Question(
                Measure.WHO, on, (scope,), courses=tuple(courses), by=on + timedelta(days=within)
            )
            plain = who_is_due_on(session, on, scope, within, courses or None)
            assert entries_for(session, question) == plain


def test_all_that_is_asked_is_asked_by_the_agencies_in_scope_alone(county_store: Store) -> None:
    with county_store.reading() as session:
        catalogue = catalogue_of(session)
        fire, *others = catalogue.agencies
        question = Question(Measure.SHARE, TODAY, (Scope.agency(fire), Scope.agency(others[0])))
        both = asked_for(session, question)
        assert {agency for each in both for agency in each.agencies} == {fire, others[0]}
        less = asked_for(session, replace(question, scopes=(EVERYONE,), without=(Scope.agency(fire),)))
        assert fire not in {agency for each in less for agency in each.agencies}
        assert less
