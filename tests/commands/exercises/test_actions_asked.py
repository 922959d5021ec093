"""Corrective actions by whose they are and when they are due, were opened or closed."""

from __future__ import annotations

from tests.commands.language.conftest import grove  # noqa: F401 - the county that people ask about
from tests.commands.language.grove import Asker
from tests.commands.language.records_said import otherwise, said, short

UNDERSTOOD = (
    ("actions overdue in fire", "actions discipline:fire"),
    ("actions due by March", "actions everyone ..2027-03-31"),
    ("which actions are due next month", "actions everyone 2026-12-01..2026-12-31"),
    ("actions opened since June", "actions everyone 2026-06-01.."),
    ("actions closed last month", "actions everyone 2026-10-01..2026-10-31"),
    ("actions closed since January for Elm PD", "actions agency:Elm Police 2026-01-01.."),
    ("open actions for Cedar Fire and Elm PD", "actions agency:Cedar Fire+agency:Elm Police"),
    ("open actions except dispatch", "actions everyone -discipline:dispatch"),
    ("our open actions", "actions agency:Cedar Fire", "cora"),
    ("whose actions are overdue", "actions everyone"),
    ("open findings", "actions everyone"),
    ("actions for Noor Dahl", "actions person:noor.dahl@cedar.example", "cora"),
    ("my actions", "actions person:uma.joyner@elm.example", "uma"),
    ("which actions do we owe", "actions agency:Cedar Fire", "cora"),
    ("open action items for Elm PD", "actions agency:Elm Police"),
    ("what action items are late at Elm PD", "actions agency:Elm Police"),
    ("AAR items", "actions everyone"),
    ("actions closed by 1 June 2026", "actions everyone ..2026-06-01"),
    ("open actions today", "actions everyone"),
)
ASKED_BACK = (
    "actions open since June",
    "actions in Ceder Fire",
    "actions due in grace",
    "purple actions",
    "open and closed actions",
    "actions opened by Noor Dahl",
    "actions closed by Noor Dahl",
    "actions for Noor Dahl except Elm PD",
    "actions I opened",
    "actions we raised this year",
)


def test_whose_and_when_are_understood(grove: Asker) -> None:  # noqa: F811
    assert otherwise(grove, UNDERSTOOD) == []


def test_what_is_not_understood_is_asked_back(grove: Asker) -> None:  # noqa: F811
    assert [text for text in ASKED_BACK if short(grove, text) != "?"] == []


def test_the_day_of_a_time_is_told(grove: Asker) -> None:  # noqa: F811
    told = {text: said(grove, text)["dated"] for text in ("actions since June", "actions overdue since June")}
    assert told == {"actions since June": "opened", "actions overdue since June": "due"}
    assert said(grove, "actions closed since June")["dated"] == "closed"
