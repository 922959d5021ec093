"""Forms: drawn from their fields, read by them, and each field its form's own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from commands.kit.blocks import option
from commands.kit.forms import CantTake, Modal, choice_field, day_field, link_field, number_field, text_field
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
LINK = link_field("link", "Link")
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


@pytest.mark.parametrize(
    "typed", ["1_0", "1e3", "1e-400", "nan", "inf", "٣", "+4", "4.", "1,5", "0x4", "1.2.3"]
)
def test_a_number_is_plain_digits_with_one_point(typed: str) -> None:
    with pytest.raises(CantTake, match="Hours are a number from 0 to 2,000"):
        HOURS.read(request_with(hours=typed), "hours")


@pytest.mark.parametrize(("typed", "number"), [("0", 0.0), ("4", 4.0), ("1.5", 1.5), (".5", 0.5), ("", None)])
def test_hours_are_read(typed: str, number: float | None) -> None:
    assert HOURS.read(request_with(hours=typed), "hours") == number


@pytest.mark.parametrize(
    "typed", ["0001-01-01", "1899-12-31", "2101-01-01", "20240310", "2024-W10-1", "٢٠٢٤-01-01", "2024-1-1"]
)
def test_a_day_is_one_that_a_calendar_gives(typed: str) -> None:
    with pytest.raises(CantTake, match="Choose the day"):
        DAY.read(request_with(day=typed), "day")


@pytest.mark.parametrize("typed", ["1900-01-01", "2024-02-29", "2100-12-31"])
def test_the_days_of_two_centuries_are_taken(typed: str) -> None:
    assert DAY.read(request_with(day=typed), "day").isoformat() == typed


@pytest.mark.parametrize(
    "typed",
    [
        *("javascript:alert(1)", "ftp://x.example/a", "x.example", "https://", "https:///a", "https://x y"),
        *("https://x.example/\n<!channel>", "https://x.example/\ta", "https://x.example/\u2028a"),
        *("https://u:p@x.example/", "https://u@x.example", "https://x.example\\@y.example", "https://[x"),
        "https://x.example/" + "a" * 3000,
    ],
)
def test_a_link_is_a_web_address(typed: str) -> None:
    with pytest.raises(CantTake):
        LINK.read(request_with(link=typed), "link")


@pytest.mark.parametrize(
    "typed", ["", "https://x.example", "HTTP://x.example/a?b=c#d", "https://x.example:8080/@chief"]
)
def test_a_web_address_is_taken_as_it_was_typed(typed: str) -> None:
    assert LINK.read(request_with(link=typed), "link") == typed
