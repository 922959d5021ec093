"""The after-action report: HSEEP's order, its tables read back, the same bytes twice, no text a command."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import docx
import pytest
from docx.document import Document as Opened
from docx.oxml.ns import qn
from pypdf import PdfReader

from files.documents.after_action import (
    NOBODY,
    NOT_RATED,
    AfterAction,
    CapabilityAnalysis,
    KeyedNumber,
    RatedRun,
    RatedTask,
    TookPart,
    after_action_docx,
)
from files.documents.improvement_plan import COLUMNS, PlannedAction
from tests.files.documents.test_pdf import ODD

AS_OF = date(2026, 11, 2)
DATED = datetime(2026, 11, 2, 6, tzinfo=UTC)
STAGING = PlannedAction(
    code="CA-2026-001",
    capability="Operational Coordination",
    issue="Staging was set twice",
    corrective_action="One staging officer, named at dispatch",
    element="Planning",
    organization="Cedar Fire Department",
    contact="Cora Diaz",
    start=date(2026, 10, 21),
    completion=date(2026, 12, 1),
    state="open",
    task="Set staging",
)


def report(**other: object) -> AfterAction:
    made = AfterAction(
        name="Vine drill",
        code="EX-2026-004",
        is_incident=False,
        region="Grove County",
        handling_mark="For official use",
        as_of=AS_OF,
        made_at=DATED,
        facts=[
            ("Exercise name", ["Vine drill (EX-2026-004)"]),
            ("Dates", ["20 Oct 2026"]),
            ("Objectives", ["1. Set up a unified command", "2. Move patients"]),
        ],
        remarks=[],
        capabilities=[
            CapabilityAnalysis(
                "Operational Coordination",
                [
                    RatedTask(
                        "Set staging",
                        "Set up a unified command",
                        [RatedRun(1, "M"), RatedRun(2, "S", ["U"])],
                    ),
                    RatedTask("Name a command post", "", []),
                ],
                [STAGING],
                ["Name a command post"],
            ),
            CapabilityAnalysis("Public Health and EMS", []),
        ],
        strengths=["Dispatch called every agency within four minutes"],
        actions=[STAGING],
        participants=[
            TookPart("Cedar Fire Department", "2 players", ["Ada Abbott: Triage", "Ben Flores: Transport"]),
            TookPart("Oak Police", "too few people to count without naming one, as players"),
        ],
        about_participants=["2 organizations."],
        numbers=[KeyedNumber("Corrective actions: 1 open", "7KQ2MNA4WD")],
    )
    return replace(made, **other)  # type: ignore[arg-type]


def nothing() -> AfterAction:
    return report(
        facts=[("Incident name", ["Mill fire"])],
        is_incident=True,
        handling_mark="",
        capabilities=[],
        strengths=[],
        actions=[],
        participants=[],
        about_participants=[],
        numbers=[],
    )


def opened(content: bytes) -> Opened:
    return docx.Document(io.BytesIO(content))


def tables(document: Opened) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def headings(document: Opened) -> list[tuple[str, str]]:
    return [
        (each.style.name.removeprefix("Heading "), each.text)
        for each in document.paragraphs
        if each.style is not None and (each.style.name or "").startswith("Heading")
    ]


def test_it_stands_in_hseeps_order_under_real_headings() -> None:
    there = opened(after_action_docx(report()))
    assert headings(there) == [
        ("1", "Exercise overview"),
        ("1", "Analysis of core capabilities"),
        ("2", "Operational Coordination"),
        ("2", "Public Health and EMS"),
        ("1", "Strengths"),
        ("1", "Areas for improvement"),
        ("2", "Operational Coordination"),
        ("3", "CA-2026-001: Staging was set twice"),
        ("1", "How these numbers are checked"),
        ("1", "Appendix A: Improvement plan"),
        ("1", "Appendix B: Participants"),
    ]


def test_its_tables_read_back() -> None:
    overview, tally, tasks, plan, participants = tables(opened(after_action_docx(report())))
    assert overview[2] == ["Objectives", "1. Set up a unified command\n2. Move patients"]
    assert tally == [
        ["Core capability", "P", "S", "M", "U", "N"],
        ["Operational Coordination", "0", "1", "1", "0", "0"],
        ["Public Health and EMS", "0", "0", "0", "0", "0"],
    ]
    assert tasks == [
        ["Critical task", "Objective", "Run", "Rating"],
        ["Set staging", "Set up a unified command", "1", "M, performed with major challenges"],
        ["Set staging", "Set up a unified command", "2", "S, performed with some challenges (was U)"],
        ["Name a command post", "none named", "", "not rated"],
    ]
    assert plan[0] == list(COLUMNS)
    assert plan[1] == [
        *("CA-2026-001", "Operational Coordination", "Staging was set twice"),
        *("One staging officer, named at dispatch", "Planning", "Cedar Fire Department", "Cora Diaz"),
        *("21 Oct 2026", "1 Dec 2026", "open"),
    ]
    assert participants == [
        ["Organization", "Took part", "Who"],
        ["Cedar Fire Department", "2 players", "Ada Abbott: Triage\nBen Flores: Transport"],
        ["Oak Police", "too few people to count without naming one, as players", ""],
    ]


def test_every_table_is_told_to_who_is_read_to_and_its_header_is_repeated() -> None:
    there = opened(after_action_docx(report()))
    for place, table in enumerate(there.tables):
        properties = table._tbl.tblPr
        assert properties.find(qn("w:tblCaption")).get(qn("w:val"))
        assert properties.find(qn("w:tblDescription")).get(qn("w:val"))
        repeats = table.rows[0]._tr.trPr is not None and table.rows[0]._tr.trPr.find(qn("w:tblHeader"))
        assert (repeats is not None) == (place > 0), "the overview's labels stand in its first column"
        assert (
            table._tbl.tblPr.find(qn("w:tblLook")).get(qn("w:firstColumn" if place == 0 else "w:firstRow"))
            == "1"
        )


def test_the_mark_stands_on_every_page_and_the_language_is_said() -> None:
    content = after_action_docx(report())
    there = opened(content)
    for section in there.sections:
        assert "For official use" in section.header.paragraphs[0].text
        assert "EX-2026-004, as of 2 Nov 2026 · For official use" in section.footer.paragraphs[0].text
    assert there.core_properties.title == "After-Action Report and Improvement Plan: Vine drill"
    assert there.core_properties.language == "en-US"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert re.search(rb'w:lang [^>]*w:val="en-US"', archive.read("word/styles.xml"))
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b"2026-11-02T06:00:00Z") == 2


def test_what_is_not_on_record_is_said_plainly() -> None:
    there = opened(after_action_docx(nothing()))
    text = "\n".join(each.text for each in there.paragraphs)
    for said in (
        "Incident overview",
        NOT_RATED,
        "None are written down.",
        "No issue and no corrective action is written down.",
        "No corrective action is written down.",
        NOBODY,
    ):
        assert said in text
    assert "Exercise" not in text
    assert len(there.tables) == 1


def test_the_same_twice() -> None:
    assert after_action_docx(report()) == after_action_docx(report())


@pytest.mark.sliced(5)
@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_whatever_somebody_typed_stays_text(text: str) -> None:
    action = replace(STAGING, issue=text, corrective_action=text, organization=text, contact=text, state=text)
    made = report(
        name=text,
        region=text,
        handling_mark=text,
        facts=[(text, [text, text])],
        remarks=[text],
        capabilities=[
            CapabilityAnalysis(text, [RatedTask(text, text, [RatedRun(1, "P")])], [action], [text])
        ],
        strengths=[text],
        actions=[action],
        participants=[TookPart(text, text, [text])],
    )
    content = after_action_docx(made)
    there = opened(content)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08]", "".join(p.text for p in there.paragraphs))
    assert len(there.tables) == 5
    assert content == after_action_docx(made)


SOFFICE = shutil.which("soffice")


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed here")
def test_it_opens_in_libreoffice_with_all_its_pages(tmp_path: Path) -> None:
    many = [replace(STAGING, code=f"CA-2026-{number:03}") for number in range(1, 41)]
    file = tmp_path / "report.docx"
    file.write_bytes(after_action_docx(report(actions=many)))
    assert SOFFICE is not None
    subprocess.run(
        [
            *(SOFFICE, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
            *("--convert-to", "pdf", "--outdir", str(tmp_path), str(file)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    pages = [each.extract_text() for each in PdfReader(tmp_path / "report.pdf").pages]
    plan = [each for each in pages if "Cora Diaz" in each and "contact" in each]
    assert len(plan) > 1, "a table of several pages has its header on each"
    assert all("For official use" in each for each in pages)
    assert all(f"Page {number} of {len(pages)}" in each for number, each in enumerate(pages, 1))
    assert "CA-2026-040" in "".join("".join(pages).split())
    assert "Ada Abbott: Triage" in pages[-1]
