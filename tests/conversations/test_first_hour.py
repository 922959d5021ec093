"""The first hour of an emergency manager: welcomed, told what is missing, and the roster linked at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.letters import WELCOME, LetterLine
from tests.conversations.conftest import Stage

AGENCIES = "agency,disciplines\nCedar Fire Department,fire\n"
ROSTER = (
    "email,first_name,last_name,agency\n"
    "ada@grove.example,Ada,Abbott,Cedar Fire Department\n"
    "new@grove.example,Nell,North,Cedar Fire Department\n"
    "away@grove.example,Abe,Away,Cedar Fire Department\n"
)


def brings(stage: Stage, kind: str, file: Path) -> None:
    stage.dana.says(f"/muster import {kind}")
    stage.dana.fills({"File": file})
    stage.dana.submits()
    stage.dana.sees("new, 0 changed", seconds=15)
    stage.dana.presses("Apply")
    stage.dana.sees("is applied", seconds=15)


@pytest.mark.empty_region
@pytest.mark.postgres
@pytest.mark.long
def test_from_the_first_start_to_a_linked_roster(stage: Stage, tmp_path: Path) -> None:
    stage.dana.says("hi")
    stage.dana.sees("What you can say")
    first = stage.dana.sees("Welcome. I am running", since="ever", seconds=10)
    assert "Next · Agencies and people: 0 agencies and 0 people on the roster." in first.text
    assert "To do · Training already done: none on record" in first.text
    agencies, roster = tmp_path / "agencies.csv", tmp_path / "roster.csv"
    agencies.write_text(AGENCIES)
    roster.write_text(ROSTER)
    brings(stage, "agencies", agencies)
    nell = stage.slack.person("Nell North", email="new@grove.example")  # nobody heard of her yet
    brings(stage, "roster", roster)
    stage.dana.sees("2 of 3 people on the roster are linked in Slack; 1 not there", seconds=15)
    nell.says("/due")
    nell.sees("Nothing is asked of you")
    with stage.store.reading() as session:
        lines = session.query(LetterLine).filter(LetterLine.matter == WELCOME).count()
    assert lines == 2, "who is linked by their e-mail is welcomed in their first letter"
    stage.dana.says("/muster setup")
    said = stage.dana.sees("Setting up Muster").text
    assert "Next · Courses: none yet." in said
    assert "Goes on · People linked in Slack: 2 of 3" in said
    assert "Done · Agencies and people: 1 agency and 3 people on the roster." in said
