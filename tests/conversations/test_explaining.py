"""How a number was reached, asked by its key through every door, over the real protocol."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from readiness.due import Scope
from storage.audit import AuditRow
from storage.number_rows import Asking, coverage_of
from storage.scopes import scope_key
from storage.shown_numbers import Measure, Shown, keep_numbers
from tests.conversations import county
from tests.conversations.conftest import Stage

CEDAR = "Cedar Fire Department"


@pytest.mark.postgres
def test_a_lead_reads_how_a_number_was_reached_and_what_came_later(stage: Stage) -> None:
    scope = Scope.agency(county.agency_id(stage.store, CEDAR))
    today = county.REGION.day(stage.clock.now)
    with stage.store.writing() as session:
        found = coverage_of(Asking(session, scope, today, {"course": None}))
        shown = Shown(Measure.COVERAGE, scope_key(scope), today, found.result, {"course": None})
        [key] = keep_numbers(session, [shown], stage.clock.now)
    stage.clock.moves(minutes=1)
    cora, ada = stage.cora, stage.ada
    cora.says(f"how do you know {key.lower()}?")
    seen = cora.sees(f"Key {key}: 6 of 8 requirements")
    assert "known then: the same" in seen.text
    assert "Ada Abbott: ASIM Basic, expired" in seen.text
    cora.says("/training log ASIM-B today for ada@grove.example")
    cora.sees("Recorded")
    cora.says(f"/readiness explain {key[:3]}-{key[3:]}", stage.room)
    seen = cora.sees("1 completion recorded")
    assert "known then: the same" in seen.text
    assert "is 7 of 8" in seen.text
    cora.presses("Download as CSV")
    cora.sees("rows comes to you in a direct message")
    ada.says(f"@Muster explain {key}", stage.room)
    ada.sees("was counted for those who can see the names there")
    ada.says("/readiness explain 2222222")
    ada.sees("I don't know the key")
    with stage.store.reading() as session:
        said = session.scalars(select(AuditRow).where(AuditRow.kind == "number.downloaded")).one()
        assert said.detail["key"] == key
