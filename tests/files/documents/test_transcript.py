"""A transcript's two files: what stands in them, and how long a long record takes."""

from __future__ import annotations

import io
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import openpyxl
from pypdf import PdfReader

from files.documents.transcript import (
    Class,
    Gone,
    Part,
    Standing,
    Term,
    Transcript,
    transcript_pdf,
    transcript_xlsx,
)
from files.exports.transcript import VERIFIED_ONES
from tests.files.documents.test_pdf import failures

DAY = date(2026, 3, 1)
NOON = datetime(2026, 11, 2, 18, tzinfo=UTC)
DANA = "dana@grove.example"


def taken(number: int, verified: bool = True, provider: str = "Grove County") -> Class:
    return Class(
        course="ASIM Basic",
        code="ASIM-B",
        day=DAY - timedelta(days=number),
        passed=number != 1,
        hours=4.0,
        provider=provider,
        instructor="Cora Diaz",
        grant="EMPG EMW-7",
        expires_on=date(2028, 2, 29) if number == 0 else None,
        evidence="",
        certificates=["card.pdf (SHA-256 0123456789ab…)"] if number == 0 else [],
        verified=verified,
        by="cora@grove.example" if verified else "ada@grove.example",
        on=DAY,
    )


def transcript(*classes: Class) -> Transcript:
    return Transcript(
        name="Ada Abbott",
        known_by="ada@grove.example",
        fema_sid="0001234567",
        region="Grove County",
        handling_mark="For official use",
        on=date(2026, 11, 2),
        made_at=NOON,
        zone=ZoneInfo("America/Chicago"),
        terms=[Term("Cedar Fire", date(2020, 1, 1), None, "paramedic"), Term("Birch Police", None, DAY)],
        standings=[Standing("ASIM Basic", "current until 1 Mar 2028", date(2028, 3, 1), DAY, VERIFIED_ONES)],
        why_not="",
        classes=classes,
        parts=[
            Part("Vine drill", "drill", DAY, "Cedar Fire", "Transport, run 2", True, False, DANA),
            Part("Elm tabletop", "tabletop", DAY, "Cedar Fire", "player", False, True, "ada@grove.example"),
        ],
        remarks=[Gone(corrected=2, taken_back=1).said],
    )


def test_the_verified_stands_apart_from_what_nobody_confirmed() -> None:
    made = transcript(taken(0), taken(1), taken(2, verified=False))
    [page] = PdfReader(io.BytesIO(transcript_pdf(made))).pages
    text = page.extract_text()
    for said in (
        "Training record of Ada Abbott",
        "As of 2 Nov 2026, 12:00 CST",
        "FEMA SID 0001234567",
        "Agency Cedar Fire, paramedic, from 1 Jan 2020",
        "Agency Birch Police, to 1 Mar 2026",
        "For official use",
        "2 records were corrected and 1 record was taken back",
        "ASIM Basic current until 1 Mar 2028 1 Mar 2026 verified records",
        "Expires 29 Feb 2028",
        "card.pdf (SHA-256",
        "Grant: EMPG EMW-7",
        "ASIM Basic (ASIM-B), not passed",
        "Transport, run 2",
        "self-reported by ada@grove.example,",
    ):
        assert said in text
    confirmed, own = text.index("Verified (2)"), text.index("Self-reported or not yet verified (1)")
    assert text.index("What is asked today") < confirmed < own < text.index("Exercises (2)")
    assert text.count("cora@grove.example", confirmed, own) == 2
    assert "cora@grove.example" not in text[own:]


def test_the_workbook_has_all_of_it_in_columns_and_no_formula() -> None:
    made = transcript(taken(0, provider="=1+1"), taken(2, verified=False))
    content = transcript_xlsx(made)
    assert transcript_xlsx(made) == content
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Standing", "Verified", "Not verified", "Exercises"]
    sheet = book["Verified"]
    assert [cell.value for cell in sheet["A"]][:3] == [
        "Training record of Ada Abbott",
        "As of 2 Nov 2026, 12:00 CST",
        "Handling For official use",
    ]
    assert sheet.freeze_panes == "A6"
    header, row = sheet[5], [cell.value for cell in sheet[6]]
    assert all(cell.font.bold for cell in header)
    found = dict(zip([cell.value for cell in header], row, strict=True))
    assert found["provider"] == "=1+1"
    assert sheet["F6"].data_type == "s"
    assert found["day"] == datetime(2026, 3, 1)
    assert found["certificate expires on"] == datetime(2028, 2, 29)
    assert (found["hours"], found["verified by"]) == (4, "cora@grove.example")
    assert book["Not verified"]["L6"].value == "ada@grove.example"
    assert book.properties.modified == book.properties.created == datetime(2026, 11, 2, 18)


def test_a_record_of_a_thousand_classes_takes_a_moment() -> None:
    made = transcript(*(taken(each, verified=each % 3 > 0) for each in range(1000)))
    began = time.process_time()
    content = transcript_pdf(made)
    assert time.process_time() - began < 5
    assert len(PdfReader(io.BytesIO(content)).pages) > 20
    assert failures(content) == []


def test_what_does_not_stand_is_counted() -> None:
    assert Gone().said == ""
    assert (
        "1 record was corrected, 2 records were not confirmed and 1 record was taken back;"
        in Gone(1, 2, 1).said
    )
