"""What a column's cells look like: days, e-mails, numbers, courses that are known, results.

Only as far as is needed to see whether a column can be what its name says, or was settled to be; what a cell
holds is read by `cells` alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from files.blanks import says_nothing
from files.cells import Cell, shown

LOOKED_AT = 200
"""Filled cells of a column that are looked at."""
SHOWN = 3

_DAY = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? +)?"
    r"(?:\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}|\d{1,2}[ \-/.]?[a-z]{3,9}\.?[ \-/.,]+\d{2,4}"
    r"|[a-z]{3,9}\.? ?\d{1,2}(?:st|nd|rd|th)?,? +\d{4})"
)
_CLOCK = re.compile(
    r"(?:[ ,]+(?:at )?|(?<=\d)t)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap]\.?m\.?)?"
    r"\s*(z|[a-z]{2,4}|(?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?)?(?: \([a-z .]+\))?$"
)


def is_day(cell: Cell) -> bool:
    """Whether a cell may hold a day, with a time of day or without."""
    if isinstance(cell, date):
        return True
    return isinstance(cell, str) and _DAY.match(cell.strip().lstrip("'").casefold()) is not None


def clock_of(text: str) -> re.Match[str] | None:
    """The time of day at the end of a text, with the zone behind it: hour, minute, second, am or pm, zone."""
    return _CLOCK.search(text.casefold())


def has_clock(cell: Cell) -> bool:
    """Whether a cell holds a day with a time of day other than midnight."""
    if isinstance(cell, datetime):
        return cell.time() != time()
    match = clock_of(cell) if isinstance(cell, str) else None
    if match is None:
        return False
    hour, minute, second, half, _ = match.groups()
    is_midnight = int(hour) in (0, 12 if (half or "").startswith("a") else 0)
    return not (is_midnight and int(minute) == int(second or 0) == 0)


def _is_email(cell: Cell) -> bool:
    return isinstance(cell, str) and "@" in cell.strip("@")


def _is_amount(cell: Cell) -> bool:
    if isinstance(cell, int | float | time | timedelta):
        return True
    return isinstance(cell, str) and (any(map(str.isdigit, cell)) and not is_day(cell))


_FITS: Mapping[str, Callable[[Cell], bool]] = MappingProxyType(
    {
        "email": _is_email,
        "completed_on": is_day,
        "expires_on": is_day,
        "joined_on": is_day,
        "left_on": is_day,
        "starts_on": is_day,
        "ends_on": is_day,
        "effective_on": is_day,
        "adopted_on": is_day,
        "held_on": is_day,
        "due_on": is_day,
        "done_on": is_day,
        "hours": _is_amount,
        "result": lambda cell: isinstance(cell, str) and any(map(str.isalpha, cell)) and not is_day(cell),
    }
)


def filled(cells: Iterable[Cell]) -> list[Cell]:
    """The first cells that hold anything."""
    found: list[Cell] = []
    for cell in cells:
        if cell != "" and not says_nothing(cell):
            found.append(cell)
            if len(found) == LOOKED_AT:
                break
    return found


def mostly(cells: Iterable[Cell], fits: Callable[[Cell], bool]) -> bool:
    """Whether half of the filled cells fit, at least; no cell speaks against an empty column."""
    looked_at = filled(cells)
    return sum(map(fits, looked_at)) * 2 >= len(looked_at)


def can_be(column: str, cells: Iterable[Cell]) -> bool:
    """Whether cells may be those of one of our columns, as far as that can be seen."""
    fits = _FITS.get(column)
    return fits is None or mostly(cells, fits)


def first_values(cells: Iterable[Cell]) -> tuple[str, ...]:
    """The first values of a column, each once, as people see them."""
    values = dict.fromkeys(" ".join(shown(cell).split())[:40] for cell in filled(cells))
    return tuple(values)[:SHOWN]
