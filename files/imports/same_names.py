"""An agency or a course that a file brings as a new one, though its name is one there, spelled otherwise.

Two of one would part what is on record between them. Which is meant is asked, once a name; one that is new in
truth, under a name so near, is added by hand.
"""

from __future__ import annotations

from files.imports.lookup import Named
from files.settled import Asks, Open

_ADDED_BY_HAND = {"agency": "/muster agencies", "course": "/training courses add"}


class SameNames:
    """Judges the names of what a file brings as new, and keeps what is to be asked about them."""

    def __init__(self, column: str, there: Named) -> None:
        """`column` is the one that says which agency or course a row is."""
        self._column, self._there = column, there
        self._open: dict[str, Open] = {}

    @property
    def open(self) -> tuple[Open, ...]:
        """What is to be asked, a question a name."""
        return tuple(self._open.values())

    def objection(self, name: str, *also: str) -> str | None:
        """Why a row that brings a new one of this name can't be taken; None where nothing is called so.

        `also` is what else it would be called.
        """
        for said in (name, *also):
            if same := self._there.alike(said):
                self._ask(name, said, same)
                return f"{self._column}: {self._reads(name, said, same)}"
        return None

    def _reads(self, name: str, said: str, same: list[str]) -> str:
        called = name if said == name else f"{name}, {said},"
        return f"{called} reads as {' or '.join(same)}, which is here already"

    def _ask(self, name: str, said: str, same: list[str]) -> None:
        what = self._there.what
        by_hand = _ADDED_BY_HAND[what]
        self._open[name] = Open(
            Asks.VALUE,
            self._column,
            f"{self._reads(name, said, same)}. Is it the same {what}? A new one of that name is added by "
            f"hand first ({by_hand}).",
            seen=(name,),
            choices=(*((each, each) for each in same), ("", "Leave these rows out")),
            option=f'--value "{self._column}:{name}={same[0]}"',
        )
