"""How far checklists are: how many of their items are done, open, overdue; of a list, and of each step of it.

An item that comes again counts once, by its latest round: as done until the first reminder of the next one
(`readiness.reminders`), and from then on as open. What will not be done counts for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from readiness.reminders import DAYS_BEFORE
from storage.checklists import (
    IS_OPEN,
    ITEM_STANDS,
    LIST_STANDS,
    ChecklistItem,
    ChecklistRecord,
    ItemState,
)

Key = TypeVar("Key", int, str)

RESTS = timedelta(days=max(DAYS_BEFORE))
"""How long before its due day the next round of an item becomes one to be done."""


class Standing(StrEnum):
    """Where an item stands on a day."""

    OPEN = "open"
    OVERDUE = "overdue"
    RESTS = "rests"  # done, and not due again for some time
    DONE = "done"
    DROPPED = "not doing"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items of something are done of how many, and how many of the others are overdue."""

    done: int = 0
    all: int = 0
    overdue: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(self.done + other.done, self.all + other.all, self.overdue + other.overdue)


def standing_of(item: ChecklistItem, on: date) -> Standing:
    """Where an item stands on a day."""
    if item.state is not ItemState.OPEN:
        return Standing.DONE if item.state is ItemState.DONE else Standing.DROPPED
    if item.due_on is not None and item.due_on < on:
        return Standing.OVERDUE
    rests = item.follows_id is not None and item.due_on is not None and item.due_on > on + RESTS
    return Standing.RESTS if rests else Standing.OPEN


def rests_on(on: date) -> ColumnElement[bool]:
    """The condition that an open item is done, and not due again for some time: `Standing.RESTS`."""
    item = ChecklistItem
    later = and_(item.due_on.is_not(None), item.due_on > on + RESTS)
    return and_(IS_OPEN, item.follows_id.is_not(None), later)


def is_latest() -> ColumnElement[bool]:
    """The condition that an item is the latest round of what comes again, or comes once."""
    later = aliased(ChecklistItem)
    return ~exists().where(later.follows_id == ChecklistItem.id, later.voided_at.is_(None))


def counts_by_list(session: Session, on: date, *conditions: ColumnElement[bool]) -> dict[int, Counts]:
    """How far each of some checklists that stand is on a day, by the checklist's id.

    One without items is left out. The conditions are on `ChecklistRecord`.
    """
    query = (
        _counted(on, ChecklistItem.checklist_id)
        .join(ChecklistRecord, ChecklistRecord.id == ChecklistItem.checklist_id)
        .where(LIST_STANDS, *conditions)
    )
    return {key: Counts(done, every, late) for key, done, every, late in session.execute(query)}


def counts_by_step(session: Session, checklist_id: int, on: date) -> Sequence[tuple[str, Counts]]:
    """The same of each step of a checklist, in their order; items without a step are one without a name."""
    query = (
        _counted(on, ChecklistItem.step)
        .where(ChecklistItem.checklist_id == checklist_id)
        .order_by(func.min(ChecklistItem.place))
    )
    return [(step, Counts(done, every, late)) for step, done, every, late in session.execute(query)]


def _counted(on: date, by: InstrumentedAttribute[Key]) -> Select[Key, int, int, int]:
    done = or_(ChecklistItem.state == ItemState.DONE, rests_on(on))
    late = and_(IS_OPEN, ChecklistItem.due_on < on)
    return (
        select(by, _how_many(done), func.count(), _how_many(late))
        .where(ITEM_STANDS, ChecklistItem.state != ItemState.DROPPED, is_latest())
        .group_by(by)
    )


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
