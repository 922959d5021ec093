"""Completions as they are recorded: nothing twice, nothing overwritten, and two at once have one effect."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from readiness.due import Scope
from storage.answers import asked_on
from storage.audit import AuditKind, AuditRow, Trail, digest_of_records
from storage.engine import Store
from storage.letters import LetterLine
from storage.people import Person
from storage.recording import (
    Completed,
    NoLongerStands,
    OnRecordAlready,
    correct,
    correction_of,
    record_completions,
    verify,
)
from storage.responders import live_completions
from storage.standing import rebuild
from storage.taking_back import reject, stands_again, undo, void
from storage.training import CompletionRecord, CourseRecord
from tests.conversations import county
from tests.waiting import until_it_waits

pytestmark = pytest.mark.postgres

TODAY = county.NOW.date()
ADA = Trail("ada@grove.example", "slack", county.NOW, "a direct message")
CORA = Trail("cora@grove.example", "slack", county.NOW, "the list")
DAY = date(2026, 10, 30)
Change = Callable[[Session], object]


class Desk:
    """Ada's Basic Life Support, and what becomes of it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        with store.reading() as session:
            self.ada = session.scalars(select(Person.id).where(Person.email == "ada@grove.example")).one()
            self.ben = session.scalars(select(Person.id).where(Person.email == "ben@grove.example")).one()
            self.bls = session.scalars(select(CourseRecord.id).where(CourseRecord.code == "BLS")).one()

    def completed(self, on: date = DAY, person: int | None = None) -> Completed:
        return Completed(person or self.ada, self.bls, on, hours=4.0)

    def logs(self, on: date = DAY) -> int:
        with self.store.writing() as session:
            done = record_completions(session, [self.completed(on)], ADA, TODAY, by=self.ada)
            return done.kept[0].record.id

    def corrects(self, record: int, on: date, trail: Trail = CORA) -> int:
        with self.store.writing() as session:
            there = session.get_one(CompletionRecord, record)
            return correct(session, there, self.completed(on), trail, TODAY, verified=True).record.id

    def voids(self, record: int, reason: str = "no such class") -> int | None:
        with self.store.writing() as session:
            back = void(session, session.get_one(CompletionRecord, record), reason, CORA, TODAY)
            return None if back is None else back.id

    def standing(self) -> list[date]:
        """The days of Ada's records of it that stand and were made here."""
        with self.store.reading() as session:
            here = live_completions(CompletionRecord).where(
                CompletionRecord.person_id == self.ada,
                CompletionRecord.course_id == self.bls,
                CompletionRecord.completed_on > date(2026, 2, 1),
            )
            return sorted(each.completed_on for each in session.scalars(here))

    def due_on(self, person: int | None = None) -> date | None:
        with self.store.reading() as session:
            [asked] = asked_on(session, TODAY, Scope.person(person or self.ada), [self.bls])
            return asked.outlook.due_on(TODAY)

    def both(self, first: Change, second: Change) -> object:
        """The second begins before the first has ended; what became of it: its answer or its error."""
        came: list[object] = []

        def follow() -> None:
            try:
                with self.store.writing() as session:
                    came.append(second(session))
            except (NoLongerStands, OnRecordAlready, DBAPIError) as error:
                came.append(error)

        follower = threading.Thread(target=follow)
        with self.store.writing() as session:
            if not self.store.is_sqlite:
                first(session)
            follower.start()
            until_it_waits(self.store, follower)
            if self.store.is_sqlite:
                first(session)
        follower.join(10)
        [became] = came
        return became

    def of(self, record: int, do: Callable[[Session, CompletionRecord], object]) -> Change:
        """Reads a record, and then changes it."""

        def change(session: Session) -> object:
            return do(session, session.get_one(CompletionRecord, record))

        return change


@pytest.fixture
def desk(county_store: Store) -> Desk:
    return Desk(county_store)


def test_a_record_from_its_log_to_its_end(desk: Desk) -> None:
    """Logged twice, corrected, corrected again, taken back step by step: the earlier one always readable."""
    with desk.store.writing() as session:
        twice = [desk.completed(), desk.completed(), desk.completed(person=desk.ben)]
        done = record_completions(session, twice, ADA, TODAY, verified={desk.ben}, by=desk.ada)
        assert [(each.person_id, each.verified, each.verified_by) for each in done.fresh] == [
            (desk.ada, False, ""),
            (desk.ben, True, "ada@grove.example"),
        ]
        assert {each.recorded_from for each in done.fresh} == {"a direct message"}
        assert done.log is not None
        assert done.log.digest == digest_of_records(done.fresh)
        again = record_completions(session, twice, ADA, TODAY, by=desk.ada)
        assert ([each.is_new for each in again.kept], again.log) == ([False, False], None)
        first, bens = (each.id for each in done.fresh)
    assert desk.due_on() == date(2028, 10, 31)

    second = desk.corrects(first, date(2026, 10, 20))
    third = desk.corrects(second, date(2026, 10, 10))
    assert desk.standing() == [date(2026, 10, 10)]
    with pytest.raises(NoLongerStands):
        desk.voids(second)
    with desk.store.reading() as session:
        instead = correction_of(session, session.get_one(CompletionRecord, second))
        assert instead is not None
        assert instead.id == third
        back = stands_again(session, session.get_one(CompletionRecord, third))
        assert back is not None
        assert back.id == second
    assert desk.voids(third) == second
    assert desk.standing() == [date(2026, 10, 20)]
    assert desk.voids(second) == first
    assert desk.standing() == [DAY]
    assert desk.voids(first) is None
    assert desk.standing() == []
    with desk.store.reading() as session:
        kinds = session.scalars(
            select(AuditRow.kind)
            .where(AuditRow.subject_kind == "completion", AuditRow.subject_id.in_([first, second, third]))
            .order_by(AuditRow.id)
        ).all()
        assert kinds == ["training.corrected"] * 2 + ["training.voided"] * 3
        lines = session.execute(select(LetterLine.person_id, LetterLine.matter, LetterLine.about_id)).all()
        assert {tuple(each) for each in lines} == {
            (desk.ben, "logged", bens),
            (desk.ada, "logged", second),
            (desk.ada, "logged", third),
            *((desk.ada, "taken back", each) for each in (first, second, third)),
        }
        assert session.get_one(CompletionRecord, first).void_reason == "no such class"


def test_a_correction_doubles_nothing(desk: Desk) -> None:
    first = desk.logs()
    desk.logs(date(2026, 10, 20))
    with pytest.raises(OnRecordAlready):
        desk.corrects(first, date(2026, 10, 20))
    second = desk.corrects(first, date(2026, 10, 10))
    assert desk.corrects(first, date(2026, 10, 10)) == second, "the same correction made twice is one"
    with pytest.raises(NoLongerStands):
        desk.corrects(first, date(2026, 10, 11))
    assert desk.corrects(second, date(2026, 10, 10)) == second, "nothing is other"


def test_what_was_recorded_again_since_is_not_there_twice_when_a_correction_is_taken_back(desk: Desk) -> None:
    first = desk.logs()
    second = desk.corrects(first, date(2026, 10, 10))
    again = desk.logs()
    assert again != first
    assert desk.voids(second) is None
    assert desk.standing() == [DAY]
    with desk.store.writing() as session:
        assert session.get_one(CompletionRecord, first).void_reason == (
            "the same class was recorded again since, and stands"
        )
        kept = rebuild(session, TODAY)
        assert kept


def test_approved_and_rejected_once(desk: Desk) -> None:
    one, two, three = (desk.logs(date(2026, 10, day)) for day in (1, 2, 3))
    with desk.store.writing() as session:
        records = [session.get_one(CompletionRecord, each) for each in (one, two, three)]
        assert [each.id for each in verify(session, records[:1], CORA, TODAY)] == [one]
        assert verify(session, records[:1], replace(CORA, by="dana@grove.example"), TODAY) == []
        assert records[0].verified_by == "cora@grove.example"
        assert [each.id for each in reject(session, records[:2], "not on the sheet", CORA, TODAY)] == [two]
        assert (records[1].voided_by, records[1].void_reason) == ("cora@grove.example", "not on the sheet")
        log = session.scalars(
            select(AuditRow.id).where(AuditRow.kind == AuditKind.TRAINING_LOGGED.value)
        ).all()
        assert [each.id for each in undo(session, records, "a slip", ADA, TODAY, log[-1])] == [one, three]
        lines = session.execute(select(LetterLine.person_id, LetterLine.matter, LetterLine.about_id)).all()
        assert {tuple(each) for each in lines} == {
            (desk.ada, "verified", one),
            (desk.ada, "rejected", two),
        }
    assert desk.standing() == []


def test_two_at_once_have_one_effect(desk: Desk) -> None:
    """On SQLite the second begins once the first is done: it reads what that left."""

    def log(session: Session) -> object:
        return len(record_completions(session, [desk.completed()], ADA, TODAY, by=desk.ada).fresh)

    assert desk.both(log, log) == 0
    assert desk.standing() == [DAY]
    record = desk.logs()

    def to(day: int, trail: Trail = CORA) -> Change:
        change = desk.completed(date(2026, 10, day))
        return desk.of(record, lambda session, there: correct(session, there, change, trail, TODAY).is_new)

    assert (
        desk.both(
            desk.of(record, lambda session, there: verify(session, [there], CORA, TODAY)),
            desk.of(record, lambda session, there: reject(session, [there], "no", ADA, TODAY)),
        )
        == []
    )
    assert desk.both(to(5), to(5)) is False
    assert desk.standing() == [date(2026, 10, 5)]
    with desk.store.reading() as session:
        new = correction_of(session, session.get_one(CompletionRecord, record))
        assert new is not None

    def taken(trail: Trail) -> Change:
        return desk.of(new.id, lambda session, there: void(session, there, "no", trail, TODAY))

    assert isinstance(desk.both(taken(CORA), taken(ADA)), NoLongerStands)
    assert desk.standing() == [DAY]
    assert desk.due_on() == date(2028, 10, 31)
