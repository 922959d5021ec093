"""Forms: drawn from their fields, read by them, and each field its form's own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from commands.kit.blocks import option
from commands.kit.forms import Modal, choice_field, day_field, number_field, text_field
from commands.kit.problems import Wrong
from commands.kit.registry import Click, Registry, Submission
from commands.kit.reply import Reply
from commands.kit.request import Request
from tests.commands.speaking import request_with


def nothing(request: Request) -> Reply:
    return Reply()


def noted(request: Request) -> Reply:
    return Reply(closes=True)


DAY = day_field("day", "Day", "Choose the day.", change=noted)
HOURS = number_field("hours", "Hours", 2000, "4 or 1.5")
KIND = choice_field(
    "kind", "Kind", [option("One", "1"), option("Two", "2")], "Which", "Choose one of the two."
)
NOTE = text_field("note", "Note", most=10)
FORM = Modal("one", "One", "Go", (DAY, HOURS, KIND, NOTE), nothing)
OTHER = Modal("other", "Other", "Go", (day_field("day", "Day", "Choose.", change=nothing),), nothing)


def test_what_can_be_taken_is_read_as_what_it_is() -> None:
    filled = FORM.read(request_with(day="2026-11-01", hours="1.5", kind="2", note=" late "))
    assert (filled[DAY], filled[HOURS], filled[KIND], filled[NOTE]) == (date(2026, 11, 1), 1.5, "2", "late")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"day": "", "kind": "1"}, {"day": "Choose the day."}),
        ({"day": "2026-02-30", "kind": "3"}, {"day": "Choose the day.", "kind": "Choose one of the two."}),
        (
            {"day": "2026-11-01", "kind": "1", "hours": "-1", "note": "x" * 11},
            {
                "hours": "Hours are a number from 0 to 2,000, such as 4 or 1.5.",
                "note": "At most 10 characters, please; these are 11.",
            },
        ),
        (
            {"day": "2026-11-01", "kind": "1", "hours": "nan"},
            {"hours": "Hours are a number from 0 to 2,000, such as 4 or 1.5."},
        ),
    ],
)
def test_everything_that_is_wrong_is_said_at_once(fields: dict[str, Any], wrong: dict[str, str]) -> None:
    with pytest.raises(Wrong) as refused:
        FORM.read(request_with(**fields))
    assert refused.value.fields == wrong


def test_a_field_shows_what_it_is_given_and_the_form_carries_on() -> None:
    made = FORM.view({"day": date(2026, 11, 1), "kind": "2"}).to_dict()
    day, _, kind, _ = made["blocks"]
    assert day["element"]["initial_date"] == "2026-11-01"
    assert day["dispatch_action"] is True
    assert kind["element"]["initial_option"]["value"] == "2"
    assert made["callback_id"] == "one"


def test_two_forms_may_both_have_a_day() -> None:
    registry = Registry.of([*FORM.entries(), *OTHER.entries(), Click("day", nothing)])
    assert registry.handler("click", "day", "one") == Click("one/day", noted)
    assert registry.handler("click", "day", "other") == Click("other/day", nothing)
    assert registry.handler("click", "day") == Click("day", nothing)
    assert registry.handler("submission", "one") == Submission("one", nothing)
