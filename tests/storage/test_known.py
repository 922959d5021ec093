"""What was known at an instant is what was there at it: whatever is recorded, taken back or changed since."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.due import EVERYONE, Scope
from readiness.records import Responder
from storage.answers import agencies_in
from storage.audit import Trail
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.known import Known, Later, completions_known
from storage.number_rows import Asking, Recounted, coverage_of, due_of, lapsed_of, on_plan_of
from storage.people import AffiliationRecord
from storage.recording import (
    Completed,
    NoLongerStands,
    OnRecordAlready,
    correct,
    record_completions,
)
from storage.responders import load_responders
from storage.standing import project
from storage.taking_back import reject
from storage.training import AbsenceRecord, CompletionRecord
from storage.transferring import BeforeJoined, NotThere, ThereAlready, Transfer, transfer
from tests.conftest import WHOLE, Databases
from tests.conversations import county

TODAY = county.NOW.date()
KINDS = ("passed", "not passed", "rejected", "corrected", "away", "back", "moved", "confirmed")
Step = tuple[str, int, int, int]
steps = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(0, 40),
        st.integers(0, 2),
        st.integers(-400, 20),
    ),
    min_size=1,
    max_size=10 if WHOLE else 6,
)


def plainly(responder: Responder) -> tuple[Any, ...]:
    """What the rules read of somebody, in no order."""
    parts = (responder.affiliations, responder.completions, responder.absences)
    return tuple(sorted(map(repr, part)) for part in parts)


def everybody(session: Session) -> Mapping[int, tuple[Any, ...]]:
    return {each.key: plainly(each) for each in load_responders(session)}


def take(session: Session, step: Step, at: datetime) -> None:
    """One change, at an instant, as the app makes it."""
    what, number, place, days = step
    trail, day = Trail("a test", "a test", at), TODAY + timedelta(days=days)
    people = sorted(set(session.scalars(select(AffiliationRecord.person_id))))
    person = people[number % len(people)]
    catalogue = catalogue_of(session)
    course, agency = list(catalogue.courses)[place], list(catalogue.agencies)[place]
    query = select(CompletionRecord).where(CompletionRecord.voided_at.is_(None)).order_by(CompletionRecord.id)
    records = list(session.scalars(query))
    record = records[number % len(records)]
    match what:
        case "passed" | "not passed":
            result = "pass" if what == "passed" else "incomplete"
            done = Completed(person, course, min(day, TODAY), result)
            record_completions(session, [done], trail, TODAY)
        case "rejected" if record.verified:
            record.take_back(at, "a test", "a test")
        case "rejected":
            reject(session, [record], "a test", trail, TODAY)
        case "corrected":
            with suppress(NoLongerStands, OnRecordAlready):
                done = Completed(record.person_id, course, min(day, TODAY))
                correct(session, record, done, trail, TODAY)
        case "confirmed" if not record.verified:
            record.verified, record.verified_by, record.verified_at = True, "a test", at
        case "away":
            session.add(
                AbsenceRecord(person_id=person, kind="leave", starts_on=day, ends_on=None, recorded_at=at)
            )
        case "back":
            for each in session.scalars(select(AbsenceRecord).where(AbsenceRecord.voided_at.is_(None))):
                each.take_back(at, "a test", "a test")
        case "moved":
            theirs = select(AffiliationRecord.id).where(AffiliationRecord.person_id == person)
            last = session.scalars(theirs.order_by(AffiliationRecord.id)).all()[-1]
            with suppress(NotThere, ThereAlready, BeforeJoined):
                transfer(session, Transfer(person, last, agency, day), trail, TODAY)
    session.flush()
    project(session, people, TODAY)


def answers(session: Session, known: Known | None) -> list[tuple[str, Recounted]]:
    catalogue = catalogue_of(session)
    agencies = [Scope.agency(key) for key in list(catalogue.agencies)[:2]]
    scopes = [EVERYONE, Scope.discipline("fire"), *agencies]
    found = []
    for scope in scopes:
        for fewest in (1, 3):
            for course in (None, *catalogue.courses):
                asking = Asking(session, scope, TODAY, {"course": course}, fewest, known)
                found.append((f"coverage {scope} {course} {fewest}", coverage_of(asking)))
                found.append((f"plan {scope} {course} {fewest}", on_plan_of(asking)))
            within = Asking(session, scope, TODAY, {"within": 60}, fewest, known)
            found.append((f"due {scope} {fewest}", due_of(within)))
            for agency in agencies_in(catalogue, scope) or []:
                pair = {"course": next(iter(catalogue.courses)), "agency": agency}
                asking = Asking(session, scope, TODAY, pair, fewest, known)
                found.append((f"lapsed {scope} {fewest} {pair}", lapsed_of(asking)))
    return found


@settings(
    max_examples=60 if WHOLE else 5,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(before=steps, since=steps)
def test_what_was_known_is_what_was_there(
    databases: Databases, database: str, before: list[Step], since: list[Step]
) -> None:
    url = databases.like("county", county.bring_in)
    store = Store(url)
    at = county.NOW + timedelta(hours=1)
    try:
        with store.writing() as session:
            for number, step in enumerate(before):
                take(session, step, county.NOW + timedelta(seconds=number))
        with store.reading() as session:
            then = everybody(session)
            said = {name: dict(found.result) for name, found in answers(session, None)}
        with store.writing() as session:
            for number, step in enumerate(since, 1):
                take(session, step, at + timedelta(minutes=number))
        with store.reading() as session:
            known = Known(session, at)
            now = everybody(session)
            assert {**now, **{key: plainly(each.then) for key, each in known.since.items()}} == then
            assert {key: plainly(each.now) for key, each in known.since.items()} == {
                key: now[key] for key in known.since
            }
            anew = answers(session, known)
            assert {name: dict(found.result) for name, found in anew} == said
            for name, found in anew:
                if "coverage" in name:
                    counted = sum(row.counts for row in found.rows())
                    required = ("current", "grace", "expired", "never")
                    assert counted == sum(found.result[each] for each in required), name
    finally:
        store.close()
        databases.drop(url)


@pytest.mark.postgres
def test_what_came_later_is_told_by_its_kind(store: Store) -> None:
    county.bring_in(store)
    at = county.NOW + timedelta(hours=1)
    with store.writing() as session:
        records = session.scalars(select(CompletionRecord).order_by(CompletionRecord.id)).all()
        course = records[0].course_id
        for number, step in enumerate([("rejected", 0, 0, 0), ("passed", 1, 0, -1), ("away", 2, 0, -1)], 1):
            take(session, step, at + timedelta(minutes=number))
    with store.reading() as session:
        known = Known(session, at)
        assert set(known.later(None, TODAY)) == {Later.TAKEN_BACK, Later.COMPLETION, Later.ABSENCE}
        assert known.later([course], date(2000, 1, 1))[Later.COMPLETION] == 0
        people = sorted({each.person_id for each in session.scalars(select(CompletionRecord))})
        left_out = completions_known(session, people, None, TODAY)
        assert [row["voided_at"] is not None for row in left_out] == [True]
        as_known = completions_known(session, people, known, TODAY)
        assert all(row["voided_at"] is None for row in as_known)
        assert {row["id"] for row in left_out} < {row["id"] for row in as_known}
