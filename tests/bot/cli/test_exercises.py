"""`muster teams`, `bench`, `exercises`, `together`, `actions`, `plans`: of scopes and days, and odd ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.engine import Store
from tests.bot.cli.conftest import Muster, Said
from tests.files.imports.bringing import take

BROUGHT = {
    "plans": """
        plan,revision,effective_on,retrain_within_days
        ASIM plan,1.0,2024-01-01,
        ASIM plan,2.0,2026-05-01,180""",
    "adoptions": """
        agency,plan,revision,adopted_on
        Cedar Fire,ASIM plan,2.0,2026-06-01""",
    "positions": """
        position,title,disciplines,needed
        TRIAGE,Triage,ems;fire,1
        TACTICAL,Tactical,law,1""",
    "exercises": """
        exercise,title,type,held_on
        EX-1,Vine drill,drill,2026-01-14
        EX-2,Elm tabletop,tabletop,2026-10-03""",
    "participation": """
        exercise,agency,email,headcount,position
        EX-1,Cedar Fire,ann@x.gov,,TRIAGE
        EX-1,Cedar Police,,6,
        EX-2,Cedar Fire,bob@x.gov,,TRIAGE""",
    "ratings": """
        exercise,task,rating
        EX-2,Set staging,P""",
    "actions": """
        action,corrective_action,due_on,task,status,done_on
        CA-1,Practise staging,2026-06-01,set  staging,done,2026-03-01""",
}


@pytest.fixture
def played(small: Store) -> Store:
    for kind, text in BROUGHT.items():
        take(small, kind, text)
    return small


def rows(said: Said) -> list[str]:
    assert said.status == 0, said.err
    return said.out.splitlines()[1:]


@pytest.mark.usefixtures("played")
def test_what_was_played_is_told_of_each_day(muster: Muster, tmp_path: Path) -> None:
    def told(*words: str) -> list[str]:
        return rows(muster(*words, "--format", "csv"))

    assert told("exercises") == ["EX-1,joint,dispatch", "EX-2,siloed,law;dispatch"]
    assert told("exercises", "--on", "2026-02-01") == ["EX-1,joint,dispatch"]
    assert told("together") == ["Cedar Fire,Cedar Police,2026-01-14"]
    assert told("together", "--months", "6") == []
    assert told("bench") == ["TRIAGE,1,1,1", "TACTICAL,0,0,0"]
    assert told("bench", "--on", "2026-01-14", "--agency", "cedar  FIRE") == [
        "TRIAGE,1,0,0",
        "TACTICAL,0,0,0",
    ]
    assert told("bench", "Cedar", "Police") == ["TRIAGE,0,0,0", "TACTICAL,0,0,0"]
    assert told("bench", "on", "14", "January", "2026", "Cedar", "Fire")[0] == "TRIAGE,1,0,0"
    assert told("teams", "tonight") == told("teams") == ["0,TACTICAL,0,1"]
    assert told("teams", "--discipline", "EMS") == told("teams", "--jurisdiction", "Cedar") == told("teams")
    assert told("actions") == ["CA-1,shown"]
    assert told("actions", "--on", "2026-09-30") == ["CA-1,done"]
    assert told("plans") == ["ASIM plan,1.0,2024-01-01,,,0", "ASIM plan,2.0,2026-05-01,180,yes,1"]
    assert told("plans", "--on", "2026-05-31")[1] == "ASIM plan,2.0,2026-05-01,180,yes,0"
    assert told("due", "--agency", "Cedar Police") == told("due", "Cedar", "Police")
    assert told("coverage", "--course", "BLS", "--discipline", "fire")[0].startswith(
        "BLS,discipline,fire,2,0"
    )
    assert "Teams deep: everyone on 2026-11-01" in muster("teams").out
    assert muster("teams", "--format", "json").out.startswith('[\n{"teams": 0, "short_of": "TACTICAL"')
    assert muster("bench", "--format", "xlsx", "--out", tmp_path / "bench.xlsx").status == 0


@pytest.mark.usefixtures("played")
def test_what_was_never_done_together_and_what_closes_it(muster: Muster) -> None:
    def told(*words: str) -> list[str]:
        return rows(muster(*words, "--format", "csv"))

    assert told("gaps") == [
        "positions,TRIAGE,TACTICAL,",
        "tabletop,law,,",
        "siloed,EX-2,,law;dispatch",
    ]
    assert told("gaps", "--on", "2026-01-13")[0] == "agencies,Cedar Fire,Cedar Police,"
    assert told("gaps", "--months", "6")[0] == "agencies,Cedar Fire,Cedar Police,"
    assert told("gaps", "Cedar", "Police") == ["tabletop,law,,"]
    assert told("gaps", "--discipline", "EMS") == ["siloed,EX-2,,law;dispatch"]
    assert "Gaps of everyone in the 24 months" in muster("gaps").out
    suggested = told("suggest")
    assert [row.partition(",")[0] for row in suggested] == ["day", "agency", "agency", "position", "position"]
    assert suggested[0].startswith("day,2026-12-28,")
    assert suggested[1:3] == ["agency,Cedar Fire,fills Triage", "agency,Cedar Police,fills Tactical"]
    assert "the next team is short of it (0 of 1); never in one run with Triage" in suggested[4]
    assert "Closes 2 gaps of everyone" in muster("suggest").out


@pytest.mark.sliced(3)
@pytest.mark.usefixtures("played")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("teams", "Nowhere"), "I can't find any agency, discipline or jurisdiction called “Nowhere”."),
        (
            ("bench", "--agency", "Cedar"),
            "I can't find any agency named exactly “Cedar”. For example: Cedar",
        ),
        (("bench", "fire", "--agency", "Cedar Fire"), "One scope at a time"),
        (("teams", "--agency", "Cedar Fire", "--discipline", "law"), "One scope at a time"),
        (("due", "fire", "--agency", "Cedar Fire"), "One scope at a time"),
        (("exercises", "--on", "2026-02-30"), "is no day"),
        (("teams", "tonight", "--on", "2026-01-14"), "One day at a time"),
        (("together", "--months", "0"), "Invalid value for '--months'"),
    ],
)
def test_what_is_not_sure_is_one_line_and_no_answer(
    muster: Muster, words: tuple[str, ...], said: str
) -> None:
    answer = muster(*words)
    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err
