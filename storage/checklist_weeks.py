"""What a channel reads of a checklist once a week: counts of its items, and of nobody."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from storage.checklist_counts import Counts, counts_by_list
from storage.checklists import IS_OPEN, ITEM_STANDS, ChecklistItem, ChecklistRecord, ItemState

WEEK, SOON = timedelta(days=7), timedelta(days=14)


@dataclass(frozen=True, slots=True)
class WeekCounts:
    """How far a checklist is on a day: done of all, overdue; done within the week before; due soon."""

    done: int
    all: int
    overdue: int
    done_lately: int
    due_soon: int

    @property
    def says_nothing(self) -> bool:
        """Whether there is nothing to be told: all is done, and was a week ago."""
        return self.done == self.all and not self.done_lately

    @property
    def figures(self) -> dict[str, int]:
        """The counts as they are kept with what was said."""
        return asdict(self)


def week_counts(session: Session, checklist_id: int, on: date) -> WeekCounts:
    """The counts of a checklist on a day."""
    one = ChecklistRecord.id == checklist_id
    counts = counts_by_list(session, on, one).get(checklist_id, Counts())
    lately = and_(
        ChecklistItem.state == ItemState.DONE,
        ChecklistItem.closed_on > on - WEEK,
        ChecklistItem.closed_on <= on,
    )
    soon = and_(IS_OPEN, ChecklistItem.due_on >= on, ChecklistItem.due_on <= on + SOON)
    query = select(
        func.count().filter(lately),
        func.count().filter(soon),
    ).where(ChecklistItem.checklist_id == checklist_id, ITEM_STANDS)
    done_lately, due_soon = session.execute(query).one()
    return WeekCounts(counts.done, counts.all, counts.overdue, done_lately, due_soon)
