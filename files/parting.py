"""A text file too large to be read at once, cut into parts of whole rows, each with the file's header.

Each part is read as a file of its own is (`reading`): within the same limits, in a process of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from files.finding import Sought
from files.limits import MOST_BYTES, MOST_ROWS
from files.reading import read_apart
from files.table import NoRows, NotATable, Row, Table

LINES_A_PART = 20_000
_LONGEST_ROW = 1_000
"""Lines after which a quotation mark that is not closed is taken for a stray one."""
_MOST_IN_A_LINE = 1_000_000  # bytes
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_ZIP = b"PK"
_AT_ONCE = 1 << 20


def is_beyond(path: Path) -> bool:
    """Whether a file of the machine's is a text with more bytes, or lines, than are read at once.

    Raises OSError when it may not be read.
    """
    with path.open("rb") as file:
        if file.read(2) == _ZIP:
            return False
        if path.stat().st_size > MOST_BYTES:
            return True
        lines = 0
        while block := file.read(_AT_ONCE):
            lines += block.count(b"\n")
    return lines > MOST_ROWS


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of the file, in a table like the file's; their lines are those of the file."""

    table: Table
    read: int  # bytes of the file up to its end
    of: int  # bytes of the file


class Parts:
    """The parts of a file, in their order; each time they are gone through, the file is read anew."""

    def __init__(self, path: Path, sought: Sought | None = None) -> None:
        self.digest = ""
        """Of all the file's bytes, once it was gone through."""
        self._path = path
        self._sought = sought
        self._is_utf8 = False
        self._is_other = False

    def __iter__(self) -> Iterator[Part]:
        """Each part, read; one without rows is passed over.

        Raises as `reading.read_apart` does; NotATable too where the parts would not be read alike.
        """
        digest, line, read = sha256(), 1, 0
        head, first = b"", None
        of = self._path.stat().st_size
        with self._path.open("rb") as file:
            for lines in _cut(file, self._path.name):
                content = b"".join(lines)
                digest.update(content)
                read += len(content)
                self._refuse_mixed(lines)
                table = self._table(head + content, line - 1 - _count(head) if head else 0)
                if table is not None:
                    if first is None:
                        first, head = table, _before(lines, table.rows[0].line)
                    elif _laid_out(table) != _laid_out(first):
                        raise NotATable(f"{self._path.name} can't be read from line {line} on: {_OTHERWISE}")
                    yield Part(table, read, of)
                elif first is None:
                    raise NoRows(f"{self._path.name} has no rows in its first {len(lines):,} lines.")
                line += _count(content)
        self.digest = digest.hexdigest()

    def _table(self, content: bytes, further: int) -> Table | None:
        try:
            table = read_apart(content, self._path.name, sought=self._sought)
        except NoRows:
            return None
        if not further:
            return table
        return replace(table, rows=[_further_down(row, further) for row in table.rows])

    def _refuse_mixed(self, lines: list[bytes]) -> None:
        """Whether letters beyond a to z are UTF-8 is told from the whole file, which nobody has in memory."""
        if lines[0].startswith(_UTF16_MARKS):
            raise NotATable(f"{self._path.name} is in UTF-16 and too large to be read at once. {_SAVE}")
        for each in lines:
            if each.isascii():
                continue
            try:
                each.decode("utf-8")
                self._is_utf8 = True
            except UnicodeDecodeError:
                self._is_other = True
        if self._is_utf8 and self._is_other:
            raise NotATable(f"{self._path.name} is in UTF-8 in some lines, and not in others. {_SAVE}")


_SAVE = "Save it as “CSV UTF-8” and bring it again."
_OTHERWISE = (
    "the rows there are laid out in another way than those before. Bring them in a file of their own."
)


def _cut(file: BinaryIO, name: str) -> Iterator[list[bytes]]:
    """The lines of each part; none ends within a cell of several lines."""
    part: list[bytes] = []
    marks = 0
    while line := file.readline(_MOST_IN_A_LINE + 1):
        if len(line) > _MOST_IN_A_LINE:
            raise NotATable(f"{name} has a line of more than {_MOST_IN_A_LINE:,} bytes. {_SAVE}")
        part.append(line)
        marks += line.count(b'"')
        is_whole = marks % 2 == 0
        is_stray = len(part) >= LINES_A_PART + _LONGEST_ROW and b'"' not in line
        if len(part) >= LINES_A_PART and (is_whole or is_stray):
            yield part
            part, marks = [], 0
    if part:
        yield part


def _before(lines: list[bytes], line: int) -> bytes:
    """What stands before a line: the header, and what is above it."""
    head = b""
    for each in lines:
        if _count(head) >= line - 1:
            break
        head += each
    return head


def _count(content: bytes) -> int:
    """How many lines end in it, by LF, CRLF or CR."""
    return content.count(b"\n") + content.count(b"\r") - content.count(b"\r\n")


def _laid_out(table: Table) -> tuple[object, ...]:
    return table.header, table.shape.delimiter, table.shape.header_line


def _further_down(row: Row, lines: int) -> Row:
    return Row(row.line + lines, row.raw, row.columns, row.problem, row.place, row.source)
