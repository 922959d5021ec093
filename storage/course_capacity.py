"""How a course can be taught, and how much of it is aimed at: asked, and said by the emergency manager.

What nobody said is as it usually is (`readiness.pace`: local policy). Nobody's standing hangs on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.becoming import holds_through
from readiness.pace import CLASSES_A_MONTH, SEATS, TARGET, Teaching
from readiness.records import Absence, AbsenceKind, Completion, CourseId, PersonId
from storage.audit import AuditRow, Trail
from storage.catalogue import catalogue_changed, catalogue_of, lock_catalogue
from storage.course_records import COURSE, TAUGHT, noted, standing
from storage.responders import ABSENCE, ABSENCES, AFFILIATION, COMPLETION, PASSES
from storage.roster import is_on_roster
from storage.training import CourseCapacity, CourseRecord

MOST_CLASSES, MOST_SEATS, MOST_TARGET = 100, 1000, 100
ITS_OWN_TRAINERS = "Its trainers hold another course, such as ASIM-TTT for ASIM-B."
NAMES = ("trainer_course_id", "classes_a_month", "seats", "target")


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of how a course is taught; None: nothing, so that it is as usual.

    `target` in percent, `seats` a class, `classes_a_month` a trainer.
    """

    trainer_course_id: CourseId | None = None
    classes_a_month: int | None = None
    seats: int | None = None
    target: int | None = None


NOTHING_SAID = Said()


class ItsOwnTrainers(Exception):
    """A course was named as its own trainer course: who holds it would teach it, and be short of nobody."""


def said_of(session: Session, courses: Collection[CourseId] | None = None) -> dict[CourseId, Said]:
    """What was said of some courses (None: of all), by the course; of the others nothing was."""
    query = select(CourseCapacity)
    if courses is not None:
        query = query.where(CourseCapacity.course_id.in_(courses))
    return {row.course_id: Said(*(getattr(row, name) for name in NAMES)) for row in session.scalars(query)}


def teaching_of(session: Session, course: CourseId, on: date) -> Teaching:
    """How a course can be taught as of a day, by the trainers of the whole region.

    A trainer teaches whoever comes, so that what they can give is not divided among agencies.
    """
    return teaching_by(session, said_of(session, [course]).get(course, NOTHING_SAID), on)


def teaching_by(session: Session, said: Said, on: date) -> Teaching:
    """The same, by what was said of it."""
    trainers = None
    if said.trainer_course_id is not None:
        trainers = trainers_on(session, said.trainer_course_id, on)
    return Teaching(
        said.target or TARGET, said.classes_a_month or CLASSES_A_MONTH, said.seats or SEATS, trainers
    )


def trainers_on(session: Session, trainer_course: CourseId, on: date) -> int:
    """How many people on the roster are current in a trainer course on a day; not those on leave.

    It need not be asked of anybody: who passed it is current in it for as long as its rule says, and for good
    where nothing is said of how long it lasts.
    """
    rulebook = catalogue_of(session).rulebook
    sources = rulebook.sources(trainer_course)
    there = select(AFFILIATION.person_id).where(is_on_roster(on, AFFILIATION))
    leaves = session.execute(ABSENCES.where(ABSENCE.kind == AbsenceKind.LEAVE.value))
    away = {
        person
        for person, kind, starts_on, ends_on, course in leaves
        if Absence(AbsenceKind(kind), starts_on, ends_on, course).covers(on)
    }
    passed = PASSES.where(COMPLETION.course_id.in_(sources), COMPLETION.person_id.in_(there))
    completions: defaultdict[PersonId, list[Completion]] = defaultdict(list)
    for person, *said in session.execute(passed):
        if person not in away:
            completions[person].append(Completion(*said))
    held = (holds_through(rulebook, trainer_course, each, on) for each in completions.values())
    return sum(through is not None and through >= on for through in held)


def say(session: Session, course_id: CourseId, said: Said, trail: Trail) -> AuditRow | None:
    """Says how a course is taught; its audit row, None where that changes nothing.

    Raises Gone, and ItsOwnTrainers where its trainer course is itself.
    """
    lock_catalogue(session)
    course = standing(session, CourseRecord, course_id)
    if said.trainer_course_id is not None:
        standing(session, CourseRecord, said.trainer_course_id)
    before = said_of(session, [course_id]).get(course_id, NOTHING_SAID)
    if said == before:
        return None
    keep(session, course_id, said, trail.by, trail.now)
    was, now = asdict(before), asdict(said)
    changed = [name for name in NAMES if was[name] != now[name]]
    row = noted(session, trail, COURSE, course, TAUGHT, _of(was, changed), _of(now, changed))
    catalogue_changed(session)
    return row


def keep(session: Session, course_id: CourseId, said: Said, by: str, now: datetime) -> None:
    """Keeps what was said of a course in place of what was before; nothing else. Raises ItsOwnTrainers."""
    if said.trainer_course_id == course_id:
        raise ItsOwnTrainers(ITS_OWN_TRAINERS)
    row = session.get(CourseCapacity, course_id)
    if row is None:
        row = CourseCapacity(course_id=course_id)
        session.add(row)
    for name in NAMES:
        setattr(row, name, getattr(said, name))
    row.recorded_by, row.recorded_at = by, now
    session.flush()


def put_back(session: Session, course_id: CourseId, before: dict[str, Any], by: str, now: datetime) -> None:
    """Gives what was said of a course the values an audit row has of it."""
    said = asdict(said_of(session, [course_id]).get(course_id, NOTHING_SAID))
    keep(session, course_id, Said(**{**said, **before}), by, now)


def _of(values: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: values[name] for name in names}
