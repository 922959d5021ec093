"""Records written by one statement: each one's digest is taken, whichever the database met in the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, event, insert, select, update

from storage.base import insert_into, table_of
from storage.engine import Store
from storage.exercises import ExerciseRecord, InvitedAgency
from storage.people import Person
from storage.scorecards import ScoreKept, keep_bars
from tests.conversations import county
from tests.storage.test_verifying_audit import found, greatest

pytestmark = pytest.mark.postgres
TODAY = county.NOW.date()


def test_bars_kept_once_more_on_a_day_are_the_later_ones_and_muster_s(county_store: Store) -> None:
    for minutes in (0, 1):
        now = county.NOW + timedelta(minutes=minutes)
        with county_store.writing() as session:
            keep_bars(session, None, TODAY, [], now)
    with county_store.reading() as session:
        (only,) = session.scalars(select(ScoreKept).where(ScoreKept.kept_on == TODAY))
        assert only.recorded_at == now
    assert found(county_store) == []


def test_a_statement_that_may_change_a_record_or_add_one_is_refused(county_store: Store) -> None:
    """Which of them it met, and so whose digest is to be taken, nobody could tell."""
    row = {"whose": "region", "kept_on": TODAY, "bars": {}, "recorded_at": county.NOW}
    with county_store.writing() as session:
        either = insert_into(session, ScoreKept).values(**row)
        changes = either.on_conflict_do_update(index_elements=["whose", "kept_on"], set_={"bars": {}})
        with pytest.raises(TypeError, match=r"score_kept: .* in one statement"):
            session.execute(changes)
        session.execute(either.on_conflict_do_nothing())
    with county_store.writing() as session:
        session.execute(insert_into(session, ScoreKept).values(**row).on_conflict_do_nothing())
    assert found(county_store) == []


def while_it_asks(store: Store, begins: str, meanwhile: Callable[[], object]) -> None:
    """Has something done just before a statement that begins so reaches the database, once."""
    to_do = [meanwhile]

    @event.listens_for(store.engine, "before_cursor_execute")
    def look(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if to_do and statement.startswith(begins):
            to_do.pop()()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("is_deleted", [True, False])
def test_a_record_that_comes_in_between_has_its_digest_too(county_store: Store, is_deleted: bool) -> None:
    with county_store.writing() as session:
        held = ExerciseRecord(
            key="x", code="X", title="X", type="drill", held_on=TODAY, recorded_at=county.NOW
        )
        session.add(held)
        session.flush()
        exercise = held.id
    other = Store(county_store.url.render_as_string(hide_password=False))

    def comes() -> None:
        with other.writing() as session:
            session.add(InvitedAgency(exercise_id=exercise, agency_id=1))
            session.add(Person(email="new@grove.example", first_name="New", last_name="Lee", phone="1"))

    while_it_asks(county_store, "DELETE" if is_deleted else "UPDATE", comes)
    with county_store.writing() as session:
        if is_deleted:
            session.execute(delete(InvitedAgency).where(InvitedAgency.exercise_id == exercise))
        else:
            session.execute(update(Person).where(Person.email.startswith("new")).values(phone="2"))
    other.close()
    with county_store.reading() as session:
        assert (session.scalar(select(InvitedAgency)) is None) == is_deleted
        assert (session.scalar(select(Person.phone).where(Person.phone == "2")) is None) == is_deleted
    assert found(county_store) == []


def test_a_statement_gives_back_the_keys_it_met_and_nothing_else(county_store: Store) -> None:
    with county_store.writing() as session:
        everybody = session.scalars(select(Person.id)).all()
        met = session.execute(update(Person).values(phone="555-0100"))
        assert sorted(key for (key,) in met) == sorted(everybody)
        by_table = update(table_of(Person)).where(table_of(Person).c.id == 1).values(phone="555-0101")
        assert session.scalars(by_table).all() == [1]
        assert session.execute(delete(InvitedAgency).where(InvitedAgency.exercise_id == 99)).all() == []
    assert found(county_store) == []
    with county_store.writing() as session, pytest.raises(TypeError, match=r"person: .* given back"):
        session.execute(update(Person).values(phone="1").returning(Person.id))


def test_records_without_a_number_of_their_own_are_followed(county_store: Store) -> None:
    rows = [
        {"whose": f"agency:{each}", "kept_on": date(2026, 7, each), "bars": {}, "recorded_at": county.NOW}
        for each in (1, 2, 3)
    ]
    with county_store.writing() as session:
        session.execute(insert(ScoreKept), rows[:2])
        session.execute(insert(table_of(ScoreKept)).values(rows[2]))
        session.execute(insert(table_of(ScoreKept)).values([{**each, "whose": "region"} for each in rows]))
    assert greatest(county_store, ScoreKept) == 6  # type: ignore[arg-type]
    assert found(county_store) == []
