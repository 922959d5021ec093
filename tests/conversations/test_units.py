"""Stations and shifts: asked about by name, named to their lead only, and never a count of a few."""

from __future__ import annotations

import pytest

from tests.conversations import county
from tests.conversations.conftest import Stage

PLATOONS = """email,first_name,last_name,agency,Shift
ada@grove.example,Ada,Abbott,Cedar Fire Department,A
ben@grove.example,Ben,Flores,Cedar Fire Department,A
jo.lee@grove.example,Jo,Lee,Cedar Fire Department,B
cora@grove.example,Cora,Diaz,Cedar Fire Department,Station 4
max@birch.example,Max,<!channel> O'Hara,Birch Police Department,Station 4
pat@birch.example,Pat,Quinn,Birch Police Department,Station 4
lou@birch.example,Lou,Ito,Birch Police Department,Station 4
"""


@pytest.mark.postgres
def test_a_unit_is_asked_about(stage: Stage) -> None:
    county.take(stage.store, "roster", PLATOONS)
    # Its agency's lead sees names, of that unit alone; Cora's own Station 4 is hers.
    stage.cora.says("/due A shift")
    seen = stage.cora.sees("Ada Abbott: ASIM Basic, expired 1 Mar 2025")
    assert "Cedar Fire Department Shift A, all courses" in seen.text
    assert "Jo Lee" not in seen.text
    stage.cora.says("/due station 4 in 400 days")
    assert "Cedar Fire Department Station 4, all courses" in stage.cora.sees("Cora Diaz").text
    stage.cora.says("/due Cedar Fire shift B")
    assert "Ada" not in stage.cora.sees("; also BLS").text
    # Of nobody's in particular two agencies have one: each is offered, and carries its key.
    stage.dana.says("/due station 4")
    offered = stage.dana.sees("“station 4” matches 2: ")
    assert "Birch Police Department Station 4" in offered.text
    stage.dana.presses("Birch Police Department Station 4")
    assert "Lou Ito: ASIM Basic, not yet trained" in stage.dana.sees("Pat Quinn").text
    # Coverage of an agency lists its units for its lead; of a unit it is the unit's.
    stage.cora.says("/readiness Cedar Fire Department")
    assert "Shift A 75% (3 of 4)" in stage.cora.sees("By unit, weakest first").text
    stage.cora.says("/readiness Cedar Fire Department A shift")
    stage.cora.sees("Readiness: Cedar Fire Department Shift A")
    # Who may not name gets counts, where they tell of nobody: two are enough here, and one is not.
    stage.ben.says("/due A shift")
    assert "Ada" not in stage.ben.sees("Cedar Fire Department Shift A").text
    stage.ben.says("/due shift B")
    stage.ben.sees("too few people to count without naming one")
    stage.ben.says("/readiness Cedar Fire")
    assert "Shift A" not in stage.ben.sees("Readiness: Cedar Fire Department").text
    stage.cora.says("/due station 9")
    stage.cora.sees("“station 9”")
