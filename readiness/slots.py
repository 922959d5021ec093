"""When something that comes again comes due: our own rule on local wall time.

A slot is a local date. Where the clocks skip its time it comes due the moment they have skipped it, where
they show it twice the first time, so that a gap loses none and a fold repeats none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from readiness.dates import add_months, end_of_month

WEEK = timedelta(days=7)
LONGEST_MONTH = timedelta(days=31)
MARGIN = timedelta(days=2)
"""More than a local date can lie apart from the same date in UTC, with a skipped day on top."""


class Every(StrEnum):
    """How something comes again."""

    WEEK = "week"  # on a weekday, every so many weeks
    MONTH = "month"  # on a day of the month, every so many months
    LAST_WEEKDAY = "last weekday"  # on the last such weekday of the month, every so many months
    BEFORE = "before"  # once, so many days before a day


@dataclass(frozen=True)
class Cadence:
    """On which local dates something comes due; made by the functions below.

    `weekday`: Monday is 0. `day`: of the month, or the month's last where it has no such day. `amount`: how
    many weeks or months lie between two dates, or how many days the date lies before the anchor. `anchor`:
    a day in a week or month that has one, where they are more than one apart; or the day it comes before.
    """

    every: Every
    amount: int = 1
    weekday: int = 0
    day: int = 1
    anchor: date | None = None

    def __post_init__(self) -> None:
        counted = self.every is Every.BEFORE or self.amount > 1
        if counted and self.anchor is None:
            raise ValueError("a cadence that is counted needs the day it is counted from")
        least = 0 if self.every is Every.BEFORE else 1
        if self.amount < least or not 0 <= self.weekday <= 6 or not 1 <= self.day <= 31:
            raise ValueError(f"no such cadence: {self}")

    def dates(self, first: date, last: date) -> Iterator[date]:
        """Its dates from one day to another, both included, in their order."""
        match self.every:
            case Every.WEEK:
                found = self._weeks(first, last)
            case Every.BEFORE:
                found = iter([self._anchor - timedelta(days=self.amount)])
            case _:
                found = self._months(first, last)
        return (day for day in found if first <= day <= last)

    def reach(self, after: date) -> timedelta:
        """How long after a day its next date may lie, at most."""
        match self.every:
            case Every.WEEK:
                return WEEK * self.amount
            case Every.BEFORE:
                return max(self._anchor - after, timedelta())
            case _:
                return LONGEST_MONTH * (self.amount + 1)

    @property
    def _anchor(self) -> date:
        assert self.anchor is not None
        return self.anchor

    def _weeks(self, first: date, last: date) -> Iterator[date]:
        day = first + timedelta(days=(self.weekday - first.weekday()) % 7)
        if self.amount > 1:
            apart = (_week(day) - _week(self._anchor)).days // 7
            day += WEEK * (-apart % self.amount)
        while day <= last:
            yield day
            day += WEEK * self.amount

    def _months(self, first: date, last: date) -> Iterator[date]:
        month = first.replace(day=1)
        if self.amount > 1:
            apart = (month.year - self._anchor.year) * 12 + month.month - self._anchor.month
            month = add_months(month, -apart % self.amount)
        while month <= last:
            yield self._in_month(month)
            month = add_months(month, self.amount)

    def _in_month(self, month: date) -> date:
        end = end_of_month(month)
        if self.every is Every.LAST_WEEKDAY:
            return end - timedelta(days=(end.weekday() - self.weekday) % 7)
        return month.replace(day=min(self.day, end.day))


def weekly(weekday: int, weeks: int = 1, anchor: date | None = None) -> Cadence:
    """Every week on a weekday (Monday is 0), or every so many weeks, counted from the anchor's."""
    return Cadence(Every.WEEK, weeks, weekday=weekday, anchor=anchor)


def monthly(day: int, months: int = 1, anchor: date | None = None) -> Cadence:
    """Every month on a day, 31 being the last; or every so many months, counted from the anchor's."""
    return Cadence(Every.MONTH, months, day=day, anchor=anchor)


def last_weekday(weekday: int, months: int = 1, anchor: date | None = None) -> Cadence:
    """Every month on its last such weekday; or every so many months, counted from the anchor's."""
    return Cadence(Every.LAST_WEEKDAY, months, weekday=weekday, anchor=anchor)


def before(day: date, days: int) -> Cadence:
    """Once, so many days before a day."""
    return Cadence(Every.BEFORE, days, anchor=day)


def slot_instant(local_date: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which a zone's clocks show a date and time.

    In a gap the first instant after it; in a fold the first of the two.
    """
    wall = datetime.combine(local_date, at)
    instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    return _end_of_gap(wall, zone)


def slots_between(
    cadence: Cadence, at: time, zone: ZoneInfo, after: datetime, until: datetime
) -> list[tuple[date, datetime]]:
    """The slots of a cadence that come due after an instant and no later than another."""
    first, last = after.astimezone(UTC).date() - MARGIN, until.astimezone(UTC).date() + MARGIN
    due = ((day, slot_instant(day, at, zone)) for day in cadence.dates(first, last))
    return [(day, instant) for day, instant in due if after < instant <= until]


def first_slot(cadence: Cadence, at: time, zone: ZoneInfo, after: datetime) -> date | None:
    """The local date of the first slot after an instant; None where none comes any more."""
    until = after + cadence.reach(after.astimezone(zone).date()) + MARGIN
    return next((day for day, _ in slots_between(cadence, at, zone, after, until)), None)


def _week(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant after the gap a wall time falls into, to the second."""
    # Read with the offset from after the gap it lies before the change, with the one from before, after it.
    earlier, later = sorted(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    changed = later.astimezone(zone).utcoffset()
    while later - earlier > timedelta(seconds=1):
        middle = earlier + (later - earlier) // 2
        if middle.astimezone(zone).utcoffset() == changed:
            later = middle
        else:
            earlier = middle
    return later.replace(microsecond=0)
