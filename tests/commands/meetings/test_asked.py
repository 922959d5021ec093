"""Meetings by time and agency, as they are asked for."""

from __future__ import annotations

from tests.commands.language.conftest import grove  # noqa: F401 - the county that people ask about
from tests.commands.language.grove import Asker
from tests.commands.language.records_said import otherwise, short

UNDERSTOOD = (
    ("meetings next month", "meetings everyone 2026-12-01..2026-12-31"),
    ("meetings in Q1 2027", "meetings everyone 2027-01-01..2027-03-31"),
    ("what meetings did we have last month", "meetings everyone 2026-10-01..2026-10-31"),
    ("past meetings in October", "meetings everyone 2026-10-01..2026-10-31"),
    ("when is the next meeting with Cedar Fire", "meetings agency:Cedar Fire 2026-11-02.."),
    ("our meetings this year", "meetings agency:Cedar Fire 2026-01-01..2026-12-31", "cora"),
    ("how many meetings were held this year", "meetings everyone 2026-01-01..2026-11-02"),
    (
        "meetings with fire except Cedar Fire",
        "meetings discipline:fire -agency:Cedar Fire Department 2026-11-02..",
    ),
    ("next meeting", "meetings everyone"),
)
ASKED_BACK = (
    "meetings I missed",
    "meetings with open seats in December",
    "meetings never filled next month",
    "meetings called off",
    "meetings with both Cedar Fire and Elm PD",
    "meetings in Ceder Fire",
    "meetings in grace",
    "meetings last month and next month",
    "past meetings next month",
)


def test_whose_and_when_are_understood(grove: Asker) -> None:  # noqa: F811
    assert otherwise(grove, UNDERSTOOD) == []


def test_what_is_not_understood_is_asked_back(grove: Asker) -> None:  # noqa: F811
    assert [text for text in ASKED_BACK if short(grove, text) != "?"] == []
