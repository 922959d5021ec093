"""Names said with a slip or two, which are asked about."""

from __future__ import annotations

import pytest

from commands.language.names_near import is_called_like
from tests.commands.language.grove import Asker
from tests.commands.language.test_questions_asked_back import back


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("noor dhal", "Noor Dahl"),
        ("zoe kesler", "Zoë Kessler"),
        ("roza eaton", "Rosa Eaton"),
        ("ben florez", "Ben Flores"),
    ],
)
def test_a_name_with_a_slip_is_like_it(said: str, name: str) -> None:
    assert is_called_like(said, name)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("noor", "Noor Dahl"),
        ("noor kim", "Noor Dahl"),
        ("ben dahl", "Noor Dahl"),
        ("cedar fire", "Noor Dahl"),
    ],
)
def test_another_name_is_not(said: str, name: str) -> None:
    assert not is_called_like(said, name)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("is Noor Dhal current on BLS", "is Noor Dahl current on BLS"),
        ("when is Ben Florez due", "when is Ben Flores due"),
        ("who's overdue for haswoper in Cedar Fire", "who's overdue for HAZWOPER in Cedar Fire"),
        ("ASIM Basc overdue in Elm PD", "ASIM Basic overdue in Elm PD"),
    ],
)
def test_a_near_miss_is_offered_with_all_the_rest(grove: Asker, text: str, meant: str) -> None:
    offers = back(grove, text).offers
    assert grove.ask(meant) in [offer.value for offer in offers]
    assert not any(": Whether" in offer.label or "HAZ-R" in offer.label for offer in offers)


def test_who_may_not_name_is_told_who_answers_and_is_offered_nobody(grove: Asker) -> None:
    asked = back(grove, "is Ben Flores current?", "uma")
    assert "their agency's lead and an emergency manager" in asked.not_understood
    assert back(grove, "is Ben Florez current?", "uma").offers == []
