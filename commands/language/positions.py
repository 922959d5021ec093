"""The names positions have among people: their codes and titles, and the first letters of a title's words."""

from __future__ import annotations

from rapidfuzz import fuzz

from commands.kit.request import Request
from readiness.positions import Position
from storage.catalogue import Catalogue
from words.classes import FILLERS, MINE, TURNING, listed
from words.names import Kind, Lexicon, Match, tokens

SLIP = 75
"""How alike two words must be, of 100, for one to be a slip of the other."""
SMALL = listed("as at was were by on it is or so no us me my an in of to")
"""Words of two letters or three that are said of anything: no position is called so for its first letters."""


def position_lexicon(catalogue: Catalogue) -> Lexicon:
    """The names of the positions, made once; of its own: no question of who is due takes one for another."""
    kept = catalogue.made.get("positions lexicon")
    if not isinstance(kept, Lexicon):
        named = [
            (name, Match(Kind.POSITION, key, each.title))
            for key, each in catalogue.positions.items()
            for name in (each.code, each.title, *_initials(each, catalogue))
        ]
        kept = catalogue.made["positions lexicon"] = Lexicon(named, ())
    return kept


def near_positions(request: Request, said: str) -> list[Match]:
    """The positions of whose title or code one word is nearly one of those said, such as "transprot"."""
    positions = request.catalogue.positions
    return [
        match
        for match in position_lexicon(request.catalogue).near(said, [Kind.POSITION])
        if any(
            fuzz.ratio(one, other) >= SLIP
            for one in tokens(said)
            for name in (positions[int(match.key)].title, positions[int(match.key)].code)
            for other in tokens(name)
        )
    ]


def _initials(position: Position, catalogue: Catalogue) -> list[str]:
    """The first letters of a title's words, "RTF", where no other position has them, and no word is them."""
    said = _first_letters(position)
    every = catalogue.positions.values()
    others = [each for each in every if each is not position]
    taken = FILLERS | TURNING | MINE | SMALL
    taken |= {word for each in every for name in (each.code, each.title) for word in tokens(name)}
    is_theirs = len(said) > 1 and said not in taken
    return [said] if is_theirs and all(_first_letters(each) != said for each in others) else []


def _first_letters(position: Position) -> str:
    return "".join(word[0] for word in tokens(position.title))
