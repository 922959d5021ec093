"""Reading one sheet of an Excel workbook (.xlsx), through calamine, once `survey` found it fit."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.parsers import expat

import python_calamine

from files.cells import Cell
from files.survey import DAMAGED, Survey, Unreadable, survey_sheets

__all__ = ["Sheet", "Unreadable", "read_sheet"]

_BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    KeyError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True)
class Sheet:
    """The first visible sheet that holds anything."""

    name: str
    rows: Iterator[tuple[int, Sequence[Cell]]]  # with the number of the sheet's row, counted from 1
    others: tuple[str, ...]  # further visible sheets that hold something


def read_sheet(content: bytes) -> Sheet:
    """Open a workbook and read its first visible sheet that holds anything.

    Raises:
        Unreadable: when it is damaged, has no such sheet, or is larger than the limits.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            surveys = survey_sheets(archive)
    except _BROKEN_ARCHIVE as problem:
        if isinstance(problem, Unreadable):
            raise
        raise Unreadable(DAMAGED) from None
    filled = [name for name, survey in surveys.items() if survey.last_row]
    if not filled:
        raise Unreadable("an Excel workbook with nothing in its visible sheets")
    rows = _rows(_open(content, filled[0]), surveys[filled[0]])
    return Sheet(filled[0], rows, tuple(filled[1:]))


def _open(content: bytes, name: str) -> python_calamine.CalamineSheet:
    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name)
    except BaseException as problem:
        # A panic of calamine's Rust code derives from BaseException alone.
        if isinstance(problem, Exception) or type(problem).__name__ == "PanicException":
            raise Unreadable(DAMAGED) from None
        raise


def _rows(sheet: python_calamine.CalamineSheet, survey: Survey) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Every row of the sheet, each as wide as the survey found it, with broken cells put back in."""
    broken: dict[int, dict[int, str]] = {}
    for (row, column), text in (survey.broken or {}).items():
        broken.setdefault(row, {})[column] = text
    indent = [""] * (sheet.start[1] if sheet.start is not None else 0)
    found = sheet.iter_rows() if sheet.start is not None else iter(())
    last = 0
    for last, cells in enumerate(found, start=1):
        yield last, _with_broken([*indent, *cells], broken.get(last))
    for line in range(last + 1, survey.last_row + 1):
        yield line, _with_broken([], broken.get(line))


def _with_broken(cells: list[Cell], broken: Mapping[int, str] | None) -> list[Cell]:
    for column, text in (broken or {}).items():
        cells += [""] * (column - len(cells))
        cells[column - 1] = text
    return cells
