"""How much of a scope is covered: the one count behind every total, scorecard and export.

See "Coverage" in docs/rules.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from typing import Any, Literal, overload

from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.places import revised_on, trained_on_plan
from readiness.records import AgencyId, CourseId, Rulebook
from readiness.standing import Asked, Outlook, Status
from readiness.text import fold

ByName = Literal["everyone", "discipline", "jurisdiction"]
By = ByName | Literal["agency"]
_Place = tuple[Status, bool, bool]
"""A standing, whether it is unverified, and whether it is current by today's plan."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many stand where. `current` counts those due soon, and those unverified, too.

    `on_plan`: how many of the current were last trained on today's plan, or later. None where the course
    teaches no plan, or none was in force; over several courses it is of those that do.
    """

    current: int = 0
    due_soon: int = 0
    grace: int = 0
    expired: int = 0
    never: int = 0
    new: int = 0
    on_leave: int = 0
    waived: int = 0
    unverified: int = 0
    on_plan: int | None = None

    @classmethod
    def of(cls, outlooks_on: Iterable[tuple[Outlook, date]], revised_on: date | None = None) -> Counts:
        """Counts outlooks, each as it stands on the day beside it.

        `revised_on` is the day from which the course's plan is in force as it is, where it teaches one.
        """
        return cls._of(Counter(_place(outlook, on, revised_on) for outlook, on in outlooks_on), revised_on)

    @classmethod
    def _of(cls, places: Mapping[_Place, int], revised_on: date | None) -> Counts:
        standing: Counter[Status] = Counter()
        for (status, _, _), number in places.items():
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
            unverified=sum(number for (_, is_unverified, _), number in places.items() if is_unverified),
            on_plan=None
            if revised_on is None
            else sum(number for (_, _, is_on_plan), number in places.items() if is_on_plan),
        )

    @classmethod
    def sum(cls, counts: Iterable[Counts]) -> Counts:
        """All of them together; of none, nobody."""
        every = list(counts)
        if len(every) < 2:
            return every[0] if every else cls()
        people = map(sum, zip(*map(_ADDED, every), strict=True))
        plans = [each.on_plan for each in every if each.on_plan is not None]
        found: Any = (*people, sum(plans) if plans else None)
        return cls(*found)

    def __add__(self, other: Counts) -> Counts:
        return Counts.sum((self, other))

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
    def share_on_plan(self) -> int | None:
        """Of one course: percent of the current who are on today's plan, rounded down; None of nobody."""
        return None if self.on_plan is None or self.current == 0 else 100 * self.on_plan // self.current

    @property
    def is_empty(self) -> bool:
        """Whether nobody is required, new, waived or on leave: then there is nothing to show."""
        return self.required + self.new + self.on_leave + self.waived == 0


_ADDED = attrgetter(*(each.name for each in fields(Counts) if each.name != "on_plan"))


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
    revisions = {course: revised_on(rulebook, course, on) for course in rulebook.teaches}
    # Those who stand alike often share one outlook, also for courses that teach different plans.
    places: dict[tuple[int, date | None], tuple[Outlook, _Place]] = {}
    for each in asked:
        since = revisions.get(each.course)
        _, place = places.get((id(each.outlook), since), (None, None))
        if place is None:
            place = _place(each.outlook, on, since)
            places[id(each.outlook), since] = each.outlook, place
        alike = (each.agencies, each.responder if scope.kind is ScopeKind.PERSON else None, each.units)
        if alike not in names:
            agencies = [
                key for key in each.agencies if scope.covers(rulebook, each.responder, key, each.units)
            ]
            names[alike] = list(dict.fromkeys(name for key in agencies for name in _names(rulebook, key, by)))
        for name in names[alike]:
            counted[each.course, name][place] += 1
    return {key: Counts._of(found, revisions.get(key[0])) for key, found in counted.items()}


def _place(outlook: Outlook, on: date, revised_on: date | None) -> _Place:
    status = outlook.status(on)
    return status, outlook.unverified(on), status.is_current and trained_on_plan(outlook, revised_on)


def weakness(counts: Counts, name: str) -> tuple[bool, float, int, str, str]:
    """What parts are put in order by, the weakest first: by its share, not by what it rounds down to.

    Of equals the one with more people to train, then the first by name; last those of whom nothing is asked.
    A float tells two shares of fewer than 67 million people apart, and is the same for equal ones.
    """
    to_train = counts.to_train
    required = counts.current + to_train
    return not required, counts.current / required if required else 0.0, -to_train, fold(name), name


def weakest(rows: Mapping[str, Counts]) -> str | None:
    """The name that comes first, the weakest first; None when none of them has anybody required."""
    asked = [name for name, counts in rows.items() if counts.required]
    return min(asked, key=lambda name: weakness(rows[name], name), default=None)


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
