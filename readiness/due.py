"""Who is due: the one list behind `/due`, digests, reminders and exports.

See "Who is due" in docs/rules.md.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from readiness.records import Affiliation, Responder, Rulebook
from readiness.standing import Status, outlooks
from readiness.text import fold

DUE_WITHIN_DAYS = 90
"""How far the list looks when nobody says otherwise (local policy)."""


class ScopeKind(StrEnum):
    """Of whom a question is asked."""

    EVERYONE = "everyone"
    AGENCY = "agency"
    DISCIPLINE = "discipline"
    JURISDICTION = "jurisdiction"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Scope:
    """Of whom a question is asked: everyone, or those of one agency, discipline or jurisdiction, or a person.

    `key` is the agency's or the person's key, or the discipline's or the jurisdiction's name.
    """

    kind: ScopeKind = ScopeKind.EVERYONE
    key: Hashable = None

    @classmethod
    def agency(cls, key: Hashable) -> Scope:
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
    def person(cls, key: Hashable) -> Scope:
        """One person."""
        return cls(ScopeKind.PERSON, key)

    def covers(self, rulebook: Rulebook, responder: Responder, affiliation: Affiliation) -> bool:
        """Whether a person's affiliation is in scope. Names compare without regard to case and spaces."""
        match self.kind:
            case ScopeKind.EVERYONE:
                return True
            case ScopeKind.PERSON:
                return responder.key == self.key
            case ScopeKind.AGENCY:
                return affiliation.agency == self.key
            case ScopeKind.DISCIPLINE:
                disciplines = rulebook.agencies[affiliation.agency].disciplines
                return fold(str(self.key)) in map(fold, disciplines)
            case ScopeKind.JURISDICTION:
                return fold(str(self.key)) == fold(rulebook.agencies[affiliation.agency].jurisdiction)


EVERYONE = Scope()


@dataclass(frozen=True, slots=True)
class DueRow:
    """One person due for one course, with the agencies in scope that ask it of them, by name."""

    responder: Hashable
    course: Hashable
    agencies: tuple[Hashable, ...]
    disciplines: tuple[str, ...]  # of those agencies, in alphabetical order
    status: Status
    due_on: date | None  # None: never trained, and no day to count from
    verified: bool | None  # verified completions alone say the same; None where nothing qualifies


def who_is_due(
    rulebook: Rulebook,
    responders: Iterable[Responder],
    on: date,
    within: int = DUE_WITHIN_DAYS,
    scope: Scope = EVERYONE,
    courses: Collection[Hashable] | None = None,
) -> list[DueRow]:
    """Everyone in scope due on a day or within so many days of it, for some courses (None: for all).

    In the order of `responders`; who knows their names puts it in the order people read.
    """
    return [
        row
        for responder in responders
        if any(scope.covers(rulebook, responder, each) for each in responder.affiliations)
        for row in _rows(rulebook, responder, on, within, scope, courses)
    ]


def _rows(
    rulebook: Rulebook,
    responder: Responder,
    on: date,
    within: int,
    scope: Scope,
    courses: Collection[Hashable] | None,
) -> Iterator[DueRow]:
    for course, (holding, outlook) in outlooks(rulebook, responder, on, courses).items():
        in_scope = [each for each in holding if scope.covers(rulebook, responder, each)]
        due = outlook.due_within(on, within) if in_scope else None
        if due is not None:
            agencies = _agencies(rulebook, in_scope)
            disciplines = {name for key in agencies for name in rulebook.agencies[key].disciplines}
            yield DueRow(
                responder=responder.key,
                course=course,
                agencies=agencies,
                disciplines=tuple(sorted(disciplines)),
                status=due.status,
                due_on=due.due_on,
                verified=due.verified,
            )


def _agencies(rulebook: Rulebook, affiliations: Iterable[Affiliation]) -> tuple[Hashable, ...]:
    """Their agencies, each once, by name."""
    keys = dict.fromkeys(affiliation.agency for affiliation in affiliations)
    return tuple(sorted(keys, key=lambda key: fold(rulebook.agencies[key].name)))
