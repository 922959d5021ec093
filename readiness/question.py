"""What is asked of the records: a measure, of whom, in which courses, in which state, and when.

The words of a question are read elsewhere; here is what they come to, and what of all that is asked of
people answers it. See "Questions as people ask them" in docs/rules.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from readiness.due import EVERYONE, Scope
from readiness.records import AgencyId, CourseId, Rulebook
from readiness.standing import Asked, Status


class Measure(StrEnum):
    """What is wanted of those who are asked about."""

    WHO = "who"
    HOW_MANY = "how_many"
    SHARE = "share"
    RANKING = "ranking"
    WHEN = "when"
    WHETHER = "whether"


class State(StrEnum):
    """A state as people name it; several together ask for whoever is in one of them."""

    DUE = "due"  # never, expired, grace, and new or due soon within the time
    OVERDUE = "overdue"  # expired, grace, never
    EXPIRED = "expired"  # expired, grace
    GRACE = "grace"
    NEVER = "never"
    DUE_SOON = "due_soon"
    CURRENT = "current"
    UNVERIFIED = "unverified"
    ON_LEAVE = "on_leave"
    WAIVED = "waived"
    NEW = "new"


class Rank(StrEnum):
    """What is put in order; never people."""

    AGENCY = "agency"
    DISCIPLINE = "discipline"


class End(StrEnum):
    """From which end a ranking begins."""

    WORST = "worst"
    BEST = "best"


STATUSES: dict[State, frozenset[Status]] = {
    State.OVERDUE: frozenset({Status.EXPIRED, Status.GRACE, Status.NEVER}),
    State.EXPIRED: frozenset({Status.EXPIRED, Status.GRACE}),
    State.GRACE: frozenset({Status.GRACE}),
    State.NEVER: frozenset({Status.NEVER}),
    State.CURRENT: frozenset({Status.CURRENT, Status.DUE_SOON}),
    State.ON_LEAVE: frozenset({Status.ON_LEAVE}),
    State.WAIVED: frozenset({Status.WAIVED}),
    State.NEW: frozenset({Status.NEW}),
}
"""The standing that each state means by itself; due, due soon and unverified depend on more than it."""

LOOK_AHEAD = frozenset({State.DUE, State.DUE_SOON})
"""States of which people ask ahead: without a time said, of the next 90 days."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with all its days worked out: `on` the day asked about, due dates from `since` to `by`,
    both inclusive, None where open.
    """

    measure: Measure
    on: date
    scopes: tuple[Scope, ...] = (EVERYONE,)
    without: tuple[Scope, ...] = ()
    courses: tuple[CourseId, ...] = ()  # empty: all that are required
    without_courses: tuple[CourseId, ...] = ()
    states: frozenset[State] = frozenset({State.DUE})
    since: date | None = None
    by: date | None = None
    rank: Rank | None = None
    end: End = End.WORST
    below: int | None = None  # percent

    def asks_of(self, course: CourseId) -> bool:
        """Whether it is asked about a course."""
        return (not self.courses or course in self.courses) and course not in self.without_courses

    def agencies_of(self, rulebook: Rulebook, asked: Asked) -> tuple[AgencyId, ...]:
        """The agencies in scope that ask it of somebody; none where nobody asks it of them there."""

        def covers(scopes: Iterable[Scope], agency: AgencyId) -> bool:
            return any(each.covers(rulebook, asked.responder, agency, asked.units) for each in scopes)

        return tuple(
            each for each in asked.agencies if covers(self.scopes, each) and not covers(self.without, each)
        )
