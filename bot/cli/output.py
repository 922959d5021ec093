"""Rows on their way out: a table on the terminal, or CSV, XLSX or JSON for the rest."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

import typer

from bot.cli.desk import WIDE
from files.cells import shown
from files.write import Value, write_csv, write_json, write_xlsx
from storage.private import write_private


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


def put(
    columns: Sequence[str],
    rows: Sequence[Sequence[Value]],
    form: Format,
    out: Path | None,
    title: str,
    sheet: str = "Muster",
    heading: str = "",
) -> None:
    """Writes the rows to a file, or to standard output; a workbook needs a file.

    Of a workbook are the name of its `sheet` and the `heading` of its printed pages, by default the title.
    """
    if form is Format.TABLE and out is None:
        _table(columns, rows, title)
        return
    if form is Format.XLSX and out is None:
        typer.echo("A workbook needs a file: add --out FILE.xlsx.", err=True)
        raise typer.Exit(2)
    match form:
        case Format.XLSX:
            content = write_xlsx(columns, rows, sheet=sheet, heading=heading or title)
        case Format.JSON:
            content = write_json(columns, rows)
        case _:
            # A mark helps spreadsheets to open a file; in a pipe it would only be in the way.
            content = write_csv(columns, rows, mark=out is not None)
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        write_private(out, content)
        typer.echo(f"{len(rows):,} rows written to {out}.", err=True)


def _table(columns: Sequence[str], rows: Sequence[Sequence[Value]], title: str) -> None:
    """A narrow table: columns that are empty in every row are left out of it."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    filled = [n for n, _ in enumerate(columns) if not rows or any(row[n] not in ("", None) for row in rows)]
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for number in filled:
        table.add_column(columns[number], overflow="fold")
    for row in rows:
        table.add_row(*(Text(_said(row[n])) for n in filled))
    Console(width=None if sys.stdout.isatty() else WIDE).print(table)


def _said(cell: Value) -> str:
    return "" if cell is None else shown(cell)
