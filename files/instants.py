"""The day of an instant: a form's timestamp, a sign-in's time, a completion that is told to the second."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from files.cells import Cell
from files.header_words import TIMESTAMPS, header_key
from files.looks import clock_of, filled, has_clock
from words.stamps import stamped_day
from words.written import DateOrder, NotADay


def holds_instants(header: str, cells: Sequence[Cell]) -> bool:
    """Whether a column says when something happened to the minute: by its name, or by most of its cells.

    A single time of day among days is not taken off: it may be another column's.
    """
    looked_at = filled(cells)
    timed = sum(map(has_clock, looked_at))
    return timed > 0 and (header_key(header) in TIMESTAMPS or timed * 2 > len(looked_at))


def as_days(cell: Cell, order: DateOrder, zone: ZoneInfo) -> Cell:
    """The day of an instant, as a cell that is read as any other: in the region where it says its zone, else
    as it stands, which is how the one who wrote it saw the clock. What is no instant stays as it is.
    """
    if isinstance(cell, datetime):
        return cell.date() if cell.tzinfo is None else cell.astimezone(zone).date()
    clock = clock_of(cell) if isinstance(cell, str) else None
    if not isinstance(cell, str) or clock is None or int(clock[1]) > 23:
        return cell
    if not clock[5]:
        return cell[: clock.start()].strip()
    try:
        return stamped_day(cell, order, zone) or cell
    except NotADay:
        return cell  # refused where it is read


def told_in_utc(header: str) -> bool:
    """Whether a column's name says that its times are UTC, as `Completed At (UTC)` does."""
    return _UTC.search(header.casefold()) is not None


def in_utc(cell: Cell) -> Cell:
    """A time of a column of UTC, with that zone where it says none itself."""
    if isinstance(cell, datetime):
        return cell if cell.tzinfo is not None else cell.replace(tzinfo=UTC)
    clock = clock_of(cell) if isinstance(cell, str) else None
    return f"{cell} UTC" if isinstance(cell, str) and clock is not None and not clock[5] else cell


_UTC = re.compile(r"\b(?:utc|gmt|zulu)\b")


def without_midnight(cell: Cell) -> Cell:
    """A day without the midnight behind it, whatever zone that says."""
    clock = clock_of(cell) if isinstance(cell, str) else None
    if not isinstance(cell, str) or clock is None or not clock[5] or has_clock(cell):
        return cell
    return cell[: clock.start()].strip()
