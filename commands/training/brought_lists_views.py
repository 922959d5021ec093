"""What somebody is told of a list that they brought as a file, and what can be pressed beneath it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ButtonElement

from commands.kit.blocks import aside, button, buttons, paragraphs, says
from commands.kit.reply import Message
from commands.language.pasting import named
from commands.training.bulk import Preview
from commands.training.closing_views import close_button
from storage.attending import Attended
from storage.brought_lists import BroughtList
from storage.classes import ClassRecord
from storage.people import Person
from words.amounts import plural

ADD_LISTED = "list.add"
LOG_LISTED = "list.log"
MEND_LISTED = "list.mend"
MOST_ASKED = 20
"""Lines of a file that are asked about one by one."""
MOST_MENDED = 3000
"""Characters of what one field of a form takes."""
NOT_YET = "Nothing is recorded yet."
ON_THE_WAY = (
    "I'm reading the list, and tell you in a direct message who I found. Nothing of it is recorded yet."
)
KEPT = "I keep the list for a week."


class ListOf(BaseModel):
    """Which list a button is about; `without_lately`: those who had the class lately are left out."""

    list: int
    without_lately: bool = False


@dataclass(frozen=True)
class ClassFound:
    """Of those a list names: who would be added to a class, who is on its list, who left it early."""

    fresh: Sequence[Person]
    there: Sequence[Person] = ()
    left_early: Sequence[Person] = ()
    twice: Sequence[Person] = field(default_factory=tuple)

    @property
    def many(self) -> int:
        """How many are found."""
        return len(self.fresh) + len(self.there) + len(self.left_early)

    def lines(self) -> Iterator[str]:
        """Who was found, who is named twice, who is on the list already."""
        found = [*self.fresh, *self.there, *self.left_early]
        yield f"{plural(self.many, 'person', 'people')} found{f': {_names(found)}' if found else ''}."
        if self.twice:
            yield f"Named more than once in the list, and counted once: {_names(self.twice)}."
        if self.there:
            yield f"On the list of the class already, and not added twice: {_names(self.there)}."
        if self.left_early:
            yield f"Marked as leaving early; they would be there to the end: {_names(self.left_early)}."


def class_message(brought: BroughtList, title: str, found: ClassFound) -> Message:
    """Whom a list names who was at a class, with the button that adds them."""
    new = len(found.fresh) + len(found.left_early)
    add = button(f"Add {plural(new, 'person', 'people')}", ADD_LISTED, ListOf(list=brought.id), "primary")
    return _message(brought, title, list(found.lines()), [add] if new else [])


def log_message(
    brought: BroughtList, title: str, seen: Preview, lines: Sequence[str], strangers: Sequence[Person]
) -> Message:
    """Whom a list names of a log, with the button that logs it for them."""
    if not seen.people:
        lines = ["0 people found.", *lines[1:]]
    if strangers:
        lines = [*lines, f"You can't log for these on that day, so they are left out: {_names(strangers)}."]
    fresh, had = len(seen.fresh), len(seen.had_it)
    log = button(
        f"Log it for {plural(fresh, 'person', 'people')}", LOG_LISTED, ListOf(list=brought.id), "primary"
    )
    lately = button(
        f"Log it without the {had} who had it lately",
        f"{LOG_LISTED}:lately",
        ListOf(list=brought.id, without_lately=True),
    )
    return _message(
        brought, title, lines, [*([log] if fresh else []), *([lately] if 0 < had < fresh else [])]
    )


def failed_message(brought: BroughtList, held: ClassRecord | None, why: str) -> Message:
    """That a list could not be read, and why; with the way on."""
    again = says("Log training", "training", "log") if held is None else close_button(held, "Open the list")
    return Message(
        [
            *paragraphs([f"I could not use the list: {why}", "Nothing of it was recorded."]),
            *buttons(again),
        ]
    )


def mend_button(brought: BroughtList) -> ButtonElement | None:
    """Opens a form with the lines that are asked about; None where there is none, or more than fits."""
    if not brought.asked or len(left_text(brought)) > MOST_MENDED:
        return None
    many = len(brought.asked)
    return button(
        f"Mend {'that line' if many == 1 else f'those {many} lines'}", MEND_LISTED, ListOf(list=brought.id)
    )


def left_text(brought: BroughtList) -> str:
    """The lines that are asked about, as a field of a form shows them."""
    return "\n".join(line for line, _ in brought.lines)


def asked_lines(brought: BroughtList) -> list[str]:
    """What is asked about, a line each; of many the first."""
    asked = brought.lines
    if not asked:
        return []
    head = f"{plural(len(asked), 'line')} I could not place:"
    more = len(asked) - MOST_ASKED
    told = [f"• {why}" for _, why in asked[:MOST_ASKED]]
    return [head, *told, *([f"• and {more:,} more"] if more > 0 else [])]


def added(people: Sequence[Person], done: Sequence[Attended]) -> str:
    """Who was added to a class, who is back, how many were on its list."""
    names = {each.id: each.name for each in people}
    new = [names[each.record.person_id] for each in done if each.is_new]
    back = [names[each.record.person_id] for each in done if each.is_back]
    there = len(done) - len(new) - len(back)
    said = [f"Added: {named(new)}." if new else "Nobody was added."]
    if back:
        said.append(f"Not marked as leaving early any more: {named(back)}.")
    if there:
        said.append(
            f"{plural(there, 'person was', 'people were')} on the list already: nobody is on it twice."
        )
    return " ".join(said)


def _message(
    brought: BroughtList, title: str, lines: Sequence[str], ways_on: Sequence[ButtonElement]
) -> Message:
    mend = mend_button(brought)
    kept = [NOT_YET, KEPT]
    if brought.asked and mend is None:
        kept.append("Those lines are too many for a form: fix them in the file, and bring it again.")
    blocks: list[Block] = [
        *paragraphs([f"{brought.name}, for {title}:", *lines, *asked_lines(brought)]),
        aside(" ".join(kept)),
        *buttons(*ways_on, mend),
    ]
    return Message(blocks)


def _names(people: Sequence[Person]) -> str:
    return named([each.name for each in people])
