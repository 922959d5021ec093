"""States that are said of what is still to be: "who needs to be trained", "who has yet to be certified".

Nobody is in them yet, so a question with one asks who is due, or who never took it; one of what may be
("can I be excused", "who can get trained") is asked back.
"""

from __future__ import annotations

from collections.abc import Callable

from commands.language.pieces import Doubt, Heard, Piece, Why
from readiness.question import State
from words.asking import Part
from words.classes import listed, plain_word

BECOMES = listed("be get become becoming getting being stay remain keep been")
HOLDS = listed("have hold")
BETWEEN = BECOMES | HOLDS | listed("to still all fully the a an their newly properly also our just now")
"""Words between what says that it must be and the state: "needs to get fully trained"."""
MUST = listed("need needs needing must should ought required supposed requires gotta has have shall")
NEEDS = listed("needs need needing")
"""Right before a state they ask for it: "who needs certified in EMD"."""
MAY = listed("can could would will may might cannot can't let")
LEAVES = listed("waiver exemption leave excused exempt exempted waived")
"""What one person asks for who "gets" it: "can I get a waiver"."""
ASKED_OF = (Part.OTHERS, Part.HOW_MANY, Part.PEOPLE, Part.ROLE)
SUBJECTS = (Part.MINE, Part.WE, Part.PEOPLE, Part.ROLE, Part.OURS)


def to_be(heard: Heard, piece: Piece) -> frozenset[State] | None:
    """What a state comes to that somebody is still to be in; None for one that is said of today.

    Raises Doubt for what may be or is not to be.
    """
    _refuse_what_may_be(heard, piece)
    if plain_word(piece.said) == "good" and [plain_word(word) for word in heard.words[piece.end :]] == [
        "for"
    ]:
        raise Doubt(Why.TURNING, [piece], said="good for")  # "what is ICS-100 good for"
    if piece.phrase is None or piece.phrase.states != {State.CURRENT}:
        return None
    before, place = _before(heard, piece, lambda each: each.is_course or each.part is Part.PEOPLE)
    word = plain_word(heard.words[place]) if place >= 0 else ""
    asks = any(each.part in ASKED_OF for each in heard.pieces if each.end <= place)
    if word == "yet" and "to" in before:
        return frozenset((State.NEVER, State.NEW)) if piece.phrase.trained else frozenset((State.DUE,))
    is_to_be = "to" in before and not BECOMES.isdisjoint(before)
    is_must = word in MUST - {"has", "have"} and bool(before & (BECOMES | HOLDS))
    if not (is_must or is_to_be or (word in NEEDS and asks)):
        return None
    nots = [e for e in heard.pieces if e.part is Part.NOT and e.end in (place, place + 1)]
    if nots:
        raise Doubt(Why.TURNING, nots)
    return frozenset((State.DUE,))


def _refuse_what_may_be(heard: Heard, piece: Piece) -> None:
    """Raises Doubt for "can I still get a waiver", "who can be trained", "who is being trained"."""
    before, place = _before(
        heard, piece, lambda each: each.is_course or each.is_scope or each.part in SUBJECTS
    )
    if place < 0 and not before:
        return
    word = plain_word(heard.words[place]) if place >= 0 else ""
    last = plain_word(piece.said).split()[-1]
    trained = piece.phrase is not None and piece.phrase.trained
    becomes = "be" in before or (not before.isdisjoint(("get", "have")) and (trained or last in LEAVES))
    if (word in MAY and becomes and not (word in ("will", "would") and "be" in before)) or (
        trained and not before.isdisjoint(("being", "getting", "becoming"))
    ):
        start = max(place, 0)
        raise Doubt(Why.TURNING, [piece], said=heard.said(range(start, piece.end)))


def _before(heard: Heard, piece: Piece, passes: Callable[[Piece], bool]) -> tuple[frozenset[str], int]:
    """The words right before a state that lead to it, and the place of the one that says what they do."""
    over = {at for each in heard.pieces if passes(each) for at in range(each.place, each.end)}
    words, place = set[str](), piece.place - 1
    while place >= 0:
        word = plain_word(heard.words[place])
        is_must = word in ("has", "have") and plain_word(heard.words[place + 1]) == "to"
        if place not in over and (word not in BETWEEN or is_must):
            break
        if place not in over:
            words.add(word)
        place -= 1
    return frozenset(words), place
