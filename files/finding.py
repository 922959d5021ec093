"""Finding the table in a file: which row is its header, and which of a workbook's sheets holds it.

The process that reads a file (`reader`) is told what is sought, and knows nothing else of kinds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from files.cells import Cell, shown
from files.columns import Kind
from files.header_words import header_key, words_of

HEADER_WITHIN = 20
"""Rows from the top, blank ones apart, among which the header is looked for."""
_FEWEST = 2
"""Columns that are known at least, where a header does not stand in the first row."""


@dataclass(frozen=True)
class Sought:
    """The columns a kind of file may have, by every name they go by, and which of them it must have."""

    words: Mapping[str, tuple[str, ...]]  # a name as compared: what it may mean
    must: tuple[tuple[str, ...], ...]
    sheet: str | None = None  # the one somebody settled on

    @classmethod
    def of(cls, kind: Kind[Any], sheet: str | None = None) -> Sought:
        """What is sought in files of a kind."""
        words = {key: tuple(each.column for each in named) for key, named in words_of(kind).items()}
        return cls(words, kind.must, sheet)

    @classmethod
    def carried(cls, said: Mapping[str, Any]) -> Sought:
        """What is sought, as `dataclasses.asdict` and JSON carried it."""
        words = {key: tuple(columns) for key, columns in said["words"].items()}
        return cls(words, tuple(map(tuple, said["must"])), said["sheet"])

    def known(self, cells: Iterable[Cell]) -> set[str]:
        """The columns that a row of names may have."""
        found: set[str] = set()
        for cell in cells:
            if isinstance(cell, str) and len(cell) <= _LONGEST_NAME:
                meanings = self.words.get(header_key(cell), ())
                found.update(each for each in meanings[:1] if each not in found)
        return found

    def fits(self, known: set[str]) -> bool:
        """Whether all that must be there is."""
        return all(not known.isdisjoint(group) for group in self.must)


_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Found:
    """Where the header stands among the rows that were looked at, and which columns it seems to have."""

    place: int
    known: frozenset[str]


def find_header(rows: Sequence[Sequence[Cell]], sought: Sought | None) -> Found:
    """Which of a file's first rows is its header: the first of those that have most columns known.

    Where hardly any is known it is the first row that has the most names in it, as rows of a title have one
    or two; where nothing is sought, the first row.
    """
    if sought is None or not rows:
        return Found(0, frozenset())
    known = [sought.known(row) for row in rows]
    best = max(range(len(rows)), key=lambda place: (len(known[place]), -place))
    if best and len(known[best]) < _FEWEST:
        best = _widest(rows)
    return Found(best, frozenset(known[best]))


def _widest(rows: Sequence[Sequence[Cell]]) -> int:
    """The first row with as many names as the table is wide, as far as a row of names can be told."""
    widths = [sum(1 for cell in row if cell != "") for row in rows]
    most = max(widths)
    for place, row in enumerate(rows):
        if widths[place] * 2 >= most and all(_is_name(cell) for cell in row if cell != ""):
            return place
    return 0


def _is_name(cell: Cell) -> bool:
    return isinstance(cell, str) and any(map(str.isalpha, shown(cell)))
