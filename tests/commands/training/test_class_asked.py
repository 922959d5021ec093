"""Classes by course, time, agency and who teaches them, as they are asked for."""

from __future__ import annotations

from tests.commands.language.conftest import grove  # noqa: F401 - the county that people ask about
from tests.commands.language.grove import Asker
from tests.commands.language.records_said import otherwise, short

UNDERSTOOD = (
    ("classes next month", "classes everyone 2026-12-01..2026-12-31"),
    ("classes for BLS in January", "classes everyone BLS 2027-01-01..2027-01-31"),
    ("BLS classes at Cedar Fire", "classes agency:Cedar Fire BLS"),
    ("classes last year", "classes everyone 2025-01-01..2025-12-31"),
    ("when is the next BLS class", "classes everyone BLS"),
    ("what classes did Cedar Fire have since June", "classes agency:Cedar Fire 2026-06-01.."),
    ("classes I am teaching", "classes person:cora.smith-jones@cedar.example", "cora"),
    ("what classes did we hold in 2025", "classes agency:Cedar Fire 2025-01-01..2025-12-31", "cora"),
    ("BLS and ASIM Basic classes", "classes everyone ASIM-B BLS"),
    ("all classes this year", "classes everyone 2026-01-01..2026-12-31"),
    ("what classes are coming", "classes everyone"),
)
ASKED_BACK = (
    "classes in grace",
    "classes except BLS",
    "what BLS classes are there for Ceder Fire",
    "classes for Noor Dahl",
    "classes except Elm PD",
    "classes taught by Noor Dahl except Elm PD",
    "classes I am teaching",
    "purple classes",
    "classes last month and next month",
)


def test_whose_and_when_are_understood(grove: Asker) -> None:  # noqa: F811
    assert otherwise(grove, UNDERSTOOD) == []


def test_what_is_not_understood_is_asked_back(grove: Asker) -> None:  # noqa: F811
    assert [text for text in ASKED_BACK if short(grove, text) != "?"] == []
