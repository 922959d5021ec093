"""Roles and runs, and how many words say them."""

from __future__ import annotations

import pytest

from commands.language.roles import role_said, run_said
from readiness.vocabulary import Role


@pytest.mark.parametrize(
    ("said", "run"),
    [
        ("run 2 of it", (2, 2)),
        ("in the second run", (2, 4)),
        ("in run two", (2, 3)),
        ("the 3rd round", (3, 3)),
        ("run away", None),
        ("run 0", None),
        ("run", None),
    ],
)
def test_a_run(said: str, run: tuple[int, int] | None) -> None:
    assert run_said(said.split()) == run


def test_a_role() -> None:
    assert role_said(["as", "an", "evaluator", "there"]) == (Role.EVALUATOR, 3)
    assert role_said(["safety", "officer"]) == (Role.SAFETY_OFFICER, 2)
    assert role_said(["triage", "officer"]) is None
