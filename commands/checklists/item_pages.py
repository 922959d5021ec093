"""Items as they are listed: a page of those that fit, and how many there are.

No row is read that is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, not_, select

from commands.kit.checklist_rights import items_for, items_seen_to_by
from commands.kit.request import Request
from storage.checklist_counts import is_latest, rests_on
from storage.checklist_owners import falling
from storage.checklists import IS_OPEN, ITEM_STANDS, LIST_STANDS, ChecklistItem, ChecklistRecord

Rows = list[tuple[ChecklistItem, ChecklistRecord]]
Order = tuple[Any, ...]
OF_LIST = ChecklistRecord.id == ChecklistItem.checklist_id
MOST_PRESSING: Order = (ChecklistItem.due_on.is_(None), ChecklistItem.due_on, ChecklistItem.id)
"""The order of what is to be done: by due day; what has none last."""
LATEST_FIRST: Order = (ChecklistItem.closed_on.desc(), ChecklistItem.id.desc())
"""The order of what was closed."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the items that fit, and how many there are, how many of them overdue."""

    rows: Rows
    total: int
    overdue: int


def mine_to_see_to(request: Request) -> ColumnElement[bool]:
    """The condition for what is to be done now and the speaker's to see to."""
    fallen = falling(request.session, request.today, request.region)
    return is_latest() & IS_OPEN & not_(rests_on(request.today)) & items_seen_to_by(request.member, fallen)


def is_late(request: Request) -> ColumnElement[bool]:
    """The condition for what is overdue."""
    return IS_OPEN & (ChecklistItem.due_on < request.today)


def count(request: Request, *conditions: ColumnElement[bool]) -> tuple[int, int]:
    """How many of the items the speaker may read fit, and how many of these are overdue."""
    query = select(func.count(), func.count().filter(is_late(request))).select_from(ChecklistItem)
    there = query.join(ChecklistRecord, OF_LIST).where(*_readable(request), *conditions)
    total, overdue = request.session.execute(there).one()
    return total, overdue


def page_of(
    request: Request,
    start: int,
    most: int,
    *conditions: ColumnElement[bool],
    order: Order = MOST_PRESSING,
) -> Page:
    """Some of the items that fit and the speaker may read, in an order, from one on."""
    total, overdue = count(request, *conditions)
    query = select(ChecklistItem, ChecklistRecord).join(ChecklistRecord, OF_LIST)
    there = query.where(*_readable(request), *conditions).order_by(*order).offset(start).limit(most)
    found = request.session.execute(there) if total else ()
    return Page([(item, checklist) for item, checklist in found], total, overdue)


def _readable(request: Request) -> tuple[ColumnElement[bool], ...]:
    return LIST_STANDS, ITEM_STANDS, items_for(request.member)
