"""How another run is begun, and positions are swapped for it."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ExternalDataSelectElement, InputBlock, Option

from commands.exercises.closing_views import Present
from commands.exercises.signing_in_views import CLOSE, SignInOf
from commands.kit.blocks import aside, button, buttons, option, paragraphs, plain, shown_of, words
from commands.kit.forms import LABEL, PLACEHOLDER
from commands.kit.reply import Message
from commands.language.exercises import exercise_name
from readiness.positions import Position
from storage.catalogue import Catalogue
from storage.exercises import ExerciseRecord
from words.amounts import listing, plural

SWAP = "run.swap"
PART = "part "
"""What a part's field is called, before its number."""
POSITION = "position"
NO_POSITION = "0"
A_PAGE = 40
"""Parts on one page of the form."""


class Swapping(BaseModel):
    """Whose positions are swapped, from which part on the page begins, and how many were changed so far."""

    exercise: int
    run: int
    start: int = 0
    changed: int = 0


def run_begun(exercise: ExerciseRecord, carried: int, left: Sequence[str] = ()) -> Message:
    """A run was begun with the people of the one before; `left`: positions nobody is carried over in."""
    return Message(
        [
            words(begun_words(exercise, carried, left)),
            *buttons(button("Swap positions", SWAP, SignInOf(exercise=exercise.id))),
        ]
    )


def begun_words(exercise: ExerciseRecord, carried: int, left: Sequence[str] = ()) -> str:
    """What a run begins with."""
    gone = f" {taken_out(left)}" if left else ""
    people = plural(carried, "person is", "people are")
    return (
        f"Run {exercise.run} of {exercise_name(exercise)} is on: {people} carried over from run "
        f"{exercise.run - 1} with their positions. Whoever plays another one now presses it on the card, "
        f"or is given it here.{gone}"
    )


def taken_out(left: Sequence[str]) -> str:
    """What became of those who played what is not in the catalogue any more."""
    were = "was" if len(left) == 1 else "were"
    return (
        f"{listing(left)} {were} taken out of the catalogue of positions: "
        "who played there is carried over without a position."
    )


def swap_head(
    exercise: ExerciseRecord, first: int, shown: int, total: int, done: int, left: Sequence[str] = ()
) -> list[Block]:
    """What stands above the parts of a page."""
    text = f"{exercise_name(exercise)}, run {exercise.run}: who plays what now? What you leave stays."
    blocks: list[Block] = [words(text)]
    if left:
        blocks.append(words(taken_out(left)))
    if said := shown_of(first, shown, total):
        blocks.append(aside(said))
    if done:
        blocks.append(aside(f"{plural(done, 'position')} changed so far."))
    return blocks


def part_label(catalogue: Catalogue, present: Present) -> str:
    """Whose part it is: the name, and where they are from."""
    record, person = present
    agency = catalogue.agencies[record.agency_id].name
    return f"{person.name}, {agency}" if person is not None else agency


def part_field(record: int, label: str, position: Position | None) -> InputBlock:
    """The position of one part, to be looked up or left as it is."""
    return InputBlock(
        block_id=f"{PART}{record}",
        label=plain(label, LABEL),
        element=ExternalDataSelectElement(
            action_id=POSITION,
            placeholder=plain("A position", PLACEHOLDER),
            min_query_length=0,
            initial_option=position_choice(position),
        ),
    )


def position_choice(position: Position | None) -> Option:
    """A position as a choice of the form; none is one, too."""
    return (
        option("No position", NO_POSITION) if position is None else option(position.title, str(position.key))
    )


def swapped(exercise: ExerciseRecord, changed: int, notes: Sequence[str] = ()) -> Message:
    """What came of it; `notes` say who now holds a position that theirs do not fill."""
    what = f"{plural(changed, 'position')} changed" if changed else "Nothing was changed"
    about = SignInOf(exercise=exercise.id)
    return Message(
        [
            *paragraphs([f"{what} in run {exercise.run} of {exercise_name(exercise)}.", *notes]),
            *buttons(button("Swap positions", SWAP, about), button("Who signed in", CLOSE, about)),
        ]
    )


def still_running(exercise: ExerciseRecord, present: Sequence[Present]) -> Message:
    """The run that is asked for is on already."""
    about = SignInOf(exercise=exercise.id)
    swap = button("Swap positions", SWAP, about) if present else None
    return Message(
        [
            words(f"Run {exercise.run} of {exercise_name(exercise)} is on already."),
            *buttons(swap, button("Who signed in", CLOSE, about)),
        ]
    )
