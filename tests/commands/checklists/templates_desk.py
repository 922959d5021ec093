"""The small county, at a desk where templates are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from commands.checklists import checklist, handing_out, progress, setting_up, template_form, templates
from storage.checklist_closing import close_item
from storage.checklist_keeping import items_of
from storage.checklists import ChecklistRecord
from storage.engine import Store
from storage.handing_out import lists_of
from storage.templates import lines_of, template_by_key
from tests.commands.speaking import NOON, REGION, County, Office, Said, Speaker, small_county
from tests.storage.test_handing_out import TRAIL

ENTRIES = (
    *templates.ENTRIES,
    *setting_up.ENTRIES,
    *handing_out.ENTRIES,
    *template_form.ENTRIES,
    *progress.ENTRIES,
    *checklist.ENTRIES,
)
TODAY = REGION.day(NOON)


def view_of(said: Said) -> str:
    """What the modal shows that was opened, or put in another's place."""
    view = said.reply.updated or said.reply.modal
    assert view is not None, "no modal was opened"
    return str(view.to_dict())


def filled(speaker: Speaker, opened: Said, **values: Any) -> Said:
    """Submits a line's form, whose fields are told apart by how often it was drawn."""
    view = opened.reply.updated
    assert view is not None
    places = [block["block_id"] for block in view.to_dict()["blocks"] if block["type"] == "input"]
    named = {each.partition(".")[0]: each for each in places}
    return speaker.submits(opened, **{named[name]: value for name, value in values.items()})


@dataclass
class Desk:
    """An emergency manager, the lead of Cedar Fire and the lead of Oak Police, over one store."""

    store: Store
    county: County
    office: Office
    manager: Speaker
    cedar: Speaker
    oak: Speaker

    def lists(self, key: str) -> dict[int | None, ChecklistRecord]:
        """The lists of a template that stand, by agency."""
        with self.store.reading() as session:
            template = template_by_key(session, key)
            return {} if template is None else lists_of(session, template.id)

    def lines(self, key: str) -> list[str]:
        """What a template says, line by line."""
        with self.store.reading() as session:
            template = template_by_key(session, key)
            return [] if template is None else [each.text for each in lines_of(session, template.id)]

    def closes(self, key: str, agency: int | None, many: int) -> None:
        """The first items of a list are done."""
        with self.store.writing() as session:
            there = items_of(session, self.lists(key)[agency].id)
            for each in there[:many]:
                close_item(session, each, TODAY, "in the drawer", TRAIL)


def desk(store: Store) -> Desk:
    """The desk over a store with the small county."""
    county, office = small_county(store), Office(store, ENTRIES)
    return Desk(
        store,
        county,
        office,
        office.manager(),
        office.lead(county.cedar, person_id=county.ada),
        office.lead(county.oak, user="UOAK", person_id=county.cy),
    )
