"""One letter from many lines: urgent first, one screen, what was passed over apart."""

from __future__ import annotations

from datetime import date

from commands.kit.blocks import raw
from commands.kit.letters import LetterPart, Line, Round
from commands.letters.letter_views import Habit
from commands.letters.writing import Letter, letters
from practice.judge import judge_message
from storage.engine import Store
from storage.letters import Often
from tests.commands.letters_read import a_round, left, person


def part(place: int, *lines: Line) -> LetterPart:
    def says(round_: Round) -> list[Line]:
        return list(lines)

    return LetterPart(place, says)


def written(store: Store, key: int, parts: list[LetterPart], often: Often = Often.DAILY) -> Letter:
    with a_round(store, [key]) as round_:
        [letter] = letters(round_, parts, {key: Habit(often)})
    return letter


def test_what_is_urgent_comes_first_then_by_place_and_day(county_store: Store) -> None:
    ada = person(county_store, "ada@grove.example")
    later = part(9, Line(ada, "b", 1, "Lapsed.", is_urgent=True), Line(ada, "b", 2, "Later."))
    sooner = part(
        1,
        Line(ada, "a", 1, "In December.", date(2026, 12, 1)),
        Line(ada, "a", 2, "In November.", date(2026, 11, 9)),
    )
    message = written(county_store, ada, [later, sooner]).message
    assert message is not None
    assert message.text.splitlines()[:-2] == [
        "4 things for you, 2 Nov 2026",
        "Lapsed.",
        "In November.",
        "In December.",
        "Later.",
    ]


def test_a_long_letter_is_bounded_and_says_how_many_more_there_are(county_store: Store) -> None:
    ada = person(county_store, "ada@grove.example")
    many = part(1, *(Line(ada, "a", number, f"*Line* <!here> {number}") for number in range(20)))
    letter = written(county_store, ada, [many])
    assert letter.message is not None
    said = letter.message.text
    assert "Line* <!here> 7" in said
    assert "Line* <!here> 8" not in said
    assert "And 12 more." in said
    assert sum(len(lines) for lines in letter.told.values()) == 20
    judge_message(raw(letter.message.blocks))


def test_who_wants_only_what_is_urgent_is_not_told_the_rest(county_store: Store) -> None:
    ada = person(county_store, "ada@grove.example")
    some = part(1, Line(ada, "a", 1, "Near."), Line(ada, "a", 2, "Lapsed.", is_urgent=True))
    letter = written(county_store, ada, [some], Often.URGENT)
    assert letter.message is not None
    assert "Near." not in letter.message.text
    assert [line.text for line in letter.passed[some]] == ["Near."]
    quiet = part(1, Line(ada, "a", 1, "Near."))
    assert written(county_store, ada, [quiet], Often.URGENT).message is None


def test_a_part_that_fails_is_left_out(county_store: Store) -> None:
    ada = person(county_store, "ada@grove.example")

    def fails(round_: Round) -> list[Line]:
        raise LookupError("ours")

    letter = written(county_store, ada, [LetterPart(1, fails), part(2, Line(ada, "a", 1, "Near."))])
    assert letter.message is not None
    left(county_store, [ada], "a matter nobody tells", 1)
    assert written(county_store, ada, []).message is None
