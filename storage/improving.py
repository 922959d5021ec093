"""Questions asked of the reviews: where corrective actions stand, and how a task has gone over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from readiness.actions import ActionState, fix_rate, state
from readiness.text import fold
from readiness.vocabulary import ActionStatus, Rating
from storage.exercises import ActionRecord, ExerciseRecord, ExerciseState, RatingRecord

BATCH = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """A corrective action, and where it stands on a day."""

    record: ActionRecord
    state: ActionState


@dataclass(frozen=True, slots=True)
class Rated:
    """How a task went in one run of an exercise."""

    exercise: ExerciseRecord
    run: int
    rating: Rating


def action_states(session: Session, on: date, *conditions: Any) -> list[Standing]:
    """The corrective actions that had started by a day, as some conditions choose them, the first due first.

    Where each stands follows from how its task was rated since it was done, in any exercise.
    """
    query = select(ActionRecord).where(
        ActionRecord.voided_at.is_(None),
        or_(ActionRecord.starts_on.is_(None), ActionRecord.starts_on <= on),
        *conditions,
    )
    records = session.scalars(query.order_by(ActionRecord.due_on, ActionRecord.key)).all()
    return [
        Standing(record, each) for record, each in zip(records, _states(session, on, records), strict=True)
    ]


def fix_rate_on(session: Session, on: date, *conditions: Any) -> Fraction | None:
    """The share of the actions said to be done that were shown; None where none is."""
    return fix_rate(each.state for each in action_states(session, on, *conditions))


def tasks_rated(session: Session, task: str, on: date | None = None) -> list[Rated]:
    """How a task, by its name, went in every exercise up to a day, the earliest first; not observed, too."""
    query = _ratings().where(RatingRecord.task_key == fold(task))
    if on is not None:
        query = query.where(ExerciseRecord.held_on <= on)
    query = query.order_by(ExerciseRecord.held_on, ExerciseRecord.id, RatingRecord.run)
    return [Rated(exercise, row.run, Rating(row.rating)) for exercise, row in session.execute(query)]


def _states(session: Session, on: date, records: Collection[ActionRecord]) -> list[ActionState]:
    tasks = sorted({record.task_key for record in records if record.task_key and record.done_on})
    ratings: defaultdict[str, list[tuple[date, Rating]]] = defaultdict(list)
    for start in range(0, len(tasks), BATCH):
        wanted = RatingRecord.task_key.in_(tasks[start : start + BATCH])
        for exercise, row in session.execute(_ratings().where(wanted, ExerciseRecord.held_on <= on)):
            ratings[row.task_key].append((exercise.held_on, Rating(row.rating)))
    return [
        state(ActionStatus(each.status), each.due_on, each.done_on, ratings[each.task_key], on)
        for each in records
    ]


def _ratings() -> Select[ExerciseRecord, RatingRecord]:
    """The ratings that count, each with its exercise."""
    return (
        select(ExerciseRecord, RatingRecord)
        .join(RatingRecord, RatingRecord.exercise_id == ExerciseRecord.id)
        .where(
            RatingRecord.voided_at.is_(None),
            ExerciseRecord.voided_at.is_(None),
            ExerciseRecord.state != ExerciseState.CANCELLED,
        )
    )
