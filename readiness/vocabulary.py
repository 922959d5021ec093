"""The field's fixed words: disciplines with their names, governance, results. From `docs/imports.md`."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Discipline(StrEnum):
    """What an agency does; it may do several."""

    LAW = "law"
    FIRE = "fire"
    EMS = "ems"
    DISPATCH = "dispatch"
    EM = "em"
    SCHOOL = "school"
    PUBLIC_WORKS = "public_works"
    ADMIN = "admin"
    HOSPITAL = "hospital"
    STATE = "state"
    FEDERAL = "federal"
    OTHER = "other"


class _Name(NamedTuple):
    title: str
    spoken: tuple[str, ...]


_NAMES = {
    Discipline.LAW: _Name("Law enforcement", ("law", "law enforcement", "police")),
    Discipline.FIRE: _Name("Fire", ("fire",)),
    Discipline.EMS: _Name("EMS", ("ems",)),
    Discipline.DISPATCH: _Name("911 and dispatch", ("dispatch", "911")),
    Discipline.EM: _Name("Emergency mgmt.", ("em", "emergency management")),
    Discipline.SCHOOL: _Name("Schools", ("school", "schools", "campus")),
    Discipline.PUBLIC_WORKS: _Name("Public works", ("public works",)),
    Discipline.ADMIN: _Name("Administration", ("admin", "administration")),
    Discipline.HOSPITAL: _Name("Hospitals", ("hospital", "hospitals")),
    Discipline.STATE: _Name("State", ("state",)),
    Discipline.FEDERAL: _Name("Federal", ("federal",)),
    Discipline.OTHER: _Name("Other", ("other",)),
}

_CODES = frozenset(Discipline)


def discipline_name(code: str) -> str:
    """A discipline as people read it, by its code."""
    known = _NAMES.get(Discipline(code)) if code in _CODES else None
    return known.title if known else code.replace("_", " ").capitalize()


def spoken_names(code: str) -> tuple[str, ...]:
    """What people call a discipline, in lower case, by its code."""
    known = _NAMES.get(Discipline(code)) if code in _CODES else None
    return known.spoken if known else (code,)


class Governance(StrEnum):
    """Who runs an agency; apart from what it does."""

    MUNICIPAL = "municipal"
    COUNTY = "county"
    PRIVATE = "private"
    SPECIAL_DISTRICT = "special district"
    STATE = "state"
    FEDERAL = "federal"


class Result(StrEnum):
    """How a class ended for one person. Only a pass counts towards a standing."""

    PASS = "pass"  # noqa: S105 - the result of a class
    INCOMPLETE = "incomplete"
