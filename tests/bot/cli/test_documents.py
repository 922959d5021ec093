"""`muster report` and `muster summary`: documents to files, twice the same but for the audit's head."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import openpyxl
import pytest
from pypdf import PdfReader

from storage.audit import AuditKind, AuditRow
from storage.catalogue import catalogue_of
from storage.engine import Store
from tests.bot.cli.conftest import Muster
from tests.files.imports.bringing import take


def test_a_report_and_its_plan(small: Store, muster: Muster, tmp_path: Path) -> None:
    take(small, "exercises", "exercise,title,type,held_on\nEX-1,Vine drill,drill,2026-01-20")
    first, second, plan = tmp_path / "a.docx", tmp_path / "b.docx", tmp_path / "plan.xlsx"
    said = muster("report", "ex-1", "--out", first)
    assert (said.status, said.out) == (0, "")
    assert "Improvement Plan: Vine drill, as of " in said.err
    assert f"written to {first}" in said.err
    assert muster("report", "EX-1", "--out", second).status == 0
    said_in = [[each.text for each in docx.Document(str(file)).paragraphs] for file in (first, second)]
    assert said_in[0] == said_in[1]
    foot = docx.Document(str(first)).sections[0].footer.paragraphs[0].text
    assert re.search(r"EX-1, as of .* · Audit head \d+-[0-9a-f]{32}, \d{4}-\d\d-\d\d \d\d:\d\d UTC", foot)
    assert docx.Document(str(first)).tables[0].cell(0, 1).text == "Vine drill (EX-1)"
    assert muster("report", "EX-1", "--out", plan, "--xlsx").status == 0
    page = openpyxl.load_workbook(plan)["Improvement plan"]
    assert page["A1"].value == "Improvement plan: Vine drill"
    nowhere = muster("report", "EX-9", "--out", tmp_path / "c.docx")
    assert (nowhere.status, "no exercise with the code “EX-9”" in nowhere.err) == (2, True)
    assert "muster report EX-1 --out report.docx" in nowhere.err
    assert not (tmp_path / "c.docx").exists()
    with small.reading() as session:
        rows = session.query(AuditRow).filter_by(kind=AuditKind.REPORT_WRITTEN.value)
        assert [row.door for row in rows] == ["command line"] * 3


def test_a_summary(small: Store, muster: Muster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "a.pdf", tmp_path / "b.pdf"
    few = muster("summary", "--out", first)
    assert (few.status, "too few people to count" in few.err, first.exists()) == (2, True, False)
    monkeypatch.setenv("MUSTER_SMALLEST_COUNT", "1")
    said = muster("summary", "--out", first)
    assert (said.status, said.out) == (0, "")
    assert f"written to {first}" in said.err
    assert muster("summary", "everyone", "--out", second).status == 0
    [page] = PdfReader(io.BytesIO(first.read_bytes())).pages
    [again] = PdfReader(io.BytesIO(second.read_bytes())).pages
    parts = [re.split(r"Audit\s+head\s+\S+", each.extract_text()) for each in (page, again)]
    assert parts[0][0] == parts[1][0]
    assert all(len(each) == 2 for each in parts)
    assert "Readiness of" in page.extract_text()
    for wrong in (("Seder Fyre",), ("--as-of", "Whenever"), ("--as-of", "1 Jan 2999")):
        said = muster("summary", *wrong, "--out", tmp_path / "c.pdf")
        assert said.status == 2
    assert not (tmp_path / "c.pdf").exists()
    monkeypatch.chdir(tmp_path)
    assert muster("summary", "--as-of", "1 Jan 2026").status == 0
    assert (tmp_path / "readiness-summary-2026-01-01.pdf").exists()
    with small.reading() as session:
        rows = session.query(AuditRow).filter_by(kind=AuditKind.SUMMARY_WRITTEN.value)
        assert [row.detail["scope"] for row in rows] == ["everyone"] * 3


def test_those_of_one_day_do_not_overwrite_each_other(
    small: Store, muster: Muster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "EX-1,Vine drill,drill,2026-01-20\nEX/1,Oak drill,drill,2026-01-21"
    take(small, "exercises", f"exercise,title,type,held_on\n{rows}")
    monkeypatch.setenv("MUSTER_SMALLEST_COUNT", "1")
    monkeypatch.chdir(tmp_path)
    for code in ("EX-1", "EX/1"):
        for more in ((), ("--xlsx",)):
            assert muster("report", code, *more).status == 0
    with small.reading() as session:
        agencies = [each.name for each in catalogue_of(session).agencies.values()]
    asked: list[tuple[str, ...]] = [("--agency", each) for each in agencies]
    for scope in [(), *asked]:
        assert muster("summary", *scope).status == 0
    assert len(list(tmp_path.glob("after-action-*.docx"))) == 2
    assert len(list(tmp_path.glob("improvement-plan-*.xlsx"))) == 2
    assert len(list(tmp_path.glob("readiness-summary-*.pdf"))) == 1 + len(agencies)
    titles = {docx.Document(str(each)).tables[0].cell(0, 1).text for each in tmp_path.glob("*.docx")}
    assert titles == {"Vine drill (EX-1)", "Oak drill (EX/1)"}
