"""Numbers that were shown of the county of these tests, and who asks how they were reached."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from commands.kit.explained import Explains
from commands.readiness import explaining, measures
from readiness.due import EVERYONE, Scope
from storage.engine import Store
from storage.exercises import ExerciseRecord, ParticipationRecord
from storage.number_rows import Asking
from storage.people import Person
from storage.scopes import scope_key
from storage.shown_numbers import Measure, Shown, keep_numbers
from storage.standing import project
from storage.training import CompletionRecord, CourseRecord
from tests.commands.speaking import NOON, Office
from tests.storage.test_figures import TODAY as DAY_OF_THE_COUNTY

TODAY = DAY_OF_THE_COUNTY
LATER = NOON + timedelta(days=3)
EXPLAINS: Mapping[str, Explains] = {
    each.measure: each for each in measures.ENTRIES if isinstance(each, Explains)
}
MEASURES = sorted(EXPLAINS)


def desk(store: Store) -> Office:
    """Who may ask what explains a number."""
    return Office(store, [*measures.ENTRIES, *explaining.entries(EXPLAINS)])


def kept(
    store: Store,
    measure: Measure,
    scope: Scope = EVERYONE,
    question: Mapping[str, Any] | None = None,
    fewest: int = 1,
    now: datetime = NOON,
) -> str:
    """Keeps a number as it is counted now; its key."""
    recount = EXPLAINS[measure].recount
    assert recount is not None
    with store.writing() as session:
        found = recount(Asking(session, scope, TODAY, question or {}, fewest))
        shown = Shown(measure, scope_key(scope), TODAY, dict(found.result), question or {}, fewest)
        [key] = keep_numbers(session, [shown], now)
    return key


def course(store: Store, code: str = "ASIM-B") -> int:
    with store.reading() as session:
        return session.scalars(select(CourseRecord.id).where(CourseRecord.code == code)).one()


def trains(store: Store, email: str, at: datetime = LATER, code: str = "ASIM-B") -> None:
    """Somebody's pass of a course on the day of the number, recorded later."""
    of = course(store, code)
    with store.writing() as session:
        person = session.scalars(select(Person.id).where(Person.email == email)).one()
        session.add(
            CompletionRecord(
                person_id=person, course_id=of, completed_on=TODAY, verified=True, recorded_at=at
            )
        )
        project(session, [person], TODAY)


def held(session: Session, title: str, host: int, *playing: int) -> None:
    """An exercise a month before, with the agencies that played in it by headcount."""
    exercise = ExerciseRecord(
        key=title.lower(),
        code=title,
        title=title,
        type="drill",
        held_on=TODAY - timedelta(days=30),
        host_agency_id=host,
        recorded_at=NOON,
    )
    session.add(exercise)
    session.flush()
    session.add_all(
        ParticipationRecord(exercise_id=exercise.id, agency_id=each, headcount=4, recorded_at=NOON)
        for each in playing
    )
    session.flush()
