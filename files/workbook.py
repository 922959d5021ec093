"""Reading one sheet of an Excel workbook (.xlsx), through calamine.

Calamine gives an error cell, and a formula whose result was never stored, as an empty cell, and it lays out
the whole rectangle of a sheet at once. So the sheet's own XML is gone through first: to find such cells,
which must never pass for empty, and to refuse a sheet whose rectangle would not fit into memory.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn
from xml.parsers import expat

import python_calamine

from files.cells import NOT_COMPUTED, Cell
from files.limits import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, MOST_UNPACKED_BYTES

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_DAMAGED = "a damaged Excel workbook; open it in the spreadsheet and save it anew"
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


class Unreadable(ValueError):
    """A workbook that cannot be read; the message says what was found."""


@dataclass(frozen=True)
class Sheet:
    """The first visible sheet that holds anything."""

    name: str
    rows: Iterator[tuple[int, Sequence[Cell]]]  # with the number of the sheet's row, counted from 1
    others: tuple[str, ...]  # further visible sheets that hold something


@dataclass(frozen=True)
class Survey:
    """What a sheet's XML says of it: its last row and column, and the cells calamine would show as empty."""

    last_row: int = 0
    last_column: int = 0
    broken: Mapping[tuple[int, int], str] | None = None


def read_sheet(content: bytes) -> Sheet:
    """Open a workbook and read its first visible sheet that holds anything.

    Raises:
        Unreadable: when it is damaged, has no such sheet, or is larger than the limits.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            surveys = _survey_sheets(archive)
    except _BROKEN_ARCHIVE as problem:
        if isinstance(problem, Unreadable):
            raise
        raise Unreadable(_DAMAGED) from None
    filled = [name for name, survey in surveys.items() if survey.last_row]
    if not filled:
        raise Unreadable("an Excel workbook with nothing in its visible sheets")
    survey = surveys[filled[0]]
    _refuse_large(filled[0], survey)
    return Sheet(filled[0], _rows(_open(content, filled[0]), survey), tuple(filled[1:]))


def _survey_sheets(archive: zipfile.ZipFile) -> dict[str, Survey]:
    """The visible worksheets in their order, each surveyed."""
    if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED_BYTES:
        raise Unreadable(f"an Excel workbook of more than {MOST_UNPACKED_BYTES / 1e6:.0f} MB once unpacked")
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in _elements(archive.read(_RELATIONS), "Relationship")
        if relation.get("Type", "").endswith("/worksheet")
    }
    surveys: dict[str, Survey] = {}
    for sheet in _elements(archive.read(_WORKBOOK), "sheet"):
        target = targets.get(sheet.get("id"))
        if target is not None and sheet.get("state", "visible") == "visible":
            path = posixpath.normpath(posixpath.join("xl", target)).lstrip("/")
            surveys[sheet.get("name", "")] = _survey(archive.read(path))
    return surveys


def _elements(xml: bytes, tag: str) -> list[dict[str, str]]:
    """The attributes, by their local names, of every element of that local name."""
    elements: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == tag:
            elements.append({_local(key): value for key, value in attributes.items()})

    parser = _parser()
    parser.StartElementHandler = start
    parser.Parse(xml, True)
    return elements


def _parser() -> expat.XMLParserType:
    """A parser that gives names as `namespace name`; without a document type no entity can expand."""
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_: object) -> NoReturn:
        raise Unreadable("an Excel workbook with a document type in it")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


class _Surveyor:
    """Goes through a sheet's XML, cell by cell."""

    def __init__(self) -> None:
        self.row = self.column = self.last_row = self.last_column = 0
        self.broken: dict[tuple[int, int], str] = {}
        self.type = ""
        self.has_formula = self.has_value = False
        self.text: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        if tag == "c":
            self.type = attributes.get("t", "")
            self.has_formula = self.has_value = False
            self._move(attributes.get("r"))
        elif tag == "v" or tag == "t":
            self.has_value = True
            self.text = [] if self.type == "e" or self.has_formula else None
        elif tag == "f":
            self.has_formula = True
        elif tag == "row":
            self.column = 0
            self.row = int(attributes.get("r", self.row + 1))

    def _move(self, to: str | None) -> None:
        """To a cell's place such as `B12`, or to the next cell of the row when none is given."""
        if to is None:
            self.column += 1
            return
        place = _PLACE.fullmatch(to)
        if place is None:
            # Read in any laxer way it might be a place that calamine lays out a terabyte for.
            raise Unreadable(_DAMAGED)
        self.column, self.row = _column_number(place[1]), int(place[2])

    def characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def end(self, name: str) -> None:
        if _local(name) != "c":
            return
        text, self.text = "".join(self.text or ()).strip(), None
        if self.type == "e":
            self.broken[self.row, self.column] = text or NOT_COMPUTED
        elif self.has_formula and not text and self.type != "str":
            self.broken[self.row, self.column] = NOT_COMPUTED
        elif not self.has_value:
            return
        self.last_row = max(self.last_row, self.row)
        self.last_column = max(self.last_column, self.column)


def _survey(xml: bytes) -> Survey:
    surveyor = _Surveyor()
    parser = _parser()
    parser.StartElementHandler = surveyor.start
    parser.EndElementHandler = surveyor.end
    parser.CharacterDataHandler = surveyor.characters
    parser.Parse(xml, True)
    return Survey(surveyor.last_row, surveyor.last_column, surveyor.broken)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _refuse_large(name: str, survey: Survey) -> None:
    rows, columns = survey.last_row, survey.last_column
    if rows > MOST_ROWS + 1 or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise Unreadable(
            f'an Excel workbook whose sheet "{name}" reaches down to row {rows:,} and across to column '
            f"{columns:,}; at most {MOST_ROWS:,} rows, {MOST_COLUMNS} columns and {MOST_CELLS:,} cells can "
            "be read (delete what stands far from the table, or split it)"
        )


def _open(content: bytes, name: str) -> python_calamine.CalamineSheet:
    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name)
    except BaseException as problem:
        # A panic of calamine's Rust code derives from BaseException alone.
        if isinstance(problem, Exception) or type(problem).__name__ == "PanicException":
            raise Unreadable(
                "a damaged Excel workbook; open it in the spreadsheet and save it anew"
            ) from None
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
