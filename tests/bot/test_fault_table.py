"""The table of faults in the docs: each line names a test, and each test named is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "faults.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_each_line_of_the_table_names_a_test_that_is_there() -> None:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    rows = [line for line in lines if not line.startswith(("| ---", "| what happens"))]
    assert len(rows) > 25
    for row in rows:
        named = NAMED.findall(row)
        assert len(named) == 1, row
        ((file, test),) = named
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        assert test in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}, row
        assert row.count(" | ") == 3, row
