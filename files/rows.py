"""Rows made of others: with a problem, other cells, more columns; each keeps what it was in the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from files.cells import Cell
from files.table import Row, Table


def refusing(table: Table, why: Callable[[Row], str | None]) -> Table:
    """With a problem on each row that has none yet, where there is a reason for one."""
    rows = [
        replace(row, problem=reason) if row.problem is None and (reason := why(row)) else row
        for row in table.rows
    ]
    return replace(table, rows=rows)


def cells_of(table: Table, place: int) -> list[Cell]:
    """What stands in a column."""
    return [row.raw[place] for row in table.rows]


def in_place(table: Table, place: int, cells: Sequence[Cell]) -> Table:
    """With other cells in a column; each row keeps the one it was in the file."""
    if cells == cells_of(table, place):
        return table
    rows = [
        replace(row, raw=(*row.raw[:place], cell, *row.raw[place + 1 :]), source=row.source or row)
        for row, cell in zip(table.rows, cells, strict=True)
    ]
    return replace(table, rows=rows)


def with_columns(table: Table, added: Mapping[str, Sequence[Cell]]) -> Table:
    """With columns more, a cell for each row, and the rows' columns the table's."""
    columns = (*table.columns, *added)
    if not added and all(row.columns == columns for row in table.rows):
        return table
    width = len(table.columns)
    cells = list(zip(*added.values(), strict=True)) if added else [()] * len(table.rows)
    rows = [
        replace(
            row,
            raw=(*row.raw[:width], *more, *row.raw[width:]) if more else row.raw,
            columns=columns,
            source=row.source or row,
        )
        for row, more in zip(table.rows, cells, strict=True)
    ]
    return replace(table, rows=rows, columns=columns, header=(*table.header, *added))


def with_constants(table: Table, constants: Mapping[str, Cell]) -> Table:
    """With values that hold for every row, and the rows' columns the table's."""
    return with_columns(table, {name: [value] * len(table.rows) for name, value in constants.items()})
