"""What is listed of many items: a page is read, the rest is counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import event

from storage.checklist_keeping import ItemSaid, add_items, own_checklist
from storage.checklists import ChecklistItem, OwnerRight
from tests.commands.checklists.desk import Desk
from tests.commands.checklists.test_checklist_home import at_home
from tests.commands.language.test_checklists import TRAIL


@contextmanager
def read_items() -> Iterator[list[int]]:
    """The items that are read while this lasts."""
    found: list[int] = []

    def note(item: ChecklistItem, context: Any) -> None:
        found.append(item.id)

    event.listen(ChecklistItem, "load", note)
    try:
        yield found
    finally:
        event.remove(ChecklistItem, "load", note)


def test_no_item_is_read_that_is_not_shown(desk: Desk) -> None:
    with desk.store.writing() as session:
        for agency in (None, desk.there.cedar, desk.there.oak):
            items = [
                ItemSaid(f"Thing {n}", owner_right=OwnerRight.MANAGER, due_on=date(2026, 10, 1 + n))
                for n in range(20)
            ]
            add_items(session, own_checklist(session, agency, TRAIL), items, TRAIL)
    for said, most, first in (
        ("checklist", 0, "Checklists: 0 of 60 done, 60 overdue"),
        ("checklist mine", 7, "Yours: 60 items, 60 overdue"),
        ("checklist overdue", 7, "60 items overdue"),
        ("checklist closed", 0, "Nothing is done yet"),
        ("checklist region", 7, "Checklist of the region: 0 of 20 done, 20 overdue"),
    ):
        with read_items() as found:
            shown = desk.manager.says(said)
        assert shown.text.splitlines()[0] == first, said
        assert len(found) <= most, said
    with read_items() as found:
        assert "57 more items" in str(at_home(desk.manager)) or len(found) == 3
    assert len(found) == 3
    desk.manager.says("checklist done 3 region")
    for said in ("checklist closed", "checklist overdue region"):
        with read_items() as found:
            shown = desk.manager.says(said)
        assert len(found) <= 7
    late = desk.manager.says("checklist mine")
    assert "8 to 14 of 59" in desk.manager.presses(late, "More").text
