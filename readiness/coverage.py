"""How much of a scope is covered: the one count behind every total, scorecard and export.

See "Coverage" in docs/rules.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction
from typing import Any, Literal, overload

from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.records import AgencyId, CourseId, Rulebook
from readiness.standing import Asked, Outlook, Status
from readiness.text import fold

ByName = Literal["everyone", "discipline", "jurisdiction"]
By = ByName | Literal["agency"]
_Place = tuple[Status, bool]
"""A standing, and whether it is unverified."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many stand where. `current` counts those due soon, and those unverified, too."""

    current: int = 0
    due_soon: int = 0
    grace: int = 0
    expired: int = 0
    never: int = 0
    new: int = 0
    on_leave: int = 0
    waived: int = 0
    unverified: int = 0

    @classmethod
    def of(cls, outlooks_on: Iterable[tuple[Outlook, date]]) -> Counts:
        """Counts outlooks, each as it stands on the day beside it."""
        return cls._of(Counter(_place(outlook, on) for outlook, on in outlooks_on))

    @classmethod
    def _of(cls, places: Mapping[_Place, int]) -> Counts:
        standing: Counter[Status] = Counter()
        for (status, _), number in places.items():
            standing[status] += number
        return cls(
            current=standing[Status.CURRENT] + standing[Status.DUE_SOON],
            due_soon=standing[Status.DUE_SOON],
            grace=standing[Status.GRACE],
            expired=standing[Status.EXPIRED],
            never=standing[Status.NEVER],
            new=standing[Status.NEW],
            on_leave=standing[Status.ON_LEAVE],
            waived=standing[Status.WAIVED],
            unverified=sum(number for (_, is_unverified), number in places.items() if is_unverified),
        )

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def required(self) -> int:
        """Of whom it is asked now: waived, on leave and new are outside."""
        return self.current + self.to_train

    @property
    def to_train(self) -> int:
        """Of whom it is asked now and who are not current."""
        return self.grace + self.expired + self.never

    @property
    def share(self) -> int | None:
        """Percent current of those required, rounded down so that 100 means all; None when of nobody."""
        return self.share_of(self.required)

    def share_of(self, strength: int) -> int | None:
        """Percent current of a declared strength, rounded down; None of a strength of nobody."""
        return 100 * self.current // strength if strength > 0 else None

    @property
    def is_empty(self) -> bool:
        """Whether nobody is required, new, waived or on leave: then there is nothing to show."""
        return self.required + self.new + self.on_leave + self.waived == 0


@overload
def coverage(
    rulebook: Rulebook, asked: Iterable[Asked], on: date, by: Literal["agency"], scope: Scope = EVERYONE
) -> dict[tuple[CourseId, AgencyId], Counts]: ...
@overload
def coverage(
    rulebook: Rulebook, asked: Iterable[Asked], on: date, by: ByName = "everyone", scope: Scope = EVERYONE
) -> dict[tuple[CourseId, str], Counts]: ...
def coverage(
    rulebook: Rulebook,
    asked: Iterable[Asked],
    on: date,
    by: By = "everyone",
    scope: Scope = EVERYONE,
) -> Mapping[tuple[CourseId, AgencyId], Counts] | Mapping[tuple[CourseId, str], Counts]:
    """Counts by course and by agency, discipline or jurisdiction, of all that is asked on a day.

    Without empty ones. What is counted by is "everyone", an agency's key, or a discipline's or
    jurisdiction's name. A person counts once in each.
    """
    counted: defaultdict[tuple[CourseId, Any], defaultdict[_Place, int]] = defaultdict(
        lambda: defaultdict(int)
    )
    names: dict[tuple[object, ...], list[AgencyId | str]] = {}
    places: dict[int, tuple[Outlook, _Place]] = {}  # those who stand alike often share one outlook
    for each in asked:
        _, place = places.get(id(each.outlook), (None, None))
        if place is None:
            place = _place(each.outlook, on)
            places[id(each.outlook)] = each.outlook, place
        alike = (each.agencies, each.responder if scope.kind is ScopeKind.PERSON else None)
        if alike not in names:
            agencies = [key for key in each.agencies if scope.covers(rulebook, each.responder, key)]
            names[alike] = list(dict.fromkeys(name for key in agencies for name in _names(rulebook, key, by)))
        for name in names[alike]:
            counted[each.course, name][place] += 1
    return {key: Counts._of(found) for key, found in counted.items()}


def _place(outlook: Outlook, on: date) -> _Place:
    return outlook.status(on), outlook.unverified(on)


def weakest(rows: Mapping[str, Counts]) -> str | None:
    """The name with the lowest share; of equals the one with more people to train, then the first by name.

    None when none of them has anybody required.
    """
    shares = {name: Fraction(c.current, c.required) for name, c in rows.items() if c.required}
    return min(shares, key=lambda name: (shares[name], -rows[name].to_train, fold(name), name), default=None)


def _names(rulebook: Rulebook, agency: AgencyId, by: By) -> Collection[AgencyId | str]:
    match by:
        case "everyone":
            return ("everyone",)
        case "agency":
            return (agency,)
        case "discipline":
            return sorted(rulebook.agencies[agency].disciplines)
        case "jurisdiction":
            jurisdiction = rulebook.jurisdiction(agency)
            return (jurisdiction,) if jurisdiction else ()
