"""Objectives with their critical tasks, as they are typed into one field and shown there again."""

from __future__ import annotations

import pytest

from commands.exercises.planning_form import read_objectives, write_objectives
from commands.kit.forms import CantTake
from storage.exercise_plans import Objective

TYPED = """Evacuate the campus
- set up a casualty collection point
– account for everybody

Talk on one channel
• patch dispatch in"""


def test_a_line_is_an_objective_and_a_dash_beneath_it_a_task() -> None:
    read = read_objectives(TYPED)
    assert read == [
        Objective("Evacuate the campus", ("set up a casualty collection point", "account for everybody")),
        Objective("Talk on one channel", ("patch dispatch in",)),
    ]
    assert read_objectives(write_objectives(read)) == read
    assert read_objectives("") == []
    assert read_objectives("-\n  \n") == []


def test_tasks_under_no_objective_stay_so() -> None:
    read = read_objectives("- stop the bleed\n- call it in")
    assert read == [Objective("", ("stop the bleed", "call it in"))]
    mixed = [Objective("Talk", ("patch",)), Objective("", ("stop the bleed",))]
    assert sorted(map(str, read_objectives(write_objectives(mixed)))) == sorted(map(str, mixed))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Talk\n- Patch  dispatch\nEvacuate\n- patch dispatch", "stands there twice"),
        ("x" * 301, "characters a line"),
        ("- a\n" * 101, "At most 100 lines"),
    ],
)
def test_what_cannot_be_taken_is_said(typed: str, said: str) -> None:
    with pytest.raises(CantTake, match=said):
        read_objectives(typed)
