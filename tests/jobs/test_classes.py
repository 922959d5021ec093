"""Who is asked to close a class that nobody closed: its instructor, then who leads its agency; each once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from jobs.classes import ask_to_close
from storage.audit import Trail
from storage.classes import ClassRecord
from storage.engine import Store
from storage.letters import LetterLine
from storage.people import AffiliationRecord, AgencyRecord, Person, RightKind
from storage.planned_classes import cancel_class, change_class, plan_class
from storage.region import Region
from storage.rights import give_right
from storage.training import CourseRecord

REGION = Region("America/New_York", emergency_managers=frozenset({"dana@grove.example"}))
DAY = date(2026, 10, 31)
END = datetime(2026, 11, 1, 2, tzinfo=UTC)
"""18:00 to 22:00 on the evening before the clocks go back."""
TRAIL = Trail("cora@grove.example", "slack", END - timedelta(days=9))


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    with store.writing() as session:
        agency = AgencyRecord(key="cedar", name="Cedar")
        course = CourseRecord(key="asim", code="ASIM", title="ASIM Basic", hours=4)
        there = [Person(first_name=each, email=f"{each}@grove.example") for each in ("ian", "cora", "dana")]
        session.add_all([agency, course, *there])
        session.flush()
        ids = {each.first_name: each.id for each in there}
        session.add(AffiliationRecord(person_id=ids["ian"], agency_id=agency.id))
        give_right(session, ids["cora"], RightKind.LEAD, agency.id, "a test", TRAIL.now)
        return {**ids, "course": course.id, "agency": agency.id}


def planned(store: Store, people: dict[str, int], **of: object) -> int:
    with store.writing() as session:
        usual = {"course_id": people["course"], "held_on": DAY, "start_time": time(18)}
        usual |= {"instructor_id": people["ian"], "agency_id": people["agency"]}
        return plan_class(session, ClassRecord(**{**usual, **of}), TRAIL).id


def asked(store: Store) -> list[tuple[int, int]]:
    with store.reading() as session:
        rows = session.execute(
            select(LetterLine.about_id, LetterLine.person_id).where(LetterLine.matter == "unclosed")
        )
        return sorted((about, person) for about, person in rows)


@pytest.mark.postgres
def test_the_instructor_is_asked_then_the_lead_then_nobody_again(
    store: Store, people: dict[str, int]
) -> None:
    theirs, ours = planned(store, people), planned(store, people, agency_id=None, instructor_id=None)
    gone, moved = planned(store, people), planned(store, people)
    with store.writing() as session:
        cancel_class(session, session.get_one(ClassRecord, gone), "no instructor", TRAIL)
    half_a_day = END + timedelta(hours=12)
    assert ask_to_close(store, REGION, half_a_day - timedelta(seconds=1)) == 0
    with store.writing() as session:
        later = {"held_on": DAY + timedelta(days=30)}
        change_class(session, session.get_one(ClassRecord, moved), later, TRAIL, REGION.zone)
    assert ask_to_close(store, REGION, half_a_day) == 2
    assert ask_to_close(store, REGION, half_a_day + timedelta(days=1)) == 0
    first = [(theirs, people["ian"]), (ours, people["dana"])]
    assert asked(store) == first
    assert ask_to_close(store, REGION, END + timedelta(days=3)) == 2
    assert asked(store) == sorted([*first, (theirs, people["cora"]), (ours, people["dana"])])
    assert ask_to_close(store, REGION, END + timedelta(days=9)) == 0


def test_a_late_start_asks_nobody_twice_and_one_who_left_is_not_asked(
    store: Store, people: dict[str, int]
) -> None:
    held = planned(store, people, start_time=None)
    with store.writing() as session:
        term = session.scalars(select(AffiliationRecord)).one()
        term.left_on = DAY
    assert ask_to_close(store, REGION, END + timedelta(days=40)) == 1
    assert asked(store) == [(held, people["cora"])]
