"""The fixed words an import may use: disciplines, governance, results. From `docs/imports.md`."""

from __future__ import annotations

from enum import StrEnum


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
