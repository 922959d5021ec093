"""`/exercise signin`: the card that people sign in on, posted into a channel by whose exercise it is.

What a press on it records stands in `commands.exercises.signing_in_presses`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from commands.exercises.signing_in_views import (
    OPEN,
    SignInOf,
    ended_card,
    exercise_facts,
    open_card,
    posted,
)
from commands.exercises.taking_part import decides
from commands.kit.blocks import button
from commands.kit.cards import CardKind, Look, card_post
from commands.kit.channel import CHANNEL, is_channel
from commands.kit.exercise_rights import exercises_for
from commands.kit.forms import Modal, opened, searched_field
from commands.kit.problems import AskedBack
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import CardOf, Message, Reply
from commands.kit.request import Request
from commands.kit.signin_views import further_down, signin_card
from commands.language.exercises import (
    exercise_name,
    exercise_of,
    exercise_option,
    exercise_said,
    read_exercise,
    search_exercises,
)
from storage import cards
from storage.audit import AuditKind
from storage.exercises import SIGNIN_CARD, ExerciseRecord, ExerciseState
from storage.signing_in import presence
from storage.taking_part import lock_exercise
from words.names import Match
from words.problems import Offer, Problem

EXAMPLE = "/exercise signin Vine drill"


def open_said(request: Request) -> Reply:
    """Posts the sign-in card of the exercise that is named; of today's, where none is and there is one."""
    said = request.text.strip()
    exercise = exercise_said(request, said, _offer, EXAMPLE) if said else _todays(request)
    return _open_here(request, exercise)


def open_pressed(request: Request) -> Reply:
    """Posts the sign-in card of the exercise that a button carries."""
    return _open_here(request, exercise_of(request, request.carried(SignInOf).exercise))


def open_submitted(request: Request) -> Reply:
    """Posts the card of the chosen exercise into the chosen channel."""
    filled = SIGN_IN.read(request)
    return _post(request, filled[EXERCISE], filled[CHANNEL], "that channel")


def render(look: Look) -> Message | None:
    """The card as the exercise stands now; an earlier one of a channel points to the latest."""
    exercise = look.session.get_one(ExerciseRecord, look.record_id)
    if not look.newest:
        return further_down(exercise.title)
    return card_of(look, exercise)


def card_of(look: Look | Request, exercise: ExerciseRecord) -> Message:
    """The sign-in card of an exercise as it stands."""
    session, catalogue = look.session, look.catalogue
    facts = exercise_facts(catalogue, exercise, look.today)
    if exercise.state is ExerciseState.SIGNING_IN:
        here = presence(session, exercise.id, exercise.run)
        return signin_card(open_card(exercise, facts, here, list(catalogue.positions.values()), look.today))
    return signin_card(ended_card(exercise, facts, presence(session, exercise.id)))


def decide(request: Request, exercise: ExerciseRecord) -> None:
    """Raises Refused unless it is theirs to open, run and close."""
    decides(request, exercise).or_refuse()


def theirs(request: Request, *conditions: Any) -> list[ExerciseRecord]:
    """The exercises for which something holds, of those that are the speaker's, the earliest first."""
    query = select(ExerciseRecord).where(ExerciseRecord.voided_at.is_(None), *conditions)
    mine = exercises_for(request.member)
    if mine is not None:
        query = query.where(mine)
    return list(request.session.scalars(query.order_by(ExerciseRecord.held_on, ExerciseRecord.id)))


def _open_here(request: Request, exercise: ExerciseRecord) -> Reply:
    """The card into this channel; where this is none, the form that asks into which."""
    decide(request, exercise)
    refuse_ended(exercise)
    if is_channel(request.place):
        return _post(request, exercise, request.place.channel, "this channel")
    raise AskedBack(_form(request, exercise))


def _form(request: Request, exercise: ExerciseRecord | None) -> Reply:
    view = SIGN_IN.view({"exercise": None if exercise is None else exercise_option(exercise)})
    chosen = SignInOf(exercise=0 if exercise is None else exercise.id)
    text = "Into which channel? Say it there, or choose it in the form."
    return opened(request, view, text, button("Open the sign-in", OPEN, chosen))


def _post(request: Request, exercise: ExerciseRecord, channel: str, where: str) -> Reply:
    session = request.session
    decide(request, exercise)
    lock_exercise(session, exercise)
    refuse_ended(exercise)
    exercise.state = ExerciseState.SIGNING_IN
    session.flush()
    request.note(AuditKind.SIGNIN_OPENED, exercise.subject, of=exercise, channel=channel)
    cards.changed(session, SIGNIN_CARD, exercise.id, request.now)
    shown = CardOf(SIGNIN_CARD, exercise.id)
    post = card_post(request, channel, card_of(request, exercise), shown, exercise.subject)
    return Reply(message=posted(exercise, where, request.today), posts=[post], closes=True)


def refuse_ended(exercise: ExerciseRecord) -> None:
    """Raises Problem for an exercise whose sign-in is over."""
    name = exercise_name(exercise)
    if exercise.state is ExerciseState.CANCELLED:
        raise Problem(f"{name} was cancelled: there is nothing to sign in to.")
    if exercise.state is ExerciseState.CONFIRMED:
        raise Problem(
            f"The sign-in for {name} is closed, and who took part is confirmed. "
            "Add anybody who is missing with /exercise log."
        )


def _todays(request: Request) -> ExerciseRecord:
    """The one exercise of today that is theirs. Raises AskedBack, with the form, for none and for several."""
    open_ones = (ExerciseState.PLANNED, ExerciseState.SIGNING_IN)
    of_today = (ExerciseRecord.held_on == request.today, ExerciseRecord.state.in_(open_ones))
    found = theirs(request, *of_today)
    if len(found) != 1:
        raise AskedBack(_form(request, None))
    return found[0]


def _offer(match: Match) -> Offer:
    return Offer(f"Sign-in for {match.name}", OPEN, SignInOf(exercise=int(match.key)))


EXERCISE = searched_field("exercise", "Exercise", "Type its title", read_exercise, search_exercises)
SIGN_IN = Modal(OPEN, "Open the sign-in", "Post the card", (EXERCISE, CHANNEL), open_submitted)

ENTRIES: tuple[Declared, ...] = (
    CardKind(SIGNIN_CARD, render),
    Form(
        "exercise signin",
        open_said,
        what="post the card that people sign in on to an exercise",
        example=EXAMPLE,
        changes=True,
        takes="EXERCISE",
    ),
    Click(OPEN, open_pressed, changes=True),
    *SIGN_IN.entries(),
)
