"""One day for a whole sheet, where no column is of days."""

from __future__ import annotations

from datetime import date

import pytest

from files.mapping import WrongColumns
from files.settled import Asks, Settled, answered, layout_part
from tests.files.test_arranging import MARCH_12, arranged, asked, raw

SHEET = "Name,Email,Course,Signature\nAda Abbott,ada@b.example,BLS,x\n"


@pytest.mark.parametrize("day", ["3/12/2026", "March 12, 2026", "2026-03-12"])
def test_a_sheet_without_days_is_asked_for_one(day: str) -> None:
    found = arranged(SHEET)
    assert asked(found) == [(Asks.DAY, "completed_on")]
    assert "completed_on" not in found.open[0].said
    settled = answered(Settled(), found.open[0], day)
    assert raw(arranged(SHEET, settled=settled), "completed_on") == [(MARCH_12,)]
    assert layout_part(settled).day is None


def test_a_day_that_cannot_be_read_is_asked_again() -> None:
    (question,) = arranged(SHEET, settled=Settled(day="the twelfth")).open
    assert "the twelfth" in question.said


def test_a_day_is_not_said_of_a_file_that_says_its_own() -> None:
    with pytest.raises(WrongColumns, match="says the days itself"):
        arranged("Email,Course,Date\na@b.example,BLS,3/12/2026\n", settled=Settled(day="2026-01-01"))


def test_ticks_in_a_matrix_are_of_the_day_that_is_said() -> None:
    text = "Email,ASIM-B,BLS\nada@b.example,Yes,X\nben@b.example,No,\n"
    assert asked(arranged(text)) == [(Asks.DAY, "completed_on")]
    found = arranged(text, settled=Settled(day="2026-03-12"))
    assert raw(found, "email", "course", "completed_on") == [
        ("ada@b.example", "ASIM-B", date(2026, 3, 12)),
        ("ada@b.example", "BLS", date(2026, 3, 12)),
    ]


def test_a_tick_among_days_is_refused_by_its_place() -> None:
    found = arranged("Email,ASIM-B,BLS\nada@b.example,3/12/2026,X\n")
    assert [(row.place, bool(row.problem)) for row in found.table.rows] == [("B2", False), ("C2", True)]
