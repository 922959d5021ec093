"""What a letter says of training: as the records stand when it is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from sqlalchemy import select

from commands.training.letter import ENTRIES
from storage import letters
from storage.audit import Trail
from storage.classes import ClassRecord, ClassState, Coming, ComingRecord
from storage.engine import Store
from storage.recording import Completed, correct
from storage.taking_back import void
from storage.training import CompletionRecord
from tests.commands.letters_read import left, person, texts, told
from tests.conversations import county


def a_class(store: Store, held_on: date, instructor: int | None = None) -> int:
    with store.writing() as session:
        held = ClassRecord(
            course_id=1,
            held_on=held_on,
            start_time=time(18),
            place="Station 4",
            instructor_id=instructor,
            recorded_at=county.NOW,
        )
        session.add(held)
        session.flush()
        return held.id


def answers(store: Store, class_id: int, key: int, answer: Coming) -> None:
    with store.writing() as session:
        session.add(ComingRecord(class_id=class_id, person_id=key, answer=answer, since=county.NOW))


@pytest.mark.postgres
def test_a_class_tomorrow_is_said_to_those_who_come_wait_or_teach(county_store: Store) -> None:
    ada, ben, cora, max_ = (
        person(county_store, each)
        for each in ("ada@grove.example", "ben@grove.example", "cora@grove.example", "max@birch.example")
    )
    tuesday = a_class(county_store, date(2026, 11, 3), instructor=cora)
    thursday = a_class(county_store, date(2026, 11, 5))
    answers(county_store, tuesday, ada, Coming.COMING)
    answers(county_store, tuesday, ben, Coming.WAITING)
    answers(county_store, tuesday, max_, Coming.NOT_COMING)
    answers(county_store, thursday, ada, Coming.COMING)
    near = told(county_store, ENTRIES, [ada, ben, cora, max_])
    left(county_store, [cora], letters.CLASS_TO_TEACH, tuesday)
    left(county_store, [cora], letters.CLASS_TO_TEACH, thursday)
    named = told(county_store, ENTRIES, [cora])
    assert texts(named) == [
        "Tomorrow: ASIM Basic, Tue 3 Nov 2026, 18:00 to 22:00, Station 4. You are named as its instructor: "
        "you open and close its sign-in."
    ]
    assert sum(each.waiting is not None for each in named) == 2, "both lines are settled"
    assert sorted(texts(near)) == [
        "Tomorrow: ASIM Basic, Tue 3 Nov 2026, 18:00 to 22:00, Station 4.",
        "Tomorrow: ASIM Basic, Tue 3 Nov 2026, 18:00 to 22:00, Station 4. You teach it.",
        "Tomorrow: ASIM Basic, Tue 3 Nov 2026, 18:00 to 22:00, Station 4. You wait in line for a seat.",
    ]
    week = texts(told(county_store, ENTRIES, [ada], days=7))
    assert week[-1] == "This week: ASIM Basic, Thu 5 Nov 2026, 18:00 to 22:00, Station 4."
    with county_store.writing() as session:
        session.get_one(ClassRecord, tuesday).state = ClassState.CANCELLED
    assert texts(told(county_store, ENTRIES, [ada, ben, cora])) == []


def test_what_became_of_a_class_is_said_as_it_is_by_then(county_store: Store) -> None:
    ada = person(county_store, "ada@grove.example")
    moved, cancelled, over = (a_class(county_store, date(2026, 11, day)) for day in (20, 21, 1))
    left(county_store, [ada], letters.CLASS_MOVED, moved)
    left(county_store, [ada], letters.CLASS_MOVED, cancelled)
    left(county_store, [ada], letters.CLASS_CANCELLED, cancelled)
    left(county_store, [ada], letters.CLASS_UNCLOSED, over)
    left(county_store, [ada], letters.CLASS_SEAT, moved)
    with county_store.writing() as session:
        held = session.get_one(ClassRecord, cancelled)
        held.state, held.cancel_reason = ClassState.CANCELLED, "The instructor is ill."
    lines = told(county_store, ENTRIES, [ada])
    assert texts(lines) == [
        "ASIM Basic, 21 Nov 2026, 18:00 is cancelled: The instructor is ill.",
        "ASIM Basic is moved: it is now Fri 20 Nov 2026, 18:00 to 22:00, Station 4.",
        "ASIM Basic, 1 Nov 2026, 18:00 is over, and nobody closed its sign-in yet: look who was there and "
        "close it.",
    ]
    [press] = [each.button for each in lines if each.button is not None]
    assert (press.to_dict()["text"]["text"], press.action_id) == ("Close", f"class.close:{over}")
    assert len(lines) == 5  # the others are settled, and said to nobody


def test_records_are_told_once_and_not_when_taken_back(county_store: Store) -> None:
    ben = person(county_store, "ben@grove.example")
    with county_store.reading() as session:
        query = select(CompletionRecord.id).where(CompletionRecord.person_id == ben)
        first, second = session.scalars(query.order_by(CompletionRecord.completed_on.desc()))
    left(county_store, [ben], letters.LOGGED, first)
    left(county_store, [ben], letters.VERIFIED, first)
    left(county_store, [ben], letters.CREDITED, second)
    assert texts(told(county_store, ENTRIES, [ben])) == [
        "You are credited with Basic Life Support, 3 Dec 2024, good until 31 Dec 2026.",
        "Verified: ASIM Basic, 10 Mar 2026.",
    ]
    with county_store.writing() as session:
        when = datetime.fromisoformat("2026-11-02T15:00+00:00")
        session.get_one(CompletionRecord, second).take_back(when, "cora", "another's card")
    left(county_store, [ben], letters.REJECTED, second)
    assert texts(told(county_store, ENTRIES, [ben])) == [
        "Verified: ASIM Basic, 10 Mar 2026.",
        "Not confirmed: Basic Life Support, 3 Dec 2024: another's card",
    ]


def test_what_was_corrected_is_told_as_a_correction(county_store: Store) -> None:
    ben, trail = person(county_store, "ben@grove.example"), Trail("cora", "slack", county.NOW)
    today = county.REGION.day(county.NOW)
    with county_store.writing() as session:
        query = select(CompletionRecord).where(CompletionRecord.person_id == ben)
        record = session.scalars(query.order_by(CompletionRecord.completed_on)).first()
        assert record is not None
        for day in (date(2025, 1, 5), date(2025, 2, 7)):  # mended twice before the letter: told once
            change = replace(Completed.of(record), completed_on=day, hours=3)
            record = correct(session, record, change, trail, today, verified=True).record
        last = record.id
    assert texts(told(county_store, ENTRIES, [ben])) == [
        "Your record was corrected: Basic Life Support is on 7 Feb 2025, not 3 Dec 2024; 3 hours; confirmed."
    ]
    with county_store.writing() as session:
        void(session, session.get_one(CompletionRecord, last), "it was January", trail, today)
    assert texts(told(county_store, ENTRIES, [ben]))[-1] == (
        "A change of your record was taken back: it was January. Basic Life Support, 5 Jan 2025 stands."
    )
