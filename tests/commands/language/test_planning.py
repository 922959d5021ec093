"""An exercise to be planned travels with a button as it was understood, and comes back the same."""

from __future__ import annotations

from datetime import date

from commands.kit.request import Request
from commands.language.planning import PLAN, PlanSaid, plan_button
from tests.commands.speaking import request_with


def test_what_was_understood_travels_with_the_button() -> None:
    said = PlanSaid(title="Vine drill", day=date(2026, 12, 3), type="drill", host=1, invited=[2, 3])
    made = plan_button("Plan it", said)
    assert made.action_id == PLAN
    assert made.value is not None
    assert PlanSaid.model_validate_json(made.value) == said


def test_a_button_of_old_that_says_nothing_opens_an_empty_form() -> None:
    asked: Request = request_with()
    assert asked.carried(PlanSaid) == PlanSaid()
