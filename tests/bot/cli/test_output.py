"""Rows on their way out to the terminal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.cli.output import A_TABLE, Format, put


def test_more_rows_than_one_reads_are_printed_as_they_come(capsys: pytest.CaptureFixture[str]) -> None:
    printed_by_then = []

    def coming() -> Iterator[tuple[str, int]]:
        for number in range(1, 3 * A_TABLE + 2):
            if number == 2 * A_TABLE + 1:
                printed_by_then.append(capsys.readouterr().out)
            yield "ann.of.the.fire.department@x.gov", number

    assert put(("email", "number"), coming(), Format.TABLE, None, "roster", counted=True) == 3 * A_TABLE + 1
    rest = capsys.readouterr()
    assert "roster: rows 1 to 1,000" in printed_by_then[0]
    assert "roster: rows 3,001 to 3,001" in rest.out
    assert rest.out.endswith("roster: 3,001 rows\n")
    assert "roster: rows 2,001" not in printed_by_then[0]
    whole = printed_by_then[0] + rest.out
    assert [
        int(line.split()[-1]) for line in whole.splitlines() if line.strip().startswith("ann.of")
    ] == list(range(1, 3 * A_TABLE + 2))


def test_as_many_rows_as_one_table_takes_are_one(capsys: pytest.CaptureFixture[str]) -> None:
    rows = (("ann.of.the.fire.department@x.gov",) for _ in range(A_TABLE))
    assert put(("email",), rows, Format.TABLE, None, "roster", counted=True) == A_TABLE
    said = capsys.readouterr()
    assert "roster: 1,000 rows" in said.out
    assert said.err == ""
