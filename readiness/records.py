"""The records the rules are computed from, as plain values.

Courses, agencies and people are known here by opaque keys; the store hands in its own ids.
Days are calendar dates in the region's time zone. An empty day means "open".
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum



class Anchor(StrEnum):
    """From what day a completion's validity is counted."""

    COMPLETION = "completion"  # from the day it was completed
    ANNIVERSARY = "anniversary"  # renewed on time it keeps its date
    CYCLE = "cycle"  # fixed cycles, the same for everybody


class Relation(StrEnum):
    """How one course counts for another. Directed, and never chained."""

    SATISFIES = "satisfies"  # stands for it in full
    RENEWS = "renews"  # a refresher: only after a full one


class AbsenceKind(StrEnum):
    """Why nothing is asked of a person for a while."""

    LEAVE = "leave"  # for all courses
    WAIVER = "waiver"  # for one course, or for all


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """One version of how long a completion of a course lasts. Months and days; no interval: for ever."""

    effective_on: date
    interval_months: int | None
    anchor: Anchor = Anchor.COMPLETION
    window_days: int = 60
    month_end: bool = False
    cycle_start: date | None = None
    grace_days: int = 0
    initial_days: int = 0
    lapse_months: int = 36


@dataclass(frozen=True, slots=True)
class Requirement:
    """Which disciplines must hold a course. No disciplines: all. No roles: every role."""

    course: Hashable
    disciplines: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    effective_on: date | None = None


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A completion of `course` counts for `counts_for`, in full or as a refresher."""

    course: Hashable
    counts_for: Hashable
    relation: Relation


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency as the rules see it."""

    key: Hashable
    name: str
    disciplines: frozenset[str]
    jurisdiction: str = ""
    strength: int | None = None


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A person's membership of one agency; both days count."""

    agency: Hashable
    joined_on: date | None = None
    left_on: date | None = None
    role: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """A passed, not voided, completion. What was not passed never reaches the rules."""

    course: Hashable
    completed_on: date
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Absence:
    """A leave or a waiver; a waiver without a course is for all. Both days count."""

    kind: AbsenceKind
    starts_on: date
    ends_on: date | None = None
    course: Hashable | None = None


@dataclass(frozen=True, slots=True)
class Responder:
    """Everything the rules need of one person."""

    key: Hashable
    affiliations: Sequence[Affiliation]
    completions: Sequence[Completion] = ()
    absences: Sequence[Absence] = ()


@dataclass(frozen=True)
class Rulebook:
    """What is asked of whom, and how long it lasts: agencies, requirements, rules, equivalents."""

    agencies: Mapping[Hashable, Agency]
    requirements: Sequence[Requirement]
    versions: Mapping[Hashable, Sequence[RuleVersion]]  # per course, in any order
    equivalents: Sequence[Equivalent] = field(default_factory=tuple)
