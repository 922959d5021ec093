"""Whom a cell names beside what its column is for: `Abbott, Ada (CFD-101)`, `Ada Abbott <ada@cedar.example>`,
two addresses in one cell.

What stands there is put where it belongs, so that an address and a name that are two people's still show it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from files.cells import Cell, shown
from files.columns import Kind, specs
from files.header_words import header_key
from files.kinds import ROSTER
from files.looks import filled
from files.mapping import Columns
from files.rows import cells_of, in_place, with_columns
from files.table import Row, Table
from words.classes import listed
from words.people_names import name_key, split_name

OTHER_EMAILS = "other emails"
"""Our name for a column of further addresses of a row's person, a space between them; no file has it."""

_ADDRESS = re.compile(
    r"(?:mailto:)?([^\s<>‹›«»()\[\]{}\"',;:|/\\@]+@[^\s<>‹›«»()\[\]{}\"',;:|/\\@?]+)(?:\?\S*)?"
)
_AROUND = re.compile(r"[<>‹›«»()\[\]{}\"',;:|/\\]+")
_NO_NAME = listed(
    "work home personal private office business other email mail main primary secondary or and preferred alt"
)
_ID = (
    r"(?=[\w-]*\d)(?!\d+(?:st|nd|rd|th)\b)(?!(?:[a-z]+\d|(?:a?emt|emr|ff|pgy|lt|level|grade|step)-\d)(?![\w-]))"
    r"[A-Za-z\d][\w-]{0,19}"
)
"""A member id; EMT1, FF-2 and PGY3 are a rank or a level, though they stand beside one name only."""
_LABEL = r"(?:(?:id|emp|employee|badge|member|no|number)\b[.\s]*)*[#:\s]*"
_NAME = r"(?P<name>[^\d@()\[\]#]*[^\W\d_][^\d@()\[\]#]*?)"
_NAMED_AND_NUMBERED = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_NAME}\s*[(\[]\s*{_LABEL}(?P<id>{_ID})\s*[)\]]",
        rf"{_NAME}\s*#\s*(?P<id>{_ID})",
        rf"{_NAME}\s+[-\N{{EN DASH}}\N{{EM DASH}}|]\s+{_LABEL}(?P<id>{_ID})",
        rf"[(\[]?(?P<id>{_ID})[)\]]?\s+[-\N{{EN DASH}}\N{{EM DASH}}|]\s+{_NAME}",
    )
)
_NICKNAME = re.compile(r"(?<=\w)\s+(?:\([^\W\d_]+\)|[\"“'‘][^\W\d_]+[\"”'’])(?=\s+[^\W\d_])")
_FURTHER = re.compile(
    r"(?:personal|home|private|other|secondary|second|alternate|alternative|alt|work|business|additional)"
    r" e?mail(?: address)?(?: [2-9])?|e?mail(?: address)? [2-9]|e?mail(?: address)? "
    r"(?:personal|home|private|other|secondary|alternate|work)"
)
"""What a second column of addresses of the same person is called."""


def names_numbers(kind: Kind[Any], columns: Columns, rows: Sequence[Row]) -> bool:
    """Whether a file without a column of e-mails or member ids has one of them beside each name."""
    place = columns.place("full_name")
    if place is None or not {"email", "member_id"} <= {column for column, _ in specs(kind.row_type)}:
        return False
    cells = [cell for cell in filled(row.raw[place] for row in rows) if isinstance(cell, str)]
    return bool(cells) and all(_numbered(cell) is not None or _ADDRESS.search(cell) for cell in cells)


def told_apart(table: Table, kind: Kind[Any], columns: Columns) -> Table:
    """The table, arranged, with each name, address and member id in a column of its own."""
    ours = {column for column, _ in specs(kind.row_type)}
    for column in ("email", "member_id", "completed_on", "expires_on", "hours"):
        if column in ours and column in table.columns:
            place = table.columns.index(column)
            table = in_place(table, place, [_without_mark(cell) for cell in cells_of(table, place)])
    if {"full_name", "email"} <= ours:
        table = _names_parted(table, ours)
        table = _addresses_parted(table, kind, columns)
    return table


def _without_mark(cell: Cell) -> Cell:
    """A code without the apostrophe with which somebody kept it a text."""
    return cell[1:] if isinstance(cell, str) and re.match(r"'[^\W_]", cell) else cell


def _names_parted(table: Table, ours: Iterable[str]) -> Table:
    if "full_name" not in table.columns:
        return table
    place = table.columns.index("full_name")
    names = cells_of(table, place)
    added: dict[str, list[Cell]] = {}
    if "email" not in table.columns:
        found = [match[1] if (match := _ADDRESS.search(shown(cell))) else "" for cell in names]
        if any(found):
            added["email"] = list(found)
            names = [_rest(shown(cell)) if email else cell for cell, email in zip(names, found, strict=True)]
    if "member_id" not in table.columns and "member_id" in ours:
        parted = [_numbered(cell) for cell in names]
        if any(parted) and _are_their_own(parted):
            added["member_id"] = [each[1] if each else "" for each in parted]
            names = [each[0] if each else cell for cell, each in zip(names, parted, strict=True)]
    names = [_NICKNAME.sub("", cell) if isinstance(cell, str) else cell for cell in names]
    table = in_place(table, place, names)
    return with_columns(table, added) if added else table


def _numbered(cell: Cell) -> tuple[str, str] | None:
    """A name and the member id beside it; None where a cell is not just that."""
    text = " ".join(shown(cell).split())
    matches = (form.fullmatch(text) for form in _NAMED_AND_NUMBERED)
    match = next(filter(None, matches), None)
    return None if match is None else (match["name"].strip(" ,"), match["id"])


def _are_their_own(parted: Sequence[tuple[str, str] | None]) -> bool:
    """Whether each number is one name's: that of an engine stands beside several."""
    whose: dict[str, set[str]] = {}
    for name, number in filter(None, parted):
        whose.setdefault(number.casefold(), set()).add(name_key(*split_name(name)))
    return all(len(names) == 1 for names in whose.values())


def _addresses_parted(table: Table, kind: Kind[Any], columns: Columns) -> Table:
    """With one address in each cell of e-mails, and whatever else stood there where it belongs."""
    if "email" not in table.columns:
        return table
    place = table.columns.index("email")
    cells = cells_of(table, place)
    further = further_addresses(columns)
    found = [_addresses(cell) for cell in cells]
    if kind is ROSTER and "member_id" not in table.columns:  # whose the second is, nothing would say
        found, further = [each if len(each) == 1 else [] for each in found], []
    others = [
        [*each[1:], *(one for column in further for one in _addresses(row.raw[column]))]
        for each, row in zip(found, table.rows, strict=True)
    ]
    first = [
        each[0] if each else (more[0] if more and cell == "" else cell)
        for each, more, cell in zip(found, others, cells, strict=True)
    ]
    added: dict[str, list[Cell]] = {}
    if not {"full_name", "first_name", "last_name"} & set(table.columns):
        names = [
            "" if not each or cell in each else _rest(shown(cell))
            for cell, each in zip(cells, found, strict=True)
        ]
        if any(names):
            added["full_name"] = list(names)
    kept = [
        [one for one in dict.fromkeys(more) if one != lead] for more, lead in zip(others, first, strict=True)
    ]
    if any(kept):
        added[OTHER_EMAILS] = [" ".join(more) for more in kept]
    table = in_place(table, place, first)
    return with_columns(table, added) if added else table


def further_addresses(columns: Columns) -> list[int]:
    """Where columns stand that hold further addresses of a row's person."""
    return [each for each in columns.unknown if _FURTHER.fullmatch(header_key(columns.header[each]))]


def _addresses(cell: Cell) -> list[str]:
    """The addresses in a cell, each once and in lower case."""
    found = _ADDRESS.findall(cell) if isinstance(cell, str) and "@" in cell else []
    return list(dict.fromkeys(each.casefold().rstrip(".") for each in found))


def _rest(text: str) -> str:
    """The name beside an address; nothing where what is left is none."""
    words = _AROUND.sub(lambda signs: ", " if "," in signs[0] else " ", _ADDRESS.sub(" ", text)).split()
    kept = [word for word in words if word.strip(",.").casefold() not in _NO_NAME and word.strip(",")]
    said = " ".join(kept).strip(" ,")
    return said if any(map(str.isalpha, said)) and not any(map(str.isdigit, said)) else ""
