"""How what waits to be confirmed is shown: a row of buttons beneath each, and all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel
from slack_sdk.models.blocks import Block

from commands.kit.blocks import aside, button, buttons, says, shown_of, words
from commands.kit.home import Urgency, Waits
from commands.kit.reply import Message
from words.amounts import plural

PAGE, ALL = "exercise.verify.page", "exercise.verify.all"
VERIFY, CORRECT, VOID = "exercise.verify.one", "exercise.verify.correct", "exercise.verify.void"
NOBODY_WAITS = "Nothing waits for you to confirm."


class Waiting(BaseModel):
    """From which row on; of all that waits, or of everybody in one exercise."""

    start: int = 0
    exercise: int | None = None


class WaitingPart(Waiting):
    """One row of the list, with where the list was."""

    record: int


class UpTo(Waiting):
    """All that waits, up to the newest row that was there when it was shown."""

    record: int


@dataclass(frozen=True)
class Row:
    """One row as it is shown: who, as what, where; whether it waits, and whether it is a person's."""

    record: int
    line: str
    waits: bool
    is_person: bool


def page_of(
    rows: Sequence[Row], shown: Waiting, count: int, waiting: int, newest: int, head: str, done: str
) -> Message:
    """Some of the list, by row; what was just done stands before it.

    `count` are all of the list, `waiting` those of them that wait, `newest` the newest row of it.
    """
    blocks: list[Block] = [words(done)] if done else []
    blocks.append(words(head))
    where = {"start": shown.start, "exercise": shown.exercise}
    for row in rows:
        blocks.append(words(row.line))
        pressed = WaitingPart(record=row.record, **where)
        blocks += buttons(
            button("Verify", f"{VERIFY}:{row.record}", pressed, style="primary") if row.waits else None,
            button("Correct", f"{CORRECT}:{row.record}", pressed) if row.is_person else None,
            button("Void", f"{VOID}:{row.record}", pressed),
        )
    last = shown.start + len(rows)
    if said := shown_of(shown.start, len(rows), count):
        blocks.append(aside(said))
    sure = f"You confirm {plural(waiting, 'part')}, those not shown here too."
    every = button("Verify all", ALL, UpTo(record=newest, exercise=shown.exercise), confirm=sure)
    blocks += buttons(
        button("More", PAGE, shown.model_copy(update={"start": last})) if last < count else None,
        every if waiting > 1 else None,
        says("Log another part", "exercise log", "log"),
    )
    return Message(blocks)


def waiting_line(count: int) -> Waits:
    """How many wait, with the way to them."""
    said = f"{plural(count, 'part')} in exercises of yours {'wait' if count > 1 else 'waits'} for you."
    return Waits(Urgency.ASKED, said, says("Look at them", "exercise verify", "parts"))
