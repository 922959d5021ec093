"""A leave, said, shown, recorded and ended; the standing, the list and the person's own view go along."""

from __future__ import annotations

import pytest

from tests.conversations.conftest import Stage


@pytest.mark.postgres
def test_a_lead_records_a_leave_and_ends_it(stage: Stage) -> None:
    stage.cora.says("/muster absent", stage.room)
    stage.cora.sees("Nobody is away or waived now or soon")
    stage.cora.says("absent @Ada Abbott leave today to 15 Jan parental")
    stage.cora.sees("Ada Abbott: leave, 2 Nov 2026 to 15 Jan 2027. Why: parental.")
    stage.cora.sees("Not asked meanwhile: ASIM Basic (expired 1 Mar 2025)")
    stage.ada.says("/due")
    stage.ada.sees("You are due for ASIM Basic")
    stage.cora.presses("Record it")
    stage.cora.sees("Recorded: Ada Abbott, leave, 2 Nov 2026 to 15 Jan 2027.")
    stage.ada.says("/due")
    stage.ada.sees("ASIM Basic: on leave")
    stage.ada.says("/muster absent")
    stage.ada.sees("Leave, 2 Nov 2026 to 15 Jan 2027 (parental)")
    stage.max.says("/muster absent Ada Abbott")
    stage.max.sees("I don't find “Ada Abbott” among the people whose leaves and waivers you can see.")
    stage.clock.moves(days=10)
    stage.cora.says("/muster absent", stage.room)
    stage.cora.presses("End it")
    stage.cora.fills({"Last day": "2026-11-10"})
    stage.cora.submits()
    stage.cora.sees("Ended: Ada Abbott's leave, 2 Nov 2026 to 10 Nov 2026.")
    stage.ada.says("/due")
    stage.ada.sees("You are due for ASIM Basic")


def test_the_form_shows_what_it_does_before_the_last_word(stage: Stage) -> None:
    stage.cora.says("/muster absent", stage.room)
    stage.cora.presses("Record one")
    stage.cora.fills(
        {
            "Person on the roster": "Ben Flores",
            "What": "Waiver, for one course or for all",
            "Course": "Basic Life Support",
            "Why": "doctor's note",
        }
    )
    stage.cora.submits()
    stage.cora.sees("or tick that it goes on until somebody ends it")
    stage.cora.fills({"Last day": "2027-06-30"})
    stage.cora.submits()
    stage.cora.sees("Runs out meanwhile: Basic Life Support on 31 Dec 2026.")
    stage.cora.submits()
    stage.cora.sees("Recorded: Ben Flores, waiver for Basic Life Support, 2 Nov 2026 to 30 Jun 2027.")
