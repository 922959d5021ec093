"""What Home says of checklists: the items that are mine and overdue or due soon, each with Done."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import or_

from commands.checklists.checklist_views import TEXT, standing_words
from commands.checklists.item_pages import mine_to_see_to, page_of, unled
from commands.kit.blocks import button, cut, says
from commands.kit.home import REST, Urgency, Waits
from commands.kit.registry import Declared, HomePart
from commands.kit.request import Request
from commands.language.checklists import DONE, SHOW, ItemPicked, ListPicked, whose_name
from storage.checklist_counts import RESTS
from storage.checklists import ChecklistItem
from words.amounts import plural

LINES = 3


def my_items(request: Request) -> Iterator[Waits]:
    """Those due within two weeks, or overdue, the oldest first; how many more there are.

    What falls to an emergency manager for want of a lead is one line beneath.
    """
    near = request.today + RESTS
    until = ChecklistItem.snoozed_until
    not_put_off = or_(until.is_(None), until <= request.today)
    mine = page_of(request, 0, LINES, mine_to_see_to(request), ChecklistItem.due_on <= near, not_put_off)
    others = unled(request)
    for item, checklist in mine.rows:
        whose = whose_name(request, checklist.agency_id)
        line = f"{cut(item.text, TEXT)} ({whose}): {standing_words(item, request.today)}"
        done = button("Done", f"{DONE}:home {item.id}", ItemPicked(item_id=item.id))
        is_late = item.due_on is not None and item.due_on < request.today
        yield Waits(Urgency.LATE if is_late else Urgency.SOON, line, done, item.due_on)
    if others.items:
        opens = button("Open", f"{SHOW}:unled", ListPicked(part="unled"))
        checklists = f"On checklists: {others.said}."
        yield Waits(Urgency.LATE if others.overdue else Urgency.SOON, checklists, opens)
    more = mine.total - LINES
    if more > 0:
        said = f"{plural(more, 'more item')} on checklists that {'is' if more == 1 else 'are'} yours."
        yield Waits(Urgency.SOON, said, says("All of mine", "checklist mine", "checklist mine"))


ENTRIES: tuple[Declared, ...] = (HomePart(REST, my_items),)
