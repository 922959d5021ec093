"""Lines of a pasted list, and of agencies with a headcount."""

from __future__ import annotations

import pytest

from commands.language.players import MOST_TOLD, _name_and_number, wrong_lines


@pytest.mark.parametrize(
    ("line", "name", "number"),
    [
        ("Cedar Fire: 12", "Cedar Fire", 12),
        ("Cedar Fire 12", "Cedar Fire", 12),
        ("Cedar Fire - 12", "Cedar Fire", 12),
        ("Cedar Fire:12", "Cedar Fire", 12),
        ("Cedar Fire\t1,200", "Cedar Fire", 1200),
        ("Cedar Fire: -3", "Cedar Fire", -3),
        ("Cedar Fire: twelve", "Cedar Fire: twelve", None),
        ("Cedar Fire: 12.5", "Cedar Fire: 12.5", None),
        ("Cedar Fire: ٣", "Cedar Fire: ٣", None),
        ("12", "", 12),
    ],
)
def test_a_line_is_an_agency_and_a_number(line: str, name: str, number: int | None) -> None:
    assert _name_and_number(line) == (name, number)


def test_many_wrong_lines_are_named_in_part_and_counted() -> None:
    said = wrong_lines([f"“{n}”." for n in range(MOST_TOLD + 3)])
    assert said.endswith("and 3 more. Nothing was recorded.")
