"""A spreadsheet somebody brought, read into rows: CSV in any common dress, or XLSX."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from files import delimited, workbook
from files.cells import Cell, shown
from files.finding import HEADER_WITHIN, Sought, find_header
from files.foreign import MOST_ENTRIES, entries_in_zip, foreign_kind, is_workbook
from files.guard import NO_WIDTH, unguard
from files.limits import MOST_BYTES, MOST_CELLS, MOST_COLUMNS, MOST_LINES, MOST_ROWS

_WANTED = (
    "Wanted: a CSV file or an Excel workbook (.xlsx) with the names of its columns in the first line, "
    "for example: email,course,completed_on."
)
_WANTED_OF_A_LIST = (
    "Wanted: a text file, a CSV file or an Excel workbook (.xlsx) with a name or an e-mail a line."
)
_KEPT_AS_TEXT = re.compile(r'="((?:[^"]|"")*)"')
"""How an export keeps a spreadsheet from reading a code as a number: ="00104"."""
_BETWEEN_WORDS = re.compile(rf"[\s_\-{NO_WIDTH}]+")


class NotATable(Exception):
    """A file that cannot be read as a table; the message says what it is and what is wanted instead."""


class NoRows(NotATable):
    """A file that has names of columns and nothing under them."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was brought: cells without the spaces around them, and without the spreadsheet guard."""

    line: int  # the line it begins on, the header being line 1; the sheet's row for a workbook
    raw: tuple[Cell, ...]  # every cell, never fewer than the header has
    columns: tuple[str, ...]  # the table's, shared by its rows
    problem: str | None = None  # why the row cannot be taken whatever its cells say
    place: str = ""  # the one cell it was made of, such as C5, where a row of the file makes several
    source: Row | None = None  # the row as it stands in the file, where this one was made of it

    @property
    def cells(self) -> Mapping[str, Cell]:
        """The cells by their normalised column name; a column without a name is left out."""
        return {name: cell for name, cell in zip(self.columns, self.raw, strict=False) if name}


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file was brought, so that its rejected rows can go back in the same shape."""

    delimiter: str = ","
    marked: bool = True  # whether a written file begins with a byte-order mark
    sheet: str | None = None  # the workbook's sheet that was read
    other_sheets: tuple[str, ...] = ()  # further sheets that hold something and were left alone
    fitting_sheets: tuple[str, ...] = ()  # where several sheets hold what was sought: which
    above: tuple[tuple[str, ...], ...] = ()  # the rows above the header: their cells that hold something
    header_line: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows under its header."""

    name: str
    header: tuple[str, ...]  # as brought
    columns: tuple[str, ...]  # normalised; empty where the header has no name
    rows: Sequence[Row]
    shape: Shape


def column_name(text: str) -> str:
    """A column's name as it is known here: lower case, underscores between words; `E-mail` is `email`."""
    name = _BETWEEN_WORDS.sub("_", text.casefold()).strip("_")
    return "email" if name == "e_mail" else name


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose header was read and whose rows come one by one; they raise as `open_table` does."""

    name: str
    header: tuple[str, ...]
    columns: tuple[str, ...]
    shape: Shape
    rows: Iterator[Row]


def read_table(content: bytes, name: str, sought: Sought | None = None) -> Table:
    """Read a whole file, here and now: for files of our own. `reading.read_apart` takes anybody's.

    Raises as `open_table` does.
    """
    opened = open_table(content, name, sought)
    return Table(name, opened.header, opened.columns, list(opened.rows), opened.shape)


def refuse_large(size: int, name: str) -> None:
    """Refuses a file of too many bytes.

    Raises:
        NotATable: saying how many it may have.
    """
    if size > MOST_BYTES:
        raise NotATable(
            f"{name} is too large: at most {MOST_BYTES / 1e6:.0f} MB can be read at once. "
            "Split it into several files, each with the header line."
        )


def open_table(content: bytes, name: str, sought: Sought | None = None) -> Opened:
    """Open a file of at most 20 MB and 200,000 rows; what it is, is told from its bytes, never from `name`.

    Its header is the row, near the top, and of a workbook the sheet, that has the columns `sought`; where
    nothing is sought, the first row that holds anything.

    Raises:
        NoRows: when there is a header and nothing under it; shown by the first row that is asked for.
        NotATable: when it is empty, too large, or something else.
    """
    shape, records = _brought(content, name, _WANTED, sought)
    return _table(name, records, shape, sought)


def open_list(content: bytes, name: str, most_rows: int) -> Opened:
    """Open a list of at most so many rows, of which none has to be a header: every row comes, with its cells
    as they stand, under no name.

    Raises:
        NoRows: when nothing stands in it; shown by the first row that is asked for.
        NotATable: when it is empty, too large, or something else.
    """
    shape, records = _brought(content, name, _WANTED_OF_A_LIST)
    return Opened(name, (), (), shape, _lines(name, _filled(records), most_rows))


_Records = Iterable[tuple[int, Sequence[Cell], str | None]]


def _brought(content: bytes, name: str, wanted: str, sought: Sought | None = None) -> tuple[Shape, _Records]:
    """How a file was brought, and its records; `wanted` is said of one that is something else."""
    refuse_large(len(content), name)
    if not content.strip():
        raise NotATable(f"{name} is empty. {wanted}")
    if entries_in_zip(content) > MOST_ENTRIES:
        raise NotATable(f"{name} is a compressed file (ZIP) of more than {MOST_ENTRIES:,} parts. {wanted}")
    if is_workbook(content):
        return _from_workbook(content, name, wanted, sought)
    kind = foreign_kind(content)
    if kind is not None:
        raise NotATable(f"{name} is {kind}. {wanted}")
    return _from_text(content, name, wanted, sought)


def _from_text(content: bytes, name: str, wanted: str, sought: Sought | None) -> tuple[Shape, _Records]:
    try:
        text, marked, odd = delimited.decode(content)
    except delimited.NotText as problem:
        raise NotATable(f"{name} is {problem}. {wanted}") from None
    lines = delimited.physical_lines(text, MOST_LINES + 1)
    if len(lines) > MOST_LINES:
        raise NotATable(
            f"{name} has more than {MOST_LINES:,} lines. "
            "Split it into several files, each with the header line."
        )
    named = delimited.named_delimiter(lines)
    delimiter = named or delimited.delimiter_of(lines, sought)
    shape = Shape(delimiter=delimiter, marked=marked)
    found = delimited.records(lines, delimiter, start=1 if named else 0)
    return shape, delimited.refusing_odd(found, odd)


def _from_workbook(content: bytes, name: str, wanted: str, sought: Sought | None) -> tuple[Shape, _Records]:
    try:
        sheet = workbook.read_sheet(content, sought)
    except workbook.Unreadable as problem:
        raise NotATable(f"{name} is {problem}. {wanted}") from None
    shape = Shape(sheet=sheet.name, other_sheets=sheet.others, fitting_sheets=sheet.fitting)
    return shape, ((line, cells, None) for line, cells in sheet.rows)


def _lines(
    name: str, filled: Iterator[tuple[int, tuple[Cell, ...], str | None]], most_rows: int
) -> Iterator[Row]:
    """The rows of a list; a line whose quotation marks are amiss comes as it stands."""
    count = 0
    for line, cells, _ in filled:
        if not any(cell != "" for cell in cells):
            continue
        if not count and _is_no_text_of(cells):
            raise NotATable(
                f"{name} is no text: its first line holds bytes that no text has. {_WANTED_OF_A_LIST}"
            )
        count += 1
        if count > most_rows:
            raise NotATable(f"{name} has more than {most_rows:,} lines. Split it into several files.")
        last = max(place for place, cell in enumerate(cells, start=1) if cell != "")
        if last > MOST_COLUMNS:
            raise NotATable(
                f"Line {line} of {name} has {last:,} cells; at most {MOST_COLUMNS} can be read. "
                "Look whether a quotation mark or a line break is missing there."
            )
        yield Row(line, cells[:last], ())
    if not count:
        raise NoRows(f"{name} is empty. {_WANTED_OF_A_LIST}")


def _is_no_text_of(cells: Sequence[Cell]) -> bool:
    return any(sign < " " and sign not in "\t\r\n" for cell in cells for sign in shown(cell))


def _table(name: str, records: _Records, shape: Shape, sought: Sought | None) -> Opened:
    filled = _filled(records)
    top = list(islice(filled, 1 if sought is None else HEADER_WITHIN)) or [(0, (), None)]
    if sought is not None and len(top) > 1 and _is_no_text_of(top[0][1]):
        top = top[:1]
    found = find_header([() if problem else cells for _, cells, problem in top], sought)
    line, header_cells, problem = top[found.place]
    if problem is not None:
        raise NotATable(f"The header line of {name} cannot be read: {problem}. {_WANTED}")
    if len(header_cells) > MOST_COLUMNS:
        raise NotATable(
            f"{name} has {len(header_cells):,} columns; at most {MOST_COLUMNS} can be read. {_WANTED}"
        )
    header = tuple(shown(cell) for cell in header_cells)
    _refuse_bad_header(name, header)
    above = tuple(tuple(shown(each) for each in cells if each != "") for _, cells, _ in top[: found.place])
    shape = replace(shape, above=above, header_line=line)
    columns = tuple(column_name(cell) for cell in header)
    rest = chain(top[found.place + 1 :], filled)
    return Opened(name, header, columns, shape, _rows(name, header, columns, rest))


def _rows(
    name: str,
    header: tuple[str, ...],
    columns: tuple[str, ...],
    filled: Iterator[tuple[int, tuple[Cell, ...], str | None]],
) -> Iterator[Row]:
    count = cell_count = 0
    for line, cells, trouble in filled:
        row = _row(line, cells, columns, trouble)
        if len(row.raw) > MOST_COLUMNS:
            raise NotATable(
                f"Line {line} of {name} has {len(row.raw):,} cells; at most {MOST_COLUMNS} can be read. "
                "Look whether a quotation mark or a line break is missing there."
            )
        count += 1
        cell_count += len(row.raw)
        if count > MOST_ROWS or cell_count > MOST_CELLS:
            most = f"{MOST_ROWS:,} rows" if count > MOST_ROWS else f"{MOST_CELLS:,} cells"
            raise NotATable(
                f"{name} has more than {most}. Split it into several files, each with the header line."
            )
        yield row
    if not count:
        raise NoRows(f"{name} has names of columns ({_listed(header)}) and no rows under them.")


def _filled(records: _Records) -> Iterator[tuple[int, tuple[Cell, ...], str | None]]:
    """The records that hold anything, their cells cleaned."""
    for line, cells, problem in records:
        cleaned = tuple([_clean(cell) if isinstance(cell, str) else cell for cell in cells])
        if problem is not None or any(cell != "" for cell in cleaned):
            yield line, cleaned, problem


def _clean(cell: str) -> str:
    """The text without what surrounds it unseen (spaces, also unbreakable ones, and signs of no width)."""
    text = cell.strip()
    while text and (text[0] in NO_WIDTH or text[-1] in NO_WIDTH):
        text = text.strip(NO_WIDTH).strip()
    if text.startswith("'"):
        # The guard goes by what follows it, which may be just the line break at the end of the cell.
        return unguard(cell[cell.index("'") :]).rstrip()
    if text.startswith('="') and (quoted := _KEPT_AS_TEXT.fullmatch(text)):
        return quoted[1].replace('""', '"').strip()
    return text


def _refuse_bad_header(name: str, header: tuple[str, ...]) -> None:
    if _is_no_text_of(header):
        raise NotATable(f"{name} is no text: its first line holds bytes that no text has. {_WANTED}")
    if not any(sign.isalnum() for cell in header for sign in cell):
        raise NotATable(f"{name} is empty, or its first line names no columns. {_WANTED}")


def _row(line: int, cells: tuple[Cell, ...], columns: tuple[str, ...], problem: str | None) -> Row:
    width = len(columns)
    if len(cells) < width:
        cells += ("",) * (width - len(cells))
    elif len(cells) > width:
        filled = max((place for place, cell in enumerate(cells, start=1) if cell != ""), default=0)
        cells = cells[: max(filled, width)]
    if problem is None and len(cells) > width:
        problem = (
            f"the row has {len(cells)} cells and the header {width}; put a cell that holds the sign between "
            'the cells in quotation marks, such as "November 1, 2026"'
        )
    return Row(line, cells, columns, problem)


def _listed(header: Sequence[str]) -> str:
    return ", ".join(cell for cell in header if cell)
