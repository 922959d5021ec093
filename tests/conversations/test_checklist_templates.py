"""Templates as a dialogue: the roadmap set up, one handed out and edited, progress agency by agency."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.conversations.conftest import Stage


@pytest.mark.postgres
@pytest.mark.long
def test_templates_are_set_up_handed_out_edited_and_counted(stage: Stage) -> None:
    for actor in (stage.cora, stage.ada):  # the first word of each links them
        actor.says("/muster help")
        actor.sees("You are signed in as")
    stage.ada.says("/checklist templates")
    stage.ada.sees("An agency lead or an emergency manager can do this.")

    stage.dana.says("/checklist templates")
    seen = stage.dana.sees("3 templates of checklists, 3 of them ready to be set up.")
    assert "Roadmap: 33 items in 6 steps, the region's" in seen.text
    assert "independent of the NFPA" in seen.text
    stage.dana.says("/checklist template roadmap")
    stage.dana.sees("Set up: Roadmap, 33 items in 6 steps, the region's. The first is due 2 Dec 2026.")
    stage.dana.presses("Undo")
    stage.dana.sees("The list was taken back. The record says both.")
    stage.dana.says("/checklist template the roadmp")
    stage.dana.sees("I don't know a template called “roadmp”. Nothing was set up.")
    stage.dana.presses("Roadmap")
    stage.dana.sees("Roadmap would be set up: 33 items in 6 steps, the region's. Nothing is recorded yet.")
    stage.dana.presses("Set it up")
    stage.dana.sees("Set up: Roadmap")
    stage.dana.says("/checklist template roadmap")
    stage.dana.sees("The region has Roadmap already: nothing was set up twice.")
    stage.dana.says("/checklist template roadmap for Cedar Fire")
    stage.dana.sees("Roadmap is the region's list, and goes to no agency. Nothing was set up.")

    stage.cora.says("/checklist template roadmap")
    stage.cora.sees("I don't know a template called “roadmap”")
    stage.dana.says("/checklist template agency-readiness for Cedar Fire and Birch Polise")
    stage.dana.sees("I don't know an agency called “Polise”. Nothing was set up.")
    stage.dana.says("/checklist template agency readiness for Cedar Fire")
    seen = stage.dana.sees("Handed out: Agency readiness, 16 items each, to Cedar Fire Department.")
    assert "Their leads read of it in their next letter." in seen.text
    stage.dana.says("/checklist template agency-readiness for every agency")
    seen = stage.dana.sees("Agency readiness, 16 items each: new for 2 agencies; 1 has it already.")
    assert "New for: Birch Police Department and Grove 911." in seen.text
    assert "Already: Cedar Fire Department." in seen.text

    stage.dana.says("checklist template agency-readiness")
    stage.dana.sees("Say to which agencies it goes.")
    stage.dana.presses("Choose agencies for Agency readiness")
    stage.dana.fills({"To whom": "Every agency", "Due days count from": "2026-11-01"})
    stage.dana.submits()
    assert "That day has passed" in str(stage.dana.modal_errors)
    stage.dana.fills({"Due days count from": "2026-11-09"})
    stage.dana.submits()
    stage.dana.sees("new for 2 agencies; 1 has it already. Nothing is handed out yet.")
    stage.dana.submits()
    seen = stage.dana.sees(
        "to 2 agencies: Birch Police Department and Grove 911. The first is due 9 Dec 2026."
    )
    assert "Without a lead so far: Birch Police Department and Grove 911." in seen.text
    assert "Cedar Fire Department has it already: nothing was handed out twice." in seen.text

    stage.dana.says("/checklist templates edit agency readiness")
    stage.dana.sees("Agency readiness: 16 items in 4 steps")
    edits_the_template(stage)

    stage.cora.says("/checklist template agency-readiness")
    seen = stage.cora.sees(
        "Cedar Fire Department has Agency readiness already: nothing was handed out twice."
    )
    assert "The template was changed since: 1 item is new, 1 changed, 1 no longer in it." in seen.text
    stage.cora.presses("Bring it up to date")
    seen = stage.cora.sees("The list is up to date. Items: 1 added, 1 changed.")
    assert "1 open item that is no longer in the template stayed." in seen.text

    stage.cora.says("/checklist done stand-in are named")
    stage.cora.sees("Done")
    stage.clock.moves_to(datetime(2026, 12, 5, 15, 0, tzinfo=UTC))
    stage.dana.says("/checklist progress agency-readiness", stage.room)
    seen = stage.dana.sees("Agency readiness: 0 of 3 agencies have everything done; 2 items overdue in 1.")
    assert seen.text.index("Cedar Fire Department") < seen.text.index("Birch Police Department")
    assert "1 of 17 done, 2 overdue" in seen.text
    stage.dana.presses("Share the counts")
    shared = stage.ben.sees(
        "Agency readiness: 0 of 3 agencies have everything done", seconds=10, since="ever"
    )
    assert "Cedar" not in shared.text
    assert "Still open in most agencies:" in shared.text
    stage.cora.says("/checklist progress agency-readiness")
    seen = stage.cora.sees("Agency readiness of Cedar Fire Department: 1 of 17 done, 2 overdue")
    assert "Radio and dispatch" in seen.text
    assert "Birch" not in seen.text


def edits_the_template(stage: Stage) -> None:
    """Dana changes, adds and takes out a line; what can't be taken is said at its field."""
    stage.dana.sees("3 lists began with it: a list keeps what it has until somebody brings it up to date.")
    stage.dana.presses("Change")
    days, months = "Due so many days after it is handed out", "Repeats every so many months"
    stage.dana.fills({"What needs to be done": "The plan is adopted by our board", days: None, months: "12"})
    stage.dana.submits()
    assert "needs a first due day" in str(stage.dana.modal_errors)
    stage.dana.fills({days: "120", "Place in the list": "2"})
    stage.dana.submits()
    stage.dana.sees("2. The plan is adopted by our board")
    stage.dana.presses("Add an item")
    stage.dana.fills(
        {"What needs to be done": "Keys to schools are on file", "Step": "Working together", days: "60"}
    )
    stage.dana.submits()
    stage.dana.sees("Added: Keys to schools are on file")
    stage.dana.presses("Change")
    stage.dana.sees("Our own procedure points to the regional plan")
    stage.dana.presses("Take it out")
    seen = stage.dana.sees("Taken out: Our own procedure points to the regional plan")
    assert "Agency readiness: 16 items in 4 steps" in seen.text
    stage.dana.closes()
