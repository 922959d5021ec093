"""What somebody tells of an exercise, word by word; the exercises and positions are handed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from commands.language.played import Names, Played, told_part
from readiness.vocabulary import Role
from words.days import Reading
from words.names import Kind, Lexicon, Match, tokens
from words.written import DateOrder

TODAY = date(2026, 11, 26)  # a Thursday
READING = Reading(TODAY, DateOrder.MDY, looks_back=True)
POSITIONS = {1: ("COMMAND", "Incident command"), 2: ("TRIAGE", "Triage"), 3: ("TRANSPORT", "Transport")}
POSITIONS |= {4: ("STAGING", "Staging"), 5: ("RESCUE-TF", "Rescue task force"), 6: ("DISPATCH", "Dispatch")}
EXERCISES = {
    1: ("EX-1", "Vine campus drill"),
    2: ("EX-2", "Vine courthouse tabletop"),
    3: ("EX-3", "Dispatch center drill"),
    4: ("EX-4", "Shots fired at the mall for May"),
}


def names() -> Names:
    lexicon = Lexicon(
        [(n, Match(Kind.AGENCY, key, each[1])) for key, each in POSITIONS.items() for n in each], ()
    )

    def position(words: Sequence[str]) -> tuple[Sequence[int], int] | None:
        found = lexicon.find(words, [Kind.AGENCY])
        return None if found is None else ([int(match.key) for match in found.matches], found.words)

    def fitting(said: str) -> list[int]:
        return [
            key
            for key, (_, title) in EXERCISES.items()
            if all(word in tokens(title) for word in tokens(said))
        ]

    titled = {tokens(name): [key] for key, each in EXERCISES.items() for name in each}
    return Names(titled, fitting, position)


def told(text: str) -> Played:
    return told_part(text, READING, names())


VINE = [1]
UNDERSTOOD = [
    ("I played Transport at the Vine drill yesterday", [3], VINE, Role.PLAYER, None),
    ("played Transport, Vine campus drill, yesterday", [3], VINE, Role.PLAYER, None),
    ("I was Transport at the Vine drill yesterday, run 2", [3], VINE, Role.PLAYER, 2),
    ("I was in Staging at the Vine drill in the second run yesterday", [4], VINE, Role.PLAYER, 2),
    ("I took part in the Vine drill as Transport yesterday", [3], VINE, Role.PLAYER, None),
    ("yesterday I played rescue task force in run 2 of the Vine drill", [5], VINE, Role.PLAYER, 2),
    ("Vine campus drill Transport yesterday", [3], VINE, Role.PLAYER, None),
    ("I walked Triage at the *Vine tabletop* on 25 Nov", [2], [2], Role.PLAYER, None),
    ("I walked through Triage during EX-2 yesterday", [2], [2], Role.PLAYER, None),
    ("I evaluated the Vine tabletop yesterday", [], [2], Role.EVALUATOR, None),
    ("I was the safety officer at the Vine tabletop yesterday", [], [2], Role.SAFETY_OFFICER, None),
    ("I took part in the Vine tabletop yesterday as an evaluator", [], [2], Role.EVALUATOR, None),
    ("I played at the Dispatch drill yesterday", [], [3], Role.PLAYER, None),
    ("I played Dispatch at the Dispatch center drill yesterday", [6], [3], Role.PLAYER, None),
    ("I did Triage at Shots fired at the mall for May yesterday", [2], [4], Role.PLAYER, None),
]


@pytest.mark.parametrize(("text", "positions", "exercises", "role", "run"), UNDERSTOOD)
def test_what_is_told_is_understood_to_the_last_word(
    text: str, positions: list[int], exercises: list[int], role: Role, run: int | None
) -> None:
    found = told(text)
    assert (found.positions, found.exercises, found.role, found.run) == (positions, exercises, role, run)
    assert found.day == date(2026, 11, 25)
    assert (found.unknown, found.never, found.crew) == ([], [], [])


LEFT = [
    ("I played Transprt at the Vine drill yesterday", [], VINE, ["Transprt"]),
    ("I played Transport superbly at the Vine drill yesterday", [3], VINE, ["superbly"]),
    ("I played Transport at the Vine drill yesterday 4h", [3], VINE, ["4h"]),
    ("I played Transport at the Vine drill ~yesterday~", [3], VINE, ["~yesterday~"]),
    ("I played Transport and Triage at the Vine drill", [3, 2], VINE, []),
]


@pytest.mark.parametrize(("text", "positions", "exercises", "unknown"), LEFT)
def test_what_is_not_understood_is_left_over(
    text: str, positions: list[int], exercises: list[int], unknown: list[str]
) -> None:
    found = told(text)
    assert (found.positions, found.exercises, found.unknown) == (positions, exercises, unknown)


def test_an_exercise_nobody_knows_and_two_that_fit() -> None:
    assert told("I played Transport at the Umber ball yesterday").exercise_words == "Umber ball"
    assert told("I played Transport at the Vine ball").exercises == []
    assert told("I played Transport at the Dispatch ball").unknown == ["ball"]  # shown, with what was meant
    assert told("I played Transport at Vine").exercises == [1, 2]


def test_people_stand_before_the_verb_and_after_for_and_with() -> None:
    assert told("Ben Flores played Transport at the Vine drill").crew == ["Ben", "Flores"]
    assert told("Ben and I played Transport at the Vine drill").crew == ["Ben", "and", "and", "me"]
    assert told("Transport for Ada, Ben Flores at the Vine drill yesterday").crew == [
        *("for", "Ada,", "Ben", "Flores"),
    ]
    found = told("I played Transport with Medic 4 at the Vine drill yesterday")
    assert (found.crew, found.positions, found.exercises) == (["with", "Medic", "4"], [3], VINE)


def test_what_did_not_take_place_is_said_to_be_so() -> None:
    assert told("I did not play Transport at the Vine drill").never == ["not"]
    assert told("I never played Transport at the Vine drill").never == ["never"]
