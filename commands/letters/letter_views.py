"""How a letter looks: what is urgent first, one screen, what more there is behind a button."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, SectionBlock

from commands.kit.blocks import SECTION, aside, button, buttons, cut, paragraphs, plain, shown_of, title
from commands.kit.letters import Line, Reader, Round
from commands.kit.reply import Message
from storage.letters import USUAL_HOUR, LetterChoice, Often
from words.days import spoken

MORE, CHOOSE = "letters.more", "letters.choose"
MOST = 8
"""Lines of one letter: a message fits one screen."""

LONGEST = 300
MOST_AGAIN = 24
"""Lines without buttons of all that a day's letter told, at once; of those with buttons MOST."""

WRITES = {
    Often.DAILY: "at most one letter a day",
    Often.WEEKLY: "one letter a week, on Mondays",
    Often.URGENT: "a letter only when something lapsed, is tomorrow, or is overdue",
    Often.NEVER: "no letters",
}


@dataclass(frozen=True)
class Habit:
    """How often somebody is written to, and at what hour of their own day."""

    often: Often = Often.DAILY
    hour: int = USUAL_HOUR

    @classmethod
    def of(cls, choice: LetterChoice | None) -> Habit:
        """What they chose; else the usual."""
        return cls() if choice is None else cls(choice.often, choice.hour)

    @property
    def said(self) -> str:
        """It in words: "at most one letter a day, at 08:00 where you are"."""
        near = ", and the day before a class, exercise or meeting of yours, or when a checklist's item is due"
        more = near if self.often is Often.WEEKLY else ""
        at = "" if self.often is Often.NEVER else f", at {self.hour:02}:00 where you are"
        return f"{WRITES[self.often]}{at}{more}"


class LetterOf(BaseModel):
    """Which day's letter a button is about; from which of its lines on."""

    day: date
    start: int = 0


def letter_message(lines: Sequence[Line], round_: Round, reader: Reader, habit: Habit) -> Message:
    """A letter: its lines in their order, each with its button; how to choose how often at its end."""
    shown, more = lines[:MOST], len(lines) - MOST
    count = "One thing" if len(lines) == 1 else f"{len(lines):,} things"
    blocks: list[Block] = [title(f"{count} for you, {spoken(round_.day)}"), *_drawn(shown)]
    if more > 0:
        blocks += paragraphs([f"And {more:,} more."])
    blocks += buttons(
        button("Show all", MORE, LetterOf(day=round_.day)) if more > 0 else None,
        button("How often I write", CHOOSE),
    )
    blocks.append(aside(f"I write {habit.said}.", round_.region.handling_mark))
    return Message(blocks)


def whole_message(lines: Sequence[Line], day: date, mark: str, start: int = 0) -> Message:
    """What a day's letter told, as it stands now, each line with its buttons: from one line on, a page of it.

    Lines without buttons are short, and many of them fit.
    """
    shown = lines[start : start + MOST_AGAIN]
    with_buttons = [n for n, line in enumerate(shown) if line.buttons or line.button is not None]
    if len(with_buttons) > MOST:
        shown = shown[: with_buttons[MOST]]
    more = len(lines) - start - len(shown)
    blocks: list[Block] = [title(f"All of your letter, {spoken(day)}")]
    if start or more:
        blocks.append(aside(shown_of(start, len(shown), len(lines), "Lines")))
    blocks += [*_drawn(shown)] if shown else paragraphs(["None of it is in effect any more."])
    following = LetterOf(day=day, start=start + len(shown))
    blocks += buttons(button("Next", f"{MORE}:{following.start}", following) if more > 0 else None)
    return Message([*blocks, *([aside(mark)] if mark else [])])


def _drawn(lines: Sequence[Line]) -> Iterator[Block]:
    """A block a line that has a button, or a row of them beneath it; those without one stand together."""
    together: list[str] = []
    for line in lines:
        said = cut(line.text, LONGEST)
        if line.button is None and not line.buttons:
            together.append(said)
            continue
        yield from paragraphs(together)
        together = []
        yield SectionBlock(text=plain(said, SECTION), accessory=line.button)
        yield from buttons(*line.buttons)
    yield from paragraphs(together)
