"""Reading one sheet of an Excel workbook (.xlsx), through calamine, once `survey` found it fit."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.parsers import expat

from files.cells import Cell
from files.finding import HEADER_WITHIN, Sought, find_header
from files.heads import heads_of_sheets
from files.survey import DAMAGED, Survey, Unreadable, filled_sheets, survey_sheet

if TYPE_CHECKING:
    import python_calamine

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
    """The visible sheet that holds what is sought."""

    name: str
    rows: Iterator[tuple[int, Sequence[Cell]]]  # with the number of the sheet's row, counted from 1
    others: tuple[str, ...]  # further visible sheets that hold something
    fitting: tuple[str, ...]  # those that hold what is sought, where they are several


def read_sheet(content: bytes, sought: Sought | None = None) -> Sheet:
    """Open a workbook and read the visible sheet that has the columns sought, or is settled on; where nothing
    is sought, or none has any, the first that holds anything.

    Raises:
        Unreadable: when it is damaged, has no such sheet, or is larger than the limits.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            filled = filled_sheets(archive)
            fitting = _fitting(archive, filled, sought) if filled else []
            survey = survey_sheet(archive, fitting[0], filled[fitting[0]]) if fitting else Survey()
    except _BROKEN_ARCHIVE as problem:
        if isinstance(problem, Unreadable):
            raise
        raise Unreadable(DAMAGED) from None
    if not fitting:
        raise Unreadable("an Excel workbook with nothing in its visible sheets")
    name, others = fitting[0], tuple(each for each in filled if each != fitting[0])
    return Sheet(name, _rows(_open(content, name), survey), others, tuple(fitting) if fitting[1:] else ())


def _fitting(archive: zipfile.ZipFile, filled: Mapping[str, str], sought: Sought | None) -> list[str]:
    """The sheets that hold what is sought: all that have each column that must be there, else those that have
    most of the columns, else the first.
    """
    names = list(filled)
    if sought is not None and sought.sheet is not None:
        wanted = " ".join(sought.sheet.casefold().split())
        named = [name for name in names if " ".join(name.casefold().split()) == wanted]
        if not named:
            there = ", ".join(f'"{name}"' for name in names)
            raise Unreadable(f'an Excel workbook without a sheet "{sought.sheet}"; it has {there}')
        return named[:1]
    if sought is None or len(names) == 1:
        return names[:1]
    heads = heads_of_sheets(archive, filled, HEADER_WITHIN)
    known = {name: set(find_header(head, sought).known) for name, head in heads.items()}
    if fitting := [name for name in names if sought.fits(known[name])]:
        return fitting
    most = max(map(len, known.values()))
    return [name for name in names if len(known[name]) == most] if most else names[:1]


def _open(content: bytes, name: str) -> python_calamine.CalamineSheet:
    import python_calamine  # by whoever reads a workbook: no start pays for it

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
    merged = _Merged(sheet)
    last = 0
    for last, cells in enumerate(found, start=1):
        yield last, merged.filled(last, _with_broken([*indent, *cells], broken.get(last)))
    for line in range(last + 1, survey.last_row + 1):
        yield line, _with_broken([], broken.get(line))


def _with_broken(cells: list[Cell], broken: Mapping[int, str] | None) -> list[Cell]:
    for column, text in (broken or {}).items():
        cells += [""] * (column - len(cells))
        cells[column - 1] = text
    return cells


class _Merged:
    """The cells of a sheet that were merged down a column: each of their rows holds what the first shows.

    Those merged across several columns are titles and the like, and stay as they are.
    """

    def __init__(self, sheet: python_calamine.CalamineSheet) -> None:
        self._starting: dict[int, dict[int, int]] = {}  # by first row, the columns, and their last row
        for (first, left), (last, right) in sheet.merged_cell_ranges or ():
            if left == right and first < last:
                self._starting.setdefault(first + 1, {})[left] = last + 1
        self._open: dict[int, tuple[int, Cell]] = {}  # by column, the last row, and what is shown

    def filled(self, line: int, cells: list[Cell]) -> list[Cell]:
        """A row with what is merged into it; one that holds nothing of its own stays empty."""
        self._open = {column: each for column, each in self._open.items() if each[0] >= line}
        if self._open and any(cell != "" for cell in cells):
            for column, (_, shown) in self._open.items():
                cells += [""] * (column + 1 - len(cells))
                cells[column] = shown if cells[column] == "" else cells[column]
        for column, last in self._starting.get(line, {}).items():
            if column < len(cells):
                self._open[column] = (last, cells[column])
        return cells
