"""The projection is always what the records say: the same answers, whatever was recorded, on whatever day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from readiness.due import EVERYONE
from readiness.standing import all_asked
from storage.answers import asked_on, coverage_on, who_is_due_on
from storage.catalogue import catalogue_changed, catalogue_of
from storage.engine import Store
from storage.people import AffiliationRecord, Person
from storage.progress import Progress
from storage.responders import load_responders
from storage.standing import PROJECTED_FOR, StandingRow, bring_up_to, project, rebuild
from storage.training import AbsenceRecord, CompletionRecord, RuleRecord
from tests.conftest import Databases
from tests.conversations import county

TODAY = date(2026, 11, 2)
days = st.integers(-1500, 60).map(lambda n: TODAY + timedelta(days=n))
changes = st.lists(
    st.one_of(
        st.tuples(st.just("completion"), st.integers(0, 9), st.integers(0, 2), days),
        st.tuples(st.just("void"), st.integers(0, 20), st.just(0), days),
        st.tuples(st.just("correct"), st.integers(0, 20), st.just(0), days),
        st.tuples(st.just("leave"), st.integers(0, 9), st.integers(0, 2), days),
        st.tuples(st.just("left"), st.integers(0, 9), st.just(0), days),
        st.tuples(st.just("rule"), st.integers(1, 40), st.integers(0, 2), days),
    ),
    max_size=6,
)


def apply(store: Store, change: tuple[str, int, int, date], today: date) -> None:
    """One change, projected in its own transaction as every command does."""
    what, number, course, day = change
    with store.writing() as session:
        people = list(session.scalars(select(Person.id).order_by(Person.id)))
        courses = list(catalogue_of(session).courses)
        person = people[number % len(people)]
        records = list(session.scalars(select(CompletionRecord).order_by(CompletionRecord.id)))
        record = records[number % len(records)]
        if what == "completion":
            session.add(
                CompletionRecord(
                    person_id=person,
                    course_id=courses[course],
                    completed_on=min(day, today),
                    verified=number % 2 == 0,
                    recorded_at=county.NOW,
                )
            )
        elif what == "void":
            record.take_back(county.NOW, "a test", "a test")
            person = record.person_id
        elif what == "correct":
            person = record.person_id
            session.add(
                CompletionRecord(
                    person_id=person,
                    course_id=record.course_id,
                    completed_on=min(day, today),
                    corrects_id=record.id,
                    recorded_at=county.NOW,
                )
            )
        elif what == "leave":
            kind = ("leave", "waiver", "waiver")[course]
            session.add(
                AbsenceRecord(
                    person_id=person,
                    kind=kind,
                    course_id=courses[0] if course == 2 else None,
                    starts_on=day,
                    ends_on=day + timedelta(days=30),
                    recorded_at=county.NOW,
                )
            )
        elif what == "left":
            affiliation = session.scalars(
                select(AffiliationRecord).where(AffiliationRecord.person_id == person)
            ).first()
            assert affiliation is not None
            affiliation.left_on = max(day, affiliation.joined_on or day)
        else:
            session.execute(
                delete(RuleRecord).where(
                    RuleRecord.course_id == courses[course], RuleRecord.effective_on == day
                )
            )
            session.add(RuleRecord(course_id=courses[course], effective_on=day, interval_months=number))
            catalogue_changed(session)
            rebuild(session, today)
            return
        project(session, [person], today)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes, st.integers(0, 120), changes)
def test_the_projection_equals_the_plain_computation(
    sqlite_databases: Databases,
    before: list[tuple[str, int, int, date]],
    later: int,
    after: list[tuple[str, int, int, date]],
) -> None:
    store = Store(sqlite_databases.like("county", county.bring_in))
    for change in before:
        apply(store, change, TODAY)
    agree(store, TODAY)
    day = TODAY + timedelta(days=later)
    with store.writing() as session:
        bring_up_to(session, day)
    for change in after:
        apply(store, change, day)
    agree(store, day)
    store.close()


def agree(store: Store, day: date) -> None:
    """Everything asked, who is due and coverage: from the projection and from the records."""
    with store.reading() as session:
        plain = sorted(
            all_asked(catalogue_of(session).rulebook, load_responders(session), day),
            key=lambda each: str(each),
        )
        kept = sorted(asked_on(session, day), key=lambda each: str(each))
        assert kept == plain
        from_kept = [who_is_due_on(session, day, EVERYONE, within) for within in (0, 60, 400)]
        covered = coverage_on(session, day, "discipline")
    with store.writing() as session:
        session.execute(delete(Progress).where(Progress.name == PROJECTED_FOR))
        session.info.clear()
        session.info["catalogue"] = {}
        assert [who_is_due_on(session, day, EVERYONE, within) for within in (0, 60, 400)] == from_kept
        assert coverage_on(session, day, "discipline") == covered
        session.rollback()


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
