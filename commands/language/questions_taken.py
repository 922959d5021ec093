"""The names of a question: what is asked about, and what "except", "but not", "without" take away from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from commands.language.pieces import QUIET, Doubt, Heard, Piece, Why
from commands.language.scopes import scope_of_match
from readiness.due import Scope
from words.asking import Part
from words.classes import listed, plain_word

ADDS = ("plus", "also", "and also", "as well as", "along with", "together with")
"""Behind what is taken away they may add to it, or to what is asked about: "fire minus Cedar plus 911"."""
LEAVES_OUT = listed("skip omit ignore exclude leave drop")
MAY = listed("can could may might should shall must do does did will would to")
ARTICLES = ("the", "a", "an")


@dataclass
class Taken:
    """What the names of a question come to: what is asked about, and what is taken away from it."""

    scopes: list[Piece] = field(default_factory=list)
    courses: list[Piece] = field(default_factory=list)
    without: list[Piece] = field(default_factory=list)
    without_courses: list[Piece] = field(default_factory=list)


def taken_of(heard: Heard) -> Taken:
    """The names of a question, sorted. Raises Doubt where it is not sure what is taken away."""
    taken, away, fresh = Taken(), False, False
    of_scopes = False  # what is taken away first: scopes, or courses
    before: Piece | None = None
    for piece in heard.pieces:
        if piece.part in (Part.AWAY, Part.NOT):
            _refuse_lacking(heard, piece)
            _refuse_leaving_out(heard, piece)
            away = piece.part is Part.AWAY or _negates_a_name(heard, piece)
            fresh = True
        elif piece.part is Part.NAME:
            behind_comma = before is not None and before.part is Part.NAME and before.mark == ","
            if away and not fresh and piece.is_scope != of_scopes:
                if not behind_comma:
                    raise Doubt(Why.TURNING, [piece], said=heard.words[piece.place])
                away = False
            if away and fresh:
                of_scopes = piece.is_scope
            _take(taken, piece, away)
            fresh = False
        elif away and not fresh and _may_add(heard, piece, before):
            raise Doubt(Why.TURNING, [piece], said=_added(heard, piece))
        elif away and not _goes_on(piece, before, fresh):
            if fresh and piece.part is not Part.STATE:
                raise Doubt(Why.TURNING, [piece], said="")
            away = False
        before = piece
    if away and fresh and not heard.has(Part.STATE):
        raise Doubt(Why.TURNING, heard.of(Part.AWAY, Part.NOT))
    return taken


def _refuse_lacking(heard: Heard, piece: Piece) -> None:
    """ "Medics without BLS" lack it, and are not asked about in all else."""
    behind = [each for each in heard.pieces if each.place >= piece.end and each.part not in QUIET][:1]
    says = heard.has(Part.STATE, Part.NEEDS, Part.WHAT, Part.SHARE, Part.END)
    if plain_word(piece.said) == "without" and behind and behind[0].is_course and not says:
        raise Doubt(Why.TURNING, [piece, behind[0]], said=heard.said(range(piece.place, behind[0].end)))


def _refuse_leaving_out(heard: Heard, piece: Piece) -> None:
    """Raises Doubt for "can I skip BLS", "who may omit EMD": asked of somebody it takes nothing away."""
    if plain_word(piece.said) not in LEAVES_OUT:
        return
    start = max(
        (e.end for e in heard.pieces if e.end <= piece.place and (e.mark or e.part is Part.AND)), default=0
    )
    before = [plain_word(word) for word in heard.words[start : piece.place]]
    may = next((place for place, word in enumerate(before) if word in MAY), None)
    if may is not None and before[may + 1 : may + 2] != ["you"]:
        raise Doubt(Why.TURNING, [piece], said=heard.said(range(start + may, piece.end)))


def _take(taken: Taken, piece: Piece, away: bool) -> None:
    if piece.is_course:
        (taken.without_courses if away else taken.courses).append(piece)
    else:
        (taken.without if away else taken.scopes).append(piece)


def _may_add(heard: Heard, piece: Piece, before: Piece | None) -> bool:
    """Whether what comes behind a word is not sure to be taken away too: "without Cedar and with 911"."""
    word = plain_word(piece.said)
    if piece.part is Part.AND:
        minus = any(plain_word(each.said) == "minus" for each in heard.of(Part.AWAY))
        return word in ADDS or (word == "+" and minus)
    if before is not None and before.part is Part.AND and word in ("with", "also"):
        return True
    return word == "too" and heard.has(Part.AND)


def _added(heard: Heard, piece: Piece) -> str:
    """Such a word and the name with it."""
    behind = next(
        (each.end for each in heard.pieces if each.place > piece.place and each.is_scope), piece.end
    )
    return heard.said(range(piece.place, behind))


def _goes_on(piece: Piece, before: Piece | None, fresh: bool) -> bool:
    """Whether what is taken away goes on: joined names, and small words right behind what joins them."""
    if piece.part in (Part.AND, Part.OR):
        return True
    small = piece.part in QUIET or piece.part in (Part.GROUP, Part.OURS, Part.PEOPLE, Part.ROLE)
    if not small:
        return False
    if piece.part is Part.FOR and plain_word(piece.said) not in ARTICLES and not fresh:
        return before is not None and before.part in (Part.AND, Part.OR)
    return True


def _negates_a_name(heard: Heard, piece: Piece) -> bool:
    if "'" in plain_word(piece.said):  # "isn't Ben current" asks of Ben
        return False
    behind = [each for each in heard.pieces if each.place >= piece.end and each.part not in QUIET]
    return bool(behind) and behind[0].part is Part.NAME


def scope_of(piece: Piece) -> Scope:
    """Of whom a name speaks."""
    return scope_of_match(piece.matches[0])


def each_once(pieces: Sequence[Piece]) -> list[Piece]:
    """Names, each thing named once."""
    return list({each.matches[0].key: each for each in pieces}.values())
