"""How a move between agencies is shown: what it is, what is asked of them before and after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel

from readiness.dates import ONE_DAY
from readiness.standing import Asked
from storage.catalogue import Catalogue
from words.days import spoken
from words.standing import standing_words


class TransferDraft(BaseModel):
    """A move as it is being made. 0: nobody, or no agency; `leaves` None: which ends is not chosen yet.

    `unknown`: the agency as it was said, where none, or several, go by that name.
    """

    person: int = 0
    to: int = 0
    on: date | None = None
    role: str = ""
    rank: str = ""
    leaves: int | None = None
    turn: int = 0
    unknown: str = ""


class Moved(BaseModel):
    """Which move a button takes back: the number of its audit row."""

    transfer: int


@dataclass(frozen=True)
class Standings:
    """What is asked of somebody on a day, as it is and after a move."""

    day: date
    before: Sequence[Asked]
    after: Sequence[Asked]


Facts = tuple[str, int | None, int | None, date, bool]
"""Who; the agency left, and the one they go to; the first day there; whether that day is past."""


def moved_words(catalogue: Catalogue, facts: Facts, is_done: bool = True) -> str:
    """A move in a sentence: "Ben Flores left Cedar Fire on 30 Nov and begins at Oak EMS on 1 Dec"."""
    name, left, to, on, is_past = facts
    agencies = catalogue.agencies
    parts = []
    if left is not None:
        parts.append(f"{agencies[left].name} ends on {spoken(on - ONE_DAY)}")
    if to is not None:
        parts.append(f"{agencies[to].name} begins on {spoken(on)}")
    if not parts:
        return f"{name}: nothing would change."
    said = f"{'Recorded: ' if is_done else ''}{name}: {', '.join(parts)}."
    if is_past and not is_done:
        said += " That day is past: answers about the days since then change with it."
    return said


def standings_words(catalogue: Catalogue, found: Standings) -> str:
    """What a move changes of what is asked: a line for each course that comes, goes or stands otherwise."""
    before = {each.course: each for each in found.before}
    after = {each.course: each for each in found.after}
    lines = []
    for course in sorted(before.keys() | after.keys(), key=lambda key: catalogue.courses[key].title):
        was, becomes = before.get(course), after.get(course)
        title = catalogue.courses[course].title
        if becomes is None:
            lines.append(f"{title}: no longer asked of them")
        elif was is None:
            lines.append(f"{title}: asked of them now, {_standing(becomes, found.day)}")
        elif _standing(was, found.day) != _standing(becomes, found.day):
            lines.append(f"{title}: {_standing(was, found.day)} → {_standing(becomes, found.day)}")
    if not lines:
        return f"What is asked of them, and how they stand, stays the same on {spoken(found.day)}."
    return "\n".join([f"On {spoken(found.day)}:", *lines])


def still_held(catalogue: Catalogue, left: int) -> str:
    """That somebody still leads the agency they left."""
    return f"They still lead {catalogue.agencies[left].name}: /muster rights takes that away."


def _standing(asked: Asked, day: date) -> str:
    return standing_words(asked.outlook.status(day), asked.outlook.due_on(day))
