"""When something weekly comes due: our own rule on local wall time, one slot a week.

A slot is a local date. Where the clocks skip its time it comes due the moment they have skipped it, where
they show it twice the first time, so that a gap loses none and a fold repeats none.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)
MARGIN = timedelta(days=2)
"""More than a local date can lie apart from the same date in UTC, with a skipped day on top."""


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
    weekday: int, at: time, zone: ZoneInfo, after: datetime, until: datetime
) -> list[tuple[date, datetime]]:
    """The slots of a weekday (Monday is 0) that come due after an instant and no later than another."""
    first = after.astimezone(UTC).date() - MARGIN
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    found = []
    while day <= until.astimezone(UTC).date() + MARGIN:
        instant = slot_instant(day, at, zone)
        if after < instant <= until:
            found.append((day, instant))
        day += WEEK
    return found


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant after the gap a wall time falls into, to the second."""
    # Read with the offset from after the gap it lies before the change, with the one from before, after it.
    before, after = sorted(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    changed = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == changed:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0)
