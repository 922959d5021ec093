"""The day of an instant: a form's timestamp, a sign-in's time, a completion that is told to the second."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from files.cells import Cell
from files.header_words import TIMESTAMPS, header_key
from files.looks import clock_of, filled, has_clock


def holds_instants(header: str, cells: Sequence[Cell]) -> bool:
    """Whether a column says when something happened to the minute: by its name, or by most of its cells.

    A single time of day among days is not taken off: it may be another column's.
    """
    looked_at = filled(cells)
    timed = sum(map(has_clock, looked_at))
    return timed > 0 and (header_key(header) in TIMESTAMPS or timed * 2 > len(looked_at))


def as_days(cell: Cell, zone: ZoneInfo) -> Cell:
    """The day of an instant, as a cell that is read as any other: in the region where it says its offset
    from UTC, else as it stands, which is how the one who wrote it saw the clock.
    """
    if isinstance(cell, datetime):
        return cell.date() if cell.tzinfo is None else cell.astimezone(zone).date()
    if not isinstance(cell, str):
        return cell
    clock = clock_of(cell)
    if clock is None:
        return cell
    if clock[5]:
        try:
            said = cell.strip().upper().removesuffix("UTC").removesuffix("GMT").strip()
            moment = datetime.fromisoformat(said if said != cell.strip().upper() else cell.strip())
        except ValueError:
            return cell  # an offset from UTC beside a day that can't be told: refused where it is read
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo("UTC"))
        return moment.astimezone(zone).date()
    return cell[: clock.start()].strip()
