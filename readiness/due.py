"""Who is due: the one list behind `/due`, digests, reminders and exports.

See "Who is due" in docs/rules.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from readiness.records import AgencyId, CourseId, PersonId, Rulebook, UnitId
from readiness.standing import Asked, Due, Status
from readiness.text import fold

DUE_WITHIN_DAYS = 90
"""How far the list looks when nobody says otherwise (local policy)."""


class ScopeKind(StrEnum):
    """Of whom a question is asked."""

    EVERYONE = "everyone"
    AGENCY = "agency"
    DISCIPLINE = "discipline"
    JURISDICTION = "jurisdiction"
    UNIT = "unit"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Scope:
    """Of whom a question is asked: everyone, those of one agency, discipline, jurisdiction or unit, a person.

    `key` is the agency's, the unit's or the person's key, or the discipline's or the jurisdiction's name.
    """

    kind: ScopeKind = ScopeKind.EVERYONE
    key: int | str | None = None

    @classmethod
    def agency(cls, key: AgencyId) -> Scope:
        """Those affiliated with an agency."""
        return cls(ScopeKind.AGENCY, key)

    @classmethod
    def discipline(cls, name: str) -> Scope:
        """Those affiliated with an agency that has a discipline, perhaps among others."""
        return cls(ScopeKind.DISCIPLINE, name)

    @classmethod
    def jurisdiction(cls, name: str) -> Scope:
        """Those affiliated with an agency of a jurisdiction."""
        return cls(ScopeKind.JURISDICTION, name)

    @classmethod
    def unit(cls, key: UnitId) -> Scope:
        """Those of a unit of an agency, such as a station or a shift."""
        return cls(ScopeKind.UNIT, key)

    @classmethod
    def person(cls, key: PersonId) -> Scope:
        """One person."""
        return cls(ScopeKind.PERSON, key)

    @property
    def number(self) -> int:
        """The agency's, the unit's or the person's key. Raises TypeError for a scope that has none."""
        if not isinstance(self.key, int):
            raise TypeError(f"{self.kind} has no number")
        return self.key

    def covers(
        self,
        rulebook: Rulebook,
        responder: PersonId | None,
        agency: AgencyId,
        units: Collection[UnitId | None] = (),
    ) -> bool:
        """Whether a person, by key, is in scope as one of an agency's, and of some of its units.

        Names compare without regard to case and spaces.
        """
        match self.kind:
            case ScopeKind.EVERYONE:
                return True
            case ScopeKind.PERSON:
                return responder == self.key
            case ScopeKind.AGENCY:
                return agency == self.key
            case ScopeKind.UNIT:
                return self.key in units and rulebook.units.get(self.number) == agency
            case ScopeKind.DISCIPLINE:
                return fold(str(self.key)) in map(fold, rulebook.agencies[agency].disciplines)
            case ScopeKind.JURISDICTION:
                return fold(str(self.key)) == fold(rulebook.agencies[agency].jurisdiction)


EVERYONE = Scope()


@dataclass(frozen=True, slots=True)
class DueRow:
    """One person due for one course, with the agencies in scope that ask it of them, by name."""

    responder: PersonId
    course: CourseId
    agencies: tuple[AgencyId, ...]
    disciplines: tuple[str, ...]  # of those agencies, in alphabetical order
    status: Status
    due_on: date | None  # None: never trained, and no day to count from
    verified: bool | None  # verified completions alone say the same; None where nothing qualifies
    full_needed: bool = False  # expired so long ago that a refresher is no longer enough


def who_is_due(
    rulebook: Rulebook,
    asked: Iterable[Asked],
    on: date,
    within: int = DUE_WITHIN_DAYS,
    scope: Scope = EVERYONE,
) -> list[DueRow]:
    """Who in scope is due on a day or within so many days of it, of all that is asked that day.

    In the order of `asked`; who knows the people's names puts it in the order people read.
    """
    rows = (_row(rulebook, each, on, within, scope) for each in asked)
    return [row for row in rows if row is not None]


def _row(rulebook: Rulebook, asked: Asked, on: date, within: int, scope: Scope) -> DueRow | None:
    agencies = [each for each in asked.agencies if scope.covers(rulebook, asked.responder, each, asked.units)]
    due = asked.outlook.due_within(on, within) if agencies else None
    return None if due is None else row_of(rulebook, asked, agencies, due, on)


def row_of(rulebook: Rulebook, asked: Asked, agencies: Sequence[AgencyId], due: Due, on: date) -> DueRow:
    """A row of how somebody stands with a course, by the agencies in scope that ask it of them."""
    if len(agencies) > 1:
        agencies = sorted(agencies, key=lambda key: fold(rulebook.agencies[key].name))
    disciplines: Collection[str] = rulebook.agencies[agencies[0]].disciplines
    if len(agencies) > 1:
        disciplines = {name for key in agencies for name in rulebook.agencies[key].disciplines}
    return DueRow(
        responder=asked.responder,
        course=asked.course,
        agencies=tuple(agencies),
        disciplines=tuple(sorted(disciplines)),
        status=due.status,
        due_on=due.due_on,
        verified=due.verified,
        full_needed=_full_needed(rulebook, asked, due.status, on),
    )


def _full_needed(rulebook: Rulebook, asked: Asked, status: Status, on: date) -> bool:
    """Whether a refresher would no longer do; said only of courses that have one."""
    if status is not Status.EXPIRED or not rulebook.refresher_courses(asked.course):
        return False
    return not asked.outlook.refresher_suffices(on)
