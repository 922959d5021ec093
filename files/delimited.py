"""Reading text files whose cells stand between commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from files.finding import HEADER_WITHIN, Sought, find_header

DELIMITERS = (",", ";", "\t")
_NAMED = re.compile(r'"?sep=([,;\t|])"?[,;\t|]*')
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MARKS = (
    "a quotation mark in this line is not closed, or stands within a cell; put the whole cell between "
    'quotation marks and double those within, such as "Drill ""North"", 2026"'
)
_TOO_LONG = (
    f"a cell that begins in this line has more than {csv.field_size_limit():,} characters; shorten it, or "
    "close its quotation mark"
)
_SPACE_AFTER_QUOTE = re.compile('"[ \\t\xa0]+(?=[,;\\t\\r\\n]|$)')


class NotText(ValueError):
    """Bytes that are no text in any encoding we read; the message says what was found."""


class Record(NamedTuple):
    """One row as it stands in the file."""

    line: int  # the physical line it begins on, counted from 1
    cells: Sequence[str]
    problem: str | None  # why its cells cannot be told apart


class Text(NamedTuple):
    """A decoded file."""

    text: str
    marked: bool  # whether it began with a byte-order mark, or was in an encoding that is not UTF-8
    odd: frozenset[int] = frozenset()  # lines that are not UTF-8 as the others are, counted from 1


def decode(content: bytes) -> Text:
    """The text of a file: UTF-8 with or without a mark, UTF-16 with one, else Windows-1252.

    Where some lines are UTF-8 beyond ASCII and others are not UTF-8 at all, those others are odd: each line
    is read as what it is, and nobody's name is spoilt by another line.

    Raises:
        NotText: when it is none of these.
    """
    if content.startswith(_UTF16_MARKS):
        return Text(_decoded(content, "utf-16", "marked as UTF-16, but damaged"), marked=True)
    if content.startswith(_UTF8_MARK):
        return Text(_decoded(content, "utf-8-sig", "marked as UTF-8, but damaged"), marked=True)
    if b"\x00" in content:
        raise NotText("no text: it holds bytes that no text has (or it is UTF-16 without its mark)")
    try:
        return Text(content.decode("utf-8"), marked=False)
    except UnicodeDecodeError:
        lines = content.splitlines(keepends=True)
        odd = frozenset(number for number, line in enumerate(lines, start=1) if not _is_utf8(line))
        if all(line.isascii() for number, line in enumerate(lines, start=1) if number not in odd):
            return Text(_windows(content), marked=True)
        read = (
            line.decode("cp1252", errors="replace") if number in odd else _decoded(line, "utf-8", _NO_TEXT)
            for number, line in enumerate(lines, start=1)
        )
        return Text("".join(read), marked=False, odd=odd)


_NO_TEXT = (
    "no text in UTF-8, UTF-16 or Windows-1252 (a spreadsheet on a Mac may have saved it in its own letters: "
    "save it there as “CSV UTF-8” and bring it again)"
)
_AS_ON_A_MAC = re.compile(
    r"""
      (?<=[^\W\d_])(?:
        [ŽŠŒŸ](?=[a-z])|(?<=[a-zß-ÿ])[ŽŠŒŸ]                  # é ä å ü
      | [‡„†‰ˆ•¯‹‚˜¨¸¿¡“”™](?=[^\W\d_]|[–—])                # á Ñ à â ï ø ã ê î ô and others
      | (?<=[a-z])[–—](?=[a-z])|(?<=\b[A-Z])[–—](?=[a-z])    # ñ ó
      | ‘(?![aeiou])|œ(?!u)                                  # ë ú, no okina and no cœur
      )
    | (?<=[b-df-hj-np-tv-zA-Z])[šž](?=[b-df-hj-np-tv-z])     # ö û
    | (?<=[b-df-hj-mp-tv-z])’(?!(?:s|t|re|ll|ve|d|m|l|y|n|em|er)\b)(?=[a-z])  # í, and no can’t
    | (?<=qu)’(?=[a-z])|(?<=\b[A-Z])’(?!(?:s|t|re|ll|ve|d|m)\b)[a-z]{1,2}\b  # Joaqu’n, D’az
    | ƒ|(?<![^\W\d_])[†¯](?=[a-z])|[„‚][‡–—]|ê–               # É Ü Ø Ñá Íñ
    | \bç(?=[b-df-hj-np-tv-z])|(?<=[A-Z]{2})[çêîò](?=[A-Z]|\b)  # Á Í Ó Ú
    """,
    re.VERBOSE,
)
"""Words in which the accents of Mac Roman, read as Windows-1252, show as signs or capitals: JosŽ Nu–ez."""


_BEFORE = re.compile(r"[^\s,;\"]*$")
_AFTER = re.compile(r"[^\s,;\"]*")


def _windows(content: bytes) -> str:
    """The text of a file in Windows-1252; a spreadsheet on a Mac saves other letters under the same bytes.

    Raises:
        NotText: where its words show that they were not written in it.
    """
    text = _decoded(content, "cp1252", _NO_TEXT)
    if (odd := _AS_ON_A_MAC.search(text)) is not None:
        before, after = _BEFORE.search(text[: odd.start()][-30:]), _AFTER.match(text[odd.start() :][:30])
        word = f"{before[0] if before else ''}{after[0] if after else ''}"
        raise NotText(
            f"no text that can be told for sure: “{word}” may have been written on a Mac, in other letters. "
            "Save it from the spreadsheet as “CSV UTF-8” and bring it again"
        )
    return text


_ODD = (
    "this line is not in UTF-8 as the rest of the file is, so its letters beyond a to z can't be told; type "
    "them anew"
)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def refusing_odd(found: Iterator[Record], odd: frozenset[int]) -> Iterator[Record]:
    """The rows of a file, those refused that have an odd line in them."""
    if not odd:
        yield from found
        return
    ends = max(odd) + 1
    before: Record | None = None
    for record in found:
        if before is not None:
            yield _refused_if_odd(before, record.line, odd)
        before = record
    if before is not None:
        yield _refused_if_odd(before, max(ends, before.line + 1), odd)


def _refused_if_odd(record: Record, until: int, odd: frozenset[int]) -> Record:
    is_odd = any(line in odd for line in range(record.line, until))
    return record._replace(problem=_ODD) if is_odd and record.problem is None else record


def _decoded(content: bytes, encoding: str, otherwise: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise NotText(otherwise) from None
    if "\x00" in text:
        raise NotText("no text: it holds bytes that no text has")
    return text


def physical_lines(text: str, most: int | None = None) -> list[str]:
    """The lines of a text with their ends, which are LF, CRLF or CR; no more than `most` of them."""
    return list(islice(io.StringIO(text, newline=""), most))


def named_delimiter(lines: Sequence[str]) -> str | None:
    """The delimiter a first line such as `sep=;` names, as Excel writes it; None where there is none."""
    match = _NAMED.fullmatch(lines[0].strip(" \r\n\ufeff").casefold()) if lines else None
    return None if match is None else match[1]


def delimiter_of(lines: Sequence[str], sought: Sought | None = None) -> str:
    """What stands between the cells: whichever lets most of the columns be known that are sought, else
    splits the header line into most of them.
    """
    if sought is not None:
        known = {each: _columns_known(lines, each, sought) for each in DELIMITERS}
        best = max(DELIMITERS, key=known.__getitem__)
        if known[best]:
            return best
    return max(DELIMITERS, key=lambda delimiter: _width_of_header(lines, delimiter))


def _columns_known(lines: Sequence[str], delimiter: str, sought: Sought) -> int:
    filled = (each.cells for each in records(lines, delimiter) if any(map(str.strip, each.cells)))
    return len(find_header(list(islice(filled, HEADER_WITHIN)), sought).known)


def _width_of_header(lines: Sequence[str], delimiter: str) -> int:
    for record in records(lines, delimiter):
        filled = sum(1 for cell in record.cells if cell.strip())
        if filled:
            return filled
    return 0


def records(lines: Sequence[str], delimiter: str, start: int = 0) -> Iterator[Record]:
    """Every row from a line on, with the physical line it begins on.

    A quotation mark that is never closed, or closed in the midst of a cell, spoils the one line it stands
    on: the row is given with a problem, and reading goes on with the next line, so that a stray mark never
    swallows the rows below it.
    """
    while start < len(lines):
        rest = map(lines.__getitem__, range(start, len(lines)))
        reader = csv.reader(rest, delimiter=delimiter, skipinitialspace=True, strict=True)
        begin = start
        try:
            for cells in reader:
                yield Record(begin + 1, cells, None)
                begin = start + reader.line_num
        except csv.Error as problem:
            yield _mended(
                lines[begin], begin + 1, delimiter, _TOO_LONG if "limit" in str(problem) else _MARKS
            )
            start = begin + 1
        else:
            return


def _mended(line: str, number: int, delimiter: str, problem: str) -> Record:
    """A line that strict reading refused: taken if only spaces after a closing quotation mark were amiss."""
    try:
        mended = [_SPACE_AFTER_QUOTE.sub('"', line)]
        (cells,) = csv.reader(mended, delimiter=delimiter, skipinitialspace=True, strict=True)
    except (csv.Error, ValueError):
        pass
    else:
        return Record(number, cells, None)
    try:
        as_it_stands: Sequence[str] = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        as_it_stands = [line]
    return Record(number, as_it_stands, problem)
