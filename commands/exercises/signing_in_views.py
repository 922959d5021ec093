"""How signing in to an exercise is shown: the card in the channel, and what the one who pressed hears."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ButtonElement, InteractiveElement

from commands.kit.blocks import aside, button, buttons, option, says, words
from commands.kit.forms import one_of
from commands.kit.reply import Message
from commands.kit.signin_views import SignInShown, here_words
from commands.language.exercises import exercise_name, what_it_is
from commands.language.taking_part import held_as
from readiness.positions import Position
from readiness.records import Agency
from storage.catalogue import Catalogue
from storage.exercises import ExerciseRecord, ExerciseState, ParticipationRecord
from storage.signing_in import Presence
from words.amounts import listing, plural
from words.days import spoken

OPEN = "signin.open"
"""What a button that posts an exercise's sign-in card is known by; it carries which exercise."""
CLOSE = "signin.close"
HERE = "signin.here"
AS = "signin.as"
CHOOSE = "signin.choose"
UNDO = "signin.undo"

MOST_IN_A_MENU = 100
"""Options that Slack takes in one menu."""


class SignInOf(BaseModel):
    """Which exercise's sign-in a button opens or closes."""

    exercise: int = 0


class Pressed(BaseModel):
    """What pressing on a card says: I was there in that run, perhaps in a position, for an agency."""

    exercise: int
    run: int = 1
    position: int | None = None
    agency: int | None = None

    def as_value(self) -> str:
        """It as a menu's option carries it."""
        return self.model_dump_json(exclude_defaults=True)


class Undo(BaseModel):
    """Which rows of one's own a button takes back."""

    exercise: int
    rows: list[int] = []


def signed_as(catalogue: Catalogue, record: ParticipationRecord) -> str:
    """A part somebody has, as it is said to them: "as Transport, run 1, for Cedar Fire"."""
    agency = catalogue.agencies[record.agency_id].name
    held = ", ".join(held_as(catalogue, record))
    return f"as {held}, run {record.run}, for {agency}" if held else f"for {agency}, run {record.run}"


def exercise_facts(catalogue: Catalogue, exercise: ExerciseRecord, today: date) -> list[str]:
    """What kind it is, its host, day and plan, and the run that is on, a line each."""
    lines = [f"{what_it_is(catalogue, exercise)}, {spoken(exercise.held_on)}"]
    if plan := catalogue.revision_called(exercise.revision_id):
        lines.append(f"Plan: {plan}")
    if exercise.state is ExerciseState.SIGNING_IN:
        lines.append(f"Run {exercise.run}")
        if exercise.held_on > today:
            lines.append(f"Sign-in opens on {spoken(exercise.held_on)}.")
    return lines


def open_card(
    exercise: ExerciseRecord,
    facts: Sequence[str],
    here: Presence,
    positions: Sequence[Position],
    today: date,
) -> SignInShown:
    """The card of a sign-in that is open."""
    return SignInShown(
        exercise.title,
        facts,
        here_words(here.people, here.agencies, here.carried, exercise.held_on < today),
        _controls(exercise, positions),
        ("Only you see what I answer to a press. The channel sees the count, never the names.",),
    )


def ended_card(exercise: ExerciseRecord, facts: Sequence[str], whole: Presence) -> SignInShown:
    """The card of a sign-in that is closed, or of an exercise that was cancelled."""
    if exercise.state is ExerciseState.CANCELLED:
        return SignInShown(exercise.title, facts, "Cancelled.")
    runs = f", in {exercise.run} runs" if exercise.run > 1 else ""
    agencies = plural(whole.agencies, "agency", "agencies")
    people = plural(whole.people, "person", "people")
    return SignInShown(exercise.title, facts, f"Sign-in is closed: {people} from {agencies}{runs}.")


def posted(exercise: ExerciseRecord, channel: str, today: date) -> Message:
    """What the one who opened the sign-in hears."""
    opens = f" It takes presses from {spoken(exercise.held_on)} on." if exercise.held_on > today else ""
    return Message(
        [
            words(f"The sign-in card for {exercise_name(exercise)} is on its way into {channel}.{opens}"),
            *buttons(button("Close the sign-in", CLOSE, SignInOf(exercise=exercise.id))),
        ]
    )


def signed_in(now: str, others: Sequence[str], notes: Sequence[str], undo: Undo) -> Message:
    """Somebody signed in."""
    lines = [f"You are signed in {now}."]
    if others:
        lines.append(f"You are also signed in {listing(others)}.")
    return _to_them([*lines, *notes], undo, "It rests on your word until the sign-in is confirmed.")


def signed_in_already(there: Sequence[str], notes: Sequence[str], undo: Undo) -> Message:
    """Somebody pressed again."""
    said = f"You are signed in {listing(there)} already: nothing was recorded twice."
    return _to_them([said, *notes], undo)


def taken_back(exercise: ExerciseRecord, gone: Sequence[str], left: Sequence[str]) -> Message:
    """Somebody took a press back."""
    lines = [f"Taken back: {listing(gone)}."]
    lines.append(
        f"You are signed in {listing(left)}."
        if left
        else f"You are not signed in to {exercise_name(exercise)}."
    )
    may_again = not left and exercise.state is ExerciseState.SIGNING_IN
    again = Pressed(exercise=exercise.id, run=exercise.run)
    return Message(
        [
            words("\n".join(lines)),
            *buttons(
                button("Sign in again", HERE, again) if may_again else None,
                says("My record", "training history", "history"),
            ),
        ]
    )


def which_agency(pressed: Pressed, what: str, agencies: Sequence[Agency]) -> Message:
    """Somebody belongs to several agencies: for which of them were they there?"""
    row = [
        button(each.name, f"{HERE}:for {each.key}", pressed.model_copy(update={"agency": each.key}))
        for each in agencies
    ]
    text = f"You belong to {listing([each.name for each in agencies])}. For which of them {what}?"
    return Message([words(text), *buttons(*row)])


def _controls(exercise: ExerciseRecord, positions: Sequence[Position]) -> list[InteractiveElement]:
    here = Pressed(exercise=exercise.id, run=exercise.run)
    found: list[InteractiveElement] = [button("I'm here", HERE, here, style="primary")]
    if 0 < len(positions) <= MOST_IN_A_MENU:
        options = [
            option(each.title, Pressed(exercise=exercise.id, run=exercise.run, position=each.key).as_value())
            for each in positions
        ]
        found.append(one_of(AS, options, "I played …"))
    elif positions:
        found.append(button("I played …", CHOOSE, here))
    found.append(button("Close", CLOSE, SignInOf(exercise=exercise.id)))
    return found


def _to_them(lines: Sequence[str], undo: Undo, note: str = "") -> Message:
    blocks: list[Block] = [words("\n".join(lines))]
    if note:
        blocks.append(aside(note))
    return Message([*blocks, *buttons(_undo(undo), says("My record", "training history", "history"))])


def _undo(undo: Undo) -> ButtonElement | None:
    return button("Undo", UNDO, undo) if undo.rows else None
