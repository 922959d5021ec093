"""The region's own affairs, over the real protocol: importing, linking, rights, the roster."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.training import CompletionRecord
from tests.conversations.conftest import Stage

COMPLETIONS = """email,course,completed_on,verified
ben@grove.example,ASIM-B,10/1/2026,yes
ada@grove.example,ASIM-B,10/1/2026,yes
ghost@grove.example,ASIM-B,10/1/2026,yes
"""


@pytest.mark.postgres
@pytest.mark.both_doors
def test_the_emergency_manager_imports_applies_and_takes_back(stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "completions.csv"
    file.write_text(COMPLETIONS, encoding="utf-8")
    with stage.store.reading() as session:
        before = session.query(CompletionRecord).filter_by(voided_at=None).count()
    stage.dana.says("/muster import")
    stage.dana.fills({"What it holds": "completions", "File": file})
    stage.dana.submits()
    seen = stage.dana.sees("2 new", seconds=15)
    assert "1 row left out" in seen.text
    assert "ghost@grove.example is nobody on the roster" in seen.text
    stage.dana.presses("Apply")
    stage.dana.sees("2 new", seconds=15)
    stage.ada.says("/due")
    stage.ada.sees("You are current in everything asked of you.")
    stage.dana.says("/muster import undo 9")
    stage.dana.presses("Undo import 9")
    stage.dana.sees("was undone", seconds=15)
    stage.rests()
    with stage.store.reading() as session:
        assert session.query(CompletionRecord).filter_by(voided_at=None).count() == before
    stage.ada.says("/due")
    stage.ada.sees("You are due for ASIM Basic")


def test_a_file_that_is_no_table_is_answered_kindly(stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    stage.dana.says("/muster import")
    stage.dana.fills({"What it holds": "roster", "File": file})
    stage.dana.submits()
    stage.dana.sees("PNG", seconds=15)


@pytest.mark.postgres
def test_a_stranger_is_linked_and_may_speak(stage: Stage) -> None:
    stage.dana.says("/due")
    stage.dana.sees("As I understood it")
    eve = stage.slack.person("Eve Nakamura", email="eve.private@mail.example")
    eve.says("/due")
    eve.presses("Ask to be linked")
    eve.sees("asked")
    stage.dana.sees("Eve Nakamura", seconds=10)
    stage.dana.presses("Link to Eve Nakamura (Grove 911)")
    eve.sees("linked", seconds=10)
    eve.says("/due")
    eve.sees("on leave")


def test_only_an_emergency_manager_may(stage: Stage) -> None:
    for command in ("import", "rights", "link", "setup"):
        stage.cora.says(f"/muster {command}")
        stage.cora.sees("An emergency manager can do this.")


def test_a_right_given_is_a_right_had(stage: Stage) -> None:
    stage.max.says("/due everyone")
    stage.max.sees("leads and emergency managers see names")
    stage.dana.says("/muster rights give max@birch.example lead Birch Police Department")
    stage.dana.sees("Birch Police Department")
    stage.max.says("/due Birch Police")
    stage.max.sees("Pat Quinn: ASIM Basic")


def test_people_and_agencies(stage: Stage) -> None:
    stage.dana.says("/muster people")
    stage.dana.sees("on the roster")
    stage.dana.says("/muster agencies")
    stage.dana.sees("Birch Police Department")
    stage.dana.says("/muster setup")
    stage.dana.sees("Agency leads")
