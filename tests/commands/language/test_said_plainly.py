"""A sentence without what is only polite, and matched as a whole."""

from __future__ import annotations

import pytest

from commands.language.said_plainly import matched, part, plainly_said, whole

SAYS = whole(r"give (?P<what>.+?)(?: to (?P<whom>.+))?")


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("Please mark it done.", "mark it done"),
        ("hi, can you cancel the kickoff, please?", "cancel the kickoff"),
        ("I\u2019d like to see the minutes", "see the minutes"),
        ("We need to move the kickoff", "move the kickoff"),
        ("pleased to meet you", "pleased to meet you"),
    ],
)
def test_what_is_polite_says_nothing(said: str, plain: str) -> None:
    assert plainly_said(said) == plain


def test_a_way_of_saying_it_takes_in_the_whole() -> None:
    found = matched(SAYS, "GIVE the radio plan: to Ada")
    assert found is not None
    assert (part(found, "what"), part(found, "whom"), part(found, "when")) == ("the radio plan", "Ada", "")
    assert matched(SAYS, "forgive it") is None
