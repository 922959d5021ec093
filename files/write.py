"""The files people take: CSV and XLSX for their spreadsheets, JSON for their programs, rejected rows to mend.

A text a spreadsheet might run as a formula is written so that none does (`guard`). In CSV it gets the guard's
apostrophe. In XLSX it is stored as text, with the mark a spreadsheet itself puts on a text that begins like a
formula; only a text that already looks guarded gets the apostrophe, so that reading takes off just that one.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, BinaryIO

from files.cells import shown
from files.guard import begins_formula, guard
from files.intake import LINE_COLUMN, REASON_COLUMN, Refused
from files.table import Row, Table

if TYPE_CHECKING:
    from openpyxl.cell import Cell

Value = str | int | float | bool | date | datetime | time | timedelta | None
"""What a cell of a written file may hold. Instants are written in ISO 8601 with their offset."""

_MARK = "\ufeff"
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_PLAIN = re.compile("[A-Za-z0-9][^_\x00-\x1f\x7f\ufffe\uffff]*")
_NARROWEST, _WIDEST = 12, 60  # a column's width, in characters
_LOOKED_AT = 1000
"""Rows by which a column's width is found."""
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_SHEET_NAME = 31


def write_csv(
    columns: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    delimiter: str = ",",
    mark: bool = True,
) -> bytes:
    """A CSV file in UTF-8 with CRLF line ends.

    It begins with a byte-order mark, without which Excel reads every accent wrong; `mark=False` leaves it out
    for programs (a pipe on the command line) that would take it for part of the first column's name.
    """
    content = io.BytesIO()
    csv_to(content, columns, rows, delimiter=delimiter, mark=mark)
    return content.getvalue()


def csv_to(
    file: BinaryIO,
    columns: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    delimiter: str = ",",
    mark: bool = True,
) -> int:
    """The same, row by row into a file, however many they are; how many they were."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
    if mark:
        text.write(_MARK)
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([guard(column) for column in columns])
    count = 0
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
        count += 1
    text.detach()
    return count


def _csv_cell(value: Value) -> str:
    if isinstance(value, str):
        return guard(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(" " if value.tzinfo is None else "T")
    return shown(value)


def write_xlsx(
    columns: Sequence[str], rows: Iterable[Sequence[Value]], *, sheet: str = "Muster", heading: str = ""
) -> bytes:
    """An Excel workbook of one sheet: texts as texts, never formulas; days and numbers as such.

    Its columns are as wide as what stands in them, their names bold and in sight, each with a filter. The
    `heading` (what it is, of which day, how it is to be handled) stands at the head of every printed page,
    and at its foot the page's number: the sheet itself begins with the columns' names, to be imported again.
    """
    content = io.BytesIO()
    xlsx_to(content, columns, rows, sheet=sheet, heading=heading)
    return content.getvalue()


def xlsx_to(
    file: BinaryIO,
    columns: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    sheet: str = "Muster",
    heading: str = "",
) -> int:
    """The same, row by row into a file, however many they are; how many they were."""
    from openpyxl import Workbook  # here and below by whoever makes a workbook: no start pays for it
    from openpyxl.utils import get_column_letter

    workbook = Workbook(write_only=True)
    page = workbook.create_sheet(_sheet_name(sheet))
    page.freeze_panes = "A2"
    coming = iter(rows)
    first = list(islice(coming, _LOOKED_AT))
    for place, column in enumerate(columns):
        longest = max([len(column) + 3, *(_width(row[place]) + 2 for row in first)])
        width = min(max(_NARROWEST, longest), _WIDEST)
        page.column_dimensions[get_column_letter(place + 1)].width = width
    page.append([_bold(page, column) for column in columns])
    last = 1
    for row in chain(first, coming):
        page.append([xlsx_cell(page, value) for value in row])
        last += 1
    if columns:
        page.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    _to_print(page, heading)
    workbook.save(file)
    return last - 1


def _bold(page: Any, column: str) -> Cell:
    from openpyxl.cell import Cell, WriteOnlyCell
    from openpyxl.styles import Font

    found = xlsx_cell(page, column)
    cell = found if isinstance(found, Cell) else WriteOnlyCell(page, column)
    cell.font = Font(bold=True)
    return cell


def _width(value: Value) -> int:
    """How many signs a value takes, in its longest line."""
    return max(map(len, value.splitlines()), default=0) if isinstance(value, str) else len(shown(value or ""))


def _sheet_name(name: str) -> str:
    return _NO_SHEET_NAME.sub(" ", name).strip("' ")[:_LONGEST_SHEET_NAME] or "Muster"


def _to_print(page: Any, heading: str) -> None:
    """As wide as a page, the columns' names on each; in the header an & begins a code, so it is doubled."""
    from openpyxl.worksheet.properties import PageSetupProperties

    page.oddHeader.left.text = heading.replace("&", "&&") or None
    page.oddFooter.right.text = "&P / &N"
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def xlsx_cell(page: Any, value: Value) -> object:
    """A value as a cell of a page that is being written: a text as a text, whatever it looks like."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.isoformat()
    if not isinstance(value, str) or _PLAIN.fullmatch(value):
        return value
    if not value:
        return None
    text = value if begins_formula(value) else guard(value)
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(page, _ESCAPED.sub(lambda sign: f"_x{ord(sign[0]):04X}_", text))
    cell.data_type = "s"
    cell.quotePrefix = begins_formula(text)
    return cell


def json_to(file: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> int:
    """A JSON array in UTF-8, row by row into a file, one object a line; how many they were.

    Days are in ISO 8601, what is empty is null, and texts are as they are.
    """
    file.write(b"[\n")
    count = 0
    for count, row in enumerate(rows, start=1):
        line = json.dumps(dict(zip(columns, map(_json_value, row), strict=True)), ensure_ascii=False)
        file.write((",\n" if count > 1 else "").encode() + line.encode())
    file.write(b"\n]\n")
    return count


def _json_value(value: Value) -> object:
    if value is None or isinstance(value, str | int | float):
        return value
    return value.isoformat() if isinstance(value, date | time) else shown(value)


def write_rejected(table: Table, refused: Iterable[Refused]) -> tuple[str, bytes]:
    """The rejected rows as a file to mend and import again: its name, and its content.

    Before the columns that were brought, in their order, under their names and with the sign that stood
    between them, come the row's line in the file that was brought and why it was refused. An import leaves
    those two alone, whatever kind it is of (`reason` itself is a column of absences).
    """
    kept = [place for place, column in enumerate(table.columns) if column not in (LINE_COLUMN, REASON_COLUMN)]
    header = [LINE_COLUMN, REASON_COLUMN, *(table.header[place] for place in kept)]
    width = len(table.header)
    rows = (
        [line, "; ".join(dict.fromkeys(reasons)), *(row.raw[place] for place in kept), *row.raw[width:]]
        for line, (row, reasons) in _by_line(refused).items()
    )
    content = write_csv(header, rows, delimiter=table.shape.delimiter, mark=table.shape.marked)
    return rejected_name(table.name), content


def _by_line(refused: Iterable[Refused]) -> dict[int, tuple[Row, list[str]]]:
    """The rows of a file that were refused, each once, with all the reasons: one of a row a person and a
    column a course may be refused for several cells.
    """
    found: dict[int, tuple[Row, list[str]]] = {}
    for each in refused:
        found.setdefault(each.line, (each.row, []))[1].append(each.reason)
    return found


def rejected_name(name: str) -> str:
    """What the file of rejected rows of a file is called: `roster.csv.rejected.csv`."""
    return f"{name}.rejected.csv"
