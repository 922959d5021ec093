"""What tells of a class, or of a part in an exercise; and what only asks, or tells of neither."""

from __future__ import annotations

import pytest

from commands.language.records_told import (
    asked_to_log,
    called_at,
    names_a_code,
    tells_of_a_class,
    tells_of_an_exercise,
    tells_of_others,
)


@pytest.mark.parametrize(
    ("said", "of_a_class", "of_an_exercise"),
    [
        ("I took BLS on Friday", True, False),
        ("just finished my refresher, 8 hours", True, False),
        ("I took what?", False, False),
        ("I played Transport at the Vine drill", False, True),
        ("at the Vine drill I was Transport", False, True),
        ("I attended the drill instructor course", True, False),
        ("who played Transport at the Vine drill", False, False),
        ("the radio plan is done", False, False),
    ],
)
def test_what_a_sentence_tells_of(said: str, of_a_class: bool, of_an_exercise: bool) -> None:
    words = said.split()
    assert tells_of_a_class(words) == of_a_class
    assert tells_of_an_exercise(words) == of_an_exercise


def test_where_the_name_of_an_exercise_ends() -> None:
    assert called_at(["the", "Vine", "drill", "yesterday"]) == [2]
    assert called_at(["drill", "instructor"]) == []


@pytest.mark.parametrize(
    ("said", "own", "others"),
    [
        ("Finished my HAZWOPER refresher yesterday", True, False),
        ("on the 12th I completed BLS", True, False),
        ("I didn't finish BLS yesterday", True, False),
        ("Noor Dahl took BLS yesterday", False, True),
        ("Noor Dahl and Rosa Eaton completed ASIM Basic", False, True),
        ("Noor Dahl did not take BLS yesterday", False, True),
        ("Noor Dahl has not taken BLS", False, True),
        ("who did not take BLS", False, False),
        ("took BLS yesterday with Ben Flores", True, False),
        ("finished with the radio plan", False, False),
        ("record BLS", True, False),
        ("record my BLS, yesterday", True, False),
        ("record of Noor Dahl", False, False),
        ("record the decision to meet", False, False),
        ("who took BLS yesterday", False, False),
        ("Noor Dahl took BLS yesterday?", False, False),
        ("Noor Dahl completed the Vine drill", False, False),
        ("did I take BLS", False, False),
    ],
)
def test_a_class_is_told_of_oneself_or_of_others(said: str, own: bool, others: bool) -> None:
    words = said.split()
    assert tells_of_a_class(words) == own
    assert (tells_of_others(words) and not own) == others


@pytest.mark.parametrize(
    "lead", ["please ", "can you ", "Hey Muster, ", "hi, could you please ", "I’d like to "]
)
def test_who_asks_to_log_politely_logs(lead: str) -> None:
    assert asked_to_log(f"{lead}log BLS yesterday") == "log BLS yesterday"
    assert asked_to_log(f"{lead}take BLS tomorrow") == ""


def test_an_exercise_is_known_by_its_code() -> None:
    assert names_a_code(["log", "EX-2026-012", "transport"])
    assert not names_a_code(["log", "ICS-100", "yesterday"])
