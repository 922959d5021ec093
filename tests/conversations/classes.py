"""A class of the county: ASIM Basic on its day, taught by Ben of Cedar Fire, and people who sign in to it."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.attending import leave_early, list_of, sign_in
from storage.audit import Trail
from storage.classes import ClassRecord, Way
from storage.engine import Store
from storage.people import Person
from storage.planned_classes import plan_class
from storage.training import CompletionRecord, CourseRecord
from tests.conversations.county import NOW, REGION, agency_id

TODAY = REGION.day(NOW)
NAME = "ASIM Basic, 2 Nov 2026, 08:00"


def a_class(store: Store, on: date = TODAY, instructor: str = "ben@grove.example") -> int:
    """ASIM Basic at 08:00; nobody has signed in."""
    cedar = agency_id(store, "Cedar Fire Department")
    with store.writing() as session:
        held = ClassRecord(
            course_id=session.scalars(select(CourseRecord.id).where(CourseRecord.code == "ASIM-B")).one(),
            held_on=on,
            start_time=time(8),
            place="Station 4",
            provider="Grove County",
            funding="HMEP-26",
            agency_id=cedar,
            instructor_id=person(session, instructor),
        )
        return plan_class(session, held, trail(NOW)).id


def press(store: Store, key: int, *emails: str, now: datetime = NOW, left: bool = False) -> None:
    """Some people press that they are there; and then that they leave early."""
    with store.writing() as session:
        held = session.get_one(ClassRecord, key)
        for each in emails:
            sign_in(session, held, person(session, each), Way.PRESSED, trail(now), REGION.zone)
            if left:
                leave_early(session, held, person(session, each), trail(now))


def person(session: Session, email: str) -> int:
    """Somebody's id by their e-mail."""
    return session.scalars(select(Person.id).where(Person.email == email)).one()


def trail(now: datetime) -> Trail:
    """Who writes down what the tests set up."""
    return Trail("a test", "slack", now, "the card")


def records(store: Store, key: int) -> list[tuple[str, bool, str]]:
    """Whom a class gave a record, whether it is confirmed, and from where it is."""
    with store.reading() as session:
        rows = session.execute(
            select(Person.email, CompletionRecord.verified, CompletionRecord.recorded_from)
            .join(Person, Person.id == CompletionRecord.person_id)
            .where(CompletionRecord.class_id == key)
            .order_by(Person.email)
        )
        return [(str(email), verified, str(source)) for email, verified, source in rows]


def listed(store: Store, key: int) -> list[str]:
    """Who is on the list of a class, by name."""
    with store.reading() as session:
        return [each.name for _, each in list_of(session, key)]
