"""A workbook of several sheets to be read by people, the same to the byte for the same content.

Each sheet says above its columns what it is of; texts are texts and never formulas (`files.write`).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from files.documents.archives import dated
from files.write import Value, xlsx_cell

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell

_NARROWEST, _WIDEST = 10, 60  # characters


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, the lines above its table, the table's columns and rows.

    `to_work_with`: its columns can be filtered, and long texts stand in several lines.
    """

    name: str
    above: Sequence[str]
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]] = field(default_factory=tuple)
    to_work_with: bool = False


def workbook(sheets: Sequence[Sheet], made_at: datetime) -> bytes:
    """The workbook, dated with an instant. The header of each sheet is bold and stays while one scrolls."""
    from openpyxl import Workbook  # here and below by whoever makes a workbook: no start pays for it

    made = Workbook(write_only=True)
    made.properties.creator = "Muster"
    made.properties.created = made_at.astimezone(UTC).replace(tzinfo=None)
    for each in sheets:
        _write(made, each)
    content = io.BytesIO()
    made.save(content)
    return dated(content.getvalue(), made_at)


def _write(made: Workbook, sheet: Sheet) -> None:
    from openpyxl.cell import Cell, WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

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
        cells = [xlsx_cell(page, value) for value in row]
        page.append([_in_lines(page, each) for each in cells] if sheet.to_work_with else cells)
    if sheet.to_work_with:
        first, last = len(sheet.above) + 1, len(sheet.above) + 1 + len(sheet.rows)
        page.auto_filter.ref = f"A{first}:{get_column_letter(len(sheet.columns))}{last}"
        page.page_setup.orientation = "landscape"
        page.page_setup.fitToHeight = 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _in_lines(page: Any, value: object) -> object:
    """A text that may be longer than its column is wide, in several lines; all else as it is."""
    from openpyxl.cell import Cell, WriteOnlyCell
    from openpyxl.styles import Alignment

    if not isinstance(value, str | Cell):
        return value
    cell = value if isinstance(value, Cell) else WriteOnlyCell(page, value)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
