"""Two change one checklist in the same moment: the second waits, and sees what the first did."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.audit import Trail
from storage.checklist_closing import close_item, reopen_item
from storage.checklist_keeping import ItemSaid, add_item, own_checklist
from storage.checklist_turns import ItemClosed, NotAsItIs
from storage.checklists import ChecklistItem, ChecklistRecord, ItemState
from storage.engine import Store
from tests.commands.speaking import NOON
from tests.waiting import until_it_waits

TRAIL = Trail("x", "slack", NOON)
TODAY = date(2026, 11, 2)
Change = Callable[[Session], object]


def both(store: Store, first: Change, second: Change) -> object:
    """The second begins before the first has ended; what became of it: its answer or its error."""
    came: list[object] = []

    def follow() -> None:
        try:
            with store.writing() as session:
                came.append(second(session))
        except NotAsItIs as error:
            came.append(error)

    follower = threading.Thread(target=follow)
    with store.writing() as session:
        if not store.is_sqlite:
            first(session)
        follower.start()
        until_it_waits(store, follower)
        if store.is_sqlite:
            first(session)
    follower.join(10)
    [became] = came
    return became


def seen_first(do: Callable[[Session, ChecklistItem], object]) -> Change:
    """Reads the first item, as whoever presses has it before them, and then changes it."""

    def change(session: Session) -> object:
        item = session.get_one(ChecklistItem, 1)
        return do(session, item)

    return change


def closes(session: Session, item: ChecklistItem) -> object:
    following = close_item(session, item, TODAY, "", TRAIL)
    return following and following.id


@pytest.mark.postgres
def test_an_item_closed_twice_at_once_is_closed_once_and_comes_again_once(store: Store) -> None:
    with store.writing() as session:
        ours = own_checklist(session, None, TRAIL)
        add_item(session, ours, ItemSaid("Count", due_on=TODAY, every_months=1), TRAIL)
    assert isinstance(both(store, seen_first(closes), seen_first(closes)), ItemClosed)
    with store.reading() as session:
        found = session.execute(select(ChecklistItem.state, ChecklistItem.due_on).order_by(ChecklistItem.id))
        assert list(found) == [(ItemState.DONE, TODAY), (ItemState.OPEN, date(2026, 12, 2))]
    # Opened again in one place while it is closed in another.
    opens = seen_first(lambda session, item: reopen_item(session, item, TRAIL))
    assert both(store, opens, seen_first(closes)) == 3
    with store.reading() as session:
        live = select(ChecklistItem.id).where(ChecklistItem.voided_at.is_(None))
        assert set(session.scalars(live)) == {1, 3}


@pytest.mark.postgres
def test_a_list_of_ones_own_is_begun_once(store: Store) -> None:
    def begins(session: Session) -> object:
        return own_checklist(session, None, TRAIL).id

    assert both(store, begins, begins) == 1
    with store.reading() as session:
        assert list(session.scalars(select(ChecklistRecord.id))) == [1]
