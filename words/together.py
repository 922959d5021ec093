"""Several agencies of which a place or a kind is said once: "Cedar fire and police", "oak and pine fire".

A kind behind a place serves every bare place before it, a place every bare kind behind it; only where there
are such agencies: in "Cedar Fire and dispatch" dispatch stays the discipline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from words.classes import FILLERS, MINE, TURNING, plain_word
from words.names import Lexicon, Match, tokens
from words.spoken import IS_KIND, by_kind, kind_at

AND = frozenset(("and", "&", "+", "or", "plus"))
"""What stands between two of them; two that are set against each other are told apart by who asks."""
MOST_WORDS = 4
"""Of a place."""


@dataclass(frozen=True)
class Together:
    """What the first words name: each agency in its turn, or several to ask about; and how many words."""

    named: tuple[tuple[Match, ...], ...]
    words: int


@dataclass(frozen=True)
class _Said:
    """A place, a kind, or both as they stand together; `end` is the word behind it."""

    place: tuple[str, ...]
    kind: str | None
    end: int


def together(words: Sequence[str], lexicon: Lexicon) -> Together | None:
    """The agencies that the first words name by what they share; None where nothing is shared, and where it
    can be read in two ways: "oak and pine fire and police".
    """
    said = list(_row(words, lexicon))
    while len(said) > 1 and any(not each.place or each.kind is None for each in said):
        named = _named(said, lexicon)
        if named is not None:
            return Together(named, said[-1].end)
        last = said.pop()
        place = next((each.place for each in reversed(said) if each.place), ())
        if last.kind and not last.place and lexicon.agencies_of(place, last.kind):
            return None
    return None


def _named(said: Sequence[_Said], lexicon: Lexicon) -> tuple[tuple[Match, ...], ...] | None:
    """The agencies of a row; None where one of them is none, or the row can be read in two ways."""
    bare_places = [place for place, each in enumerate(said) if each.kind is None]
    bare_kinds = [place for place, each in enumerate(said) if not each.place]
    if bare_kinds and (bare_places or bare_kinds[0] == 0):
        return None
    found = []
    for at, each in enumerate(said):
        kind = each.kind or next((later.kind for later in said[at:] if later.kind), None)
        place = each.place or next((one.place for one in reversed(said[:at]) if one.place), ())
        fitting = lexicon.agencies_of(place, kind) if kind and place else ()
        if not fitting:
            return None
        found.append(fitting)
    return tuple(found)


def _row(words: Sequence[str], lexicon: Lexicon) -> Iterator[_Said]:
    """Places and kinds as they follow one another, parted by commas and by words for "and"."""
    at = 0
    while at < len(words):
        each = _one(words, at, lexicon)
        if each is None:
            return
        yield each
        at = each.end
        parted = words[at - 1].endswith(",")
        if at < len(words) and plain_word(words[at]) in AND | {""} and words[at] != "":
            parted, at = True, at + 1
        if not parted:
            return


def _one(words: Sequence[str], at: int, lexicon: Lexicon) -> _Said | None:
    place, end = _place(words, at, lexicon)
    kind = None
    if end == at or not words[end - 1].endswith((",", ";")):
        kind, end = _kind(words, end)
    return _Said(place, kind, end) if place or kind else None


def _place(words: Sequence[str], at: int, lexicon: Lexicon) -> tuple[tuple[str, ...], int]:
    best: tuple[tuple[str, ...], int] = ((), at)
    place: tuple[str, ...] = ()
    for end in range(at + 1, min(at + MOST_WORDS, len(words)) + 1):
        word = words[end - 1]
        place = (*place, *tokens(word))
        small = end == at + 1 and plain_word(word) in FILLERS | TURNING | MINE
        if not tokens(word) or small or not IS_KIND.isdisjoint(by_kind(place)):
            break
        if not lexicon.agencies_of(place):
            break
        best = (place, end)
        if word.endswith((",", ";")):
            break
    return best


def _kind(words: Sequence[str], at: int) -> tuple[str | None, int]:
    """The kind said at one place and the word behind it; the longest way to say it."""
    found: tuple[str | None, int] = (None, at)
    for end in range(at + 1, min(at + MOST_WORDS, len(words)) + 1):
        said = tuple(token for word in words[at:end] for token in tokens(word))
        kind, used = kind_at(said, 0)
        if said and kind is not None and used == len(said):
            found = (kind, end)
        if words[end - 1].endswith((",", ";")):
            break
    return found
