"""`muster template`: a workbook to fill in, which comes back in."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from storage.engine import Store
from tests.bot.cli.conftest import Muster


def test_a_template_is_written_filled_in_and_imported(small: Store, muster: Muster, tmp_path: Path) -> None:
    path = tmp_path / "courses.xlsx"
    said = muster("template", "Courses", "--out", path)
    assert said.status == 0
    assert f"muster import courses {path}" in said.err.replace("\n", "")
    book = openpyxl.load_workbook(path)
    book["courses"]["A3"], book["courses"]["B3"] = "HAZ", "Hazardous materials"
    book.save(path)
    said = muster("import", "courses", path, "--yes")
    assert said.status == 0
    assert "1 new" in said.out
    assert "Line 2 left out: Example: ABC-1" in said.out


def test_what_is_no_template(small: Store, muster: Muster, tmp_path: Path) -> None:
    assert '"spells" is no kind' in muster("template", "spells").err
    assert muster("template", "roster", "--out", tmp_path / "roster.csv").status == 2
