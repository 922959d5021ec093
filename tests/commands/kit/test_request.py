"""What a command is given, and what of it can be taken."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel

from commands.kit.request import GREATEST_ID, STALE, carried
from tests.commands.speaking import request_with
from words.days import Reading
from words.problems import Problem
from words.written import DateOrder


class Held(BaseModel):
    course: int
    people: list[int] = []
    day: date | None = None


def test_what_a_button_carries_is_the_model_it_was_made_from() -> None:
    assert carried({"course": 7, "people": [1], "day": "2026-11-02"}, Held) == Held(
        course=7, people=[1], day=date(2026, 11, 2)
    )


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"course": "BLS"},
        {"course": -1},
        {"course": GREATEST_ID + 1},
        {"course": 1, "people": [1, GREATEST_ID + 1]},
        {"course": 1, "day": "9999-12-31"},
    ],
)
def test_what_no_button_of_ours_carries_is_stale(value: dict[str, Any]) -> None:
    with pytest.raises(Problem) as stale:
        carried(value, Held)
    assert str(stale.value) == STALE


def test_what_was_typed_is_read_without_the_spaces_around_it() -> None:
    request = request_with(note=" late ", empty=None, several=["1"])
    assert request.typed("note") == "late"
    assert (request.typed("empty"), request.typed("several"), request.typed("missing")) == ("", "", "")


def test_what_was_chosen_is_read_as_ids_and_what_is_none_is_left_out() -> None:
    request = request_with(people=["1", "0", "x", "2"], person=" 7 ", nobody="seven")
    assert request.chosen("people") == ["1", "0", "x", "2"]
    assert request.chosen_ids("people") == [1, 2]
    assert (request.typed_id("person"), request.typed_id("nobody")) == (7, None)
    assert request.chosen("person") == []


def test_days_are_read_as_the_region_writes_them_at_its_hour() -> None:
    assert request_with().reading(looks_back=True) == Reading(date(2026, 11, 2), DateOrder.MDY, True, 12)
