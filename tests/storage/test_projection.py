"""The projection is always what the records say: the same answers, whatever was recorded, on whatever day.

About today, a later and an earlier day; before anybody is moved on, when some have been, and after; and
whatever changes meanwhile: records of people, and what is asked of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.standing import Asked, all_asked
from storage.answers import asked_by_unit, asked_on, who_is_due_on
from storage.audit import Trail
from storage.catalogue import catalogue_changed, catalogue_of
from storage.engine import Store
from storage.people import AffiliationRecord, AgencyDiscipline, AgencyRecord, Person
from storage.projecting import catch_up, move_on
from storage.responders import load_responders
from storage.standing import StandingRow, project, rebuild
from storage.totals import coverage_on
from storage.training import (
    AbsenceRecord,
    CompletionRecord,
    EquivalentRecord,
    RequirementRecord,
    RuleRecord,
)
from storage.units import set_unit, unit_named
from tests.conftest import WHOLE, Databases
from tests.conversations import county

TODAY = date(2026, 11, 2)
Step = tuple[str, int, int, date]

days = st.one_of(st.integers(-1500, 60), st.integers(-40, 100)).map(lambda n: TODAY + timedelta(days=n))
of_people = ("completion", "void", "correct", "leave", "left", "joined", "unit")
of_the_catalogue = ("rule", "requirement", "no longer required", "discipline", "equivalent")
of_time = ("days pass", "some are moved on", "everybody is moved on", "the clock was wrong")
steps = st.lists(
    st.tuples(
        st.sampled_from((*of_people, *of_people, *of_the_catalogue, *of_time, *of_time)),
        st.integers(0, 40),
        st.integers(0, 2),
        days,
    ),
    max_size=10 if WHOLE else 6,
)


class Town:
    """The small county, and the day it is there."""

    def __init__(self, store: Store) -> None:
        self.store, self.today = store, TODAY

    def take(self, step: Step) -> None:
        """One change in a transaction of its own, projected as every command does it; or time passes."""
        what, number, course, day = step
        if what == "days pass":
            self.today += timedelta(days=number)
        elif what == "everybody is moved on":
            move_on(self.store, self.today, rest=lambda _: None)
        else:
            with self.store.writing() as session:
                if what == "some are moved on":
                    catch_up(session, self.today, number % 10)
                elif what == "the clock was wrong":
                    project(session, _people(session)[: number % 10], day)
                elif what in of_the_catalogue:
                    self._ask_otherwise(session, what, number, course, day)
                else:
                    project(session, [self._record(session, what, number, course, day)], self.today)

    def _record(self, session: Session, what: str, number: int, course: int, day: date) -> int:
        """A record of a person is added or taken back; whose."""
        people = _people(session)
        courses = list(catalogue_of(session).courses)
        person = people[number % len(people)]
        records = list(session.scalars(select(CompletionRecord).order_by(CompletionRecord.id)))
        record = records[number % len(records)]
        match what:
            case "completion":
                session.add(
                    CompletionRecord(
                        person_id=person,
                        course_id=courses[course],
                        completed_on=min(day, self.today),
                        expires_on=_own_expiry(min(day, self.today), number),
                        verified=number % 2 == 0,
                        recorded_at=county.NOW,
                    )
                )
            case "void":
                record.take_back(county.NOW, "a test", "a test")
                person = record.person_id
            case "correct":
                person = record.person_id
                session.add(
                    CompletionRecord(
                        person_id=person,
                        course_id=record.course_id,
                        completed_on=min(day, self.today),
                        expires_on=_own_expiry(min(day, self.today), number),
                        corrects_id=record.id,
                        recorded_at=county.NOW,
                    )
                )
            case "leave":
                session.add(
                    AbsenceRecord(
                        person_id=person,
                        kind=("leave", "waiver", "waiver")[course],
                        course_id=courses[0] if course == 2 else None,
                        starts_on=day,
                        ends_on=day + timedelta(days=30),
                        recorded_at=county.NOW,
                    )
                )
            case "left":
                affiliation = session.scalars(
                    select(AffiliationRecord).where(AffiliationRecord.person_id == person)
                ).first()
                assert affiliation is not None
                affiliation.left_on = max(day, affiliation.joined_on or day)
            case "joined":
                agencies = list(session.scalars(select(AgencyRecord.id).order_by(AgencyRecord.id)))
                session.add(AffiliationRecord(person_id=person, agency_id=agencies[course], joined_on=day))
            case "unit":
                terms = select(AffiliationRecord).where(AffiliationRecord.person_id == person)
                for term in session.scalars(terms).all()[: 1 + number % 2]:
                    unit = unit_named(session, term.agency_id, f"Station {course}", create=True)
                    assert unit is not None
                    set_unit(session, term, unit.id if number % 5 else None, Trail("a test", "", county.NOW))
        return person

    def _ask_otherwise(self, session: Session, what: str, number: int, course: int, day: date) -> None:
        """The catalogue changes, and nobody is projected."""
        courses = list(catalogue_of(session).courses)
        agencies = list(session.scalars(select(AgencyRecord.id).order_by(AgencyRecord.id)))
        match what:
            case "rule":
                same = RuleRecord.course_id == courses[course], RuleRecord.effective_on == day
                session.execute(delete(RuleRecord).where(*same))
                session.add(
                    RuleRecord(
                        course_id=courses[course],
                        effective_on=day,
                        interval_months=number + 1,
                        initial_days=10 * (number % 3),
                    )
                )
            case "requirement":
                disciplines = ("", "law", "ems;fire", "dispatch")[number % 4]
                session.add(
                    RequirementRecord(course_id=courses[course], disciplines=disciplines, effective_on=day)
                )
            case "no longer required":
                rows = list(session.scalars(select(RequirementRecord).order_by(RequirementRecord.id)))
                rows[number % len(rows)].take_back(county.NOW, "a test", "a test")
            case "discipline":
                name = ("law", "fire", "ems", "dispatch")[number % 4]
                row = session.get(AgencyDiscipline, (agencies[course], name))
                if row is None:
                    session.add(AgencyDiscipline(agency_id=agencies[course], discipline=name))
                else:
                    session.delete(row)
            case "equivalent":
                other = courses[(course + 1 + number % 2) % 3]
                kind = ("satisfies", "renews")[number % 2]
                session.add(EquivalentRecord(course_id=courses[course], counts_for_id=other, kind=kind))
        catalogue_changed(session)


def _own_expiry(completed_on: date, number: int) -> date | None:
    """What a certificate says of itself: of three one says nothing, one has run out, one is yet to."""
    return None if number % 3 == 0 else completed_on + timedelta(days=40 * number)


def _people(session: Session) -> list[int]:
    return list(session.scalars(select(Person.id).order_by(Person.id)))


@settings(max_examples=400 if WHOLE else 5, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps, days)
def test_the_answers_equal_the_plain_computation(
    sqlite_databases: Databases, taken: list[Step], other: date
) -> None:
    _walk(Store(sqlite_databases.like("county", county.bring_in)), taken, other)


@settings(max_examples=100 if WHOLE else 2, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps, days)
def test_the_answers_equal_the_plain_computation_on_postgresql(
    postgres_databases: Databases, taken: list[Step], other: date
) -> None:
    url = postgres_databases.like("county", county.bring_in)
    _walk(Store(url), taken, other)
    postgres_databases.drop(url)


def _walk(store: Store, taken: Sequence[Step], other: date) -> None:
    try:
        town = Town(store)
        agree(town, other)
        for step in taken:
            town.take(step)
            agree(town, other)
        move_on(store, town.today, rest=lambda _: None)
        agree(town, other)
        nobody_is_left(town)
    finally:
        store.close()


def agree(town: Town, other: date) -> None:
    """Everything asked, who is due and coverage: as answered, and from the records alone."""
    today = town.today
    on_days = [today, other, *(today + timedelta(days=n) for n in (-300, -1, 1, 50))]
    with town.store.reading() as session:
        rulebook = catalogue_of(session).rulebook
        people = list(load_responders(session))
        plain = {day: list(all_asked(rulebook, people, day)) for day in on_days}
        for day in on_days:
            assert _sorted(asked_on(session, day)) == _sorted(plain[day]), day
        scopes = [Scope.agency(key) for key in rulebook.agencies]
        scopes += [Scope.person(each.key) for each in people]
        scopes += [Scope.unit(key) for key in rulebook.units]
        scopes += [Scope.discipline("fire"), Scope(ScopeKind.JURISDICTION, "City of Birch")]
        for scope in scopes:
            assert _in(scope, session, asked_on(session, today, scope)) == _in(scope, session, plain[today])
        for agency in rulebook.agencies:
            by_unit = asked_by_unit(session, today, agency)
            for unit in (key for key, of in rulebook.units.items() if of == agency):
                found, scope = by_unit.pop(unit, []), Scope.unit(unit)
                assert _in(scope, session, found) == _in(scope, session, plain[today])
            assert by_unit == {}
        answers = [_answers(session, day) for day in on_days]
    with town.store.writing() as session:
        session.execute(update(Person).values(holds_from=None))
        assert [_answers(session, day) for day in on_days] == answers
        session.rollback()


def _answers(session: Session, day: date) -> tuple[object, ...]:
    due = [who_is_due_on(session, day, EVERYONE, within) for within in (0, 60, 400)]
    return (due, coverage_on(session, day, "discipline"), coverage_on(session, day, "agency"))


def _in(scope: Scope, session: Session, asked: Sequence[Asked]) -> list[tuple[object, ...]]:
    """What is asked in a scope, by the agencies of the scope."""
    rulebook = catalogue_of(session).rulebook
    return sorted(
        (each.responder, each.course, agency, str(each.outlook))
        for each in asked
        for agency in each.agencies
        if scope.covers(rulebook, each.responder, agency, each.units)
    )


def _sorted(asked: Sequence[Asked]) -> list[Asked]:
    return sorted((replace(each, agencies=tuple(sorted(each.agencies))) for each in asked), key=str)


def nobody_is_left(town: Town) -> None:
    """Whoever has been moved on is answered for from their rows, and what they were given is the newest."""
    with town.store.reading() as session:
        newest = catalogue_of(session).newest
        for person in session.scalars(select(Person)):
            assert person.holds_from is not None
            assert person.holds_from <= town.today
            assert person.reproject_on is None or person.reproject_on > town.today + timedelta(days=14)
            assert person.projected_by >= newest


@pytest.mark.postgres
def test_rebuilding_changes_nothing(county_store: Store) -> None:
    store = county_store
    with store.reading() as session:
        before = {(row.affiliation_id, row.course_id): row.expires_on for row in session.query(StandingRow)}
    with store.writing() as session:
        assert rebuild(session, TODAY) == len(before)
    with store.reading() as session:
        rows = {(row.affiliation_id, row.course_id): row.expires_on for row in session.query(StandingRow)}
        assert rows == before
        assert session.scalar(select(func.count()).select_from(StandingRow)) == len(before)
