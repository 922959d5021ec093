"""`muster ask`: a sentence as it is understood, with whose rights, on which day; it records nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.cli import ask
from storage.audit import AuditRow
from storage.engine import Store
from tests.bot.cli.conftest import Muster
from tests.conversations import county


@pytest.fixture
def grove(store: Store) -> Store:
    county.bring_in(store)
    return store


def understood(muster: Muster, *words: str) -> dict[str, Any]:
    answer = muster("ask", *words, "--format", "json")
    assert answer.status == 0, answer.err
    found: dict[str, Any] = json.loads(answer.out)
    return found


def test_a_question_is_understood_and_answered_and_a_log_records_nothing(
    grove: Store, muster: Muster, tmp_path: Path
) -> None:
    with grove.reading() as session:
        before = session.scalar(select(func.count()).select_from(AuditRow))
    asked = understood(muster, "who is due at Cedar Fire for ASIM-B", "--day", "2026-11-26")
    assert (asked["measure"], asked["scopes"]) == ("who", ["agency:Cedar Fire Department"])
    assert (asked["courses"], asked["states"], asked["by"]) == (["ASIM-B"], ["due"], "2027-02-24")
    text = muster("ask", "who is due at Cedar Fire")
    assert "Understood: measure: who; scopes: agency:Cedar Fire Department" in text.out
    log = understood(muster, "I took BLS yesterday", "--as", "ada@grove.example", "--day", "2026-11-26")
    assert (log["measure"], log["course"], log["day"]) == ("log", "BLS", "2026-11-25")
    assert log["people"] == ["person:ada@grove.example"]
    assert "Here nothing is recorded" in muster("ask", "log BLS", "--as", "ada@grove.example").out
    file = tmp_path / "asked.jsonl"
    file.write_text(
        '{"as": "ada@grove.example", "day": "2026-11-26", "text": "frobnicate the zzyx for ever and ever"}\n'
        '{"text": "how many teams tonight"}\n'
        '{"as": "ada@grove.example", "text": "next meeting"}\n'
    )
    lines = [json.loads(each) for each in muster("ask", "--each", str(file)).out.splitlines()]
    assert "did not understand" in lines[0]["asked_back"]
    assert [each["measure"] for each in lines[1:]] == ["teams", "meetings"]
    # A line ends with a newline alone, whatever JSON has within its text.
    file.write_text(
        '{"text": "who is due\u2028at Cedar\u0085Fire"}\r\n\n{"text": "exercise Lake\u2028drill"}',
        encoding="utf-8",
    )
    lines = [json.loads(each) for each in muster("ask", "--each", str(file)).out.splitlines()]
    assert lines[0]["scopes"] == ["agency:Cedar Fire Department"]
    assert len(lines) == 2
    assert "drill" in lines[1]["text"]
    with grove.reading() as session:
        assert session.scalar(select(func.count()).select_from(AuditRow)) == before


def test_what_can_not_be_asked_is_one_line(grove: Store, muster: Muster, tmp_path: Path) -> None:
    nobody = muster("ask", "who is due", "--as", "nobody@grove.example")
    assert nobody.status == 2
    assert "Nobody on the roster has the e-mail" in nobody.err
    file = tmp_path / "asked.jsonl"
    file.write_text('{"text": "who is due"}\nno json\n')
    wrong = muster("ask", "--each", str(file))
    assert wrong.status == 2
    assert "Line 2" in wrong.err
    assert muster("ask", "--each", str(tmp_path / "none.jsonl")).status == 2
    for day in ("9999-12-31", "0001-01-01"):
        file.write_text(f'{{"day": "{day}", "text": "who is due in 90 days"}}\n')
        wrong = muster("ask", "--each", str(file))
        assert (wrong.status, wrong.err.strip()) == (
            2,
            f"Line 1 of {file} can't be asked: its day lies in no year from 1900 to 2100.",
        )
    for content, said in (
        (b'{"text": "' + b"a" * ask.LONGEST_LINE + b'"}', "Line 1 of {} is longer than 65,536 bytes."),
        (b'{"text": "\xff"}\n', "Line 1 of {} is no question"),
    ):
        file.write_bytes(content)
        wrong = muster("ask", "--each", str(file))
        assert wrong.status == 2
        assert said.format(file) in wrong.err
    assert muster("ask", "who is due", "--format", "csv").status == 2
