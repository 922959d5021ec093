"""An emergency manager who changes what is asked, and those who read it."""

from __future__ import annotations

from commands.kit.reply import Reply
from commands.training import (
    courses,
    courses_asked,
    courses_asking,
    courses_previews,
    courses_rules,
    courses_teaching,
    courses_writing,
)
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.people import Person
from tests.commands.speaking import Office, Said, Speaker
from tests.conversations import county

ENTRIES = (
    *courses.ENTRIES,
    *courses_asked.ENTRIES,
    *courses_writing.ENTRIES,
    *courses_rules.ENTRIES,
    *courses_teaching.ENTRIES,
    *courses_asking.ENTRIES,
    *courses_previews.ENTRIES,
)


def office_of(store: Store) -> Office:
    """Everybody who speaks of the small county's courses."""
    return Office(store, ENTRIES, region=county.REGION)


def manager_of(store: Store) -> Speaker:
    """The emergency manager."""
    return office_of(store).manager(person_id=person_id(store, "eve@grove.example"))


def person_id(store: Store, email: str) -> int:
    """A person's id by their e-mail."""
    with store.reading() as session:
        return session.query(Person).filter_by(email=email).one().id


def course_id(store: Store, code: str) -> int:
    """A course's id by its code."""
    with store.reading() as session:
        return next(key for key, each in catalogue_of(session).courses.items() if each.code == code)


def shown_in(said: Said) -> str:
    """What a modal says, beside its fields."""
    view = said.reply.modal or said.reply.updated
    assert view is not None
    found = [block for block in view.to_dict()["blocks"] if block["type"] == "section"]
    return "\n".join(block["text"]["text"] for block in found)


def rule_fields(**other: str) -> dict[str, str]:
    """A form of a rule filled in as usual, but for some fields."""
    usual = {
        "effective_on": "2027-01-01",
        "interval_months": "12",
        "anchor": "completion",
        "month_end": "no",
        "window_days": "60",
        "grace_days": "0",
        "initial_days": "0",
        "lapse_months": "36",
    }
    return {**usual, **other}


def opened_again(said: Said) -> Said:
    """What the open modal became."""
    assert said.reply.updated is not None
    return Said(Reply(modal=said.reply.updated))
