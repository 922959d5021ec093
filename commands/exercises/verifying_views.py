"""How what waits to be confirmed is shown: a row of buttons beneath each, and all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import BaseModel
from slack_sdk.models.blocks import Block

from commands.kit.blocks import aside, button, buttons, says, words
from commands.kit.reply import Message
from words.amounts import plural

PAGE, ALL = "exercise.verify.page", "exercise.verify.all"
VERIFY, CORRECT, VOID = "exercise.verify.one", "exercise.verify.correct", "exercise.verify.void"
NOBODY_WAITS = "Nothing waits for you: nobody's own word about an exercise of yours is unconfirmed."


class Waiting(BaseModel):
    """From which row on."""

    start: int = 0


class WaitingPart(BaseModel):
    """One row that waits, and from which row on the list was shown."""

    record: int
    start: int = 0


class UpTo(BaseModel):
    """All that waits, up to the newest row that was there when it was shown."""

    record: int


def page_of(rows: Sequence[tuple[int, str]], start: int, count: int, newest: int, done: str) -> Message:
    """Some of what waits, by row and line; what was just done stands before it."""
    blocks: list[Block] = [words(done)] if done else []
    if not rows:
        blocks += [words(NOBODY_WAITS), *buttons(says("Log another part", "exercise log", "log"))]
        return Message(blocks)
    blocks.append(words(f"{plural(count, 'part')} people say they took, for you to confirm."))
    for record, line in rows:
        blocks.append(words(line))
        pressed = WaitingPart(record=record, start=start)
        blocks += buttons(
            button("Verify", f"{VERIFY}:{record}", pressed, style="primary"),
            button("Correct", f"{CORRECT}:{record}", pressed),
            button("Void", f"{VOID}:{record}", pressed),
        )
    last = start + len(rows)
    if count > len(rows):
        blocks.append(aside(f"{start + 1} to {last} of {count}."))
    sure = f"You confirm {plural(count, 'part')}, those not shown here too."
    blocks += buttons(
        button("More", PAGE, Waiting(start=last)) if last < count else None,
        button("Verify all", ALL, UpTo(record=newest), confirm=sure) if count > 1 else None,
    )
    return Message(blocks)


def waiting_line(count: int) -> Iterator[Block]:
    """How many wait, with the way to them."""
    yield words(f"{plural(count, 'part')} in exercises of yours {'wait' if count > 1 else 'waits'} for you.")
    yield from buttons(says("Look at them", "exercise verify", "parts"))
