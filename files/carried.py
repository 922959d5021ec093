"""How a table goes from the process that reads it to the one that asked: lines of JSON, and nothing but data.

First a line with the header (or the reason why it is no table), then a row a line, and last a line with their
number, so that what broke off is never taken for all. What JSON has no form for is an object that names it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from files.cells import Cell
from files.table import Row, Shape

HEADER, ROWS, NOT_A_TABLE, NO_ROWS = "header", "rows", "not a table", "no rows"


def to_line(value: object) -> bytes:
    """A line of what is carried."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), default=_named).encode() + b"\n"


def _named(cell: object) -> dict[str, str | float]:
    match cell:
        case datetime():
            return {"datetime": cell.isoformat()}
        case date():
            return {"date": cell.isoformat()}
        case time():
            return {"time": cell.isoformat()}
        case timedelta():
            return {"seconds": cell.total_seconds()}
    raise TypeError(f"a cell of the type {type(cell).__name__}")


_READERS: Mapping[str, Callable[[Any], Cell]] = MappingProxyType(
    {
        "datetime": datetime.fromisoformat,
        "date": date.fromisoformat,
        "time": time.fromisoformat,
        "seconds": lambda seconds: timedelta(seconds=seconds),
    }
)


def row_to_line(row: Row) -> bytes:
    """A row's line."""
    return to_line([row.line, row.problem, *row.raw])


class Receiver:
    """Takes rows in. A text that comes often is kept once."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        self._columns = columns
        self._texts: dict[str, str] = {}

    def row(self, carried: list[Any]) -> Row:
        """The row of a line. Raises ValueError, TypeError, LookupError or OverflowError for what is none."""
        line, problem, *cells = carried
        if not isinstance(line, int) or not isinstance(problem, str | None):
            raise ValueError("no row")
        return Row(line, tuple(map(self._cell, cells)), self._columns, problem)

    def _cell(self, carried: object) -> Cell:
        if isinstance(carried, str):
            return self._texts.setdefault(carried, carried) if len(carried) < 64 else carried
        if isinstance(carried, int | float):
            return carried
        if isinstance(carried, dict):
            ((name, value),) = carried.items()
            return _READERS[name](value)
        raise ValueError("no cell")


def shape_from(carried: Mapping[str, Any]) -> Shape:
    """How the file was brought."""
    sheet = carried["sheet"]
    return Shape(
        delimiter=str(carried["delimiter"]),
        marked=bool(carried["marked"]),
        sheet=None if sheet is None else str(sheet),
        other_sheets=tuple(map(str, carried["other_sheets"])),
        fitting_sheets=tuple(map(str, carried["fitting_sheets"])),
        above=tuple(tuple(map(str, cells)) for cells in carried["above"]),
        header_line=int(carried["header_line"]),
    )
