"""The improvement plan as a workbook: read back, to be filtered, no formula, the same bytes twice."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import openpyxl

from files.documents.improvement_plan import COLUMNS, ImprovementPlan, PlannedAction, improvement_xlsx
from tests.files.documents.test_after_action import AS_OF, DATED, STAGING


def plan(*actions: PlannedAction, mark: str = "For official use") -> ImprovementPlan:
    return ImprovementPlan("Improvement plan: Vine drill", "Grove County", mark, AS_OF, DATED, actions)


def sheet(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content)).active


def test_it_reads_back_beneath_its_title_day_and_mark() -> None:
    page = sheet(improvement_xlsx(plan(STAGING, replace(STAGING, code="CA-2", start=None))))
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert [row[0] for row in rows[:3]] == [
        "Improvement plan: Vine drill",
        "Grove County, as of 2 Nov 2026",
        "Handling For official use",
    ]
    assert rows[3] == list(COLUMNS)
    assert rows[4][:4] == [STAGING.code, STAGING.capability, STAGING.issue, STAGING.corrective_action]
    assert [rows[4][7], rows[4][8], rows[5][7]] == [datetime(2026, 10, 21), datetime(2026, 12, 1), None]
    assert page.auto_filter.ref == "A4:J6"
    assert page.freeze_panes == "A5"
    assert page["A4"].font.bold
    assert page["D5"].alignment.wrap_text


def test_what_looks_like_a_formula_is_none_and_it_is_the_same_twice() -> None:
    made = plan(
        replace(
            STAGING, issue="=cmd|' /C calc'!A0", corrective_action="'+1\x00", completion=date(2026, 12, 1)
        )
    )
    content = improvement_xlsx(made)
    page = sheet(content)
    assert page["C5"].value == "=cmd|' /C calc'!A0"
    assert page["C5"].data_type == "s"
    assert page["C5"].quotePrefix
    assert improvement_xlsx(made) == content


def test_an_empty_plan_says_so() -> None:
    page = sheet(improvement_xlsx(plan(mark="")))
    assert page["A3"].value == "No corrective action is written down."
    assert [cell.value for cell in page[4]] == list(COLUMNS)
