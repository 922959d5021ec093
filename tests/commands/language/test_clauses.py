"""A sentence about an exercise: of whom, the verb, what stands behind it."""

from __future__ import annotations

import pytest

from commands.language.clauses import clause, leaves_open_whose, words_of
from readiness.vocabulary import Role


@pytest.mark.parametrize(
    ("said", "before", "role", "behind"),
    [
        ("I played Triage at Vine", "I", Role.PLAYER, "Triage at Vine"),
        ("Ben and I evaluated the drill", "Ben and I", Role.EVALUATOR, "the drill"),
        ("put me down as Triage", "", Role.PLAYER, "as Triage"),
        ("- Vine drill – Triage", "", Role.PLAYER, "Vine drill Triage"),
        ("we had the drill yesterday, I was Triage", "", Role.PLAYER, "Triage at the drill yesterday,"),
        ("at the drill I evaluated Triage", "", Role.EVALUATOR, "Triage at the drill"),
        ("my role at the drill was Triage", "", Role.PLAYER, "Triage at the drill"),
        ("I was at the drill and played Triage", "", Role.PLAYER, "Triage at the drill"),
        ("", "", Role.PLAYER, ""),
    ],
)
def test_the_exercise_stands_behind_the_verb(said: str, before: str, role: Role, behind: str) -> None:
    found = clause(words_of(said))
    assert (" ".join(found.before), found.role, " ".join(found.behind)) == (before, role, behind)


@pytest.mark.parametrize(
    ("said", "positions", "is_open"),
    [
        ("count Triage at the Vine drill", 1, True),
        ("record count Triage at the Vine drill", 1, True),
        ("count me as Triage at the Vine drill", 1, False),
        ("were Triage and Transport at the Vine drill", 2, True),
        ("was the Triage at the Vine drill", 1, True),
        ("was Triage at the Vine drill", 1, False),
        ("we were Triage and Transport at the Vine drill", 2, True),
        ("we were Triage at the Vine drill", 1, False),
        ("we had the drill, I was Triage and Transport", 2, False),
        ("log Triage at the Vine drill", 1, False),
    ],
)
def test_words_that_tell_of_nobody_leave_open_whose_part_it_is(
    said: str, positions: int, is_open: bool
) -> None:
    assert leaves_open_whose(said, positions) is is_open
