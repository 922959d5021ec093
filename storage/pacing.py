"""When a target is reached at the pace on record, and what falls due: read for a course and a scope.

The rules are `readiness.pace`'s. Where everybody stands is read from the projection; of completions only
those of people whose last one lies in the months a pace is measured over.

Who may not name gets no number that tells of a few: a part that may not be counted (`storage.crowds`) is left
out, and of one that may all is said, as everywhere. Trainers are the whole region's: fewer than the smallest
count are not said, nor anything that follows from how many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from sqlalchemy.orm import Session

from readiness.coverage import Counts, weakness
from readiness.dates import ONE_DAY, add_months
from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.expiry import versions_in_force
from readiness.pace import (
    FARTHEST_MONTHS,
    PACE_MONTHS,
    Ground,
    Pace,
    Reached,
    Teaching,
    classes_needed,
    end_of_wave,
    pace,
    reached,
    share_taught,
    wave,
)
from readiness.records import CourseId, PersonId
from readiness.small_counts import SMALLEST_COUNT
from readiness.standing import Asked, Status
from storage.answers import asked_on, narrowed
from storage.became_current import days_became_current, first_record
from storage.catalogue import Course, catalogue_of
from storage.course_capacity import said_of, teaching_by, teaching_of
from storage.crowds import Countable, countable_on

SHARE_MONTHS = 12
"""Months of due dates that trainers are measured against in a scorecard (local policy)."""


@dataclass(frozen=True, slots=True)
class PartPace:
    """How one scope stands with a course, and when it reaches the target at the pace on record.

    `pace` and `reached` are None where there are not enough months of records to say.
    """

    scope: Scope
    counts: Counts
    ground: Ground
    pace: Pace | None
    reached: Reached | None


@dataclass(frozen=True, slots=True)
class CoursePace:
    """A course in a scope: the whole, and its disciplines, weakest first.

    `teaching` is without its trainers where these are too few to be counted (`hides_trainers`); when the
    target is reached is then by the pace alone, since it would tell how many there are.
    """

    course: Course
    scope: Scope
    on: date
    teaching: Teaching
    whole: PartPace
    disciplines: list[PartPace]
    hides_trainers: bool = False
    left_out: bool = False  # whether a discipline of too few people is not shown

    def classes_needed(self, part: PartPace, by: date) -> int | None:
        """Classes a month for a part to hold the target on a day; None for a day that is not to come."""
        return classes_needed(part.ground, self.teaching.target, self.teaching.seats, by)


@dataclass(frozen=True, slots=True)
class Wave:
    """What falls due of a course in a scope, by the first day of each month, beside what can be taught.

    `overdue` are those asked for it who are not current today: they are in no month. `teaching` is without
    its trainers where these are too few to be counted (`hides_trainers`): whether they suffice is not said.
    """

    course: Course
    scope: Scope
    on: date
    months: list[tuple[date, int]]
    teaching: Teaching
    overdue: int
    hides_trainers: bool = False

    @property
    def due(self) -> int:
        """All that falls due in these months."""
        return sum(people for _, people in self.months)

    @property
    def over(self) -> list[tuple[date, int]]:
        """The months in which more falls due than can be taught; none where what can be is not known."""
        capacity = self.teaching.capacity
        return [] if capacity is None else [each for each in self.months if each[1] > capacity]


def courses_paced(
    session: Session, scope: Scope, on: date, fewest: int = SMALLEST_COUNT
) -> list[tuple[CourseId, bool]]:
    """The courses asked of anybody in a scope, and whether each may be counted there.

    Those come first of which is said how they are taught, then those that run out, then those asked of more
    people.
    """
    countable, said = countable_on(session, on, fewest), said_of(session)
    there, versions = catalogue_of(session).courses, catalogue_of(session).rulebook.versions
    asked = {
        course: people
        for course in countable.crowd.numbers
        if course in there and (people := countable.people(scope, [course]))
    }
    lasts = {each for each in asked if versions_in_force(versions[each], on)[-1].interval_months is None}
    in_order = sorted(
        asked, key=lambda each: (each not in said, each in lasts, -asked[each], there[each].code)
    )
    return [(each, countable.within(scope, each)) for each in in_order]


def pace_of(
    session: Session,
    scope: Scope,
    course: CourseId,
    on: date,
    fewest: int,
    fewest_trainers: int,
    target: int | None = None,
) -> CoursePace | None:
    """The projection of a course in a scope; None where the scope may not be counted for it.

    `fewest` people of the scope are counted, and no fewer: the region's smallest count, or 1 for those who
    may know all. `fewest_trainers`: the same for trainers, who are the whole region's, so that a lead may
    know of their own people and not of them. `target`: another one than the course's, in percent.
    """
    countable = countable_on(session, on, fewest)
    if not countable.within(scope, course):
        return None
    teaching, hides = _sayable(teaching_of(session, course, on), fewest_trainers)
    teaching = replace(teaching, target=target or teaching.target)
    reading = _Reading(session, scope, course, on, teaching)
    names = reading.disciplines if scope.kind in (ScopeKind.EVERYONE, ScopeKind.JURISDICTION) else []
    parts = [Scope.discipline(name) for name in names if len(names) > 1]
    shown = [each for each in parts if _may_be_shown(countable, scope, each, course)]
    disciplines = [found for each in shown if not (found := reading.part(each)).counts.is_empty]
    disciplines.sort(key=lambda each: weakness(each.counts, str(each.scope.key)))
    return CoursePace(
        course=catalogue_of(session).courses[course],
        scope=scope,
        on=on,
        teaching=teaching,
        whole=reading.part(scope),
        disciplines=disciplines,
        hides_trainers=hides,
        left_out=len(shown) < len(parts),
    )


def wave_of(
    session: Session,
    scope: Scope,
    course: CourseId,
    on: date,
    fewest: int,
    fewest_trainers: int,
) -> Wave | None:
    """What falls due of a course in a scope in 24 months; None where the scope may not be counted for it.

    `fewest` and `fewest_trainers` as for a projection.
    """
    if not countable_on(session, on, fewest).within(scope, course):
        return None
    asked = asked_in(session, scope, course, on)
    teaching, hides = _sayable(teaching_of(session, course, on), fewest_trainers)
    return Wave(
        course=catalogue_of(session).courses[course],
        scope=scope,
        on=on,
        months=wave(due_dates(asked, on, end_of_wave(on)), on),
        teaching=teaching,
        overdue=_counts(asked, on).to_train,
        hides_trainers=hides,
    )


def trainers_share(session: Session, scope: Scope, on: date, months: int = SHARE_MONTHS) -> int | None:
    """What share of what falls due within some months the region's trainers can teach, in percent.

    0 to 100, rounded down, of the courses asked in a scope whose trainer course is named; each course's own
    trainers for its own due dates, those of the whole region: a trainer teaches whoever comes, and so do
    others compete for the seats. None where no trainer course is named, or nothing falls due.
    """
    catalogue, said = catalogue_of(session), said_of(session)
    taught = [key for key, each in said.items() if each.trainer_course_id is not None]
    countable = countable_on(session, on, fewest=1)
    last = add_months(on, months)
    able = due = 0
    for course in taught:
        if course not in catalogue.courses or not countable.people(scope, [course]):
            continue
        falls = len(due_dates(asked_in(session, EVERYONE, course, on), on, last))
        capacity = teaching_by(session, said[course], on).capacity or 0
        able, due = able + min(falls, capacity * months), due + falls
    return share_taught(able, due, 1)


def asked_in(session: Session, scope: Scope, course: CourseId, on: date) -> list[Asked]:
    """A course as it is asked on a day of those in scope, by the agencies of the scope only."""
    return narrowed(catalogue_of(session).rulebook, asked_on(session, on, scope, [course]), scope)


def due_dates(asked: Iterable[Asked], on: date, last: date) -> list[date]:
    """The due dates from a day through another of what is met, or not asked for yet, on that day."""
    return [day for _, day in _falling_due(asked, on, last)]


class _Reading:
    """A course in a scope on a day, read once for the whole and its parts."""

    def __init__(
        self, session: Session, scope: Scope, course: CourseId, on: date, teaching: Teaching
    ) -> None:
        self._session, self._course, self._on = session, course, on
        self._teaching = teaching
        self._catalogue = catalogue_of(session)
        self._asked = asked_in(session, scope, course, on)
        self._since = first_record(session, self._catalogue, course, on)

    @cached_property
    def disciplines(self) -> list[str]:
        """The disciplines of the agencies that ask the course in scope, by name."""
        agencies = self._catalogue.rulebook.agencies
        asking = {agency for each in self._asked for agency in each.agencies}
        return sorted({name for agency in asking for name in agencies[agency].disciplines})

    @cached_property
    def _became(self) -> dict[PersonId, list[date]]:
        """On which days those in scope became current, in the whole months before."""
        first = add_months(self._on.replace(day=1), -PACE_MONTHS)
        recent = [
            each.responder
            for each in self._asked
            if each.outlook.hold is None
            and each.outlook.last_on is not None
            and each.outlook.last_on >= first
        ]
        last = self._on.replace(day=1) - ONE_DAY
        return days_became_current(self._session, self._catalogue, self._course, recent, first, last)

    def part(self, part: Scope) -> PartPace:
        """How a part of the scope, or all of it, stands, and when it reaches the target."""
        asked = narrowed(self._catalogue.rulebook, self._asked, part)
        counts, on = _counts(asked, self._on), self._on
        falling = list(_falling_due(asked, on, add_months(on, FARTHEST_MONTHS)))
        version = versions_in_force(self._catalogue.rulebook.versions.get(self._course, ()), on)
        ground = Ground(
            on,
            counts.required,
            counts.current,
            [day for is_new, day in falling if not is_new],
            [day for is_new, day in falling if is_new],
            version[-1].interval_months if version else None,
        )
        found = pace((day for each in asked for day in self._became.get(each.responder, ())), on, self._since)
        teaching = self._teaching
        when = None if found is None else reached(ground, teaching.target, found, teaching.capacity)
        return PartPace(part, counts, ground, found, when)


def _counts(asked: Sequence[Asked], on: date) -> Counts:
    return Counts.of((each.outlook, on) for each in asked)


def _falling_due(asked: Iterable[Asked], on: date, last: date) -> Iterable[tuple[bool, date]]:
    """Whether each is one of somebody new, and the day; those who stand alike share an outlook."""
    days = (last - on).days
    known: dict[int, tuple[bool, date] | None] = {}
    for each in asked:
        key = id(each.outlook)
        if key not in known:
            due, known[key] = each.outlook.falling_due(on, days), None
            if due is not None and due.due_on is not None:
                known[key] = due.status is Status.NEW, due.due_on
        found = known[key]
        if found is not None:
            yield found


def _may_be_shown(countable: Countable, scope: Scope, discipline: Scope, course: CourseId) -> bool:
    """Whether a discipline may be counted within a scope: of everyone as a part of its own.

    Within an agency or a jurisdiction it is a part that no rule of small counts knows: for those who may know
    all.
    """
    if countable.fewest <= 1:
        return True
    return scope.kind is ScopeKind.EVERYONE and countable.has(discipline, course)


def _sayable(teaching: Teaching, fewest: int) -> tuple[Teaching, bool]:
    """How a course is taught, as far as it may be said; and whether something of it may not."""
    hides = teaching.trainers is not None and 0 < teaching.trainers < fewest
    return (replace(teaching, trainers=None), True) if hides else (teaching, False)
