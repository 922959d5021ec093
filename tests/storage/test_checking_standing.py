"""A projection that says otherwise than the records is found, and whose rows these are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from storage.checking_standing import Checked, check_standing
from storage.engine import Store
from storage.exercises import ParticipationRecord
from storage.name_words import rebuild_words
from storage.people import AffiliationRecord, Person
from storage.playing import project_playing, rebuild_playing
from storage.positions import PositionRecord
from storage.projecting import move_on
from storage.standing import StandingRow
from storage.training import CompletionRecord
from tests.conversations import county, drill

pytestmark = pytest.mark.postgres
TODAY = county.NOW.date()


def looked(store: Store, on: date = TODAY) -> Checked:
    with store.reading() as session:
        return check_standing(session, on)


@pytest.fixture
def projected(county_store: Store) -> Store:
    move_on(county_store, TODAY)
    return county_store


def test_what_muster_projects_is_what_the_records_say_on_the_days_to_come_too(projected: Store) -> None:
    for days in (0, 1, 40, 80, 400):
        found = looked(projected, TODAY + timedelta(days=days))
        assert (found.differing, found.figures) == ({}, 0), days
    assert looked(projected).rows > 5


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE standing SET through_on = '2099-12-31' WHERE person_id = {person}",
        "UPDATE standing SET expires_on = '2099-12-31' WHERE person_id = {person}",
        "DELETE FROM standing WHERE person_id = {person}",
        "UPDATE standing SET soonest_on = NULL WHERE person_id = {person}",
        "UPDATE person SET reproject_on = '2099-12-31' WHERE id = {person}",
    ],
)
def test_rows_that_say_otherwise_are_named_by_whose_they_are(projected: Store, statement: str) -> None:
    with projected.reading() as session:
        last = select(StandingRow.person_id).where(StandingRow.through_on < date.max)
        person = session.scalar(last.order_by(StandingRow.person_id.desc()).limit(1))
    with projected.writing() as session:
        session.execute(text(statement.format(person=person)))
    assert list(looked(projected).differing) == [person]


@pytest.fixture
def played(projected: Store) -> Store:
    """The county after an exercise in which two people held a position."""
    drill.positions(projected)
    exercise = drill.exercise(projected, "Vine drill", TODAY - timedelta(days=30))
    with projected.writing() as session:
        for email, title in (("ada@grove.example", "Triage"), ("max@birch.example", "Tactical")):
            person = session.scalars(select(Person.id).where(Person.email == email)).one()
            member_of = select(AffiliationRecord.agency_id).where(AffiliationRecord.person_id == person)
            position = select(PositionRecord.id).where(PositionRecord.title == title)
            session.add(
                ParticipationRecord(
                    exercise_id=exercise,
                    agency_id=session.scalars(member_of.limit(1)).one(),
                    person_id=person,
                    position_id=session.scalars(position).one(),
                    recorded_at=county.NOW,
                )
            )
            project_playing(session, [person])
    move_on(projected, TODAY)
    assert (looked(projected).differing, looked(projected).figures) == ({}, 0)
    return projected


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("can_play", "UPDATE can_play SET through_on = '2099-12-31' WHERE person_id = {person}"),
        ("can_play", "DELETE FROM can_play WHERE person_id = {person}"),
        ("on_bench", "UPDATE on_bench SET through_on = '2099-12-31' WHERE person_id = {person}"),
        ("on_bench", "UPDATE on_bench SET held = '7' WHERE person_id = {person}"),
        ("on_bench", "DELETE FROM on_bench WHERE person_id = {person}"),
        ("name_word", "DELETE FROM name_word WHERE person_id = {person}"),
        ("name_word", "INSERT INTO name_word (word, person_id) VALUES ('nobody', {person})"),
    ],
)
def test_who_can_play_and_who_is_found_otherwise_are_named_and_put_right(
    played: Store, table: str, statement: str
) -> None:
    with played.writing() as session:
        person = session.scalar(text(f"SELECT max(person_id) FROM {table}"))
        session.execute(text(statement.format(person=person)))
    assert list(looked(played).differing) == [person]
    with played.writing() as session:
        rebuild_playing(session)
        rebuild_words(session)
    assert looked(played).differing == {}


def test_what_can_not_be_read_is_otherwise(projected: Store) -> None:
    with projected.reading() as session:
        person = session.scalar(select(StandingRow.person_id).limit(1))
    no_day = "'soon'" if projected.is_sqlite else "'infinity'"
    with projected.writing() as session:
        session.execute(text(f"UPDATE standing SET last_on = {no_day} WHERE person_id = {person}"))
    assert list(looked(projected).differing) == [person]


def test_a_tally_that_says_otherwise_is_found_by_its_sums(projected: Store) -> None:
    with projected.writing() as session:
        session.execute(text("UPDATE tally SET people = people + 1"))
    found = looked(projected)
    assert (found.differing, found.figures > 0) == ({}, True)


def test_who_waits_is_answered_for_from_the_records(projected: Store) -> None:
    with projected.writing() as session:
        session.get_one(Person, 1).holds_from = None
        session.execute(text("DELETE FROM standing WHERE person_id = 1"))
        day = county.NOW.date()
        session.add(CompletionRecord(person_id=1, course_id=1, completed_on=day, recorded_at=county.NOW))
    found = looked(projected)
    assert (found.differing, found.figures, found.waiting) == ({}, 0, 1)
