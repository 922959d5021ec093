"""The fields of a meeting's form: lengths that are not usual, seats by their names."""

from __future__ import annotations

import pytest

from commands.kit.forms import CantTake
from commands.meetings.calling_form import FIRST_SEATS, LENGTH, SEATS
from readiness.vocabulary import Discipline
from tests.commands.speaking import request_with


def test_a_length_said_in_words_is_offered_too() -> None:
    shown = LENGTH.draw(75).to_dict()
    assert shown["initial_option"]["value"] == "75"
    assert [each["value"] for each in shown["options"]][:6] == ["30", "45", "60", "75", "90", "120"]
    assert LENGTH.draw(None).to_dict()["initial_option"]["text"]["text"] == "1 hour"
    assert LENGTH.read(request_with(length="75"), "length") == 75
    for wrong in ("", "0", "721", "an hour", "-5"):
        with pytest.raises(CantTake):
            LENGTH.read(request_with(length=wrong), "length")


def test_a_seat_chosen_twice_is_one() -> None:
    request = request_with(seats=["d:law", "d:fire", "d:law"])
    assert SEATS.read(request, "seats") == [("law", None), ("fire", None)]


def test_the_first_meeting_has_the_seats_of_the_vocabulary() -> None:
    assert set(FIRST_SEATS) == {
        Discipline.LAW,
        Discipline.FIRE,
        Discipline.EMS,
        Discipline.DISPATCH,
        Discipline.SCHOOL,
        Discipline.ADMIN,
    }
