"""What is planned for an exercise: its code, its objectives with their critical tasks, who is invited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, select, true
from sqlalchemy.orm import Session

from readiness.records import AgencyId
from readiness.text import fold
from storage import numbering
from storage.base import table_of
from storage.exercises import (
    COUNTS,
    EXERCISE,
    PART,
    STANDS,
    ExerciseRecord,
    InvitedAgency,
    ObjectiveRecord,
    RatingRecord,
    TaskRecord,
)
from storage.playing import BATCH
from words.objectives import Objective


@dataclass(frozen=True, slots=True)
class Attendance:
    """One agency in an exercise: the people by id, and how many more were only counted."""

    people: frozenset[int]
    counted: int

    @property
    def number(self) -> int:
        """How many took part."""
        return len(self.people) + self.counted


def next_code(session: Session, year: int) -> str:
    """The next free code of a year: "EX-2026-001". Those who ask meanwhile wait: none is given twice."""
    return numbering.next_code(session, "EX", year, ExerciseRecord.key)


def objectives_of(session: Session, exercise_id: int) -> list[Objective]:
    """The objectives with their tasks, in their order; tasks under none come last."""
    of_it = (TaskRecord.exercise_id == exercise_id, ObjectiveRecord.exercise_id == exercise_id)
    return _objectives(session, *of_it)[exercise_id]


def objectives_in(session: Session, exercise_ids: Collection[int]) -> Mapping[int, list[Objective]]:
    """The same of some exercises, by id; of those that have any."""
    keys = sorted(set(exercise_ids))
    return _objectives(session, TaskRecord.exercise_id.in_(keys), ObjectiveRecord.exercise_id.in_(keys))


def all_objectives(session: Session) -> Mapping[int, list[Objective]]:
    """The same of every exercise that has any, by id."""
    return _objectives(session, true(), true())


def _objectives(
    session: Session, tasks_of: ColumnElement[bool], objectives_of: ColumnElement[bool]
) -> defaultdict[int, list[Objective]]:
    tasks: defaultdict[tuple[int, int | None], list[str]] = defaultdict(list)
    for row in session.scalars(select(TaskRecord).where(tasks_of).order_by(TaskRecord.place, TaskRecord.id)):
        tasks[row.exercise_id, row.objective_id].append(row.task)
    found: defaultdict[int, list[Objective]] = defaultdict(list)
    there = select(ObjectiveRecord).where(objectives_of).order_by(ObjectiveRecord.place, ObjectiveRecord.id)
    for each in session.scalars(there):
        own = tuple(tasks.pop((each.exercise_id, each.id), ()))
        found[each.exercise_id].append(Objective(each.objective, own))
    for (exercise, _), loose in tasks.items():
        found[exercise].append(Objective("", tuple(loose)))
    return found


def set_objectives(session: Session, exercise_id: int, objectives: Sequence[Objective]) -> None:
    """Makes these the objectives and tasks. How tasks were rated is kept by their names, and stays."""
    session.execute(delete(TaskRecord).where(TaskRecord.exercise_id == exercise_id))
    session.execute(delete(ObjectiveRecord).where(ObjectiveRecord.exercise_id == exercise_id))
    place = 0
    for number, each in enumerate(objectives):
        under = None
        if each.objective:
            record = ObjectiveRecord(exercise_id=exercise_id, place=number, objective=each.objective)
            session.add(record)
            session.flush()
            under = record.id
        for task in each.tasks:
            session.add(
                TaskRecord(
                    exercise_id=exercise_id, objective_id=under, place=place, key=fold(task), task=task
                )
            )
            place += 1
    session.flush()


def invited_to(session: Session, exercise_ids: Collection[int]) -> dict[int, list[AgencyId]]:
    """The agencies invited to some exercises, by exercise."""
    found: dict[int, list[AgencyId]] = {each: [] for each in exercise_ids}
    rows = session.scalars(select(InvitedAgency).where(InvitedAgency.exercise_id.in_(list(exercise_ids))))
    for row in rows:
        found[row.exercise_id].append(row.agency_id)
    return found


def at_table(session: Session, exercise_ids: Collection[int]) -> dict[int, frozenset[AgencyId]]:
    """The agencies that are invited to some exercises or took part in any role, by exercise."""
    keys, found = sorted(set(exercise_ids)), dict[int, frozenset[AgencyId]]()
    for start in range(0, len(keys), BATCH):
        some = keys[start : start + BATCH]
        there = {key: set(agencies) for key, agencies in invited_to(session, some).items()}
        rows = select(PART.exercise_id, PART.agency_id).where(STANDS, PART.exercise_id.in_(some))
        for exercise, agency in session.execute(rows.distinct()):
            there[exercise].add(agency)
        found |= {key: frozenset(agencies) for key, agencies in there.items()}
    return found


def set_invited(session: Session, exercise_id: int, agencies: Collection[AgencyId]) -> None:
    """Makes these the agencies invited."""
    there = set(invited_to(session, [exercise_id])[exercise_id])
    wanted = set(agencies)
    gone = InvitedAgency.agency_id.in_(there - wanted)
    session.execute(delete(InvitedAgency).where(InvitedAgency.exercise_id == exercise_id, gone))
    session.add_all(InvitedAgency(exercise_id=exercise_id, agency_id=each) for each in sorted(wanted - there))
    session.flush()


def attendance(session: Session, exercise_id: int) -> dict[AgencyId, Attendance]:
    """Who took part in an exercise, in whatever role, by agency.

    A person counts once for an agency. Of people who were only counted, the run with the most of them tells
    how many there were.
    """
    people: defaultdict[AgencyId, set[int]] = defaultdict(set)
    counted: defaultdict[AgencyId, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
    rows = session.execute(
        select(PART.agency_id, PART.person_id, PART.headcount, PART.run)
        .join(table_of(ExerciseRecord), EXERCISE.id == PART.exercise_id)
        .where(STANDS, COUNTS, PART.exercise_id == exercise_id)
    )
    for agency, person, headcount, run in rows:
        if person is not None:
            people[agency].add(person)
        else:
            counted[agency][run] += headcount or 0
    return {
        agency: Attendance(frozenset(people[agency]), max(counted[agency].values(), default=0))
        for agency in sorted({*people, *counted})
    }


def has_happened(session: Session, exercise_id: int) -> int:
    """How many rows on record say that it took place."""
    rows = select(func.count()).where(STANDS, PART.exercise_id == exercise_id)
    return session.scalar(rows) or 0


def what_stands(session: Session, exercise_id: int) -> tuple[int, int]:
    """How many confirmed parts, and how many ratings, stand of an exercise: it took place, if any do."""
    confirmed = select(func.count()).where(STANDS, PART.exercise_id == exercise_id, PART.verified.is_(True))
    rated = select(func.count()).where(
        RatingRecord.exercise_id == exercise_id, RatingRecord.voided_at.is_(None)
    )
    return session.scalar(confirmed) or 0, session.scalar(rated) or 0
