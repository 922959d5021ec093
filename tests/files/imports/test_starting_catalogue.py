"""The starting catalogue: adds what is not there, overwrites nothing, and says what is local policy."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from files.imports.starting_catalogue import COURSES, Loaded, load_starting_catalogue
from readiness.records import Relation
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.training import CourseRecord, RuleRecord
from tests.files.imports.bringing import BY, NOW, TODAY, rows_in, take, undo


def load(store: Store) -> Loaded:
    with store.writing() as session:
        return load_starting_catalogue(session, BY, "command line", NOW, TODAY)


def test_it_loads_courses_rules_and_equivalents(store: Store) -> None:
    loaded = load(store)
    assert len(loaded.courses) == len(COURSES) == 12
    with store.reading() as session:
        catalogue = catalogue_of(session)
    codes = {course.id: course.code for course in catalogue.courses.values()}
    lasting = {codes[key]: versions[0] for key, versions in catalogue.rulebook.versions.items()}
    assert "ROLL-CALL" not in lasting
    assert lasting["ICS-700"].interval_months is None
    assert (lasting["BLS"].interval_months, lasting["BLS"].month_end) == (24, True)
    assert lasting["LE-ASR"].cycle_start is not None
    edges = {(codes[e.course], e.relation) for e in catalogue.rulebook.equivalents}
    assert edges == {("ASIM-A", Relation.SATISFIES), ("ASIM-TTT", Relation.RENEWS)}
    assert not catalogue.rulebook.requirements


def test_twice_changes_nothing(store: Store) -> None:
    load(store)
    before = rows_in(store)
    assert load(store).number is None
    assert rows_in(store) == before


def test_what_is_there_is_never_overwritten(store: Store) -> None:
    take(store, "courses", "code,title,hours\nbls,Our BLS,6")
    take(store, "rules", "course,effective_on,interval_months\nBLS,2026-05-01,12")
    load(store)
    with store.reading() as session:
        course = session.scalars(select(CourseRecord).where(CourseRecord.key == "bls")).one()
        rules = session.scalars(select(RuleRecord).where(RuleRecord.course_id == course.id)).all()
    assert (course.title, course.hours) == ("Our BLS", 6)
    assert [(rule.interval_months, rule.effective_on) for rule in rules] == [(12, date(2026, 5, 1))]


def test_it_can_be_undone(store: Store) -> None:
    number = load(store).number
    assert number is not None
    undone = undo(store, number)
    assert undone.taken_back == {"rule": 11, "equivalent": 2}
    assert undone.names == {"course": 12}
