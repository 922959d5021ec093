"""What Home says of checklists: the items that are mine and overdue or due soon, each with Done."""

from __future__ import annotations

from collections.abc import Iterator

from slack_sdk.models.blocks import Block, SectionBlock
from sqlalchemy import or_

from commands.checklists.checklist_views import TEXT, standing_words
from commands.checklists.item_pages import mine_to_see_to, page_of, unled
from commands.kit.blocks import button, buttons, cut, plain, rule, says, title
from commands.kit.registry import Declared, HomePart
from commands.kit.request import Request
from commands.language.checklists import DONE, SHOW, ItemPicked, ListPicked, whose_name
from storage.checklist_counts import RESTS
from storage.checklists import ChecklistItem
from words.amounts import plural

LINES = 3


def my_items(request: Request) -> Iterator[Block]:
    """Those due within two weeks, or overdue, the oldest first; how many more there are.

    What falls to an emergency manager for want of a lead is one line beneath.
    """
    near = request.today + RESTS
    until = ChecklistItem.snoozed_until
    not_put_off = or_(until.is_(None), until <= request.today)
    mine = page_of(request, 0, LINES, mine_to_see_to(request), ChecklistItem.due_on <= near, not_put_off)
    others = unled(request)
    if not mine.total and not others.items:
        return
    yield rule()
    yield title("Your checklist items")
    for item, checklist in mine.rows:
        whose = whose_name(request, checklist.agency_id)
        line = f"{cut(item.text, TEXT)} ({whose}): {standing_words(item, request.today)}"
        done = button("Done", f"{DONE}:home {item.id}", ItemPicked(item_id=item.id))
        yield SectionBlock(text=plain(line), accessory=done)
    if others.items:
        opens = button("Open", f"{SHOW}:unled", ListPicked(part="unled"))
        yield SectionBlock(text=plain(f"{others.said}."), accessory=opens)
    more = mine.total - LINES
    label = plural(more, "more item") if more > 0 else "All of mine"
    yield from buttons(says(label, "checklist mine", "checklist mine"))


ENTRIES: tuple[Declared, ...] = (HomePart(17, my_items),)
