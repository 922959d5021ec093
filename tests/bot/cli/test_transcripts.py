"""`muster transcript`: on the terminal, as PDF and as a workbook; the audit says so."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
from pypdf import PdfReader

from storage.audit import AuditKind, AuditRow
from storage.engine import Store
from tests.bot.cli.conftest import Muster
from tests.files.imports.bringing import take


def test_a_transcript(small: Store, muster: Muster, tmp_path: Path) -> None:
    take(
        small,
        "completions",
        """
        email,course,completed_on,result,hours,verified
        ann@x.gov,ASIM-B,2026-03-01,pass,4,yes""",
    )
    said = muster("transcript", "ann@x.gov")
    assert said.status == 0
    assert "2026-03-01" in said.out
    pdf, xlsx = tmp_path / "ann.pdf", tmp_path / "ann.xlsx"
    said = muster("transcript", "ANN@x.gov", "--pdf", pdf, "--xlsx", xlsx)
    assert (said.status, said.out) == (0, "")
    assert f"written to {pdf} and {xlsx}" in said.err
    assert "Verified (1)" in PdfReader(io.BytesIO(pdf.read_bytes())).pages[0].extract_text()
    assert openpyxl.load_workbook(xlsx)["Verified"]["B5"].value == "ASIM-B"
    assert muster("transcript", "nobody@x.gov").status == 2
    assert muster("transcript", "ann@x.gov", "--pdf", tmp_path / "no" / "such.pdf").status == 2
    with small.reading() as session:
        rows = session.query(AuditRow).filter_by(kind=AuditKind.TRANSCRIPT_DOWNLOADED.value)
        assert [row.detail["form"] for row in rows][:3] == ["table", "pdf", "xlsx"]
