"""Whom a change of what is asked would move, as every preview says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commands.kit.blocks import cut
from readiness.standing import Status
from storage.moves import Moves
from words.amounts import plural
from words.days import spoken
from words.standing import SAID

LINES = 5
"""Of each thing a preview names, the first so many; the counts are of all."""
DAYS = 5
LINE = 200


def moves_words(found: Sequence[Moves]) -> str:
    """Whom a change of what is asked would move, from what to what, a line a move; empty for nobody."""
    lines = [line for moves in found[:DAYS] for line in _of_a_day(moves)]
    if len(found) > DAYS:
        lines.append(f"and {plural(len(found) - DAYS, 'more day', 'more days')}")
    return "\n".join(["Who is affected:", *lines]) if lines else ""


def _of_a_day(moves: Moves) -> Iterator[str]:
    """How many people a day moves; the largest moves of it, each course named once; how many more kinds."""
    changes = "person changes" if moves.people == 1 else "people change"
    yield f"{moves.people:,} {changes} on {spoken(moves.on)}"
    shown, code = moves.moves[:LINES], ""
    for move in sorted(shown, key=lambda each: [one.course for one in shown].index(each.course)):
        if move.course != code:
            code = move.course
            yield cut(f"{code}:", LINE)
        people = plural(move.people, "person", "people")
        yield f"• {people}: {_standing(move.before)} → {_standing(move.after)}"
    left = len(moves.moves) - len(shown)
    if left:
        yield f"and {plural(left, 'more kind', 'more kinds')}"


def listed_below(head: str, lines: Sequence[str], total: int) -> str:
    """Lines beneath their head, and how many more there are; empty where there is none."""
    if not lines:
        return ""
    more = [f"and {total - len(lines):,} more"] if total > len(lines) else []
    return "\n".join([f"{head}:", *(cut(line, LINE) for line in lines), *more])


def _standing(name: str) -> str:
    return SAID[Status(name)] if name in {each.value for each in Status} else name
