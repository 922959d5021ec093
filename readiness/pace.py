"""How fast people get trained, when a target is reached if nothing changes, and what then falls due.

Local policy, and said to be one: see "Pace and projection" in docs/rules.md. Whole numbers and fractions
only, so that the same records give the same days everywhere.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor

from readiness.dates import ONE_DAY, add_months, end_of_month

TARGET = 90
"""The share, in percent, of those of whom a course is asked that is to be current (local policy)."""
CLASSES_A_MONTH = 1
"""Classes a trainer gives a month (local policy)."""
SEATS = 20
"""People a class has room for (local policy)."""
PACE_MONTHS = 6
"""Whole months a pace is measured over."""
FEWEST_MONTHS = 3
"""Whole months of records under which a pace is not enough to say."""
FARTHEST_MONTHS = 60
"""What is not reached within so many months is not reached at this pace."""
LOOKS_AHEAD = 12
"""Months to the day for which it is said what it would take, where no day is asked for."""
WAVE_MONTHS = 24
"""Months of due dates that are looked at ahead."""


@dataclass(frozen=True, slots=True)
class Teaching:
    """How a course can be taught, and how much of it is aimed at.

    `trainers` are the people current in its trainer course; None where none is named for it.
    """

    target: int = TARGET
    classes_a_month: int = CLASSES_A_MONTH
    seats: int = SEATS
    trainers: int | None = None

    @property
    def classes(self) -> int | None:
        """Classes its trainers can give a month; None where no trainer course is named."""
        return None if self.trainers is None else self.trainers * self.classes_a_month

    @property
    def capacity(self) -> int | None:
        """People its trainers can teach a month; None where no trainer course is named."""
        return None if self.classes is None else self.classes * self.seats


@dataclass(frozen=True, slots=True)
class Pace:
    """How many people became current in each of the last whole months, oldest first: three to six of them."""

    months: tuple[int, ...]

    @property
    def people(self) -> int:
        """In all of these months; who lapsed and came back a second time counts twice."""
        return sum(self.months)

    @property
    def mean(self) -> Fraction:
        """People a month."""
        return Fraction(self.people, len(self.months))

    @property
    def lower(self) -> Fraction:
        """The lower quartile of the months: a quarter of the way from the slowest to the fastest."""
        return _quartile(self.months, 1)

    @property
    def upper(self) -> Fraction:
        """The upper quartile of the months."""
        return _quartile(self.months, 3)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a scope stands with a course on a day, and what is known to move it.

    `falls_due` are the due dates of those who are current, `begins` those of the new ones: who is not trained
    by then is asked for it and lacks it. `interval_months`: how long who is trained from now on is current;
    None: for good. Days are in any order.
    """

    on: date
    required: int
    current: int
    falls_due: Sequence[date] = ()
    begins: Sequence[date] = ()
    interval_months: int | None = None

    def wanted(self, target: int, more: int = 0) -> int:
        """How many people have to be current for the target, `more` being asked for it than today.

        Shares round down: 90 % of 11 people are reached with 10, not with 9.
        """
        return -(-target * (self.required + more) // 100)

    def missing(self, target: int) -> int:
        """How many people are missing to the target today."""
        return max(0, self.wanted(target) - self.current)

    def is_there(self, target: int) -> bool:
        """Whether the target is reached today; never by nobody."""
        return self.required > 0 and self.missing(target) == 0


@dataclass(frozen=True, slots=True)
class Reached:
    """Between which days a target is reached at a pace; None: not within five years.

    `soonest` by the upper quartile of the pace, `latest` by the lower one.
    """

    soonest: date | None
    latest: date | None


def whole_months(on: date, since: date | None) -> list[date]:
    """The first days of the whole months a pace on a day is measured over, oldest first; at most six.

    A month is whole once it is over. Records begin with the month of the first of them (`since`): what
    happened earlier in it would be on record too.
    """
    if since is None:
        return []
    first = on.replace(day=1)
    months = [add_months(first, -back) for back in range(PACE_MONTHS, 0, -1)]
    return [month for month in months if month >= since.replace(day=1)]


def pace(became_current: Iterable[date], on: date, since: date | None) -> Pace | None:
    """The pace on a day, by the days on which people became current; None: not enough to say.

    `since` is the first day of which there is a record of the course.
    """
    months = whole_months(on, since)
    if len(months) < FEWEST_MONTHS:
        return None
    by_month = Counter(day.replace(day=1) for day in became_current)
    return Pace(tuple(by_month[month] for month in months))


def reached(ground: Ground, target: int, pace: Pace, capacity: int | None) -> Reached:
    """When a target is reached: by the smaller of pace and capacity, at the pace's two quartiles."""
    most = capacity if capacity is None else Fraction(capacity)

    def by(people_a_month: Fraction) -> date | None:
        return reached_on(ground, target, people_a_month if most is None else min(people_a_month, most))

    return Reached(by(pace.upper), by(pace.lower))


def reached_on(ground: Ground, target: int, people_a_month: Fraction | int) -> date | None:
    """The first day on which a target is reached; None where that takes more than five years.

    What is missing, with the refreshers that fall due until then and the new ones whose time is over, divided
    by what is trained a month. Who is trained on the way is current for the course's interval and no longer.
    A month is one of the calendar, counted from the day; a part of one is that part of its days.
    """
    if ground.required == 0:
        return None
    last = add_months(ground.on, FARTHEST_MONTHS)
    lost, begun = sorted(ground.falls_due), sorted(ground.begins)
    # From each of these days on more are missing than before: the day after somebody ran out.
    turns = sorted({day + ONE_DAY for day in (*lost, *begun) if ground.on <= day < last})
    day = ground.on
    for until in [*turns, None]:
        missing = _missing_on(ground, target, day, lost, begun)
        found = _trained_by(ground, missing, Fraction(people_a_month), day)
        if found is None or found > last:
            return None  # what is missing never gets less, nor what a pace has trained more than this
        if until is None or found < until:
            return found
        day = until
    return None


def missing_on(ground: Ground, target: int, day: date) -> int:
    """How many people have to be trained until a day for the target to be held on it."""
    return _missing_on(ground, target, day, sorted(ground.falls_due), sorted(ground.begins))


def classes_needed(ground: Ground, target: int, seats: int, by: date) -> int | None:
    """How many classes a month it takes for the target to be held on a day, all their seats taken.

    None for a day that is not to come: what is missing by then can't be taught any more.
    """
    missing = missing_on(ground, target, by)
    if missing == 0:
        return 0
    months = _counted(ground, months_between(ground.on, by))
    return None if months <= 0 else ceil(missing / (months * seats))


def months_between(first: date, day: date) -> Fraction:
    """How many months of the calendar lie between two days, a part of one as the part of its days.

    From 31 January to 28 February it is one month. 0 for a day that is not later.
    """
    if day <= first:
        return Fraction(0)
    whole = 12 * (day.year - first.year) + day.month - first.month
    if add_months(first, whole) > day:
        whole -= 1
    begins, ends = add_months(first, whole), add_months(first, whole + 1)
    return whole + Fraction((day - begins).days, (ends - begins).days)


def wave(due_dates: Iterable[date], on: date, months: int = WAVE_MONTHS) -> list[tuple[date, int]]:
    """How many due dates lie in each month from a day's own on, by the month's first day.

    Of the first month only from that day on: what was due before is no wave to come.
    """
    by_month = Counter(day.replace(day=1) for day in due_dates if day >= on)
    first = on.replace(day=1)
    return [(month, by_month[month]) for month in (add_months(first, ahead) for ahead in range(months))]


def end_of_wave(on: date, months: int = WAVE_MONTHS) -> date:
    """The last day of the last of its months."""
    return end_of_month(add_months(on.replace(day=1), months - 1))


def share_taught(capacity: int, due: int, months: int) -> int | None:
    """What share of those due within some months can be taught, in percent, at most 100; None of nobody."""
    return None if due == 0 else min(100, 100 * capacity * months // due)


def _missing_on(ground: Ground, target: int, day: date, lost: Sequence[date], begun: Sequence[date]) -> int:
    """The same as `missing_on`, the due dates in order. Everybody is current through their due date."""
    current = ground.current - bisect_left(lost, day)
    return max(0, ground.wanted(target, more=bisect_left(begun, day)) - current)


def _trained_by(ground: Ground, people: int, people_a_month: Fraction, earliest: date) -> date | None:
    """The first day, from the earliest on, by which so many people are trained and still current."""
    if people == 0:
        return earliest
    if people_a_month <= 0:
        return None
    months = people / people_a_month
    if months > FARTHEST_MONTHS or _counted(ground, months) < months:
        return None
    whole = floor(months)
    begins, ends = add_months(ground.on, whole), add_months(ground.on, whole + 1)
    found = begins + ceil((months - whole) * (ends - begins).days) * ONE_DAY
    return max(earliest, found)


def _counted(ground: Ground, months: Fraction) -> Fraction:
    """Of so many months those whose people are still current at their end."""
    return months if ground.interval_months is None else min(months, Fraction(ground.interval_months))


def _quartile(months: Sequence[int], quarter: int) -> Fraction:
    """Between the sorted months, at so many quarters of the way from the first to the last."""
    there = sorted(months)
    place = Fraction(quarter * (len(there) - 1), 4)
    below = floor(place)
    if below == len(there) - 1:
        return Fraction(there[below])
    return there[below] + (place - below) * (there[below + 1] - there[below])
