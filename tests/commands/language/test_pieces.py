"""The parts of a question, as they stand in it, and what is said of each doubt about them."""

from __future__ import annotations

from commands.language.pieces import Doubt, Heard, Piece, Why
from commands.language.questions_asked_back import SAID
from words.asking import Part
from words.names import Kind, Match

BLS = Piece(Part.NAME, 1, 1, "BLS", (Match(Kind.COURSE, 1, "BLS"),))
CEDAR = Piece(Part.NAME, 3, 2, "Cedar Fire", (Match(Kind.AGENCY, 1, "Cedar Fire Department"),))
HEARD = Heard(["who", "BLS", "at", "Cedar", "Fire?"], (BLS, CEDAR))


def test_a_name_is_of_a_course_or_of_somebody() -> None:
    assert (BLS.is_course, BLS.is_scope) == (True, False)
    assert (CEDAR.is_course, CEDAR.is_scope) == (False, True)


def test_what_was_said_is_told_as_it_was_typed() -> None:
    assert HEARD.said(range(CEDAR.place, CEDAR.end)) == "Cedar Fire"
    assert HEARD.of(Part.NAME) == [BLS, CEDAR]
    assert not HEARD.has(Part.TIME)


def test_every_doubt_has_its_words() -> None:
    asked_apart = {Why.UNKNOWN, Why.SEVERAL}
    assert set(SAID) == set(Why) - asked_apart
    assert Doubt(Why.TWO, [BLS]).pieces == (BLS,)
