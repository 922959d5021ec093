"""What tells of a class, or of a part in an exercise; and what only asks, or tells of neither."""

from __future__ import annotations

import pytest

from commands.language.records_told import called_at, tells_of_a_class, tells_of_an_exercise


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
