"""`muster doctor`: everything is looked at whatever is away, with what to do; no secret, no name."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.cli.desk import Desk
from bot.doctor.finding import Verdict
from bot.doctor.samples import Sample, Surface, samples_of
from bot.doctor.slack import look_at_messages
from commands.all import registry
from practice.client import Practice
from storage.engine import Store
from storage.region import Region
from tests.bot.cli.conftest import Muster, Said
from tests.conftest import ONLY_WHOLE
from tests.conversations.conftest import MANIFEST

NOWHERE = "http://127.0.0.1:9/api/"
SECRETS = ("xoxb-hidden", "xapp-hidden", "hidden-secret", "dana.reyes")


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Practice]:
    """A workspace the settings name; of the tests' own folder."""
    monkeypatch.chdir(tmp_path)
    with Practice(MANIFEST) as slack:
        for name, value in {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "MUSTER_EMERGENCY_MANAGERS": "dana.reyes@grove.example",
        }.items():
            monkeypatch.setenv(name, value)
        yield slack


@pytest.fixture
def really_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is the machine's, as Slack's is."""
    of = Desk.__init__

    def made(desk: Desk, *given: Any, **named: Any) -> None:
        of(desk, *given, **{**named, "clock": lambda: datetime.now(UTC)})

    monkeypatch.setattr(Desk, "__init__", made)


def found(said: Said) -> dict[str, Mapping[str, str]]:
    """What was found, by what was looked at."""
    assert "Traceback" not in said.err
    for each in SECRETS:
        assert each not in said.out + said.err
    answer = json.loads(said.out)
    assert answer["ok"] is (said.status == 0)
    assert answer["ok"] is not any(each["verdict"] == "wrong" for each in answer["findings"])
    assert all(each["do"] for each in answer["findings"] if each["verdict"] != "ok")
    return {each["what"]: each for each in answer["findings"]}


def wrong(findings: Mapping[str, Mapping[str, str]]) -> set[str]:
    return {what for what, each in findings.items() if each["verdict"] == "wrong"}


@pytest.mark.postgres
@pytest.mark.usefixtures("really_now")
def test_a_muster_that_is_set_up_is_well(
    slack: Practice, store: Store, muster: Muster, tmp_path: Path
) -> None:
    said = muster("doctor", "--json", "--no-messages")
    findings = found(said)
    assert (said.status, wrong(findings)) == (0, set())
    well = {"bot token", "app token", "scopes", "clock", "database", "schema", "audit", "zone", "delivery"}
    assert {what for what in well if findings[what]["verdict"] != "ok"} == set()
    assert findings["copy"]["verdict"] == "look at it"
    if store.is_sqlite:  # PostgreSQL's is made by pg_dump, which need not be installed
        assert muster("db", "backup", tmp_path / "copy.db").status == 0
        with store.engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER audit_no_delete")
        findings = found(muster("doctor", "--json", "--no-messages"))
        assert findings["copy"]["verdict"] == "ok"
        assert wrong(findings) == {"audit"}


def test_without_a_database_and_without_slack_all_the_rest_is_looked_at(
    muster: Muster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "SLACK_BOT_TOKEN": "xoxb-hidden",
        "SLACK_APP_TOKEN": "xapp-hidden",
        "SLACK_API_URL": NOWHERE,
        "MUSTER_DATABASE_URL": "postgresql://u:hidden-secret@127.0.0.1:9/x",
    }.items():
        monkeypatch.setenv(name, value)
    said = muster("doctor", "--json")
    findings = found(said)
    assert (said.status, wrong(findings)) == (1, {"database", "bot token", "app token"})
    assert findings["messages"]["verdict"] == "look at it"
    assert findings["zone"]["verdict"] == "ok"
    monkeypatch.setenv("MUSTER_DATABASE_URL", f"sqlite:///{tmp_path}/nothing.db")
    there = found(muster("doctor", "--json"))["database"]
    assert (there["verdict"], "first start" in there["said"]) == ("look at it", True)
    assert not (tmp_path / "nothing.db").exists()


@pytest.mark.postgres
def test_an_empty_postgresql_is_to_be_looked_at(muster: Muster, database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("of PostgreSQL")
    findings = found(muster("doctor", "--json", "--no-messages"))
    assert (findings["database"]["verdict"], findings["schema"]["verdict"]) == ("ok", "look at it")
    assert "muster db upgrade" in findings["schema"]["do"]


def test_a_database_that_can_not_be_written_is_wrong_and_not_served(
    slack: Practice, store: Store, muster: Muster, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(muster("doctor", "--json", "--no-messages"))["writing"]["verdict"] == "ok"
    monkeypatch.setattr("storage.reach.os.access", lambda path, mode, **_: mode != os.W_OK)
    findings = found(muster("doctor", "--json", "--no-messages"))
    assert "muster.db" in findings["writing"]["said"]
    assert findings["writing"]["verdict"] == "wrong"
    monkeypatch.setattr("sys.excepthook", sys.excepthook)
    said = muster("serve")
    assert (said.status, said.err.count("may not write")) == (1, 1)


def test_what_is_wrong_is_said_with_what_to_do(
    slack: Practice, store: Store, muster: Muster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("SLACK_SIGNING_SECRET=hidden-secret\nMUSTER_TIMEZON=UTC\n")
    (tmp_path / ".env").chmod(0o644)
    monkeypatch.delenv("MUSTER_ENV_FILE")
    slack.withhold_scopes("users:read.email")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-hidden")
    with sqlite3.connect(tmp_path / "muster.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '0012'")
    (tmp_path / "muster.db").chmod(0o644)
    findings = found(muster("doctor", "--json", "--no-messages"))  # by a clock that is years away
    assert wrong(findings) == {"settings file", "scopes", "app token", "schema", "clock"}
    assert findings["settings file"]["do"] == "chmod 600 .env"
    assert findings["setting"]["said"].startswith("MUSTER_TIMEZON is none")
    assert "MUSTER_TIMEZONE" in findings["setting"]["do"]
    assert "users:read.email" in findings["scopes"]["said"]
    assert "muster db upgrade" in findings["schema"]["do"]
    assert findings["delivery"]["verdict"] == "look at it"
    with sqlite3.connect(tmp_path / "muster.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    newer = found(muster("doctor", "--json", "--no-messages"))["schema"]
    assert "Install that release, or restore a copy" in newer["said"]
    assert "upgrade" not in newer["do"]
    lines = muster("doctor", "--no-messages").out.splitlines()
    assert any(line.startswith("wrong") and "scopes" in line for line in lines)
    assert any(line.strip().startswith("To do: chmod 600") for line in lines)


def test_a_setting_that_is_wrong_is_the_only_line(muster: Muster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_TIMEZONE", "Nowhere")
    said = muster("doctor", "--json")
    assert (said.status, wrong(found(said))) == (1, {"settings"})


@ONLY_WHOLE
def test_one_of_every_kind_of_message_is_made_and_slack_takes_it(slack: Practice) -> None:
    now = datetime(2026, 11, 2, 15, tzinfo=UTC)
    samples, failed = samples_of(Region("America/Chicago"), now)
    assert failed == []
    kinds = {each.of for each in samples}
    entries = registry()
    unsaid = {says for says in entries.forms if says not in kinds}
    assert unsaid == set()
    assert {f"shortcut {name}" for name in entries.shortcuts} <= kinds
    assert {f"card {name}" for name in entries.cards} - kinds <= {"card link request"}
    assert {"Home", "message about digest_subscription", "message"} <= kinds
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    finding = look_at_messages(client, samples, failed)
    assert finding.verdict is Verdict.WELL, finding


GOOD = Sample("due", Surface.MESSAGE, {"text": "x", "blocks": [{"type": "divider"}]})


def test_what_slack_refuses_is_named(slack: Practice) -> None:
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    bad = Sample("due", Surface.MESSAGE, {"text": "x", "blocks": [{"type": "poem"}]})
    finding = look_at_messages(client, [GOOD, bad])
    assert (finding.verdict, "due (invalid_message)" in finding.said) == (Verdict.WRONG, True)
    assert look_at_messages(client, [GOOD], failed=["due"]).verdict is Verdict.WRONG
    assert look_at_messages(client, [replace(GOOD, of="again")]).verdict is Verdict.WELL


def test_slack_that_limits_or_does_not_offer_it_is_no_fault(slack: Practice) -> None:
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    waited: list[float] = []
    slack.misbehave("blocks.validate", error="ratelimited", retry_after=7)
    assert look_at_messages(client, [GOOD], sleep=waited.append).verdict is Verdict.WELL
    assert waited == [7]
    slack.misbehave("blocks.validate", error="ratelimited", retry_after=600)
    assert look_at_messages(client, [GOOD], sleep=waited.append).verdict is Verdict.LOOK
    slack.misbehave("blocks.validate", error="unknown_method")
    finding = look_at_messages(client, [GOOD], sleep=waited.append)
    assert (finding.verdict, "unknown_method" in finding.said) == (Verdict.LOOK, True)
