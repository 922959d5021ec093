"""The names of a question as they stand together: a unit and its agency, a person and theirs, a place and
what it has there.

"Ben Flores of Cedar Fire" is one person, "Gum PD and FD" two agencies, "oak and pine fire" two as well.
What still fits several after that is asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sqlalchemy.orm import Session

from commands.kit.may import agencies_led
from commands.kit.member import Member
from commands.kit.ours import own_agencies
from commands.language.pieces import QUIET, Heard, Piece
from commands.language.scopes import units_meant
from storage.catalogue import Catalogue
from storage.roster import terms_of
from words.asking import Part
from words.classes import plain_word
from words.names import Kind, Match, tokens

KINDS = {kind.value: kind for kind in (Kind.AGENCY, Kind.DISCIPLINE, Kind.JURISDICTION, Kind.UNIT)}
JOINS = (Part.AND, Part.OR, Part.VERSUS)
OF_PEOPLE = frozenset(["of", "from"])
OF = frozenset(["of", "at", "from", "in", "with"])


@dataclass(frozen=True)
class Joiner:
    """Puts the names of one question together, as a speaker means them."""

    session: Session
    catalogue: Catalogue
    member: Member

    def join(self, heard: Heard) -> Heard:
        """The question with each name as narrow as those beside it make it."""
        pieces = list(heard.pieces)
        for step in (
            self._me,
            self._ours,
            self._kinds,
            self._units,
            self._people,
            self._places,
            self._served,
        ):
            pieces = step(pieces)
        return replace(heard, pieces=tuple(pieces))

    def _me(self, pieces: list[Piece]) -> list[Piece]:
        """ "Except me": the speaker, among those who are taken away."""
        me = self.member.person_id
        if me is None:
            return pieces
        match = Match(Kind.PERSON, me, self.member.name or self.member.label)
        return [
            replace(each, part=Part.NAME, matches=(match,))
            if each.part is Part.MINE
            and plain_word(each.said) in ("me", "myself")
            and _is_taken_away(pieces, each)
            else each
            for each in pieces
        ]

    def _ours(self, pieces: list[Piece]) -> list[Piece]:
        """ "Here" is where one belongs, and nothing beside a name; "of mine" is of people, or one's own."""
        of_people = any(each.part in (Part.OTHERS, Part.PEOPLE, Part.ROLE) for each in pieces)
        of_people |= bool(agencies_led(self.member)) and any(each.part is Part.HOW_MANY for each in pieces)
        named = any(each.is_scope and not _is_taken_away(pieces, each) for each in pieces)
        nowhere = not own_agencies(self.member)
        found = []
        for piece in pieces:
            said = plain_word(piece.said) if piece.part is Part.OURS else ""
            if said == "here" and (named or nowhere):
                piece = replace(piece, part=Part.FILLER)
            elif said == "of mine" and not of_people:
                piece = replace(piece, part=Part.MINE)
            found.append(piece)
        return found

    def _kinds(self, pieces: list[Piece]) -> list[Piece]:
        """ "Fire (discipline)", "Cedar, the agency": the kind behind a name that fits several."""
        found: list[Piece] = []
        for piece in pieces:
            kind = KINDS.get(plain_word(piece.said.split()[-1])) if piece.said else None
            if kind is None or piece.part not in (Part.GROUP, Part.UNKNOWN, Part.FILLER):
                found.append(piece)
                continue
            place = len(found) - 1
            while place >= 0 and found[place].part in QUIET:
                place -= 1
            of_kind = tuple(m for m in found[place].matches if m.kind is kind) if place >= 0 else ()
            if of_kind and len(found[place].matches) > 1 and piece.place - found[place].end < 2:
                found[place] = replace(found[place], matches=of_kind)
                found[place + 1 :] = []
                found[place] = replace(found[place], words=piece.end - found[place].place, mark=piece.mark)
            else:
                found.append(piece)
        return found

    def _units(self, pieces: list[Piece]) -> list[Piece]:
        """A unit and its agency are one; a unit's name that several bear is that of one's own agency."""
        beside = [each for each in pieces if each.is_scope and _all(each.matches, Kind.AGENCY)]
        taken: list[Piece] = []
        found: list[Piece] = []
        for piece in pieces:
            if not piece.is_scope or not _all(piece.matches, Kind.UNIT):
                found.append(piece)
                continue
            named = {match.key for each in beside for match in each.matches}
            of_named = [m for m in piece.matches if self.catalogue.units[int(m.key)].agency in named]
            if of_named and len(beside) == 1:
                taken += beside
            matches = of_named or units_meant(piece.matches, self.catalogue, own_agencies(self.member))
            found.append(replace(piece, matches=tuple(matches)))
        return [each for each in found if each not in taken]

    def _people(self, pieces: list[Piece]) -> list[Piece]:
        """Somebody "of" an agency, or with their e-mail behind their name."""
        found = list(pieces)
        for first, second in _pairs(pieces, lambda each: each.is_scope):
            if (
                first not in found
                or not _all(first.matches, Kind.PERSON)
                or not _is_beside(found, first, second)
            ):
                continue
            if _is_taken_away(found, first) and not _has_between(found, first, second, OF_PEOPLE):
                continue
            if _all(second.matches, Kind.PERSON):
                narrow = tuple(match for match in first.matches if match in second.matches)
            elif _all(second.matches, Kind.AGENCY, Kind.DISCIPLINE, Kind.JURISDICTION):
                agencies = {key for match in second.matches for key in self._agencies(match)}
                terms = terms_of(self.session, [int(match.key) for match in first.matches])
                there = {person for person, theirs in terms.items() if {t.agency for t in theirs} & agencies}
                narrow = tuple(match for match in first.matches if match.key in there)
            else:
                continue
            if narrow:
                whole = replace(first, matches=narrow, words=second.end - first.place, mark=second.mark)
                found = _with_one(found, first, second, whole)
        return found

    def _places(self, pieces: list[Piece]) -> list[Piece]:
        """ "police in Elm": a discipline and the place it stands with are the agency there."""
        found = list(pieces)
        for first, second in _pairs(pieces, lambda each: each.is_scope):
            if not _all(first.matches, Kind.DISCIPLINE) or not _is_beside(found, first, second):
                continue
            if not _all(second.matches, Kind.AGENCY, Kind.JURISDICTION) or not _has_between(
                found, first, second, OF
            ):
                continue
            there = self._of_discipline(second.matches, str(first.matches[0].key))
            if len(there) == 1:
                found = self._others_there(found, first, second)
                whole = replace(second, place=first.place, words=second.end - first.place, matches=there)
                found = _with_one(found, first, second, whole)
        return found

    def _others_there(self, pieces: list[Piece], discipline: Piece, place: Piece) -> list[Piece]:
        """ "Police and fire in Elm": the place stands with each discipline in the list before it."""
        found, behind = pieces, discipline
        for piece in reversed([each for each in pieces if each.is_scope and each.place < discipline.place]):
            if not _all(piece.matches, Kind.DISCIPLINE) or not _is_joined(pieces, piece, behind):
                break
            there = self._of_discipline(place.matches, str(piece.matches[0].key))
            found = _put(found, replace(piece, matches=there or piece.matches))
            behind = piece
        return found

    def _served(self, pieces: list[Piece]) -> list[Piece]:
        """The place that serves two kinds, the kind that serves two places."""
        found = list(pieces)
        for first, second in _pairs(pieces, lambda each: each.is_scope):
            now = {each.place: each for each in found}
            first, second = now.get(first.place, first), now.get(second.place, second)
            if not _is_joined(found, first, second) or _is_half_known(found, first, second):
                continue
            if len(first.matches) > 1 and len(second.matches) == 1:
                found = _put(found, replace(first, matches=self._alike(first, second) or first.matches))
            elif len(second.matches) > 1 and len(first.matches) == 1:
                found = _put(found, replace(second, matches=self._alike(second, first) or second.matches))
            elif _all(first.matches, Kind.AGENCY) and _all(second.matches, Kind.DISCIPLINE):
                there = self._there(first.matches[0], str(second.matches[0].key))
                found = _put(found, replace(second, matches=there or second.matches))
        return self._of_one_kind(found)

    def _alike(self, unsure: Piece, sure: Piece) -> tuple[Match, ...]:
        """Those of an unsure name that are called like a sure one, but for the place: "oak and pine fire"."""
        if not _all(sure.matches, Kind.AGENCY):
            return ()
        place, name = tokens(unsure.said), tokens(sure.matches[0].name)
        kind = name[1:]
        return tuple(
            match
            for match in unsure.matches
            if match.kind is Kind.AGENCY and len(kind) > 0 and tokens(match.name) == (*place, *kind)
        )

    def _there(self, beside: Match, discipline: str) -> tuple[Match, ...]:
        """The agency of a discipline in the place of another: the "FD" of "Gum PD and FD"."""
        agencies = self.catalogue.agencies
        place = tokens(beside.name)[:1]
        named = [
            each
            for each in agencies.values()
            if tokens(each.name)[:1] == place and each.key != beside.key and discipline in each.disciplines
        ]
        if len(named) != 1 or agencies[int(beside.key)].jurisdiction != named[0].jurisdiction:
            return ()
        return (Match(Kind.AGENCY, named[0].key, named[0].name),)

    def _of_one_kind(self, pieces: list[Piece]) -> list[Piece]:
        """ "All fire departments except Cedar and Oak": the places are the fire departments there."""
        disciplines = [each for each in pieces if each.is_scope and _all(each.matches, Kind.DISCIPLINE)]
        if len(disciplines) != 1:
            return pieces
        code, begins = str(disciplines[0].matches[0].key), disciplines[0].place
        found = []
        for piece in pieces:
            unsure = piece.is_scope and len(piece.matches) > 1 and piece.place > begins
            there = self._of_discipline(piece.matches, code) if unsure else ()
            found.append(replace(piece, matches=there) if len(there) == 1 else piece)
        return found

    def _of_discipline(self, matches: Sequence[Match], code: str) -> tuple[Match, ...]:
        agencies = self.catalogue.agencies
        keys = dict.fromkeys(key for match in matches for key in self._agencies(match))
        there = [key for key in keys if code in agencies[key].disciplines]
        alone = [key for key in there if code in tokens(agencies[key].name) or len(there) == 1]
        return tuple(Match(Kind.AGENCY, key, agencies[key].name) for key in alone or there)

    def _agencies(self, match: Match) -> list[int]:
        agencies = self.catalogue.agencies
        match match.kind:
            case Kind.AGENCY:
                return [int(match.key)]
            case Kind.JURISDICTION:
                return [key for key, each in agencies.items() if each.jurisdiction == match.key]
            case Kind.DISCIPLINE:
                return [key for key, each in agencies.items() if match.key in each.disciplines]
        return []


def _all(matches: Sequence[Match], *kinds: Kind) -> bool:
    return bool(matches) and all(match.kind in kinds for match in matches)


def _pairs(pieces: Sequence[Piece], which: Callable[[Piece], bool]) -> list[tuple[Piece, Piece]]:
    """Each two that follow one another among some pieces; from the last to the first."""
    chosen = [each for each in pieces if which(each)]
    return list(pairwise(chosen))[::-1]


def _between(pieces: Sequence[Piece], first: Piece, second: Piece) -> list[Piece]:
    return [each for each in pieces if first.place < each.place < second.place]


def _is_beside(pieces: Sequence[Piece], first: Piece, second: Piece) -> bool:
    """Whether two names stand together, with nothing that joins others between them."""
    quiet = all(each.part in (*QUIET, Part.GROUP) for each in _between(pieces, first, second))
    return quiet and first in pieces and second in pieces


def _has_between(pieces: Sequence[Piece], first: Piece, second: Piece, words: frozenset[str]) -> bool:
    return any(
        not words.isdisjoint(plain_word(word) for word in each.said.split())
        for each in _between(pieces, first, second)
    )


def _is_joined(pieces: Sequence[Piece], first: Piece, second: Piece) -> bool:
    """Whether two names stand in one list."""
    between = _between(pieces, first, second)
    if first.mark == "," and not between:
        return True
    return any(each.part in JOINS for each in between) and all(
        each.part in (*JOINS, *QUIET, Part.GROUP) for each in between
    )


def _is_half_known(pieces: Sequence[Piece], *named: Piece) -> bool:
    """Whether a word that nobody knows stands right behind a name: it may be its other half."""
    unknown = {each.place for each in pieces if each.part is Part.UNKNOWN}
    return any(each.end in unknown for each in named)


def _is_taken_away(pieces: Sequence[Piece], name: Piece) -> bool:
    """Whether a name stands right behind "except" and its like: "other than Zoe Kessler at Cedar Fire"."""
    before = [each for each in pieces if each.place < name.place and each.part not in QUIET]
    return bool(before) and before[-1].part in (Part.AWAY, Part.NOT)


def _put(pieces: Sequence[Piece], piece: Piece) -> list[Piece]:
    return [piece if each.place == piece.place else each for each in pieces]


def _with_one(pieces: Sequence[Piece], first: Piece, second: Piece, whole: Piece) -> list[Piece]:
    """The pieces with one in the stead of two and of what stands between them."""
    return [
        whole if each == first else each
        for each in pieces
        if each == first or not first.place < each.place <= second.place
    ]
