"""What is said of a pasted list of which not all can be taken."""

from __future__ import annotations

from commands.language.players import MOST_TOLD, wrong_lines


def test_many_wrong_lines_are_named_in_part_and_counted() -> None:
    said = wrong_lines([f"“{n}”." for n in range(MOST_TOLD + 3)])
    assert said.endswith("and 3 more. Nothing was recorded.")
