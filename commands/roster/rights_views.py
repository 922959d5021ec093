"""How rights are shown: who may what, each with the way to take it away; the form that gives one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel
from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    SectionBlock,
)

from commands.kit.blocks import aside, button, buttons, plain, says, shown_of, title, words
from commands.kit.reply import Message
from storage.people import RightKind

ROWS = 15
"""Rights in one answer; the rest come with More."""

NAMES = {RightKind.LEAD: "agency lead", RightKind.MANAGER: "emergency manager"}


class RightsFor(BaseModel):
    """Whose rights are shown or given (None: everybody's), and from which row on.

    `kind` and `agency`: the right to be given, as far as it was said.
    """

    person: int | None = None
    start: int = 0
    kind: RightKind | None = None
    agency: int | None = None


class HeldRight(BaseModel):
    """One right of one person, as a button that takes it away carries it; `within` is the list it is on."""

    person: int
    kind: RightKind
    agency: int | None = None
    within: int | None = None


@dataclass(frozen=True)
class RightLine:
    """One right somebody holds, in words."""

    right: HeldRight
    name: str
    what: str  # "emergency manager", "agency lead of Cedar Fire"
    since: str


def rights_message(
    done: str, head: str, lines: Sequence[RightLine], named: Sequence[str], shown: RightsFor, total: int
) -> Message:
    """The rights in force. `done` says what was just changed; `named` are the settings' managers."""
    blocks: list[Block] = [words(done)] if done else []
    blocks.append(title(head))
    if named:
        settings = (
            f"Emergency managers by the settings: {', '.join(named)}. "
            "They are changed where Muster runs (MUSTER_EMERGENCY_MANAGERS)."
        )
        blocks.append(words(settings))
    for line in lines:
        blocks.append(SectionBlock(text=plain(_words(line)), accessory=_take_away(line)))
    if not lines:
        nobody = "No rights were given here yet."
        blocks.append(words(nobody if shown.person is None else "No rights beyond a responder's."))
    end = shown.start + len(lines)
    if said := shown_of(shown.start, len(lines), total):
        blocks.append(aside(said))
    more = shown.model_copy(update={"start": end})
    return Message(
        [
            *blocks,
            *buttons(
                button("Give a right", "rights.open", RightsFor(person=shown.person)),
                button("More", "rights.person", more) if end < total else None,
                says("The agencies", "muster agencies", "agencies"),
                None if shown.person is None else says("All rights", "muster rights", "rights"),
            ),
        ],
    )


def given_words(kind: RightKind, agency: str) -> str:
    """Which right somebody was given, and what they may do by it."""
    return f"You are {right_words(kind, agency)} in Muster now. {_may_words(kind, agency)}"


def _may_words(kind: RightKind, agency: str) -> str:
    """What somebody may do by a right, in a sentence or two; what all may do is not said again."""
    if kind is RightKind.MANAGER:
        return (
            "You can do for every agency what its lead can, import spreadsheets, name leads, link people, "
            "and decide what the region asks for."
        )
    return (
        f"You can see who is due in {agency}, record and verify the training of its people, plan its "
        "classes, record its leaves, keep its checklist, and have its digest written into a channel."
    )


def you_may(kind: RightKind, agency: str) -> Message:
    """The news for somebody who was given a right: which, what they may do by it, and where to begin."""
    due = says("Who is due", f"due {agency}" if agency else "due everyone", "due")
    of_manager = kind is RightKind.MANAGER
    return Message(
        [
            words(given_words(kind, agency)),
            *buttons(
                says("What is set up", "muster setup", "setup") if of_manager else due,
                says("The people", "muster people", "people"),
                due if of_manager else says("Help", "muster help", "help"),
            ),
        ],
    )


def you_may_not(what: str) -> Message:
    """The news for somebody whose right was taken away."""
    text = f"You are no longer {what} in Muster. Your own record stays with you."
    return Message([words(text), *buttons(says("What I am due for", "due", "due"))])


def right_words(kind: RightKind, agency: str) -> str:
    """A right in words."""
    return f"{NAMES[kind]} of {agency}" if agency else NAMES[kind]


def _words(line: RightLine) -> str:
    return f"{line.name}: {line.what}, since {line.since}"


def _take_away(line: RightLine) -> ButtonElement:
    right = line.right
    return button(
        "Take away",
        f"rights.take:{right.person}.{right.kind.value}.{right.agency or 0}",
        right,
        confirm=f"{line.name} is then no longer {line.what}.",
    )
