"""A spreadsheet as the tool wrote it, dropped into the direct messages: asked about once, and never again."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from storage.training import CompletionRecord
from tests.conversations.conftest import Stage

HEADER = "E-mail,Course Name,Date Completed,Completion Date,Completion Status\n"
OCTOBER = HEADER + (
    "ada@grove.example,ASIM Basic,10/25/2026,10/26/2026,Passed\n"
    "ben@grove.example,Our CPR,10/25/2026,10/26/2026,Passed\n"
)


def test_a_file_dropped_into_the_messages_is_asked_about_once(stage: Stage, tmp_path: Path) -> None:
    dana = stage.dana
    first, second = tmp_path / "october.csv", tmp_path / "november.csv"
    first.write_text(OCTOBER)
    second.write_text(HEADER + "cora@grove.example,Our CPR,11/1/2026,11/2/2026,Passed\n")
    dana.says("", files=[first])
    dana.sees("october.csv, as completions", seconds=15)
    dana.sees("1 question is open before I can take any row. Nothing is written yet.")
    dana.presses("Answer")
    dana.closes()
    dana.presses("Answer")
    dana.fills(
        {"Which column is the day it was completed: “Date Completed” or “Completion Date”?": "Date Completed"}
    )
    dana.submits()
    dana.sees("I'm reading the file again")
    dana.sees("1 row says Our CPR, which isn't a course here.", seconds=15)
    dana.presses("Answer")
    dana.fills(
        {"1 row says Our CPR, which isn't a course here. Which one is meant, or is it a new one?": "BLS"}
    )
    dana.submits()
    dana.sees("2 rows: 2 new, 0 changed, 0 unchanged.", seconds=15)
    dana.presses("Apply")
    dana.sees("is applied: 2 new", seconds=15)
    with stage.store.reading() as session:
        days = session.scalars(
            select(CompletionRecord.completed_on).order_by(CompletionRecord.id.desc()).limit(2)
        ).all()
    assert [day.isoformat() for day in days if day] == ["2026-10-25", "2026-10-25"]

    dana.says("", files=[second])
    dana.sees("Read as last time: ", seconds=15)
    dana.sees("1 row: 1 new, 0 changed, 0 unchanged.")
    dana.sees("so 1 completion goes in as unverified")
    dana.presses("Verified")
    dana.sees("They go in as verified by dana@grove.example", seconds=15)
    dana.presses("Discard")
    dana.sees("was discarded; nothing was written.")
