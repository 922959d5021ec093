"""Rows on their way out: a table on the terminal, or CSV, XLSX or JSON for the rest."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import typer

from bot.cli.desk import WIDE
from bot.cli.printing import console, echo
from bot.cli.refusing import fail
from files.cells import shown
from files.write import Value, csv_to, json_to, xlsx_to
from storage.private import private_file

A_TABLE = 1_000
"""Rows of one table on the terminal at the most."""
ENDINGS = {".csv": "csv", ".xlsx": "xlsx", ".json": "json"}
"""What the files' names end in."""
DEVICES = Path("/dev")


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


def form_of(said: Format | None, out: Path | None) -> Format:
    """The format that is meant: what was said, else as the file's name ends; a table where there is no file.

    Ends with status 2 where the file's name says another format than the file would have: what opens a file
    goes by its name.
    """
    if out is None:
        return said or Format.TABLE
    if out.is_dir():
        fail(f"{out} is a folder: name a file in it, as --out {out / 'rows.csv'}.")
    ending = ENDINGS.get(out.suffix.lower())
    if said in (None, Format.TABLE):
        if ending is None and out.parent != DEVICES:
            fail(f"What {out.name} is to be can't be told: a file's name ends in {', '.join(ENDINGS)}.")
        return Format(ending or Format.CSV)
    if ending not in (None, said):
        other = out.with_suffix(f".{said}").name
        fail(
            f"{out.name} would hold {said}, and ends in {out.suffix}: name it {other}, or say another format."
        )
    return said


def must_end_in(ending: str, file: Path, what: str) -> None:
    """Ends with status 2 where a file's name does not say what is written into it."""
    if file.suffix.lower() != ending and file.parent != DEVICES:
        name = file.with_suffix(ending).name if file.name else f"name{ending}"
        fail(f"{what} is a file that ends in {ending}: name it {name}, say. Nothing was written.")


def put(
    columns: Sequence[str],
    rows: Iterable[Sequence[Value]],
    form: Format | None,
    out: Path | None,
    title: str,
    sheet: str = "Muster",
    heading: str = "",
    counted: bool = False,
) -> int:
    """Writes the rows to a file, or to standard output, as they come; a workbook needs a file. How many.

    Of a workbook are the name of its `sheet` and the `heading` of its printed pages, by default the title;
    of a table the title says how many they are where they are to be `counted`.
    """
    form = form_of(form, out)
    if form is Format.TABLE:
        return _tables(columns, iter(rows), title, counted)
    heading = heading or title
    if form is Format.XLSX and out is None:
        echo("A workbook needs a file: add --out FILE.xlsx.", err=True)
        raise typer.Exit(2)
    if out is None:
        number = put_into(sys.stdout.buffer, columns, rows, form, sheet, heading, mark=False)
        sys.stdout.buffer.flush()
    else:
        with private_file(out) as file:
            number = put_into(file, columns, rows, form, sheet, heading)
        echo(f"{number:,} rows written to {out}.", err=True)
    return number


def put_into(
    file: BinaryIO,
    columns: Sequence[str],
    rows: Iterable[Sequence[Value]],
    form: Format,
    sheet: str,
    heading: str,
    mark: bool = True,
) -> int:
    """Writes the rows, as they come, into a file that is open; how many.

    A mark helps spreadsheets to open a file; in a pipe it would only be in the way.
    """
    match form:
        case Format.XLSX:
            return xlsx_to(file, columns, rows, sheet=sheet, heading=heading)
        case Format.JSON:
            return json_to(file, columns, rows)
        case _:
            return csv_to(file, columns, rows, mark=mark)


def _tables(columns: Sequence[str], rows: Iterator[Sequence[Value]], title: str, counted: bool) -> int:
    """A table; of more rows than anybody reads at once several, so that few are held at a time. How many."""
    there, number = list(islice(rows, A_TABLE)), 0
    following = list(islice(rows, A_TABLE))
    if not following:
        _table(columns, there, f"{title}: {len(there):,} rows" if counted else title)
        return len(there)
    echo("These are many rows; --out FILE.csv writes them to a file.", err=True)
    while there:
        _table(columns, there, f"{title}: rows {number + 1:,} to {number + len(there):,}")
        number += len(there)
        there, following = following, list(islice(rows, A_TABLE))
    echo(f"{title}: {number:,} rows")
    return number


def _table(columns: Sequence[str], rows: Sequence[Sequence[Value]], title: str) -> None:
    """A narrow table: columns that are empty in every row are left out of it."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    filled = [n for n, _ in enumerate(columns) if not rows or any(row[n] not in ("", None) for row in rows)]
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for number in filled:
        table.add_column(columns[number], overflow="fold")
    for row in rows:
        table.add_row(*(Text(_said(row[n])) for n in filled))
    console(width=None if sys.stdout.isatty() else WIDE).print(table)


def _said(cell: Value) -> str:
    return "" if cell is None else shown(cell)
