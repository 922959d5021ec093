"""Going through a workbook's XML before it is opened: how far its sheets reach, how much its cells hold.

Calamine lays out the whole rectangle of a sheet at once, with a copy of a shared text in every cell that
uses it: fifty kilobytes can come to terabytes. So what a sheet will be is counted first, part by part and
without keeping it, and what goes over the limits is refused before anything is laid out. Calamine also gives
an error cell, and a formula whose result was never stored, as an empty cell; they are found here, as they
must never pass for empty, and so are numbers that the sheet shows as codes (`number_formats`).
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import NoReturn
from xml.parsers import expat

from files.cells import NOT_COMPUTED
from files.limits import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ELEMENTS,
    MOST_PARTS,
    MOST_ROWS,
    MOST_SHEETS,
    MOST_TEXT,
    MOST_UNPACKED_BYTES,
    MOST_UNPACKED_BYTES_BESIDE,
)
from files.number_formats import CodeFormat, code_format

_NO_FORMATS: Mapping[str, CodeFormat] = MappingProxyType({})
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STYLES = "xl/styles.xml"
SHARED = "xl/sharedstrings.xml"  # in lower case: calamine finds it in any
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_CHUNK = 1 << 16

DAMAGED = "a damaged Excel workbook; open it in the spreadsheet and save it anew"


class Unreadable(ValueError):
    """A workbook that cannot be read; the message says what was found."""


@dataclass(frozen=True)
class Survey:
    """What a sheet's XML says of it: its last row and column, and the cells calamine would show as empty, or
    as a number where a code is seen.
    """

    last_row: int = 0
    last_column: int = 0
    broken: Mapping[tuple[int, int], str] | None = None


def filled_sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The visible worksheets that hold anything, in their order: each name, and the part it is in.

    They are looked at just far enough to see that they do.

    Raises:
        Unreadable: when the workbook is larger than the limits, or not as a workbook is.
    """
    _refuse_large_parts(archive)
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in _elements(archive, _RELATIONS, "Relationship")
        if relation.get("Type", "").endswith("/worksheet")
    }
    visible = [
        (sheet.get("name", ""), posixpath.normpath(posixpath.join("xl", target)).lstrip("/"))
        for sheet in _elements(archive, _WORKBOOK, "sheet")
        if (target := targets.get(sheet.get("id"))) is not None and sheet.get("state", "visible") == "visible"
    ]
    if len(visible) > MOST_SHEETS:
        raise Unreadable(f"an Excel workbook of {len(visible):,} sheets; at most {MOST_SHEETS} can be read")
    filled: dict[str, bool] = {}  # several sheets may name one part: it is gone through once
    for name, part in visible:
        if part not in filled:
            filled[part] = _holds_anything(archive, name, part)
    return {name: part for name, part in visible if filled[part]}


def _refuse_large_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise Unreadable(f"an Excel workbook of {len(parts):,} parts; at most {MOST_PARTS:,} can be read")
    names = Counter(part.filename.lower() for part in parts)
    if len(names) < len(parts):
        raise Unreadable(DAMAGED)
    unpacked = sum(part.file_size for part in parts)
    beside = max(
        (
            part.file_size
            for part in parts
            if part.filename.lower().endswith((".xml", ".rels"))
            and not part.filename.lower().startswith(("xl/worksheets/", SHARED))
        ),
        default=0,
    )
    if unpacked > MOST_UNPACKED_BYTES or beside > MOST_UNPACKED_BYTES_BESIDE:
        most = MOST_UNPACKED_BYTES if unpacked > MOST_UNPACKED_BYTES else MOST_UNPACKED_BYTES_BESIDE
        raise Unreadable(
            f"an Excel workbook of more than {most / 1e6:.0f} MB once unpacked; copy the table alone into a "
            "new workbook, or save it as CSV"
        )


def new_parser() -> expat.XMLParserType:
    """A parser that gives names as `namespace name`; without a document type no entity can expand."""
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_: object) -> NoReturn:
        raise Unreadable("an Excel workbook with a document type in it")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def go_through(archive: zipfile.ZipFile, part: str, parser: expat.XMLParserType) -> None:
    """Parses a part of the archive as it is unpacked, never all of it at once."""
    with archive.open(part) as unpacked:
        while chunk := unpacked.read(_CHUNK):
            parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _elements(archive: zipfile.ZipFile, part: str, tag: str) -> list[dict[str, str]]:
    """The attributes, by their local names, of every element of that local name."""
    elements: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if local_name(name) == tag:
            elements.append({local_name(key): value for key, value in attributes.items()})

    parser = new_parser()
    parser.StartElementHandler = start
    go_through(archive, part, parser)
    return elements


@lru_cache(maxsize=256)
def local_name(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(" ")[2]


def _shared_lengths(archive: zipfile.ZipFile) -> array[int]:
    """How many characters each shared text has, in their order."""
    part = next((name for name in archive.namelist() if name.lower() == SHARED), None)
    lengths = array("q")
    if part is None:
        return lengths
    total = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        if local_name(name) == "si":
            if len(lengths) == MOST_CELLS:
                raise _too_much(f"holds more than {MOST_CELLS:,} shared texts")
            lengths.append(0)

    def characters(text: str) -> None:
        nonlocal total
        total += len(text)
        if total > MOST_TEXT:
            raise _too_much_text()
        if lengths:
            lengths[-1] += len(text)

    parser = new_parser()
    parser.StartElementHandler = start
    parser.CharacterDataHandler = characters
    go_through(archive, part, parser)
    return lengths


def _too_much(what: str) -> Unreadable:
    return Unreadable(f"an Excel workbook that {what}; split it, each part with the header line")


def _too_much_text() -> Unreadable:
    return _too_much(f"holds more than {MOST_TEXT / 1e6:.0f} million characters in its cells")


class Surveyor:
    """Goes through a sheet's XML, cell by cell."""

    def __init__(
        self, sheet: str, shared: array[int], formats: Mapping[str, CodeFormat] = _NO_FORMATS
    ) -> None:
        self.sheet, self.shared, self.formats = sheet, shared, formats
        self.format: CodeFormat | None = None  # of a number that is shown as a code
        self.row = self.column = self.last_row = self.last_column = 0
        self.broken: dict[tuple[int, int], str] = {}
        self.type = ""
        self.has_formula = self.has_value = self.in_value = False
        self.text: list[str] | None = None
        self.cells = self.characters_in_all = self.elements = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise _too_much(
                f'has more than {MOST_ELEMENTS:,} cells, rows and marks in its sheet "{self.sheet}"'
            )
        tag = local_name(name)
        if tag == "c":
            self.type = attributes.get("t", "")
            self.has_formula = self.has_value = False
            self.format = self.formats.get(attributes.get("s", "")) if self.type in ("", "n") else None
            self._move(attributes.get("r"))
        elif tag == "v" or tag == "t":
            self.has_value = self.in_value = True
            self.text = [] if self.type in ("e", "s") or self.has_formula or self.format else None
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
            raise Unreadable(DAMAGED)
        self.column, self.row = _column_number(place[1]), int(place[2])

    def characters(self, text: str) -> None:
        """Text within an element."""
        if self.in_value:
            self.characters_in_all += len(text)
        if self.text is not None:
            self.text.append(text)

    def end(self, name: str) -> None:
        """An element ends."""
        tag = local_name(name)
        if tag == "v" or tag == "t":
            self.in_value = False
        if tag != "c":
            return
        text, self.text = "".join(self.text or ()).strip(), None
        if self.type == "e":
            self.broken[self.row, self.column] = text or NOT_COMPUTED
        elif self.has_formula and not text and self.type != "str":
            self.broken[self.row, self.column] = NOT_COMPUTED
        elif not self.has_value:
            return
        elif self.type == "s":
            self._count_shared(text)
        elif self.format is not None and (shown := self.format.shown(text)) is not None:
            self.broken[self.row, self.column] = shown
            self.characters_in_all += len(shown)
        self._count()

    def _count_shared(self, number: str) -> None:
        if not (number.isascii() and number.isdecimal() and int(number[:20]) < len(self.shared)):
            raise Unreadable(DAMAGED)
        self.characters_in_all += self.shared[int(number)]

    def _count(self) -> None:
        """Counts a cell that holds something; refuses the sheet as soon as it goes over the limits."""
        self.cells += 1
        if self.characters_in_all > MOST_TEXT:
            raise _too_much_text()
        if self.row > self.last_row or self.column > self.last_column:
            self.last_row = max(self.last_row, self.row)
            self.last_column = max(self.last_column, self.column)
        rows, columns = self.last_row, self.last_column
        if self.cells > MOST_CELLS or rows > MOST_ROWS + 1 or columns > MOST_COLUMNS:
            self.refuse_large()

    def refuse_large(self) -> NoReturn:
        """Refuses the sheet for how far it reaches."""
        raise Unreadable(
            f'an Excel workbook whose sheet "{self.sheet}" reaches down to row {self.last_row:,} and across '
            f"to column {self.last_column:,}; at most {MOST_ROWS:,} rows, {MOST_COLUMNS} columns and "
            f"{MOST_CELLS:,} cells can be read (delete what stands far from the table, or split it)"
        )


def survey_sheet(archive: zipfile.ZipFile, name: str, part: str) -> Survey:
    """How far a sheet reaches, counted without keeping it.

    Raises:
        Unreadable: when it is larger than the limits, or not as a sheet is.
    """
    surveyor = Surveyor(name, _shared_lengths(archive), code_formats(archive))
    listen(archive, part, surveyor)
    if surveyor.last_row * surveyor.last_column > MOST_CELLS:
        surveyor.refuse_large()
    return Survey(surveyor.last_row, surveyor.last_column, surveyor.broken)


def code_formats(archive: zipfile.ZipFile) -> Mapping[str, CodeFormat]:
    """The styles of a workbook's cells that show numbers as codes, by their number in the sheets."""
    if _STYLES not in archive.namelist():
        return {}
    written: dict[str, str] = {}
    styles: list[str] = []
    within: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        tag = local_name(name)
        within.append(tag)
        if tag == "numFmt":
            written[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "xf" and within[-2:-1] == ["cellXfs"]:
            styles.append(attributes.get("numFmtId", ""))

    parser = new_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: within.pop()
    go_through(archive, _STYLES, parser)
    formats = {number: found for number, text in written.items() if (found := code_format(text)) is not None}
    return {str(place): formats[number] for place, number in enumerate(styles) if number in formats}


def listen(archive: zipfile.ZipFile, part: str, surveyor: Surveyor) -> None:
    """Lets a surveyor go through a part."""
    parser = new_parser()
    parser.buffer_text = True
    parser.StartElementHandler = surveyor.start
    parser.EndElementHandler = surveyor.end
    parser.CharacterDataHandler = surveyor.characters
    go_through(archive, part, parser)


class Enough(Exception):
    """What there is to know of a sheet is known, and the rest of it need not be gone through."""


class _Glancing(Surveyor):
    def _count(self) -> NoReturn:
        raise Enough

    def _count_shared(self, number: str) -> None:
        pass


def _holds_anything(archive: zipfile.ZipFile, name: str, part: str) -> bool:
    try:
        listen(archive, part, _Glancing(name, array("q")))
    except Enough:
        return True
    return False


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
