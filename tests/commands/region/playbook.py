"""A county with a shared plan, and the way through the two steps in which it is revised."""

from __future__ import annotations

from typing import Any

from commands.due import due
from commands.kit.reply import Reply
from commands.readiness import overview
from commands.region import plans, plans_adopting, plans_revising, plans_writing
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.people import Person
from tests.commands.speaking import Office, Said, Speaker
from tests.conversations import county

PLAN = "Active shooter plan"
ENTRIES = (
    *plans.ENTRIES,
    *plans_writing.ENTRIES,
    *plans_revising.ENTRIES,
    *plans_adopting.ENTRIES,
    *due.ENTRIES,
    *overview.ENTRIES,
)


def office_of(store: Store) -> Office:
    """Everybody who speaks of the small county's plans."""
    return Office(store, ENTRIES, region=county.REGION)


def updated(said: Said) -> Said:
    """What the open modal became."""
    assert said.reply.updated is not None, "the modal became no other"
    return Said(Reply(modal=said.reply.updated))


def shown_in(said: Said) -> str:
    """What a modal says, beside its fields."""
    view = said.reply.modal or said.reply.updated
    assert view is not None
    found = [block for block in view.to_dict()["blocks"] if block["type"] == "section"]
    return "\n".join(block["text"]["text"] for block in found)


def course_id(store: Store, code: str) -> int:
    """A course's id by its code."""
    with store.reading() as session:
        return next(key for key, each in catalogue_of(session).courses.items() if each.code == code)


def person_id(store: Store, email: str) -> int:
    """A person's id by their e-mail."""
    with store.reading() as session:
        return session.query(Person).filter_by(email=email).one().id


def writes_plan(speaker: Speaker, name: str = PLAN, courses: tuple[str, ...] = ("ASIM-B",)) -> Said:
    """Writes a plan that some courses teach, both steps of it."""
    chosen = [str(course_id(speaker.store, code)) for code in courses]
    form = speaker.presses(speaker.says("muster plan"), "New plan")
    return speaker.submits(updated(speaker.submits(form, name=name, courses=chosen)))


def previews(speaker: Speaker, plan: Said, label: str = "New revision", **fields: Any) -> Said:
    """Fills in a revision, and gets what it would change."""
    return updated(speaker.submits(speaker.presses(plan, label), **fields))
