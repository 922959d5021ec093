"""What came of exercises: how their tasks went, where corrective actions stand, how far up the ladder.

Questions of the ratings, strengths and actions in `storage.exercises`; what they mean is `readiness.actions`
and `readiness.exercises`. What was taken back counts for nothing, and neither do the ratings of an exercise
that was taken back or cancelled. A corrective action stays one, whatever became of the exercise it came from:
somebody owes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from readiness.actions import ActionState, state
from readiness.exercises import Climb, climb
from readiness.vocabulary import ActionStatus, ExerciseType, Rating, Role
from storage.audit import AuditRow
from storage.exercises import (
    COUNTS,
    STANDS,
    ActionRecord,
    ExerciseRecord,
    ParticipationRecord,
    RatingRecord,
    StrengthRecord,
    TaskRecord,
)

PART = 500
"""Tasks that are asked about at once: databases take only so many values in one question."""


@dataclass(frozen=True, slots=True)
class Rated:
    """How a critical task went in one run of an exercise."""

    exercise: int
    title: str
    held_on: date
    run: int
    task_key: str
    task: str
    rating: Rating


@dataclass(frozen=True, slots=True)
class ActionStanding:
    """A corrective action, where it stands on a day, and the rating that decides it, if one does."""

    action: ActionRecord
    state: ActionState
    decided_by: Rated | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A critical task of an exercise, planned or only rated, as compared and as it is called."""

    key: str
    task: str


def ratings_on(
    session: Session,
    on: date,
    task_keys: Collection[str] | None = None,
    exercise_ids: Collection[int] | None = None,
) -> list[Rated]:
    """How tasks were rated up to a day, by the exercise's day, exercise, run and task.

    Of all tasks and exercises, or of some.
    """
    if task_keys is None:
        return list(_ratings(session, on, exercise_ids))
    found = [
        each
        for part in _parts(sorted(task_keys))
        for each in _ratings(session, on, exercise_ids, RatingRecord.task_key.in_(part))
    ]
    return sorted(found, key=lambda each: (each.held_on, each.exercise, each.run, each.task_key))


def actions_on(session: Session, on: date, *conditions: ColumnElement[bool]) -> list[ActionStanding]:
    """Corrective actions with where they stand on a day, by due day and code; those that fit, or all."""
    query = select(ActionRecord).where(ActionRecord.voided_at.is_(None), *conditions)
    records = list(session.scalars(query.order_by(ActionRecord.due_on, ActionRecord.key)))
    claimed = {each.task_key for each in records if each.task_key and each.status == ActionStatus.DONE.value}
    by_task: defaultdict[str, list[Rated]] = defaultdict(list)
    for rated in ratings_on(session, on, claimed) if claimed else ():
        by_task[rated.task_key].append(rated)
    return [_standing(each, by_task[each.task_key], on) for each in records]


def has_started(on: date) -> ColumnElement[bool]:
    """The condition that an action had started by a day; one without such a day has."""
    return or_(ActionRecord.starts_on.is_(None), ActionRecord.starts_on <= on)


def tasks_of(session: Session, exercise_id: int) -> list[Task]:
    """The critical tasks of an exercise: those planned in their order, then those that were only rated."""
    planned = session.execute(
        select(TaskRecord.key, TaskRecord.task)
        .where(TaskRecord.exercise_id == exercise_id)
        .order_by(TaskRecord.place, TaskRecord.id)
    )
    rated = session.execute(
        select(RatingRecord.task_key, RatingRecord.task)
        .where(RatingRecord.exercise_id == exercise_id, RatingRecord.voided_at.is_(None))
        .order_by(RatingRecord.id)
    )
    found: dict[str, str] = {}
    for key, task in (*planned, *rated):
        found.setdefault(key, task)
    return [Task(key, task) for key, task in found.items()]


def ratings_of(session: Session, exercise_id: int) -> list[RatingRecord]:
    """All ratings of an exercise, those that were replaced too, in the order they were given."""
    query = select(RatingRecord).where(RatingRecord.exercise_id == exercise_id)
    return list(session.scalars(query.order_by(RatingRecord.id)))


def strengths_of(session: Session, exercise_id: int) -> list[StrengthRecord]:
    """The strengths an exercise's review names, in the order they were written."""
    query = select(StrengthRecord).where(
        StrengthRecord.exercise_id == exercise_id, StrengthRecord.voided_at.is_(None)
    )
    return list(session.scalars(query.order_by(StrengthRecord.id)))


def written_of(session: Session, exercise_id: int) -> int:
    """How often something was written in an exercise's review, or changed about it: it only grows."""
    noted = select(func.count()).where(
        AuditRow.subject_kind == ExerciseRecord.__tablename__, AuditRow.subject_id == exercise_id
    )
    actions = select(func.count()).where(ActionRecord.exercise_id == exercise_id)
    return (session.scalar(noted) or 0) + (session.scalar(actions) or 0)


def runs_of(session: Session, exercise: ExerciseRecord) -> int:
    """How many runs an exercise had, as far as its sign-in, who took part and its ratings tell.

    Somebody's own word that nobody verified makes no run.
    """
    vouched = or_(ParticipationRecord.verified.is_(True), ParticipationRecord.self_reported.is_(False))
    played = select(func.max(ParticipationRecord.run)).where(
        STANDS, vouched, ParticipationRecord.exercise_id == exercise.id
    )
    rated = select(func.max(RatingRecord.run)).where(
        RatingRecord.exercise_id == exercise.id, RatingRecord.voided_at.is_(None)
    )
    return max(exercise.run, session.scalar(played) or 1, session.scalar(rated) or 1)


def climbed_on(session: Session, on: date, agency_ids: Collection[int] | None = None) -> Climb:
    """How far up the ladder those exercises led that some agencies played in; anybody, where none are named.

    An exercise nobody is on record as having played in led nowhere.
    """
    played = select(ParticipationRecord.exercise_id).where(
        STANDS, ParticipationRecord.role == Role.PLAYER.value
    )
    if agency_ids is not None:
        played = played.where(ParticipationRecord.agency_id.in_(sorted(agency_ids)))
    rows = session.execute(
        select(ExerciseRecord.type, ExerciseRecord.simulation, ExerciseRecord.held_on).where(
            COUNTS, ExerciseRecord.held_on <= on, ExerciseRecord.id.in_(played)
        )
    )
    return climb([(ExerciseType(kind), simulation, held_on) for kind, simulation, held_on in rows], on)


def _ratings(
    session: Session, on: date, exercise_ids: Collection[int] | None, *conditions: ColumnElement[bool]
) -> Iterator[Rated]:
    query = (
        select(
            RatingRecord.exercise_id,
            ExerciseRecord.title,
            ExerciseRecord.held_on,
            RatingRecord.run,
            RatingRecord.task_key,
            RatingRecord.task,
            RatingRecord.rating,
        )
        .join(ExerciseRecord, ExerciseRecord.id == RatingRecord.exercise_id)
        .where(RatingRecord.voided_at.is_(None), COUNTS, ExerciseRecord.held_on <= on, *conditions)
        .order_by(ExerciseRecord.held_on, ExerciseRecord.id, RatingRecord.run, RatingRecord.task_key)
    )
    if exercise_ids is not None:
        query = query.where(ExerciseRecord.id.in_(sorted(exercise_ids)))
    for exercise, title, held_on, run, key, task, rating in session.execute(query):
        yield Rated(exercise, title, held_on, run, key, task, Rating(rating))


def _standing(action: ActionRecord, rated: Sequence[Rated], on: date) -> ActionStanding:
    found = state(
        ActionStatus(action.status),
        action.due_on,
        action.done_on,
        [(each.held_on, each.rating) for each in rated],
        on,
    )
    decides = found in (ActionState.SHOWN, ActionState.CAME_BACK)
    return ActionStanding(action, found, _deciding(action, rated) if decides else None)


def _deciding(action: ActionRecord, rated: Sequence[Rated]) -> Rated | None:
    """The worst rating of the latest day on which its task was rated since it was done."""
    since = [
        each
        for each in rated
        if action.done_on is not None and each.held_on > action.done_on and each.rating.is_rated
    ]
    order = list(Rating)
    return max(since, key=lambda each: (each.held_on, order.index(each.rating)), default=None)


def _parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), PART):
        yield keys[start : start + PART]
