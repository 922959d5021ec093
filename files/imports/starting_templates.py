"""Checklists to begin with: which there are, and how one is loaded, only when somebody asks for it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from files.imports.ready_templates import AGENCY_READINESS, HOSTILE_EVENT, ROADMAP, ReadyTemplate
from storage.audit import Trail
from storage.catalogue import lock_catalogue
from storage.checklists import TemplateRecord
from storage.templates import key_of, template_by_key, write_template

READY = (ROADMAP, AGENCY_READINESS, HOSTILE_EVENT)


def ready_template(key: str) -> ReadyTemplate | None:
    """One that comes with Muster, by its key."""
    return next((each for each in READY if each.key == key), None)


def is_ready_name(title: str, but: str = "") -> bool:
    """Whether a title is one of these, or names one in a command; of another than that with a key.

    Raises NoName.
    """
    key = key_of(title)
    return any(
        key in (each.key, *map(key_of, (each.said.title, *each.aliases))) for each in READY if each.key != but
    )


def load_ready_template(session: Session, ready: ReadyTemplate, trail: Trail) -> TemplateRecord:
    """A ready template as the region keeps it: what it has of that key stays as it is, else it is written.

    Raises TitleTaken where another template has its title.
    """
    if (there := template_by_key(session, ready.key)) is not None:
        return there
    lock_catalogue(session)  # somebody may load it in the same moment
    there = template_by_key(session, ready.key)
    return there or write_template(session, ready.said, ready.lines, trail, is_ours=True)
