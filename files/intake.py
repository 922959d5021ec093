"""From a table to typed rows: which columns it has, and for every row its values or why it is refused.

Judged here is whatever can be judged without the store; the store's own judgement is handed in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic

from files.cells import BadCell, Cell
from files.columns import Kind, RowOf, RowT, Spec, filled_by, known_columns, specs
from files.table import Row, Table
from words.written import DateOrder

LINE_COLUMN, REASON_COLUMN = "line", "rejection_reason"
"""The columns a file of rejected rows begins with; a file that has them again may be imported as it is."""

EMPTY = "{}: empty; {} is required"
"""Why a row is refused that leaves out what must be there."""
_YEARS_AHEAD = 30
_MOST_REMEMBERED = 20_000
"""Texts of a column whose values are kept while a file is read."""
_SHORT_YEAR = re.compile(r"/[0-9]{2}$")


class MissingColumn(Exception):
    """A file without a column it must have; the message names it, and what was found instead."""


@dataclass(frozen=True, slots=True)
class ColumnReport:
    """Which of a kind's columns a file has."""

    given: tuple[str, ...]
    unknown: tuple[str, ...]  # as brought; left alone


@dataclass(frozen=True, slots=True)
class Parsed(Generic[RowOf]):
    """A row that can be taken."""

    line: int
    row: Row
    values: RowOf


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be taken, and why, in words for the person who brought it."""

    line: int
    row: Row
    reason: str


def as_brought(refused: Refused) -> Refused:
    """A refusal with the row as it stands in the file, and its cell's place where the row was one cell."""
    row = refused.row
    reason = f"{row.place}: {refused.reason}" if row.place else refused.reason
    return Refused(refused.line, row.source or row, reason)


def check_columns(kind: Kind[Any], table: Table) -> ColumnReport:
    """Which columns of the kind the file has, and which of its columns nobody knows.

    Raises:
        MissingColumn: when one that must be there is not.
    """
    columns = known_columns(kind.row_type, table.columns)
    present = set(columns)
    missing = [
        " or ".join(group) for group in kind.must if present.isdisjoint(filled_by(kind.row_type, group))
    ]
    if missing:
        instead = ", ".join(cell for cell in table.header if cell)
        raise MissingColumn(
            f"{table.name} has no column {' and no column '.join(missing)}. Found instead: {instead}. "
            f"A file of {kind.name} has {', '.join(kind.columns)}; "
            f"it must have {', '.join(' or '.join(group) for group in kind.must)}. Nothing was written."
        )
    known = [column for column, _ in specs(kind.row_type)]
    silent = {LINE_COLUMN, REASON_COLUMN, "", *known}
    unknown = [brought for brought, column in zip(table.header, columns, strict=True) if column not in silent]
    return ColumnReport(
        given=tuple(column for column in known if column in present),
        unknown=(*unknown, *nameless(table)),
    )


def nameless(table: Table) -> Iterator[str]:
    """The columns without a name that hold something nevertheless."""
    for place, column in enumerate(table.columns):
        if not column and any(row.raw[place] != "" for row in table.rows):
            yield f"column {place + 1}, which has no name"


def parse_rows(
    kind: Kind[RowT],
    table: Table,
    order: DateOrder,
    today: date,
    judge: Callable[[RowT], str | None] | None = None,
    blank_clears: bool = False,
) -> Iterator[Parsed[RowT] | Refused]:
    """Every row of the table, in its order, read into values or refused with all that is wrong with it.

    `today` is the day in the region: completions after it are refused, and so is a two-digit year that
    would lie more than thirty years ahead, as 98 was hardly meant for 2098. `judge` gives the store's
    reason to refuse a row (an agency that is not there), or none. Where `blank_clears`, a blank cell is said.

    Raises:
        MissingColumn: at once, when a column that must be there is not.
    """
    check_columns(kind, table)
    return _parsed(_Reader(kind, table, order, today, blank_clears), table, judge)


def _parsed(
    reader: _Reader[RowT], table: Table, judge: Callable[[RowT], str | None] | None
) -> Iterator[Parsed[RowT] | Refused]:
    for row in table.rows:
        try:
            values = reader.read(row)
            reason = judge(values) if judge is not None else None
        except _RowRefused as refusal:
            yield Refused(row.line, row, str(refusal))
            continue
        if reason is not None:
            yield Refused(row.line, row, reason)
        else:
            yield Parsed(row.line, row, values)


class _RowRefused(Exception):
    """All that is wrong with a row."""


class _Reader(Generic[RowT]):
    """Reads the rows of one table."""

    def __init__(
        self, kind: Kind[RowT], table: Table, order: DateOrder, today: date, blank_clears: bool
    ) -> None:
        columns = known_columns(kind.row_type, table.columns)
        places = {column: place for place, column in enumerate(columns) if column}
        self._columns: list[tuple[str, Spec, int]] = [
            (column, spec, places[column]) for column, spec in specs(kind.row_type) if column in places
        ]
        self._either = [(each, filled_by(kind.row_type, each)) for each in kind.row_type.either]
        self._given = frozenset(column for column, _, _ in self._columns)
        self._remembered: list[dict[Cell, Any]] = [{} for _ in self._columns]
        self._row_type = kind.row_type
        self._blank_clears = blank_clears
        self._order = order
        self._today = today
        self._horizon = date(today.year + _YEARS_AHEAD, 12, 31)

    def read(self, row: Row) -> RowT:
        """The row's values.

        Raises:
            _RowRefused: naming everything that is wrong with it.
        """
        if row.problem is not None:
            raise _RowRefused(row.problem)
        values: dict[str, Any] = {}
        problems: list[str] = []
        raw = row.raw
        for (column, spec, place), remembered in zip(self._columns, self._remembered, strict=True):
            cell = raw[place]
            try:
                value = remembered[cell] if cell in remembered else self._read(spec, cell, remembered)
            except BadCell as problem:
                problems.append(f"{column}: {problem}")
                continue
            if value is not None:
                values[column] = value
            elif spec.bold and values.keys().isdisjoint(self._row_type.instead.get(column, ())):
                problems.append(EMPTY.format(column, "it"))
        for either, filled in self._either if not problems else ():
            if values.keys().isdisjoint(filled):
                there = [column for column in either if column in self._given]
                one = "it" if len(there) == 1 else "one of them"
                columns = there if len(there) == 1 else either
                problems.append(EMPTY.format(" and ".join(columns), one))
        if problems:
            raise _RowRefused("; ".join(problems))
        given = self._given if self._blank_clears else frozenset(values)
        taken = self._row_type(given=given, **values)
        problems.extend(taken.objections(self._today))
        if problems:
            raise _RowRefused("; ".join(problems))
        return taken

    def _read(self, spec: Spec, cell: Cell, remembered: dict[Cell, Any]) -> object:
        """A cell's value; of a text it is remembered, since the next row may say the same."""
        value = self._value(spec, cell)
        if isinstance(cell, str) and len(remembered) < _MOST_REMEMBERED:
            remembered[cell] = value
        return value

    def _value(self, spec: Spec, cell: Cell) -> object:
        if cell == "":
            return None
        value = spec.parse(cell, self._order)
        if isinstance(value, date) and value > self._horizon and _SHORT_YEAR.search(str(cell)):
            raise BadCell(
                f'found "{cell}", which is {value}; wanted the year with four digits, such as 11/1/1998'
            )
        return value
