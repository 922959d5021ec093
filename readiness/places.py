"""In which of the region's counts somebody stands with a course, and from which day in another one.

What a person adds to the counts is a history of days: on each the place in which they stand with each course
that is asked of them, by the agencies that ask it. Summed up it is what counting everybody says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TypeVar

from readiness.expiry import NEVER
from readiness.plans import in_force
from readiness.records import AgencyId, CourseId, Rulebook
from readiness.standing import DUE_SOON_DAYS, Outlook, Status

LOOK_AHEADS = (30, 60, 90)
"""Within how many days it is counted what falls due (local policy); DUE_SOON_DAYS is one of them."""
COUNTED = (
    "people",
    "there",
    *("current", "due_soon", "grace", "expired", "never", "new", "on_leave", "waived"),
    *("unverified", "on_plan"),
    *(f"due_{days}" for days in LOOK_AHEADS),
)
"""What is counted of a course and the agencies that ask it: all, those not on leave or waived, and so on.

`current` counts those due soon, too. Of a person as such (`ANY`) the first two alone.
"""
NOWHERE = 0
"""The place of whom nothing is asked."""
ANY: CourseId = 0
"""In place of a course: whether anything at all is asked of somebody."""
ALWAYS = date.min
"""The first day of a stretch before which nothing of a person changed."""
FOREVER = date.max
"""The last day of a stretch after which nothing is to change."""

Place = int
Vector = tuple[int, ...]
Key = TypeVar("Key")
_STATUSES = tuple(Status)
_STATUS = {status: number for number, status in enumerate(_STATUSES, start=1)}
_SHIFT = 4  # bits that hold a status
_UNVERIFIED, _ON_PLAN = 1 << _SHIFT, 1 << (_SHIFT + 1)
_DUE = tuple(1 << (_SHIFT + 2 + number) for number in range(len(LOOK_AHEADS)))

Asking = Mapping[CourseId, tuple[tuple[AgencyId, ...], Outlook]]
"""What is asked of somebody on some days: by course, the agencies that ask it, and the outlook."""
Stretch = tuple[date, date, Asking]
"""A stretch of days, first and last, on which the same is asked of somebody by the same outlooks."""
History = dict[tuple[str, CourseId], list[int]]
"""By who asks (`asked_by`, `asked_as_a_whole`) and course: days, as ordinals, with the place from each on."""


def place(outlook: Outlook, on: date, revised_on: date | None) -> Place:
    """Where an outlook is counted on a day. `revised_on`: since when the course's plan is what it is."""
    status = outlook.status(on)
    found = _STATUS[status]
    if status.is_current:
        if outlook.unverified(on):
            found |= _UNVERIFIED
        if revised_on is not None and outlook.last_on is not None and outlook.last_on >= revised_on:
            found |= _ON_PLAN
    elif status is not Status.NEW:
        return found
    for bit, days in zip(_DUE, LOOK_AHEADS, strict=True):
        if outlook.falls_due(on, days):
            found |= bit
    return found


def place_of_any(is_there: bool) -> Place:
    """The place of somebody as such, by whether any course asked of them is not on hold."""
    return _STATUS[Status.NEVER if is_there else Status.WAIVED]


@cache
def counts_at(where: Place, course: CourseId) -> Vector:
    """What one in a place adds to each of COUNTED."""
    if where == NOWHERE:
        return (0,) * len(COUNTED)
    status = _STATUSES[(where & (_UNVERIFIED - 1)) - 1]
    there = int(status not in (Status.WAIVED, Status.ON_LEAVE))
    if course == ANY:
        return (1, there) + (0,) * (len(COUNTED) - 2)
    said = {"people": 1, "there": there, status.value: 1, "current": int(status.is_current)}
    said |= {"unverified": int(bool(where & _UNVERIFIED)), "on_plan": int(bool(where & _ON_PLAN))}
    said |= {f"due_{days}": int(bool(where & bit)) for bit, days in zip(_DUE, LOOK_AHEADS, strict=True)}
    return tuple(said.get(name, 0) for name in COUNTED)


def asked_by(agencies: Iterable[AgencyId]) -> str:
    """The agencies that ask a course, as they are kept: "3,17"."""
    return ",".join(map(str, sorted(set(agencies))))


def asked_as_a_whole(asking: Mapping[CourseId, Iterable[AgencyId]]) -> str:
    """What is asked of somebody, as it is kept: the courses of each agency, "3:1.2 17:2"."""
    courses: defaultdict[AgencyId, list[CourseId]] = defaultdict(list)
    for course in sorted(asking):
        for agency in set(asking[course]):
            courses[agency].append(course)
    return " ".join(f"{agency}:{'.'.join(map(str, courses[agency]))}" for agency in sorted(courses))


@dataclass
class Path:
    """Somebody's way through the counts: `history` says it until the day before `turns_on`."""

    turns_on: date = FOREVER
    history: History = field(default_factory=dict)

    def step(self, key: tuple[str, CourseId], day: int, where: Place) -> None:
        """From a day on, by its ordinal, somebody is counted in a place."""
        steps = self.history.get(key)
        if steps is None:
            if where != NOWHERE:
                self.history[key] = [day, where]
        elif steps[-1] != where:
            steps += [day, where]

    def leave(self, day: int, but: Iterable[tuple[str, CourseId]]) -> None:
        """From a day on they are counted nowhere but there."""
        kept = set(but)
        for key in self.history.keys() - kept:
            self.step(key, day, NOWHERE)


def path_of(rulebook: Rulebook, stretches: Iterable[Stretch], today: date, until: date) -> Path:
    """Somebody's way through the counts from today on, at least until a day.

    From `turns_on` on, at the earliest, they may stand elsewhere. Stretches follow one another without a gap,
    and today is in the first one; it counts from ALWAYS on, so that a later look changes little.
    """
    path = Path()
    for first, last, asking in stretches:
        if first >= until:
            path.turns_on = min(path.turns_on, first)
            return path
        start = today if first <= today else first
        day = ALWAYS.toordinal() if first <= today else first.toordinal()
        whole = asked_as_a_whole({course: agencies for course, (agencies, _) in asking.items()})
        keys = {course: (asked_by(agencies), course) for course, (agencies, _) in asking.items()}
        path.leave(day, [*keys.values(), (whole, ANY)])
        if asking:
            is_there = any(outlook.hold is None for _, outlook in asking.values())
            path.step((whole, ANY), day, place_of_any(is_there))
        for course, (_, outlook) in asking.items():
            _follow(path, rulebook, keys[course], outlook, (start, day), last, until)
    return path


def _follow(
    path: Path,
    rulebook: Rulebook,
    key: tuple[str, CourseId],
    outlook: Outlook,
    start: tuple[date, int],
    last: date,
    until: date,
) -> None:
    """An outlook through the days on which it holds, the first of them written as another day."""
    revisions = rulebook.revisions_of(key[1])
    on, written = start
    path.step(key, written, place(outlook, on, revised_on(rulebook, key[1], on)))
    begins, ends, far = on.toordinal(), last.toordinal(), until.toordinal()
    days = turning_days(outlook)
    days.update(each.effective_on.toordinal() for each in revisions)
    later = [day for day in days if begins < day <= ends]
    for day in sorted(day for day in later if day < far):
        on = date.fromordinal(day)
        path.step(key, day, place(outlook, on, revised_on(rulebook, key[1], on) if revisions else None))
    beyond = min((day for day in later if day >= far), default=None)
    if beyond is not None:
        path.turns_on = min(path.turns_on, date.fromordinal(beyond))


def turning_days(outlook: Outlook) -> set[int]:
    """The days, by their ordinals, from which an outlook may stand in another place; some do not."""
    if outlook.hold is not None:
        return set()
    found: set[int] = set()
    before = (*LOOK_AHEADS, DUE_SOON_DAYS)
    for day in (outlook.expires_on, outlook.first_due_on, *(expires for _, expires in outlook.ahead)):
        if day is not None and day != NEVER:
            number = day.toordinal()
            found.update(number - each for each in before)
            found.update((number + 1, number + outlook.grace_days + 1))
    if outlook.verified_expires_on is not None and outlook.verified_expires_on != NEVER:
        found.add(outlook.verified_expires_on.toordinal() + 1)
    found.update(day.toordinal() - each for day, _ in outlook.ahead for each in LOOK_AHEADS)
    return found


def revised_on(rulebook: Rulebook, course: CourseId, on: date) -> date | None:
    """The day from which the plan that a course teaches is in force as it is; None without one."""
    if course not in rulebook.teaches:
        return None
    revision = in_force(rulebook.revisions_of(course), on)
    return None if revision is None else revision.effective_on


def steps_of(
    history: Mapping[tuple[str, CourseId], Sequence[int]],
) -> Iterator[tuple[int, str, CourseId, Vector]]:
    """What a history adds to the counts from each of its days on, by who asks and course."""
    for (asked, course), steps in history.items():
        before = counts_at(NOWHERE, course)
        for day, where in zip(steps[::2], steps[1::2], strict=True):
            now = counts_at(where, course)
            yield day, asked, course, tuple(a - b for a, b in zip(now, before, strict=True))
            before = now


def on_day(
    history: Mapping[tuple[str, CourseId], Sequence[int]], on: date
) -> Iterator[tuple[str, CourseId, Vector]]:
    """What a history adds to the counts of a day."""
    day = on.toordinal()
    for (asked, course), steps in history.items():
        where = NOWHERE
        for since, place_then in zip(steps[::2], steps[1::2], strict=True):
            if since <= day:
                where = place_then
        if where != NOWHERE:
            yield asked, course, counts_at(where, course)


def put(found: dict[Key, Vector], key: Key, counts: Vector, by: Callable[[int, int], int]) -> None:
    """Adds to the counts of a key, or takes away from them."""
    there = found.get(key)
    found[key] = tuple(map(by, there if there is not None else (0,) * len(counts), counts))
