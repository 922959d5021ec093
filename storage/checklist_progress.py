"""How far a template's checklists are, agency by agency, and which of its lines are open in most of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, not_, select
from sqlalchemy.orm import Session

from storage.checklist_counts import Counts, counts_by_list, is_latest, rests_on
from storage.checklists import (
    IS_OPEN,
    ITEM_STANDS,
    LIST_STANDS,
    ChecklistItem,
    ChecklistRecord,
    TemplateItem,
    TemplateRecord,
)
from storage.handing_out import lists_of


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one list of a template is. `agency_id` None: the region's.

    `next_on` is the next day something open is due that is not overdue.
    """

    checklist: ChecklistRecord
    counts: Counts
    next_on: date | None = None

    @property
    def agency_id(self) -> int | None:
        """Whose it is."""
        return self.checklist.agency_id

    @property
    def is_done(self) -> bool:
        """Whether nothing is open now."""
        return self.counts.done == self.counts.all


def progress_of(
    session: Session, template: TemplateRecord, on: date, agency_ids: Collection[int | None] | None = None
) -> list[Progress]:
    """How far the lists of a template are on a day: those of some agencies (None: the region), or all that
    stand."""
    lists = lists_of(session, template.id, agency_ids)
    keys = [each.id for each in lists.values()]
    mine = ChecklistRecord.template_id == template.id
    counts = counts_by_list(session, on, mine)
    soonest = (
        select(ChecklistItem.checklist_id, func.min(ChecklistItem.due_on))
        .join(ChecklistRecord, ChecklistRecord.id == ChecklistItem.checklist_id)
        .where(mine, LIST_STANDS, ITEM_STANDS, IS_OPEN, ChecklistItem.due_on >= on)
        .group_by(ChecklistItem.checklist_id)
    )
    due = dict(session.execute(soonest).all()) if keys else {}
    return [Progress(each, counts.get(each.id, Counts()), due.get(each.id)) for each in lists.values()]


def most_open(session: Session, template: TemplateRecord, on: date, most: int) -> Sequence[tuple[str, int]]:
    """The lines of a template that are open in most of its lists, with in how many; those of one left out."""
    query = (
        select(TemplateItem.text, func.count())
        .join(ChecklistItem, ChecklistItem.template_item_id == TemplateItem.id)
        .join(ChecklistRecord, ChecklistRecord.id == ChecklistItem.checklist_id)
        .where(TemplateItem.template_id == template.id, LIST_STANDS, ITEM_STANDS, IS_OPEN, is_latest())
        .where(not_(rests_on(on)))
        .group_by(TemplateItem.id, TemplateItem.text)
        .having(func.count() > 1)
        .order_by(func.count().desc(), TemplateItem.text)
    )
    return [(text, count) for text, count in session.execute(query.limit(most))]
