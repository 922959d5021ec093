"""The first letters of a position's title name it, where they are nobody else's and no word."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

import pytest

from commands.language.positions import _initials
from readiness.positions import Position
from storage.catalogue import Catalogue


class Positions:
    """A catalogue of nothing but positions."""

    def __init__(self, *titles: str) -> None:
        self.positions: Mapping[int, Position] = MappingProxyType(
            {key: Position(key, f"P-{key}", title, frozenset()) for key, title in enumerate(titles)}
        )


@pytest.mark.parametrize(
    ("titles", "initials"),
    [
        (["Rescue task force", "Triage"], ["rtf"]),
        (["Triage", "Rescue task force"], []),
        (["Rescue task force", "Road traffic force"], []),
        (["Rescue task force", "RTF liaison"], []),
        (["Area search", "Triage"], []),  # "as"
    ],
)
def test_first_letters(titles: list[str], initials: list[str]) -> None:
    there = Positions(*titles)
    assert _initials(there.positions[0], cast(Catalogue, there)) == initials
