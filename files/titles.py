"""What the rows above a table say of all of it: `Course: ASIM Basic`, `Date: 3/12/2026`, `Agency: Elm PD`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from files.cells import Cell
from files.columns import Kind
from files.header_words import header_key, meant_by, words_of
from files.lexicon import Lexicon
from files.looks import can_be

_TOLD = {
    "completions": ("course", "completed_on", "instructor", "hours", "provider", "grant"),
    "roster": ("agency",),
}
"""What a title may say of the rows under it, by their kind."""

_OF_A_CLASS = ("incident name", "event name", "activity name", "incident", "meeting", "purpose")
"""Labels of a sign-in form (ICS 211 and the like) beside which the course may stand."""


def told_above(
    above: Sequence[Sequence[str]], kind: Kind[Any], columns: set[str], lexicon: Lexicon
) -> dict[str, Cell]:
    """What labels above a table say, by our columns; a column the table has says it better."""
    if kind.name not in _TOLD:
        return {}
    words = words_of(kind)
    told: dict[str, Cell] = {}
    contradicted: set[str] = set()
    for label, value in _labelled(above):
        if kind.name == "completions" and header_key(label) in _OF_A_CLASS:
            label = "course"
        for named in meant_by(label, words)[:1]:
            column = named.column
            if column not in _TOLD[kind.name] or column in columns or not can_be(column, [value]):
                continue
            if column == "course" and lexicon.course(value) is None:
                continue  # which one is asked, with this as a hint
            if column == "agency":
                value = lexicon.agency(value) or ""
                if not value:
                    continue
            if told.setdefault(column, value) != value:
                contradicted.add(column)
    return {column: value for column, value in told.items() if column not in contradicted}


def _labelled(above: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Labels and what stands behind them, in the same cell or in the next."""
    for cells in above:
        for place, cell in enumerate(cells):
            label, colon, value = cell.partition(":")
            if colon and value.strip() and not value.startswith("//"):
                yield label, value.strip()
            elif place + 1 < len(cells) and len(cells) > 1 and ":" not in cells[place + 1]:
                yield label, cells[place + 1]
