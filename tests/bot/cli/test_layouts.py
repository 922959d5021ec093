"""Layouts of public tools, by their documented columns, in invented rows: each goes in with one question at
most, and the next file like it with none. Every file is Ada's and Ben's 12 March 2026.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from storage.engine import Store
from storage.layouts import layouts
from tests.bot.cli.conftest import Muster
from tests.bot.cli.test_as_they_come import ADA, BEN, CORA, Desk
from tests.files.imports.bringing import audit_of, rows_in

LAYOUTS = Path(__file__).parents[2] / "files" / "layouts"
MARCH_12 = date(2026, 3, 12)
JO = "jo.lee@cedar.example"

FILES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("vector_completions.csv", "ASIM-B", ()),
    ("d4h_qualifications.csv", "ASIM-B", ()),
    ("fema_independent_study.csv", "ICS-100", ("--value", "course:IS-0100.c=ICS-100")),
    ("iomad_completions.csv", "ASIM-B", ()),
    ("canvas_enrollments.csv", "ASIM-B", ()),
    ("cornerstone_transcript.csv", "ASIM-B", ()),
    ("google_form_signin.csv", "ASIM-B", ()),
    ("bookwhen_attendance.csv", "ASIM-B", ("--column", "Attended?=result")),
    ("powerdms_signatures.csv", "ASIM-B", ()),
    ("acadis_class_results.csv", "ASIM-B", ()),
    ("ics_211_checkin.csv", "ASIM-B", ("--match-names",)),
    ("crew_certifications.csv", "BLS", ()),
    ("alchemy_batch_export.csv", "ASIM-B", ()),
)
"""Each file, its course, and the answer to the one question it leaves open, where it does."""

OTHERS = (
    *(("Ada", "Cora"), ("Abbott", "Diaz"), ("CFD-101", "CFD-103"), ("ada.abbott", "cora.diaz")),
    *(("Ben", "Jo"), ("Flores", "Lee"), ("CFD-102", "CFD-110"), ("ben.flores", "jo.lee")),
)
"""Who stands in the second file instead."""


@pytest.fixture
def desk(muster: Muster, tmp_path: Path, cedar: Store) -> Desk:
    return Desk(muster, tmp_path, cedar)


@pytest.mark.sliced(4)
@pytest.mark.parametrize(("name", "course", "answer"), FILES, ids=[name for name, _, _ in FILES])
def test_a_file_as_its_tool_writes_it_and_the_next_one(
    desk: Desk, name: str, course: str, answer: tuple[str, ...]
) -> None:
    first = (LAYOUTS / name).read_text(encoding="utf-8")
    second = first
    for who, other in OTHERS:
        second = second.replace(who, other)
    if answer:
        refused = desk.brings("completions", first)
        assert (refused.status, desk.passes) == (2, [])
        assert " ".join(answer).split("=")[0].split()[0] in f"{refused.out} {refused.err}"
    assert desk.brings("completions", first, *answer).status == 0
    assert desk.passes == [(ADA, course, MARCH_12), (BEN, course, MARCH_12)]
    said = desk.brings("completions", second)
    assert said.status == 0, said.err
    assert desk.passes == [(who, course, MARCH_12) for who in (ADA, BEN, CORA, JO)]


def sheets(**rows: Sequence[Any]) -> bytes:
    """A workbook with these sheets."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, cells in rows.items():
        page = workbook.create_sheet(name)
        for row in cells:
            page.append(row)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def test_an_academys_class_list_says_course_and_day_above_the_table(desk: Desk) -> None:
    page = [
        ["State Fire Academy", None, None],
        ["Course:", "ASIM Basic", None],
        ["Date: 3/12/2026", None, "Instructor: Cora Diaz"],
        [],
        ["Student #", "Last Name*", "First Name*", "Final Result"],
        ["CFD-101", "Abbott", "Ada", "Pass"],
        ["CFD-102", "Flores", "Ben", "Pass"],
        ["Total students", 2],
    ]
    said = desk.brings("completions", sheets(Class=page), suffix="xlsx")
    assert said.status == 0, said.err
    assert desk.passes == [(ADA, "ASIM-B", MARCH_12), (BEN, "ASIM-B", MARCH_12)]
    assert "Line 8 left out: Total students 2." in said.out
    assert "Of the whole file the course is ASIM-B." in said.out


def test_a_matrix_of_days_and_expiries_in_the_second_sheet(desk: Desk) -> None:
    matrix = [
        ["Name", "Employee ID", "ASIM Basic", "BLS Completed", "BLS Expires", "Hire Date"],
        ["Ada Abbott", "CFD-101", datetime(2026, 3, 12), datetime(2026, 3, 12), datetime(2028, 3, 31), None],
        ["Ben Flores", "CFD-102", datetime(2026, 3, 12), "N/A", None, None],
    ]
    content = sheets(ReadMe=[["How to fill this in"], ["One row a person"]], Matrix=matrix)
    said = desk.brings("completions", content, suffix="xlsx")
    assert said.status == 0, said.err
    bls = (ADA, "BLS", MARCH_12)
    assert desk.passes == [(ADA, "ASIM-B", MARCH_12), bls, (BEN, "ASIM-B", MARCH_12)]
    assert "line 3" not in said.out


def test_a_sign_in_workbook_of_one_course_is_asked_which(desk: Desk, muster: Muster, tmp_path: Path) -> None:
    form = [
        ["ID", "Start time", "Completion time", "Email", "Name"],
        [1, datetime(2026, 3, 12, 18), datetime(2026, 3, 12, 18, 2), ADA, "Ada Abbott"],
    ]
    content = sheets(Sheet1=form)
    refused = desk.brings("completions", content, suffix="xlsx")
    assert refused.status == 2
    assert "Which course is it about? To say so: --course" in refused.err
    path = tmp_path / "asim_basic.xlsx"
    path.write_bytes(content)
    said = muster("import", "completions", path, typed="1\ny\n")  # the file's name is the first offered
    assert "1  ASIM-B: ASIM Basic" in said.out
    assert desk.passes == [(ADA, "ASIM-B", MARCH_12)]


def test_which_of_two_sheets_is_asked(desk: Desk) -> None:
    page = [["Email", "Course", "Completed"], [ADA, "ASIM-B", datetime(2026, 3, 12)]]
    content = sheets(Fire=page, Law=[page[0], [BEN, "ASIM-B", datetime(2026, 3, 12)]], Notes=[["x"]])
    refused = desk.brings("completions", content, suffix="xlsx")
    assert (refused.status, desk.passes) == (2, [])
    assert '--sheet "Fire"' in refused.err
    assert desk.brings("completions", content, "--sheet", "law", suffix="xlsx").status == 0
    assert desk.passes == [(BEN, "ASIM-B", MARCH_12)]
    assert '"Fire", "Law", "Notes"' in desk.brings("completions", content, "--sheet", "X", suffix="xlsx").err


HEAD = "Email,Kurs,Fertig am,Amt"
ANSWER = ("--column", "Fertig am=completed_on")


def test_a_layout_is_remembered_listed_asked_anew_and_forgotten(
    desk: Desk, muster: Muster, cedar: Store
) -> None:
    before = rows_in(cedar)
    refused = desk.brings("completions", f"{HEAD}\n{ADA},ASIM-B,3/12/2026,a")
    assert "no column for the day it was completed. Found instead: Email, Kurs, Fertig am, Amt" in refused.err
    assert '--column "Fertig am=completed_on"' in refused.err
    assert (refused.status, rows_in(cedar)) == (2, before), "a mapping abandoned leaves nothing"
    assert desk.brings("completions", f"{HEAD}\n{ADA},ASIM-B,3/12/2026,a", *ANSWER).status == 0
    assert desk.brings("completions", f"{HEAD.lower()}\n{BEN},ASIM-B,3/12/2026,a").status == 0
    assert "fertig_am is completed_on" in muster("import", "layouts").out
    with cedar.reading() as session:
        assert [each.kind for each in layouts(session)] == ["completions"]
    changed = desk.brings("completions", f"{HEAD}\n{CORA},ASIM-B,yes,3/12/2026")
    assert changed.status == 2
    assert "“Fertig am” was the day it was completed in an earlier file" in changed.err
    moved = ("--column", "Amt=completed_on")
    assert desk.brings("completions", f"{HEAD}\n{CORA},ASIM-B,yes,3/12/2026", *moved).status == 0
    assert desk.passes == [(who, "ASIM-B", MARCH_12) for who in (ADA, BEN, CORA)]
    assert "is forgotten" in muster("import", "layouts", "--forget", "1").out
    assert desk.brings("completions", f"{HEAD}\n{JO},ASIM-B,3/12/2026,a").status == 2
    assert muster("import", "layouts", "--forget", "1").status == 2
    assert len(audit_of(cedar, "remembered how a file is laid out")) == 2
    assert len(audit_of(cedar, "forgot how a file is laid out")) == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((*ANSWER, "--column", "Amt=completed_on"), "are both set to be completed_on"),
        (("--column", "Nope=completed_on"), 'has no column "Nope"'),
        (("--column", "Amt=salary"), "salary is no column of completions"),
        (("--column", "Amt"), "was not understood"),
        (("--value", "BLS"), "was not understood"),
        (("--date-order", "ymd"), "mdy (month first) or dmy (day first)"),
        ((*ANSWER, "--course", "NOPE"), "NOPE isn't a course here"),
        ((*ANSWER, "--course", "BLS"), "The file says the course itself"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_in_words(
    desk: Desk, options: tuple[str, ...], said: str
) -> None:
    refused = desk.brings("completions", f"{HEAD}\n{ADA},ASIM-B,3/12/2026,a", *options)
    assert (refused.status, desk.passes) == (2, [])
    assert said in refused.err


def test_at_a_terminal_a_column_is_chosen_by_its_number(desk: Desk, muster: Muster, tmp_path: Path) -> None:
    path = tmp_path / "kurs.csv"
    path.write_text(f"{HEAD}\n{ADA},ASIM-B,3/12/2026,a", encoding="utf-8")
    said = muster("import", "completions", path, typed="7\n1\ny\n")
    assert "1  Fertig am (3/12/2026)" in said.out
    assert desk.passes == [(ADA, "ASIM-B", MARCH_12)]
