"""What App Home is made of besides blocks, and how much of it one screen holds.

A capability's part of Home gives blocks, and three things that are gathered from all parts: what *waits* for
the one who opens it (one list, most urgent first), what there is *to do* for whom the region is to see to,
and buttons by themselves, the ways on, in one row. What waits and is to be done are lines with their button.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from typing import TypeVar

from slack_sdk.models.blocks import Block, ButtonElement

from commands.kit.may import agencies_led
from commands.kit.member import Member, Needs

STANDING, REGION, TO_DO, WAYS, WAITING, AGENCIES, POSITIONS, REST, SET_UP, LETTERS = range(10)
"""Where the parts of Home stand, in this order: one's own standing, the region and what is to be done about
it; the ways on; what waits; the agencies one leads, the positions one has held, what is left to set up.

What waits comes of the parts at REST alone: to list all of it no other is asked, and nothing is counted.
"""

Row = TypeVar("Row")
LINE = 150
"""Characters of a line of Home: one or two lines of a screen."""


class Urgency(IntEnum):
    """How urgent it is that waits."""

    TODAY = 0  # happens today
    ASKED = 1  # somebody waits for it
    LATE = 2  # is overdue; the latest first: what has long been may be nobody's to mend today
    SOON = 3  # is near


@dataclass(frozen=True)
class Waits:
    """One line of what waits, by which day, and its button."""

    urgency: Urgency
    text: str
    button: ButtonElement
    day: date | None = None

    @property
    def order(self) -> tuple[int, int]:
        """Most urgent first; what has no day first of what somebody waits for, else last of its kind."""
        if self.day is None:
            return self.urgency, 0 if self.urgency is Urgency.ASKED else date.max.toordinal()
        return self.urgency, self.day.toordinal() * (-1 if self.urgency is Urgency.LATE else 1)


@dataclass(frozen=True)
class ToDo:
    """One thing to do about the region, and its button; those that are `first` stand before the others."""

    text: str
    button: ButtonElement
    first: bool = False


Piece = Block | Waits | ToDo | ButtonElement
"""What a part of Home gives."""


@dataclass(frozen=True)
class Room:
    """How many lines each part may take: all of Home is one screen of 1280 x 860, and two at 420 wide.

    `due`: courses one is due for, each with its button; 0: one line says how one stands. `held`: courses one
    is current in; `waits`: what waits; `to_do`: what is to be done; `positions`: those one has held;
    `agencies`: of those one leads; `people`: who is due in each of them.
    """

    due: int = 4
    held: int = 4
    waits: int = 6
    to_do: int = 0
    positions: int = 4
    agencies: int = 0
    people: int = 0


OF_A_RESPONDER = Room()
OF_A_LEAD = Room(due=2, held=0, waits=4, positions=1, agencies=1, people=4)
OF_SEVERAL = Room(due=0, held=0, waits=3, positions=1, agencies=3, people=2)
OF_A_MANAGER = Room(due=0, held=0, waits=4, to_do=3, positions=0, agencies=0, people=0)
LEADING_TOO = replace(OF_A_MANAGER, waits=2, agencies=1)


def room_for(member: Member) -> Room:
    """How much each part of somebody's Home may take, by their rights."""
    led = agencies_led(member)
    if member.may(Needs.MANAGER):
        return LEADING_TOO if led else OF_A_MANAGER
    if led:
        return OF_A_LEAD if len(led) == 1 else OF_SEVERAL
    return OF_A_RESPONDER


def bounded(rows: Sequence[Row], most: int) -> tuple[Sequence[Row], int]:
    """The rows that are shown, and how many are left, which takes a line of its own."""
    if len(rows) <= most:
        return rows, 0
    shown = rows[: max(most - 1, 0)]
    return shown, len(rows) - len(shown)
