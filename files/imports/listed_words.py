"""Columns that hold words of a fixed list (a kind of exercise, a role, a discipline): a word that nobody
reads is asked once a file, and its answer stands wherever the file says it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from files.cells import BadCell, Cell, shown
from files.columns import Kind, Listed, specs
from files.settled import Asks, Open, Settled
from files.table import Table
from readiness.vocabulary import Discipline, discipline_name
from words.folding import fold

MOST_ASKED = 20
"""How many values of one column are asked about; more of them say that it is another column."""

_CALLED = {
    "type": "type of exercise",
    "role": "role",
    "kind": "kind",
    "rating": "rating",
    "element": "capability element",
}


def words_of(kind: Kind[Any]) -> dict[str, Listed]:
    """The columns of a kind whose cells are words of a fixed list, with that list."""
    return {column: spec.parse for column, spec in specs(kind.row_type) if isinstance(spec.parse, Listed)}


def open_words(kind: Kind[Any], table: Table, settled: Settled) -> Iterator[Open]:
    """The words that none of the lists has, each asked once."""
    for column, listed in words_of(kind).items():
        if column in table.columns:
            lines = _unknown(table, column, listed, settled.values.get(column, {}))
            for said, there in list(lines.values())[:MOST_ASKED]:
                yield _ask(column, said, there, listed)


def _unknown(
    table: Table, column: str, listed: Listed, answered: Mapping[str, str]
) -> dict[str, tuple[str, list[int]]]:
    """Each unknown word as it is first written and the lines that say it, by the word as compared."""
    place = table.columns.index(column)
    lines: dict[str, tuple[str, list[int]]] = {}
    for row in table.rows:
        for said in listed.unknown(row.raw[place]) if row.problem is None else ():
            if fold(said) not in answered:
                lines.setdefault(fold(said), (said, []))[1].append(row.line)
    return lines


def _ask(column: str, said: str, lines: list[int], listed: Listed) -> Open:
    called = _CALLED.get(column, column.removesuffix("s").replace("_", " "))
    return Open(
        Asks.VALUE,
        column,
        f"{rows_say(lines)} {said} as the {called}, which I don't know. Which one is meant?",
        seen=(said,),
        choices=(*((word, _named(word)) for word in listed.words), ("", "Leave these rows out")),
        option=f'--value "{column}:{said}={listed.words[0]}"',
    )


def _named(word: str) -> str:
    if word in frozenset(Discipline):
        return discipline_name(word)
    said = word.replace("_", " ")
    return said[:1].upper() + said[1:]


def rows_say(lines: list[int]) -> str:
    """How many rows say something, as the beginning of a sentence."""
    return "1 row says" if len(lines) == 1 else f"{len(lines):,} rows say"


def answer_of(cell: Cell, answers: Mapping[str, str], listed: Listed | None) -> str | None:
    """What was answered of a cell, or of a word of a list in it; None where nothing was, and empty where its
    row is left out.
    """
    whole = fold(shown(cell))
    if listed is None or not whole or whole in answers:
        return answers.get(whole)
    try:
        parts = listed.parts(cell)
    except BadCell:
        return None
    said = [answers.get(fold(part), part) for part in parts]
    return None if said == parts else "" if "" in said else ";".join(said)
