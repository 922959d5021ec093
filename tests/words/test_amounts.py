"""How much and how many, in words."""

from __future__ import annotations

import pytest

from words.amounts import listing


@pytest.mark.parametrize(
    ("names", "most", "said"),
    [
        (["a"], 0, "a"),
        (["a", "b"], 0, "a and b"),
        (["a", "b", "c"], 0, "a, b and c"),
        (["a", "b", "c"], 3, "a, b and c"),
        (["a", "b", "c"], 2, "a, b and 1 more"),
        (["a", "b", "c"], 1, "a and 2 more"),
        ([str(n) for n in range(1300)], 2, "0, 1 and 1,298 more"),
    ],
)
def test_the_first_few_of_many_are_named_and_how_many_more_there_are(
    names: list[str], most: int, said: str
) -> None:
    assert listing(names, most) == said
