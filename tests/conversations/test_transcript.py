"""A record to take along: asked for in words and from the history, by the person and by their lead."""

from __future__ import annotations

import pytest

from storage.audit import AuditKind, AuditRow
from tests.conversations.conftest import Stage


@pytest.mark.postgres
def test_a_transcript_comes_by_direct_message(stage: Stage) -> None:
    stage.ada.says("/training history", stage.room)
    stage.ada.sees("15 Jan 2026: Basic Life Support")
    stage.ada.presses("Download transcript")
    stage.ada.sees("Your transcript comes to you in a direct message, as PDF.")
    stage.ada.sees("Your transcript, as of 2 Nov 2026, 09:0", seconds=10)
    stage.cora.says("training transcript @Ben Flores as a workbook")
    stage.cora.sees("The transcript of Ben Flores comes to you in a direct message, as workbook (XLSX).")
    stage.cora.presses("As PDF instead")
    stage.cora.sees("The transcript of Ben Flores, as of 2 Nov 2026, 09:0", seconds=10)
    stage.max.says("/training transcript Ben Flores")
    stage.max.sees("I don't find “Ben Flores” among the people whose records you can see.")
    stage.sam.says("/training transcript")
    stage.sam.sees("I can't find you on the roster")
    stage.rests()
    with stage.store.reading() as session:
        rows = session.query(AuditRow).filter_by(kind=AuditKind.TRANSCRIPT_DOWNLOADED.value)
        assert sorted((row.actor, row.detail["form"]) for row in rows) == [
            ("ada@grove.example", "pdf"),
            ("cora@grove.example", "pdf"),
            ("cora@grove.example", "xlsx"),
        ]
