"""The field's fixed words: disciplines with their names, governance, results, exercises.

From `docs/imports.md`.
"""

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
    short: str = ""
    sign: str = ""  # of four letters at most


_NAMES = {
    Discipline.LAW: _Name("Law enforcement", "Law"),
    Discipline.FIRE: _Name("Fire"),
    Discipline.EMS: _Name("EMS"),
    Discipline.DISPATCH: _Name("911 and dispatch", "Dispatch", "Disp"),
    Discipline.EM: _Name("Emergency mgmt.", "EM"),
    Discipline.SCHOOL: _Name("Schools", sign="Sch"),
    Discipline.PUBLIC_WORKS: _Name("Public works", sign="Work"),
    Discipline.ADMIN: _Name("Administration", "Admin", "Adm"),
    Discipline.HOSPITAL: _Name("Hospitals", sign="Hosp"),
    Discipline.STATE: _Name("State", sign="St"),
    Discipline.FEDERAL: _Name("Federal", sign="Fed"),
    Discipline.OTHER: _Name("Other", sign="Oth"),
}

_CODES = frozenset(Discipline)


def discipline_name(code: str) -> str:
    """A discipline as people read it, by its code."""
    known = _NAMES.get(Discipline(code)) if code in _CODES else None
    return known.title if known else code.replace("_", " ").capitalize()


def discipline_label(code: str) -> str:
    """A discipline where there is little room, as beneath a bar of a chart: "Law", "Dispatch", "EM"."""
    known = _NAMES.get(Discipline(code)) if code in _CODES else None
    return known.short if known and known.short else discipline_name(code)


def discipline_sign(code: str) -> str:
    """A discipline above a column of numbers, in four letters at most where it is one of ours: "Disp"."""
    known = _NAMES.get(Discipline(code)) if code in _CODES else None
    return known.sign if known and known.sign else discipline_label(code)


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


CORE = (Discipline.LAW, Discipline.FIRE, Discipline.EMS, Discipline.DISPATCH)
"""Who must be at the table for an exercise to reach fully, in the order those missing are named."""


class ExerciseType(StrEnum):
    """What kind of exercise it is, as HSEEP has them, or a real incident written down afterwards."""

    SEMINAR = "seminar"
    WORKSHOP = "workshop"
    TABLETOP = "tabletop"
    GAME = "game"
    DRILL = "drill"
    FUNCTIONAL = "functional"
    FULL_SCALE = "full-scale"
    INCIDENT = "incident"

    @property
    def is_operations_based(self) -> bool:
        """Whether people do it rather than talk it through; an incident is neither, it is real."""
        return self in (ExerciseType.DRILL, ExerciseType.FUNCTIONAL, ExerciseType.FULL_SCALE)

    def counts_as_played(self, simulation: bool) -> bool:
        """Whether its players have *played* their positions; otherwise they have *walked* them."""
        return simulation or self.is_operations_based or self is ExerciseType.INCIDENT


class Role(StrEnum):
    """In what role somebody took part in an exercise. Only players play."""

    PLAYER = "player"
    CONTROLLER = "controller"
    EVALUATOR = "evaluator"
    FACILITATOR = "facilitator"
    OBSERVER = "observer"
    PLANNER = "planner"
    SIMULATOR = "simulator"
    SAFETY_OFFICER = "safety officer"
    EXERCISE_DIRECTOR = "exercise director"
    TRUSTED_AGENT = "trusted agent"


class Rating(StrEnum):
    """How a critical task went in a run, as HSEEP rates it. Tasks and runs are rated, never persons."""

    P = "P"
    S = "S"
    M = "M"
    U = "U"
    N = "N"

    @property
    def text(self) -> str:
        """The rating in words."""
        return _RATED[self]

    @property
    def is_rated(self) -> bool:
        """Whether it says how the task went: not observed says nothing."""
        return self is not Rating.N

    @property
    def is_shown(self) -> bool:
        """Whether the task was performed, with some challenges at most."""
        return self in (Rating.P, Rating.S)


_RATED = {
    Rating.P: "performed without challenges",
    Rating.S: "performed with some challenges",
    Rating.M: "performed with major challenges",
    Rating.U: "unable to be performed",
    Rating.N: "not observed",
}


class ActionStatus(StrEnum):
    """What the owner of a corrective action says of it."""

    OPEN = "open"
    DONE = "done"
    EXTENDED = "extended"  # with a reason
    NOT_DOING = "not_doing"  # with a reason


class CapabilityElement(StrEnum):
    """What a corrective action changes (HSEEP's improvement plan)."""

    PLANNING = "planning"
    ORGANIZATION = "organization"
    EQUIPMENT = "equipment"
    TRAINING = "training"
    EXERCISE = "exercise"


class MissionArea(StrEnum):
    """What an exercise is for, as the National Preparedness Goal parts it."""

    PREVENTION = "prevention"
    PROTECTION = "protection"
    MITIGATION = "mitigation"
    RESPONSE = "response"
    RECOVERY = "recovery"
