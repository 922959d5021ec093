"""How much and how many, in words."""

from __future__ import annotations

from collections.abc import Sequence


def plural(count: int, one: str, many: str = "") -> str:
    """ "1 person", "12 people"; thousands apart."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listing(names: Sequence[str]) -> str:
    """Names in a row: "a", "a and b", "a, b and c"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
