"""A practice workspace with a county of one's own: whose people are there, and what is kept apart."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import command_line
from bot.own_county import MOST_PEOPLE, database_in, kept_apart, let_in, rows_of, users_for, write_agencies
from bot.settings import read_settings
from files.table import NotATable
from practice.client import Practice, Slack
from storage.engine import Store
from storage.region import Region
from tests.files.imports.bringing import take_cedar

ROOT = Path(__file__).parents[2]
REGION = Region()
ROSTER = (
    "Last Name,First Name,Employee ID,Work Email,Department,Shift\n"
    "Marsh,Ada,F-1,Ada.Marsh@oak.example,Oak Fire Department,A Shift\n"
    "Hill,Ben,F-2,ben.hill@oak.example,Oak Fire Department,B Shift\n"
    "Diaz,Cora,S-1,cora.diaz@oak.example,Oak County Sheriff's Office,\n"
    "Lane,Dee,R-1,,Oak Rescue,\n"
)


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "our people.csv"
    path.write_text(ROSTER, encoding="utf-8")
    return path


def test_who_has_an_email_comes_in_some_of_each_agency(store: Store, roster: Path) -> None:
    users = users_for(store, rows_of(store, roster, REGION), REGION)
    assert [(each.name, each.email) for each in users] == [
        ("Ada Marsh", "ada.marsh@oak.example"),
        ("Cora Diaz", "cora.diaz@oak.example"),
        ("Ben Hill", "ben.hill@oak.example"),
    ]
    assert len({each.user_id for each in users}) == 3
    again = users_for(store, rows_of(store, roster, REGION), REGION)
    assert [each.user_id for each in again] == [each.user_id for each in users], "linked once is linked still"


def test_of_many_each_agency_has_somebody(store: Store, tmp_path: Path) -> None:
    head = ROSTER.partition("\n")[0]
    many = [f"A{i},Ada,F-{i},a{i}@oak.example,Oak Fire Department," for i in range(200)]
    path = tmp_path / "many.csv"
    path.write_text("\n".join([head, *many, "Diaz,Cora,S-1,cora@oak.example,Oak Police,"]), encoding="utf-8")
    users = users_for(store, rows_of(store, path, REGION), REGION)
    assert len(users) == MOST_PEOPLE
    assert "Oak Police" in {each.agency for each in users}


def test_who_is_on_the_roster_comes_in_without_a_file(store: Store) -> None:
    take_cedar(store)
    assert "ada.abbott@cedar.example" in {each.email for each in users_for(store, [], REGION)}


def test_the_agencies_of_the_roster_are_a_sheet_to_complete(
    store: Store, roster: Path, tmp_path: Path
) -> None:
    rows = rows_of(store, roster, REGION)
    sheet = write_agencies(store, rows, tmp_path)
    assert sheet is not None
    assert sheet.read_text("utf-8-sig").splitlines() == [
        "agency,disciplines",
        "Oak County Sheriff's Office,law",
        "Oak Fire Department,fire",
        "Oak Rescue,",
    ]
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600
    sheet.write_text("mine", encoding="utf-8")
    assert write_agencies(store, rows, tmp_path) == sheet
    assert sheet.read_text("utf-8") == "mine", "what was completed is left alone"
    assert write_agencies(store, [], tmp_path) is None


def test_what_is_no_roster_is_said(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(b"")
    with pytest.raises(NotATable):
        rows_of(store, path, REGION)


def test_neither_the_countys_tokens_nor_its_database_are_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-the-real-one")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "the-real-one")
    monkeypatch.setenv("MUSTER_DATABASE_URL", "postgresql://muster@real/muster")
    monkeypatch.setenv("MUSTER_TIMEZONE", "America/Denver")
    with Practice(ROOT / "manifest.yml") as slack:
        settings = kept_apart(read_settings(), tmp_path / "a folder", slack, "cora.diaz@oak.example")
        assert settings.slack_bot_token is not None
        assert settings.slack_bot_token.get_secret_value() == slack.bot_token
        called = let_in(slack, [], "cora.diaz@oak.example")
    assert called == "Cora Diaz"
    assert settings.slack_signing_secret is None
    assert settings.slack_api_url == slack.api_url
    assert settings.muster_database_url == database_in(tmp_path / "a folder")
    assert settings.region.timezone == "America/Denver", "what the region is stays"
    assert settings.region.emergency_managers == {"cora.diaz@oak.example"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--roster", "x.csv"), "go with --workspace FOLDER"),
        (("--me", "a@b.example"), "go with --workspace FOLDER"),
        (("--workspace", "x", "--once"), "leave --workspace away"),
        (("--workspace", "x", "--me", "nobody"), "--me is wrong"),
    ],
)
def test_options_that_do_not_go_together_are_said(
    words: tuple[str, ...],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        command_line().main(["demo", *words], prog_name="muster")
    assert ended.value.code == 2
    assert said in " ".join(capsys.readouterr().err.split())
    assert list(tmp_path.iterdir()) == [], "nothing was begun"


def test_it_comes_up_empty_with_whoever_started_it_as_the_emergency_manager(
    roster: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "our county"
    command = [sys.executable, "-m", "bot.cli", "demo", "--workspace", str(folder)]
    command += ["--roster", str(roster), "--me", "cora.diaz@oak.example"]
    process = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        found = next(filter(None, (re.search(r"Open (http://\S+)", line) for line in process.stdout)), None)
        assert found is not None
        slack = Slack(found.group(1))
        cora = slack.somebody("Cora Diaz")
        cora.says("/muster setup")
        cora.sees("Next · Agencies and people: 0 agencies and 0 people on the roster.", seconds=15)
        cora.says("/muster import agencies")
        cora.fills({"File": folder / "agencies.csv"})
        cora.submits()
        cora.sees("2 new, 0 changed", seconds=15)
        assert slack.complaints == []
    finally:
        process.terminate()
        assert process.wait(20) == 0
    assert (folder / "muster.db").exists()
