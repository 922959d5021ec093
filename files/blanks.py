"""What people and tools type into a cell that has nothing to say: N/A, a dash, none."""

from __future__ import annotations

from files.cells import Cell
from words.folding import fold

_NOTHING = frozenset(
    ("n/a", "na", "n.a.", "none", "null", "nil", "-", "--", "---", "\u2013", "\u2014", ".", "unknown", "tbd")
)
_NO_END = frozenset(
    (
        *(
            "never",
            "never expires",
            "does not expire",
            "no expiration",
            "no expiry",
            "non-expiring",
            "no exp",
        ),
        *("lifetime", "permanent", "indefinite", "none required"),
    )
)


def says_nothing(cell: Cell) -> bool:
    """Whether a cell of a day, of hours, of an e-mail, of a member id or of a text that may be missing is
    blank in all but signs.

    Never asked of names and results: Na is a name, and a result that is not known is no pass.
    """
    return isinstance(cell, str) and fold(cell) in _NOTHING


def says_no_end(cell: Cell) -> bool:
    """Whether a cell says that something has no last day, so that its rule alone says how long it counts."""
    return isinstance(cell, str) and fold(cell) in _NO_END
