"""What a review writes: ratings by task and run, strengths, corrective actions; who may, and when.

The review has no state beside its records: each step changes them, and the form shows them. Whatever is
written locks the exercise first, so that two who review it at once take turns.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from commands.kit.may import Action, may
from commands.kit.request import Request
from commands.language.exercises import exercise_name, exercise_of, held
from readiness.text import fold
from readiness.vocabulary import ActionStatus, Rating
from storage.audit import AuditKind
from storage.exercises import (
    ActionRecord,
    ExerciseRecord,
    ExerciseState,
    RatingRecord,
    StrengthRecord,
    TaskRecord,
)
from storage.improving import Task, strengths_of
from storage.numbering import next_code
from words.problems import Problem


@dataclass(frozen=True)
class Finding:
    """An issue and what is to be done about it, as the form says it (HSEEP's improvement plan)."""

    corrective_action: str
    due_on: date
    task: Task | None = None
    issue: str = ""
    capability: str = ""
    element: str = ""
    agency: int | None = None
    poc: str = ""
    poc_id: int | None = None
    funding: str = ""
    starts_on: date | None = None


def to_review(request: Request, exercise_id: int, writes: bool = False) -> ExerciseRecord:
    """The exercise, where it is the speaker's to review and was held.

    Raises Refused for anybody else, and Problem for one to come, cancelled or no longer there.
    """
    found = exercise_of(request, exercise_id, lock=writes)
    refuse_unreviewable(request, found)
    return found


def refuse_unreviewable(request: Request, exercise: ExerciseRecord) -> None:
    """Raises Refused where it is not theirs, Problem where there is nothing to review yet, or at all."""
    may(request.member, Action.EXERCISE, held(exercise), exercise.held_on, request.today).or_refuse()
    named = exercise_name(exercise)
    if exercise.state is ExerciseState.CANCELLED:
        raise Problem(f"{named} was cancelled: there is nothing to review. Nothing was recorded.")
    if exercise.held_on > request.today:
        raise Problem(f"{named}, is still to come: it is reviewed once it was held. Nothing was recorded.")


def rate(
    request: Request,
    exercise: ExerciseRecord,
    run: int,
    rated: Mapping[Task, Rating],
    reason: str = "",
) -> Sequence[RatingRecord]:
    """Writes how tasks went in a run; returns the new ratings. What was rated so already is left alone.

    A rating that is changed stays readable: taken back, with the reason.
    """
    live = _live_ratings(request, exercise, run, [task.key for task in rated])
    changed = {task: rating for task, rating in rated.items() if _letter(live.get(task.key)) != rating.value}
    if not changed:
        return ()
    before = {task.key: old for task in changed if (old := live.get(task.key)) is not None}
    for task, rating in changed.items():
        if task.key in before:
            why = reason or f"rated {rating.value} instead"
            before[task.key].take_back(request.now, request.member.label, why)
    request.session.flush()  # the old ones first: of a task and a run one rating stands
    made = [
        RatingRecord(
            exercise_id=exercise.id,
            task_key=task.key,
            task=task.task,
            run=run,
            rating=rating.value,
            recorded_by=request.member.label,
            recorded_at=request.now,
        )
        for task, rating in changed.items()
    ]
    request.session.add_all(made)
    request.note(
        AuditKind.TASKS_RATED,
        exercise.subject,
        of=made,
        run=run,
        ratings={each.task: each.rating for each in made},
        before={each.task: each.rating for each in before.values()},
        reason=reason,
    )
    reviewed(request, exercise)
    return made


def add_tasks(request: Request, exercise: ExerciseRecord, named: Collection[str]) -> None:
    """Adds critical tasks nobody had planned; one of that name is there once."""
    last = request.session.scalar(
        select(func.max(TaskRecord.place)).where(TaskRecord.exercise_id == exercise.id)
    )
    there = set(request.session.scalars(select(TaskRecord.key).where(TaskRecord.exercise_id == exercise.id)))
    fresh = {fold(task): task for task in named if fold(task) not in there}
    made = [
        TaskRecord(exercise_id=exercise.id, place=place, key=key, task=task)
        for place, (key, task) in enumerate(fresh.items(), start=0 if last is None else last + 1)
    ]
    if not made:
        return
    request.session.add_all(made)
    request.note(
        AuditKind.EXERCISE_CHANGED,
        exercise.subject,
        of=made,
        tasks=[each.task for each in made],
    )


def write_strengths(
    request: Request, exercise: ExerciseRecord, lines: Sequence[str], shown: Collection[int]
) -> None:
    """Writes the strengths, a line each. Of those `shown` to the writer the ones left out are taken back."""
    there = strengths_of(request.session, exercise.id)
    wanted = {fold(line): line for line in lines}
    gone = [each for each in there if each.id in shown and fold(each.strength) not in wanted]
    known = {fold(each.strength) for each in there}
    for each in gone:
        each.take_back(request.now, request.member.label, "left out of the review")
    made = [
        StrengthRecord(
            exercise_id=exercise.id,
            strength=line,
            recorded_by=request.member.label,
            recorded_at=request.now,
        )
        for key, line in wanted.items()
        if key not in known
    ]
    request.session.add_all(made)
    if not gone and not made:
        return
    if not reviewed(request, exercise):
        _note_review(request, exercise)


def write_action(request: Request, exercise: ExerciseRecord, finding: Finding) -> ActionRecord:
    """Writes an issue's corrective action, under a code of its own."""
    code = next_code(request.session, "CA", request.today.year, ActionRecord.key)
    task = finding.task
    made = ActionRecord(
        key=fold(code),
        code=code,
        exercise_id=exercise.id,
        task_key=task.key if task else "",
        task=task.task if task else "",
        issue=finding.issue,
        corrective_action=finding.corrective_action,
        capability=finding.capability,
        element=finding.element,
        agency_id=finding.agency,
        poc=finding.poc,
        poc_id=finding.poc_id,
        funding=finding.funding,
        starts_on=finding.starts_on,
        due_on=finding.due_on,
        status=ActionStatus.OPEN.value,
        recorded_by=request.member.label,
        recorded_at=request.now,
    )
    request.session.add(made)
    request.session.flush()
    request.note(
        AuditKind.ACTION_WRITTEN,
        made.subject,
        of=made,
        action=code,
        exercise=exercise.code,
    )
    reviewed(request, exercise)
    return made


def reviewed(request: Request, exercise: ExerciseRecord) -> bool:
    """Notes the first day its review was written; False where it was reviewed before."""
    if exercise.reviewed_on is not None:
        return False
    exercise.reviewed_on = request.today
    _note_review(request, exercise)
    return True


def _note_review(request: Request, exercise: ExerciseRecord) -> None:
    request.session.flush()
    strengths = strengths_of(request.session, exercise.id)
    request.note(
        AuditKind.EXERCISE_REVIEWED,
        exercise.subject,
        of=[exercise, *strengths],
        strengths=[each.strength for each in strengths],
    )


def _live_ratings(
    request: Request, exercise: ExerciseRecord, run: int, keys: Sequence[str]
) -> dict[str, RatingRecord]:
    query = select(RatingRecord).where(
        RatingRecord.exercise_id == exercise.id,
        RatingRecord.run == run,
        RatingRecord.task_key.in_(keys),
        RatingRecord.voided_at.is_(None),
    )
    return {each.task_key: each for each in request.session.scalars(query)}


def _letter(rating: RatingRecord | None) -> str:
    return "" if rating is None else rating.rating
