"""What App Home is made of besides blocks, and how much of it one screen holds.

A capability's part of Home gives blocks, and three things that are gathered from all parts: what *waits* for
the one who opens it (one list, most urgent first), what there is *to do* for whom the region is to see to,
and buttons by themselves, the ways on, in one row. What waits and is to be done are lines with their button.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from slack_sdk.models.blocks import Block, ButtonElement

from commands.kit.member import Member, Needs

STANDING, WAYS, REGION, TO_DO, WAITING, POSITIONS, AGENCIES, REST, SET_UP, LETTERS = range(10)
"""Where the parts of Home stand, in this order: one's own standing and the ways on, the region, what is to be
done about it, what waits; the positions one has held, the agencies one leads, what is left to set up."""

LINE = 160
"""Characters of a line of Home: one or two lines of a screen."""


class Urgency(IntEnum):
    """How urgent it is that waits."""

    TODAY = 0  # happens today
    LATE = 1  # is overdue; the latest first: what has long been may be nobody's to mend today
    ASKED = 2  # somebody waits for it
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
        """Most urgent first; what has no day last of its kind."""
        if self.day is None:
            return self.urgency, date.max.toordinal()
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
    """How much each part may take, so that all of Home is one screen of 1280 x 860, and two at 420 wide.

    `due`: courses one is due for, each with its button; `held`: those one is current in; `waits`: lines of
    what waits; `to_do`: lines of what is to be done; `positions`: those one has held; `agencies`: of those
    one leads; `people`: who is due, of all of them together.
    """

    due: int = 4
    held: int = 4
    waits: int = 6
    to_do: int = 0
    positions: int = 4
    agencies: int = 0
    people: int = 0


OF_A_RESPONDER = Room()
OF_A_LEAD = Room(due=2, held=3, waits=5, positions=1, agencies=1, people=5)
OF_SEVERAL = Room(due=2, held=2, waits=4, positions=1, agencies=4, people=6)
OF_A_MANAGER = Room(due=1, held=2, waits=4, to_do=3, positions=1, agencies=1, people=2)


def room_for(member: Member) -> Room:
    """How much each part of somebody's Home may take, by their rights."""
    if member.may(Needs.MANAGER):
        return OF_A_MANAGER
    if member.leads:
        return OF_A_LEAD if len(member.leads) == 1 else OF_SEVERAL
    return OF_A_RESPONDER
