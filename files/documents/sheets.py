"""A workbook of several sheets to be read by people, the same to the byte for the same content.

Each sheet says above its columns what it is of; texts are texts and never formulas (`files.write`).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from files.write import Value, xlsx_cell

_NARROWEST, _WIDEST = 10, 60  # characters
_OLDEST = (1980, 1, 1, 0, 0, 0)  # the first instant an archive can date an entry with
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, the lines above its table, the table's columns and rows."""

    name: str
    above: Sequence[str]
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]] = field(default_factory=tuple)


def workbook(sheets: Sequence[Sheet], made_at: datetime) -> bytes:
    """The workbook, dated with an instant. The header of each sheet is bold and stays while one scrolls."""
    made = Workbook(write_only=True)
    made.properties.creator = "Muster"
    made.properties.created = made_at.astimezone(UTC).replace(tzinfo=None)
    for each in sheets:
        _write(made, each)
    content = io.BytesIO()
    made.save(content)
    return _dated(content.getvalue(), made_at)


def _write(made: Workbook, sheet: Sheet) -> None:
    page = made.create_sheet(sheet.name)
    page.freeze_panes = f"A{len(sheet.above) + 2}"
    for place, column in enumerate(sheet.columns):
        longest = max([len(column), *(len(str(row[place] or "")) for row in sheet.rows)])
        width = min(max(_NARROWEST, longest + 2), _WIDEST)
        page.column_dimensions[get_column_letter(place + 1)].width = width
    bold = Font(bold=True)

    def emphasized(text: str) -> Cell:
        found = xlsx_cell(page, text)
        cell: Cell = found if isinstance(found, Cell) else WriteOnlyCell(page, text)
        cell.font = bold
        return cell

    for number, line in enumerate(sheet.above):
        page.append([emphasized(line) if number == 0 else xlsx_cell(page, line)])
    page.append([emphasized(column) for column in sheet.columns])
    for row in sheet.rows:
        page.append([xlsx_cell(page, value) for value in row])


def _dated(content: bytes, made_at: datetime) -> bytes:
    """The same workbook with no other instant in it than the one given."""
    instant = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(again, "w") as copy:
        for name in archive.namelist():
            part = archive.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>" + instant + rb"\g<2>", part)
            entry = zipfile.ZipInfo(name, _OLDEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(entry, part)
    return again.getvalue()
