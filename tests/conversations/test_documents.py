"""Documents for people outside: the report of a drill, the summary for a council, asked for in words."""

from __future__ import annotations

from datetime import date

import pytest

from storage.audit import AuditKind, AuditRow
from tests.conversations.conftest import Stage
from tests.conversations.test_exercise_review import held


@pytest.mark.postgres
def test_the_report_of_a_drill_comes_as_two_files(stage: Stage) -> None:
    held(stage, "EX-1", "Vine drill", date(2026, 10, 15), ["Set staging"], reviewed_on=date(2026, 10, 16))
    stage.cora.says("after action report for Vine drill")
    stage.cora.sees("The after-action report of Vine drill, 15 Oct 2026 comes to you in a direct message")
    stage.cora.sees("After-action report: Vine drill, 15 Oct 2026, as of 2 Nov 2026", seconds=10)
    stage.cora.sees("Improvement plan: Vine drill, 15 Oct 2026, as of 2 Nov 2026", seconds=10)
    stage.cora.says("/exercise review Vine drill", stage.room)
    stage.cora.sees("Set staging: not rated yet")
    stage.cora.presses("After-action report")
    stage.cora.sees("comes to you in a direct message, as DOCX")
    stage.cora.closes()
    stage.ada.says("AAR for the Vine drill")
    stage.ada.sees("That exercise is not yours to change.")
    stage.rests()
    with stage.store.reading() as session:
        rows = session.query(AuditRow).filter_by(kind=AuditKind.REPORT_WRITTEN.value)
        assert [row.actor for row in rows] == ["cora@grove.example"] * 2


def test_the_summary_for_the_council_comes_as_one_page(stage: Stage) -> None:
    stage.dana.says("give me the summary for the council")
    stage.dana.sees("comes to you in a direct message: one page for a council, as PDF.")
    stage.dana.sees("as of 2 Nov 2026.", seconds=10)
    stage.cora.says("/readiness Cedar Fire", stage.room)
    stage.cora.sees("Readiness: Cedar Fire Department")
    stage.cora.presses("Summary for a council")
    stage.cora.sees("Readiness of Cedar Fire Department, as of 2 Nov 2026, comes to you in a direct message")
    stage.ada.says("/readiness summary", stage.room)
    stage.ada.sees("I can't do that for you here.")
    stage.rests()
    with stage.store.reading() as session:
        rows = session.query(AuditRow).filter_by(kind=AuditKind.SUMMARY_WRITTEN.value)
        assert [row.actor for row in rows] == ["dana@grove.example", "cora@grove.example"]
