"""The desk at which checklists are kept: a lead, an emergency manager, and somebody named as an owner."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from commands.checklists import (
    adding,
    assigning,
    checklist,
    checklist_card,
    checklist_home,
    closing,
    history,
    snoozing,
)
from commands.home import entries as home_entries
from commands.kit.registry import Declared, HomePart
from storage.checklists import ChecklistItem
from storage.engine import Store
from storage.people import RightKind
from storage.rights import give_right
from tests.commands.speaking import NOON, County, Office, Speaker, small_county

MODULES = (checklist, adding, assigning, closing, history, snoozing, checklist_card, checklist_home)
DECLARED: tuple[Declared, ...] = tuple(entry for module in MODULES for entry in module.ENTRIES)
PARTS = [each for each in DECLARED if isinstance(each, HomePart)]
ENTRIES: tuple[Declared, ...] = (*DECLARED, *home_entries(PARTS))


@dataclass
class Desk:
    """Who speaks there: Ada leads Cedar Fire, Ben belongs to it, Cy of Oak is the emergency manager."""

    store: Store
    there: County
    office: Office

    @property
    def lead(self) -> Speaker:
        return self.office.lead(self.there.cedar, person_id=self.there.ada)

    @property
    def manager(self) -> Speaker:
        return self.office.manager(person_id=self.there.cy)

    @property
    def ben(self) -> Speaker:
        return self.office.responder(self.there.ben, self.there.cedar)

    def items(self) -> list[ChecklistItem]:
        """All there are, in the order in which they were written down."""
        with self.store.reading() as session:
            found = list(session.scalars(select(ChecklistItem).order_by(ChecklistItem.id)))
            session.expunge_all()
            return found

    def item(self, text: str) -> ChecklistItem:
        """The latest one that says so."""
        return [each for each in self.items() if each.text == text][-1]


def desk_of(store: Store) -> Desk:
    """The desk of a small county of its own."""
    there = small_county(store)
    with store.writing() as session:
        give_right(session, there.ada, RightKind.LEAD, there.cedar, "a test", NOON)
        give_right(session, there.cy, RightKind.MANAGER, None, "a test", NOON)
    return Desk(store, there, Office(store, ENTRIES))
