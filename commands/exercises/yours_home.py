"""What Home says to those whose exercise it is: that it is near, and the next step, until it is confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from slack_sdk.models.blocks import ButtonElement
from sqlalchemy import select

from commands.exercises.planning_views import once_held
from commands.exercises.signing_in_views import CLOSE, OPEN, SignInOf
from commands.kit.blocks import button
from commands.kit.exercise_rights import exercises_own_to
from commands.kit.home import REST, Urgency, Waits
from commands.kit.registry import Declared, HomePart
from commands.kit.request import Request
from storage.exercises import ExerciseRecord, ExerciseState
from words.days import spoken

AHEAD, BEHIND = timedelta(days=14), timedelta(days=30)
MOST = 3
OPEN_STILL = (ExerciseState.PLANNED, ExerciseState.SIGNING_IN)


def near_and_yours(request: Request) -> Iterator[Waits]:
    """A line for each exercise of one's own that is near, the nearest to come first, with its next step."""
    today = request.today
    query = select(ExerciseRecord).where(
        exercises_own_to(request.member),
        ExerciseRecord.voided_at.is_(None),
        ExerciseRecord.state.in_(OPEN_STILL),
        ExerciseRecord.reviewed_on.is_(None),
        ExerciseRecord.held_on.between(today - BEHIND, today + AHEAD),
    )
    newest_first = query.order_by(ExerciseRecord.held_on.desc(), ExerciseRecord.id).limit(MOST)
    for each in reversed(request.session.scalars(newest_first).all()):
        said = f"Yours: {each.title}, {_day(request, each)}."
        yield Waits(_urgency(each.held_on, today), said, _step(request, each), each.held_on)


def _urgency(held_on: date, today: date) -> Urgency:
    if held_on == today:
        return Urgency.TODAY
    return Urgency.LATE if held_on < today else Urgency.SOON


def _day(request: Request, exercise: ExerciseRecord) -> str:
    days = (exercise.held_on - request.today).days
    return {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days, spoken(exercise.held_on))


def _step(request: Request, exercise: ExerciseRecord) -> ButtonElement:
    """What is to be done about it next."""
    signs = SignInOf(exercise=exercise.id)
    is_open = exercise.state is ExerciseState.SIGNING_IN
    if is_open and exercise.held_on <= request.today:
        return button("Close", f"{CLOSE}:{exercise.id}", signs)
    if exercise.held_on >= request.today:
        return button("Post a sign-in", f"{OPEN}:{exercise.id}", signs)
    return once_held(exercise)[0]


ENTRIES: tuple[Declared, ...] = (HomePart(REST, near_and_yours),)
