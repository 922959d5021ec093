"""Agencies and who belongs to them: somebody is moved, an agency does something else than before."""

from __future__ import annotations

import pytest

from tests.conversations.conftest import Stage


@pytest.mark.postgres
@pytest.mark.long
def test_somebody_is_moved_and_sees_what_is_asked_of_them_then(stage: Stage) -> None:
    stage.cora.says("/muster transfer Ben Flores to Birch Police on 1 Dec")
    stage.cora.sees("emergency manager")

    stage.dana.says("/muster transfer Ben Flores to Birch Police on 1 Dec")
    stage.dana.submits()
    seen = stage.dana.sees(
        "Cedar Fire Department ends on 30 Nov 2026, Birch Police Department begins on 1 Dec"
    )
    assert "Basic Life Support: no longer asked of them" in seen.text
    assert "Nothing is changed until you confirm it." in seen.text
    stage.dana.submits()
    stage.dana.sees("Recorded: Ben Flores: Cedar Fire Department ends on 30 Nov 2026")

    stage.dana.says("/muster transfer Ben Flores to Birch Police on 1 Dec")
    stage.dana.submits()
    stage.dana.sees("They belong to Birch Police Department already on 1 Dec 2026")
    stage.dana.closes()

    stage.clock.moves(days=29)
    stage.ben.says("/due")
    seen = stage.ben.sees("ASIM Basic")
    assert "Basic Life Support" not in seen.text
    stage.ben.says("/training history")
    seen = stage.ben.sees("Your record")
    assert "Basic Life Support" in seen.text, "the record goes with him"


def test_a_move_into_the_past_is_told_and_can_be_taken_back(stage: Stage) -> None:
    stage.dana.says("/muster transfer ada@grove.example to Grove 911 on 1 Oct 2026")
    stage.dana.submits()
    assert "no longer asked of them" in stage.dana.sees("That day is past").text
    stage.dana.submits()
    stage.dana.sees("Recorded: Ada Abbott: Cedar Fire Department ends on 30 Sep 2026")
    stage.dana.presses("Undo")
    stage.dana.sees("Taken back: they belong where they did.")
    stage.ada.says("/due")
    stage.ada.sees("Basic Life Support")

    stage.dana.says("/muster transfer ada@grove.example to Grove 911 on 1 Oct 2019")
    stage.dana.submits()
    assert "no agency on 30 Sep 2019" not in stage.dana.sees("begins on 1 Oct 2019").text


@pytest.mark.postgres
@pytest.mark.long
def test_an_agency_does_something_else_and_what_is_asked_of_it_follows(stage: Stage) -> None:
    stage.cora.says("/muster agencies Cedar")
    seen = stage.cora.sees("Cedar Fire Department")
    assert "Asked of its people: ASIM Basic, Basic Life Support" in seen.text
    stage.cora.presses("Change")
    stage.cora.fills({"Strength": "55"})
    stage.cora.submits()
    stage.cora.sees("of a strength of 55")
    stage.cora.presses("Units")
    stage.cora.sees("No unit is recorded yet.")
    stage.cora.presses("Put people into a unit")
    stage.cora.fills({"Unit": "Station 4", "People": ["Ben Flores", "Ada Abbott"]})
    stage.cora.submits()
    seen = stage.cora.sees("Ben Flores and Ada Abbott: in Station 4 now.")
    assert "Station 4: 2 people" in seen.text
    assert "In no unit: 2 people" in seen.text
    stage.cora.says("/due station 4")
    seen = stage.cora.sees("Ada Abbott")
    assert "Jo Lee" not in seen.text
    stage.cora.says("/muster agencies Birch Police")
    assert "Change" not in stage.cora.sees("Its lead or an emergency manager can change this.").buttons

    stage.dana.says("/muster agencies Birch Police")
    stage.dana.presses("Change")
    stage.dana.fills({"Disciplines": ["Law enforcement", "EMS"]})
    stage.dana.submits()
    seen = stage.dana.sees("Law enforcement → EMS and Law enforcement")
    assert "Asked of its 4 people from then on: Basic Life Support." in seen.text
    assert "BLS:\n• 4 people: not asked → not yet trained" in seen.text
    stage.dana.submits()
    stage.dana.sees("Birch Police Department was changed.")
    stage.dana.says("/due Birch Police for BLS")
    stage.dana.sees("not yet trained")

    stage.dana.says("/muster agencies")
    stage.dana.presses("Add an agency")
    stage.dana.fills({"Name": "grove 911", "Disciplines": ["Schools"]})
    stage.dana.submits()
    assert "Another agency has that name." in str(stage.dana.modal_errors)
    stage.dana.fills({"Name": "Grove Schools"})
    stage.dana.submits()
    stage.dana.sees("Grove Schools has been added.")
