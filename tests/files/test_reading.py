"""Reading apart: the same table as here and now, and no file that takes more than it may."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import Workbook

from files import reading
from files.limits import MOST_CELLS
from files.reading import Bounds, BrokeOff, read_apart, read_file
from files.table import NoRows, NotATable, read_table
from tests.conftest import ONLY_WHOLE
from tests.files.bombs import book, lying, sheet_of, table
from tests.files.test_workbook import saved
from tests.readiness.county import COUNTIES

IN_TIME = 30.0
"""Seconds after which any of these would hold up an import: some are refused at once, none takes long."""


@pytest.mark.sliced(10)
@pytest.mark.parametrize("path", sorted((COUNTIES / "messy").glob("*.csv")), ids=lambda path: path.name)
def test_a_table_is_the_same_as_read_here(path: Path) -> None:
    assert read_file(path) == read_table(path.read_bytes(), path.name)


def test_cells_of_every_kind_come_over() -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["Text", "Day", "Moment", "Time", "Number", "Yes", "Fraction", "Line"])
    sheet.append(
        ["é🦊\n'=x", date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5), clock(1, 2), 4, True, 0.1, "\u2028\x7f"]
    )
    sheet.append(["#N/A", None, None, None, -3, False, 1e300, ""])
    workbook.create_sheet("Other").append(["x"])
    content = saved(workbook)
    assert read_apart(content, "x.xlsx") == read_table(content, "x.xlsx")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b",,\n", b"PK\x03\x04", b"email,agency\n"])
def test_what_is_no_table_is_said_as_it_is_here(content: bytes) -> None:
    with pytest.raises(NotATable) as here:
        read_table(content, "x.csv")
    with pytest.raises(NotATable) as apart:
        read_apart(content, "x.csv")
    assert str(apart.value) == str(here.value)
    assert isinstance(apart.value, NoRows) == isinstance(here.value, NoRows)


def test_a_file_is_not_looked_at_beyond_what_may_be_read(tmp_path: Path) -> None:
    with pytest.raises(NotATable, match="at most 20 MB"):
        read_file(Path("/dev/zero"))


SHARED = "<si><t>" + "a" * 1_000_000 + "</t></si>"
EVERYWHERE = (
    '<dimension ref="A1:XFD1048576"/>',
    "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 1000 + "</mergeCells>",
)


@pytest.mark.sliced(5)
@pytest.mark.parametrize(
    ("make", "said"),
    [
        pytest.param(
            lambda: book(sheet_of(table(20_000, lambda row: f'<c r="A{row}" t="s"><v>0</v></c>')), SHARED),
            "60 million characters",
            id="a shared text in every cell",
        ),
        pytest.param(
            lambda: book(sheet_of(table(3, lambda row: f'<c r="A{row}" t="s"><v>7</v></c>')), "<si/>"),
            "damaged",
            id="a shared text that is not there",
        ),
        pytest.param(
            lambda: book(sheet_of(table()), "<si/>" * (MOST_CELLS + 1)), "shared texts", id="shared texts"
        ),
        pytest.param(lambda: book(sheet_of(table()), sheets=20_000), "20,000 sheets", id="sheets"),
        pytest.param(
            lambda: book(sheet_of("<row/>" * 1_000_000), sheets=150),
            "nothing in its visible",
            id="one part often",
        ),
        pytest.param(
            lambda: book(sheet_of("<row>" + '<c t="e"><v>#N/A</v></c>' * 3_000_000 + "</row>")),
            "across to column 501",
            id="errors",
        ),
        pytest.param(
            lambda: book(sheet_of(table()), parts={"xl/styles.xml": b"<numFmts>" * 3_000_000}),
            "20 MB once unpacked",
            id="styles",
        ),
        pytest.param(
            lambda: book(sheet_of(table()), parts={f"p{number}": b"" for number in range(3000)}),
            "parts",
            id="parts",
        ),
        pytest.param(
            lambda: book(sheet_of(table()), parts={f"p{number}": b"" for number in range(12_000)}),
            "more than 10,000 parts",
            id="entries",
        ),
        pytest.param(
            lambda: book(sheet_of(table()), parts={"XL/worksheets/sheet1.xml": b"<x/>"}),
            "damaged",
            id="twice",
        ),
        pytest.param(
            lambda: book('<!DOCTYPE x [<!ENTITY y "z">]>' + sheet_of(table())), "document type", id="entities"
        ),
        pytest.param(
            lambda: b"email\n" + b"ab," * 6_000_000, "6,000,000 cells", id="a wide row", marks=ONLY_WHOLE
        ),
        pytest.param(lambda: b"ab," * 6_000_000, "columns", id="a wide header"),
        pytest.param(lambda: b"a" * 19_000_000, "header line", id="one line"),
        pytest.param(lambda: b"email,b\n" + b'"a\n' * 6_000_000, "1,000,000 lines", id="lines"),
        pytest.param(
            lambda: b",".join(b"c%d" % number for number in range(500)) + b"\n" + b"a\n" * 100_000,
            "4,000,000 cells",
            id="padding",
        ),
        pytest.param(
            lambda: b"email,b\n" + b'"a\n' * 300_000,
            "200,000 rows",
            id="marks never closed",
            marks=ONLY_WHOLE,
        ),
    ],
)
def test_a_bomb_is_refused_in_words_and_in_time(make: Callable[[], bytes], said: str) -> None:
    content, begun = make(), time.monotonic()
    with pytest.raises(NotATable, match=said):
        read_apart(content, "x")
    assert time.monotonic() - begun < IN_TIME


def test_what_only_looks_large_is_read() -> None:
    assert len(read_apart(book(sheet_of(table(3), *EVERYWHERE)), "x.xlsx").rows) == 2
    deep = sheet_of(table(3), after="<a>" * 100_000 + "</a>" * 100_000)
    assert len(read_apart(book(deep), "x.xlsx").rows) == 2


def test_a_reader_that_takes_too_much_ends_and_nothing_else() -> None:
    large = b"email,agency\n" + b"ann@x.gov,Cedar\n" * 190_000
    with pytest.raises(BrokeOff, match=r"x\.csv could not be read"):
        read_apart(large, "x.csv", Bounds(memory=30_000_000))
    with pytest.raises(BrokeOff):
        read_apart(book(sheet_of("<row/>" * 9_000_000)), "x.xlsx", Bounds(cpu_seconds=1))
    with pytest.raises(BrokeOff):
        read_apart(large, "x.csv", Bounds(seconds=0.05))


def test_an_archive_that_lies_about_its_sizes_is_refused() -> None:
    begun = time.monotonic()
    with pytest.raises((NotATable, BrokeOff)):
        read_apart(lying(table()), "x.xlsx")
    assert time.monotonic() - begun < IN_TIME


def test_cells_without_anything_in_them_count_too(monkeypatch: pytest.MonkeyPatch) -> None:
    content = book(sheet_of(table() + "<row>" + "<c/>" * 2000 + "</row>"))
    assert len(read_table(content, "x.xlsx").rows) == 1
    monkeypatch.setattr("files.survey.MOST_ELEMENTS", 2000)
    with pytest.raises(NotATable, match="more than 2,000 cells, rows and marks"):
        read_table(content, "x.xlsx")


def test_no_process_is_left_and_no_secret_goes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-of-a-test")
    monkeypatch.setenv("MUSTER_DATABASE_URL", "postgresql://x:y@z/w")
    assert not {name for name in reading._environment() if name.startswith(("SLACK", "MUSTER"))}
    begun: list[subprocess.Popen[bytes]] = []

    def begin(*args: Any, **more: Any) -> subprocess.Popen[bytes]:
        assert not [word for word in args[0] if "xoxb" in word]
        begun.append(subprocess.Popen(*args, **more))
        return begun[-1]

    monkeypatch.setattr("files.reading.subprocess", SimpleNamespace(**{**vars(subprocess), "Popen": begin}))
    read_apart(b"email\na\n", "x.csv")
    with pytest.raises(BrokeOff):
        read_apart(b"email\na\n" * 90_000, "x.csv", Bounds(seconds=0.01))
    assert [process.returncode is not None for process in begun] == [True, True]


def test_what_the_reader_says_is_taken_as_data_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever it answers, it is a table, a refusal, or no answer."""
    head = '{"header":["a"],"delimiter":",","marked":true,"sheet":null,"other_sheets":[]}'
    for answer in (
        "",
        "x",
        "[]",
        "{}",
        "null",
        head,
        f'{head}\n[1,null,"x"]',
        f'{head}\n[1,null,"x"]\n{{"rows":2}}',
        f'{head}\n["1",null]\n{{"rows":1}}',
        f'{head}\n[1,null,[1]]\n{{"rows":1}}',
        f'{head}\n[1,null,{{"__class__":"os"}}]\n{{"rows":1}}',
        f'{head}\n[1,null,{{"date":"2026-99-99"}}]\n{{"rows":1}}',
        f'{head}\n[1,null,{{"seconds":1e300}}]\n{{"rows":1}}',
        "[" * 100_000,
        "1" * 5000,
    ):
        module = tmp_path / "files" / "reader.py"
        module.parent.mkdir(exist_ok=True)
        module.write_text(f"import sys\nsys.stdin.buffer.read()\nprint({answer!r})\n")
        (module.parent / "__init__.py").touch()
        monkeypatch.setattr(reading, "_ROOT", tmp_path)
        with pytest.raises(BrokeOff):
            read_apart(b"email\na\n", "x.csv")
