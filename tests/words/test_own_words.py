"""What nothing may be called: words that say something by themselves."""

from __future__ import annotations

import pytest

from commands.all import registry
from words.own_words import COMMANDS, is_unwritable, says_by_itself


def test_every_command_is_among_them() -> None:
    forms = [form.says.split() for form in registry().forms.values()]
    first = {words[0] for words in forms}
    behind_muster = {words[1] for words in forms if words[0] == "muster" and len(words) > 1}
    assert first | behind_muster == COMMANDS - {"log"}


@pytest.mark.parametrize(
    "name",
    [
        *("all", "everybody", "my team", "our department", "us", "yes", "Undo", "muster help", "thank you"),
        *("today", "tomorrow", "Friday", "March", "june", "in 30 days", "30 days", "next month", "this year"),
        *("Q1 2027", "2027-03-01", "3/1/2027", "31 February", "by June", "since last week", "the end of May"),
    ],
)
def test_what_says_something_by_itself(name: str) -> None:
    assert says_by_itself(name)


@pytest.mark.parametrize(
    "name",
    [
        *("Log Cabin Fire", "Station 4", "Ladder 2", "Medic 7", "A Shift", "CFD", "St. 4", "The Barn"),
        *(
            "Downtown",
            "March Air Base Fire",
            "March Rescue",
            "Summit Rescue",
            "Big Blue",
            "O'Fallon",
            "Truck Co. 12",
        ),
    ],
)
def test_what_does_not(name: str) -> None:
    assert not says_by_itself(name)
    assert not is_unwritable(name)


@pytest.mark.parametrize("name", ["<!channel>", "<@U1>", "a*b", "x\u202ey", "x\x07", "ada@grove.example"])
def test_marks_of_a_mention_and_signs_nobody_sees(name: str) -> None:
    assert is_unwritable(name)
