"""Objectives with their critical tasks, as they are typed into a field or a cell and written there again."""

from __future__ import annotations

import pytest

from words.objectives import NotObjectives, Objective, read_objectives, write_objectives

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


def test_an_objective_that_begins_with_a_dash_stays_one() -> None:
    odd = [Objective("- 5 degrees", ("- call",)), Objective("\\ marks", ("wait",)), Objective("• all")]
    assert read_objectives(write_objectives(odd)) == odd


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Talk\n- Patch  dispatch\nEvacuate\n- patch dispatch", "stands there twice"),
        ("x" * 301, "characters a line"),
    ],
)
def test_what_cannot_be_taken_is_said(typed: str, said: str) -> None:
    with pytest.raises(NotObjectives, match=said):
        read_objectives(typed)
