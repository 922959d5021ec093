"""Whom a change of what is asked would move, as every preview says it."""

from __future__ import annotations

from collections.abc import Sequence

from commands.kit.blocks import cut
from readiness.standing import Status
from storage.moves import Moves
from words.amounts import plural
from words.days import spoken
from words.standing import SAID

LINES = 5
"""Of each thing a preview names, the first so many; the counts are of all."""
LINE = 200


def moves_words(found: Sequence[Moves]) -> str:
    """Whom a change of what is asked would move, from what to what, a line a day; empty for nobody."""
    lines = [
        f"On {spoken(moves.on)} {plural(moves.people, 'person', 'people')} would stand otherwise: "
        + "; ".join(
            f"{move.course}, {_standing(move.before)} → {_standing(move.after)}: {move.people:,}"
            for move in moves.moves[:LINES]
        )
        for moves in found[:LINES]
    ]
    return listed_below("Whom it moves", lines, len(found))


def listed_below(head: str, lines: Sequence[str], total: int) -> str:
    """Lines beneath their head, and how many more there are; empty where there is none."""
    if not lines:
        return ""
    more = [f"and {total - len(lines):,} more"] if total > len(lines) else []
    return "\n".join([f"{head}:", *(cut(line, LINE) for line in lines), *more])


def _standing(name: str) -> str:
    return SAID[Status(name)] if name in {each.value for each in Status} else name
