"""A shared plan through its life: written, revised, asked about again, adopted, mended."""

from __future__ import annotations

import pytest

from tests.conversations.conftest import Stage
from tests.conversations.test_readiness import next_monday

PLAN = "Active shooter response plan"


def revises(stage: Stage, name: str, day: str, retrain: str | None = None) -> None:
    """Dana fills in the form of a revision, and looks at whom it moves."""
    stage.dana.fills({"Revision": name, "In effect from": day, "Days to be trained again in": retrain})
    stage.dana.submits()


@pytest.mark.postgres
@pytest.mark.long
def test_a_plan_is_revised_and_everybody_learns_what_it_asks(stage: Stage) -> None:
    stage.dana.says("/readiness digest", stage.room)
    stage.dana.submits()
    stage.dana.sees("first on 9 Nov 2026", seconds=10)
    next_monday(stage)  # the first digest, before there is a plan

    stage.ada.says("/muster plan")
    stage.ada.sees("No shared plan is recorded yet. An emergency manager can add them.")
    stage.dana.says("/muster plan")
    stage.dana.presses("New plan")
    stage.dana.fills({"Name of the plan": PLAN, "Courses that teach it": ["ASIM Basic"]})
    stage.dana.submits()
    stage.dana.sees("It is taught by ASIM Basic.")
    stage.dana.submits()
    stage.dana.sees(f"Recorded: {PLAN}. It is taught by ASIM Basic.")
    stage.dana.presses("New revision")
    revises(stage, "2.0", "2024-01-01")
    stage.dana.sees("nobody is asked to be trained again")
    stage.dana.sees("It moves nobody")
    stage.dana.submits()
    stage.dana.sees("In force: 2.0, since 1 Jan 2024; nobody is asked to be trained again.")

    stage.dana.presses("New revision")
    revises(stage, "3.0", "2026-11-09", "30")
    moves = stage.dana.sees("last trained before 9 Nov 2026 is asked to be trained again by 9 Dec 2026")
    assert "3 people change on 10 Dec 2026\nASIM-B:\n• 3 people: current → in grace" in moves.text
    assert "Nothing is recorded yet." in moves.text
    stage.dana.submits()
    seen = stage.dana.sees("In force: 3.0, since 9 Nov 2026")
    assert "0 of the 4 current trained on it" in seen.text
    assert "0 agencies adopted 3.0, 3 none." in seen.text

    stage.ben.says("/due")
    stage.ben.sees(f"ASIM Basic: due 9 Dec 2026; asked again: {PLAN} 3.0 took effect on 9 Nov 2026")

    stage.dana.says("/muster plan")
    stage.dana.presses("New revision")
    revises(stage, "2.5", "2025-01-01")
    stage.dana.sees("3.0 has been in force since 9 Nov 2026: a revision dated before it does not")
    stage.dana.closes()

    stage.cora.says("/muster plan active shooter")
    stage.cora.presses("Record adoption")
    stage.cora.fills({"Adopted on": "2026-12-24"})
    stage.cora.submits()
    assert "still to come" in str(stage.cora.modal_errors)
    stage.cora.fills({"Adopted on": "2026-11-09"})
    stage.cora.submits()
    stage.cora.sees(f"Recorded: Cedar Fire Department adopted {PLAN} 3.0 on 9 Nov 2026.")
    stage.cora.presses("Record adoption")
    stage.cora.submits()
    stage.cora.sees("nothing was recorded twice")

    stage.dana.says("/muster plan")
    stage.dana.presses("Record adoption")
    stage.dana.fills({"Agencies": ["Grove 911", "Birch Police"], "Revision": "2.0"})
    stage.dana.submits()
    stage.dana.sees("1 agency adopted 3.0, 2 on an older one.")
    stage.ada.says("/muster plan")
    stage.ada.presses("Who adopted it")
    seen = stage.ada.sees("Birch Police Department: 2.0, adopted 9 Nov 2026, an older one")
    assert "Abbott" not in seen.text

    stage.clock.moves(minutes=1)
    stage.ada.says("/training log ASIM-B today")
    stage.ada.sees("Recorded")
    next_monday(stage)
    seen = stage.ben.sees("What changed since 9 Nov 2026", seconds=10, since="ever")
    assert f"{PLAN} 3.0 took effect on 9 Nov 2026." in seen.text
    assert f"Plans adopted: {PLAN} 3.0 by 1 of 3" in seen.text
    assert "1 of the 5 on today's plan" in seen.text
    stage.ada.says("/readiness")
    stage.ada.sees("1 of the 5 current in ASIM Basic trained on it (20%)")
