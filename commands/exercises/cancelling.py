"""An exercise is cancelled, or held after all where that was a mistake; by whose exercise it is."""

from __future__ import annotations

from sqlalchemy import exists, select

from commands.exercises.planning import settle_exercise, theirs_to_change, twin_of
from commands.exercises.planning_views import (
    CANCEL,
    HOLD,
    cancelled_message,
    planned_message,
    why_it_took_place,
)
from commands.kit.registry import Click, Declared
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.exercises import ExercisePicked, exercise_name
from storage.audit import AuditKind
from storage.cards import Card
from storage.exercises import SIGNIN_CARD, ExerciseRecord, ExerciseState
from words.amounts import listing
from words.problems import Problem


def cancel(request: Request) -> Reply:
    """Cancels an exercise; what was signed in for it stays readable, and counts for nothing."""
    record = theirs_to_change(request, request.carried(ExercisePicked).exercise, lock=True)
    if record.state is ExerciseState.CANCELLED:
        raise Problem(f"{exercise_name(record)} was cancelled already; nothing changed.")
    if why := why_it_took_place(request, record):
        raise Problem(
            f"{exercise_name(record)} took place: {listing(why)}. It can't be cancelled; nothing was changed."
        )
    record.state = ExerciseState.CANCELLED
    settle_exercise(request, record, AuditKind.EXERCISE_CANCELLED)
    return Reply(message=cancelled_message(request, record), replaces=True)


def hold_after_all(request: Request) -> Reply:
    """Takes a cancellation back: what was signed in for it counts again, and its card takes presses again."""
    record = theirs_to_change(request, request.carried(ExercisePicked).exercise, lock=True)
    if record.state is not ExerciseState.CANCELLED:
        raise Problem(f"{exercise_name(record)} is not cancelled; nothing changed.")
    twin = twin_of(request, record.title, record.held_on, record)
    if twin is not None:
        raise Problem(
            f"Another one is planned in its place: {twin.code}, {exercise_name(twin)}. Nothing was changed."
        )
    record.state = ExerciseState.SIGNING_IN if _has_a_card(request, record) else ExerciseState.PLANNED
    settle_exercise(request, record, AuditKind.EXERCISE_CHANGED)
    return Reply(message=planned_message(request, record), replaces=True)


def _has_a_card(request: Request, record: ExerciseRecord) -> bool:
    """Whether its sign-in was opened before."""
    card = exists().where(Card.kind == SIGNIN_CARD, Card.record_id == record.id)
    return bool(request.session.scalar(select(card)))


ENTRIES: tuple[Declared, ...] = (
    Click(CANCEL, cancel, changes=True),
    Click(HOLD, hold_after_all, changes=True),
)
