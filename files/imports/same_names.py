"""An agency or a course that a file brings as a new one, though its name is one there, spelled otherwise.

Two of one would part what is on record between them. Which is meant is asked, once a name; that it is a new
one in truth is an answer, too.
"""

from __future__ import annotations

from files.imports.lookup import Named
from files.settled import NEW, Asks, Open, Settled, is_new
from words.folding import fold


class SameNames:
    """Judges the names of what a file brings as new, and keeps what is to be asked about them."""

    def __init__(self, column: str, there: Named, settled: Settled) -> None:
        """`column` is the one that says which agency or course a row is."""
        self._column, self._there = column, there
        answers = settled.values.get(column, {})
        self._new = {fold(name) for name, answer in answers.items() if is_new(answer)}
        self._open: dict[str, Open] = {}

    @property
    def open(self) -> tuple[Open, ...]:
        """What is to be asked, a question a name."""
        return tuple(self._open.values())

    def objection(self, name: str, *also: str) -> str | None:
        """Why a row that brings a new one of this name can't be taken; None where nothing is called so.

        `also` is what else it would be called.
        """
        if fold(name) in self._new:
            return None
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
        # An alias, or a code, that is another's already can be nobody's besides.
        is_taken = self._there.is_called(name)
        new = () if is_taken else ((NEW, f"A new {what}, {name}"),)
        self._open[name] = Open(
            Asks.VALUE,
            self._column,
            f"{self._reads(name, said, same)}. Is it the same {what}{'' if is_taken else ', or a new one'}?",
            seen=(name,),
            choices=(*((each, f"The same as {each}") for each in same), *new, ("", "Leave these rows out")),
            option=f'--value "{self._column}:{name}={same[0]}"',
        )
