"""Whom a change moves, as every preview says it: a line a move, nothing cut, how many more."""

from __future__ import annotations

from datetime import date

from commands.kit.moves_views import moves_words
from storage.moves import Move, Moves


def test_each_move_has_a_line_and_what_is_left_out_is_counted() -> None:
    kinds = [Move("ASIM-B", "not asked", "never", 484)]
    kinds += [Move(f"C{n}", "current", "expired", 9 - n) for n in range(7)]
    said = moves_words([Moves(date(2026, 11, 27), 548, tuple(kinds))])
    assert said.splitlines() == [
        "Who is affected:",
        "548 people change on 27 Nov 2026",
        "ASIM-B:",
        "• 484 people: not asked → not yet trained",
        *(line for n in range(4) for line in (f"C{n}:", f"• {9 - n} people: current → expired")),
        "and 3 more kinds",
    ]
    one = moves_words(
        [Moves(date(2026, 11, day), 1, (Move("BLS", "current", "expired", 1),)) for day in range(1, 8)]
    )
    assert one.count("1 person changes on") == 5
    assert one.endswith("and 2 more days")
    assert moves_words([]) == ""
