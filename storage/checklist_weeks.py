"""What a channel reads of a checklist once a week: counts of its items, and of nobody."""

from __future__ import annotations

from collections.abc import Collection
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


def week_counts(session: Session, checklist_ids: Collection[int], on: date) -> dict[int, WeekCounts]:
    """The counts of some checklists on a day, by the checklist's id."""
    keys = sorted(checklist_ids)
    counts = counts_by_list(session, on, ChecklistRecord.id.in_(keys))
    lately = and_(
        ChecklistItem.state == ItemState.DONE,
        ChecklistItem.closed_on > on - WEEK,
        ChecklistItem.closed_on <= on,
    )
    soon = and_(IS_OPEN, ChecklistItem.due_on >= on, ChecklistItem.due_on <= on + SOON)
    key = ChecklistItem.checklist_id
    query = (
        select(key, func.count().filter(lately), func.count().filter(soon))
        .where(key.in_(keys), ITEM_STANDS)
        .group_by(key)
    )
    near = {each: (done, due) for each, done, due in session.execute(query)}
    return {each: _week(counts.get(each, Counts()), *near.get(each, (0, 0))) for each in keys}


def _week(counts: Counts, done_lately: int, due_soon: int) -> WeekCounts:
    return WeekCounts(counts.done, counts.all, counts.overdue, done_lately, due_soon)
