"""Items as they are listed: a page of those that fit, and how many there are.

No row is read that is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, distinct, func, not_, select

from commands.kit.checklist_rights import items_for, items_seen_to_by
from commands.kit.request import Request
from storage.checklist_counts import is_latest, rests_on
from storage.checklist_owners import falling
from storage.checklists import IS_OPEN, ITEM_STANDS, LIST_STANDS, ChecklistItem, ChecklistRecord
from words.amounts import plural

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


@dataclass(frozen=True, slots=True)
class Unled:
    """How much falls to emergency managers for want of a lead, and how much of it is overdue: of how many
    agencies each.
    """

    items: int = 0
    agencies: int = 0
    overdue: int = 0
    agencies_late: int = 0

    @property
    def said(self) -> str:
        """It in words: "30 overdue in 11 agencies without a lead"."""
        many, where = (f"{self.overdue:,} overdue", self.agencies_late)
        if not self.overdue:
            many, where = plural(self.items, "item"), self.agencies
        return f"{many} in {plural(where, 'agency', 'agencies')} without a lead"


def to_do(request: Request) -> ColumnElement[bool]:
    """The condition for what is to be done now: open, and not at rest until its next round."""
    return is_latest() & IS_OPEN & not_(rests_on(request.today))


def mine_to_see_to(request: Request) -> ColumnElement[bool]:
    """The condition for what is to be done now and the speaker's own to see to (`unled` beside it)."""
    return to_do(request) & mine(request)


def mine(request: Request) -> ColumnElement[bool]:
    """The condition for what is the speaker's to see to; what is theirs for want of a lead alone is not."""
    fallen = falling(request.session, request.today, request.region)
    return items_seen_to_by(request.member, fallen) & not_(fallen.is_unled)


def for_want_of_a_lead(request: Request) -> ColumnElement[bool]:
    """The condition for what is to be done now and falls to emergency managers for want of a lead."""
    fallen = falling(request.session, request.today, request.region)
    return to_do(request) & items_seen_to_by(request.member, fallen) & fallen.is_unled


def unled(request: Request) -> Unled:
    """How much that is; nothing for who is no emergency manager."""
    agency, late = ChecklistRecord.agency_id, is_late(request)
    query = (
        select(
            func.count(),
            func.count(distinct(agency)),
            func.count().filter(late),
            func.count(distinct(case((late, agency)))),
        )
        .select_from(ChecklistItem)
        .join(ChecklistRecord, OF_LIST)
        .where(*_readable(request), for_want_of_a_lead(request))
    )
    return Unled(*request.session.execute(query).one())


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
