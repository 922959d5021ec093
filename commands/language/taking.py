"""A text taken in word by word: each stretch by the first that makes something of it, the rest left over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from commands.kit.request import Request
from commands.language.listening import split
from commands.language.naming import lexicon_of
from commands.language.scopes import fits_several
from readiness.records import AgencyId
from words.classes import plain_word
from words.names import Kind

MARKS = ' \t\n,;.“”"*_`'


@dataclass
class Taken:
    """What was taken in so far; `left` are the stretches of words that nothing was made of."""

    left: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    goes_on: bool = False  # whether the word before was left over, too

    def leave(self, word: str) -> None:
        """A word that nothing is made of goes on with the one before it, or begins another stretch."""
        if not self.goes_on:
            self.left.append([])
        self.left[-1].append(word)
        self.goes_on = True


T = TypeVar("T", bound=Taken)
Take = Callable[[Request, T, Sequence[str]], int]
"""What takes something in of the first words: how many of them; 0 for none."""


def take_in(request: Request, taken: T, said: str, taking: Sequence[Take[T]]) -> T:
    """Takes a text in, each stretch of its words by the first of `taking` that makes something of it."""
    words, place = split(said), 0
    while place < len(words):
        used = next((used for take in taking if (used := take(request, taken, words[place:]))), 0)
        if used:
            taken.goes_on = False
        else:
            taken.leave(words[place])
            used = 1
        place += used
    return taken


def for_an_agency(request: Request, words: Sequence[str], agencies: list[AgencyId], notes: list[str]) -> int:
    """ "for Cedar Fire": whose it is, by its whole name or the only one that fits; how many words say so."""
    if plain_word(words[0]) != "for" or len(words) < 2:
        return 0
    found = lexicon_of(request.catalogue).find(words[1:], [Kind.AGENCY])
    if found is None:
        return 0
    if len(found.matches) == 1:
        agencies.append(int(found.matches[0].key))
    else:
        notes.append(
            fits_several(" ".join(words[1 : 1 + found.words]).strip(MARKS), found.matches, "agencies")
        )
    return 1 + found.words
