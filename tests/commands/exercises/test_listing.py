"""`/exercise index`: exercises by time, agency, kind and person, as they are asked for."""

from __future__ import annotations

from tests.commands.language.conftest import grove  # noqa: F401 - the county that people ask about
from tests.commands.language.grove import Asker
from tests.commands.language.records_said import otherwise, said, short

UNDERSTOOD = (
    ("exercises since June", "exercises everyone 2026-06-01.."),
    ("what exercises are there in Q1 2027", "exercises everyone 2027-01-01..2027-03-31"),
    ("show me the tabletops of 2025", "exercises everyone 2025-01-01..2025-12-31"),
    ("our exercises this year", "exercises agency:Cedar Fire 2026-01-01..2026-12-31", "cora"),
    (
        "which exercises did we play in last year",
        "exercises agency:Cedar Fire 2025-01-01..2025-12-31",
        "cora",
    ),
    (
        "exercises in fire except Cedar Fire since 2025",
        "exercises discipline:fire -agency:Cedar Fire Department 2025-01-01..",
    ),
    ("when is the next exercise for Cedar Fire", "exercises agency:Cedar Fire 2026-11-02.."),
    ("next drill in law", "exercises discipline:law 2026-11-02.."),
    ("when was the last tabletop", "exercises everyone ..2026-11-02"),
    ("exercises hosted by Elm PD in October", "exercises agency:Elm Police 2026-10-01..2026-10-31"),
    ("what exercises did Noor Dahl play in", "exercises person:noor.dahl@cedar.example", "cora"),
    ("what exercises did we run in 2025", "exercises agency:Cedar Fire 2025-01-01..2025-12-31", "cora"),
    ("what exercises were we at", "exercises agency:Cedar Fire", "cora"),
    ("exercises we have scheduled", "exercises agency:Cedar Fire", "cora"),
    ("what exercises did we run in 2025", "exercises everyone 2025-01-01..2025-12-31"),
    ("exercises that have been hosted by Elm PD", "exercises agency:Elm Police"),
    ("exercises I was at this year", "exercises person:uma.joyner@elm.example 2026-01-01..2026-12-31", "uma"),
)
ASKED_BACK = (
    "exercises in Nowhere",
    "exercises since June except dispatch",
    "exercises at Ceder Fire since June",
    "exercises last month and next month",
    "which exercises are overdue in grace",
    "exercises I was at",
    "exercise index Cedar",
    "exercises hosted by Noor Dahl",
    "exercises I hosted",
    "exercises Noor Dahl was at except Cedar Fire",
    "exercises where Cedar Fire hosted and Elm PD played",
    "exercises Cedar Fire and Elm PD both played",
)
ASKED_BACK_OF_HER = ("my exercises except Cedar Fire", "my exercises with Elm PD", "exercises I hosted")


def test_whose_and_when_are_understood(grove: Asker) -> None:  # noqa: F811
    assert otherwise(grove, UNDERSTOOD) == []


def test_what_is_not_understood_is_asked_back(grove: Asker) -> None:  # noqa: F811
    assert [text for text in ASKED_BACK if short(grove, text) != "?"] == []
    assert [text for text in ASKED_BACK_OF_HER if short(grove, text, "uma") != "?"] == []
    assert short(grove, "exercises we played with Elm PD", "cora") == "?"


def test_kinds_are_told_and_left_out(grove: Asker) -> None:  # noqa: F811
    assert said(grove, "drills and tabletops in 2025")["kinds"] == ["drill", "tabletop"]
    assert "tabletop" not in said(grove, "exercises except tabletops in 2026")["kinds"]
