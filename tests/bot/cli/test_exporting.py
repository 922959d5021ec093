"""`muster export`: tables, files, and a folder fit to be imported."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import func, select

from files.table import read_table
from storage.engine import Store
from storage.record_digests import DigestRow
from storage.sealing import SealRow, read_head
from storage.training import CourseRecord
from tests.bot.cli.conftest import Muster
from tests.files.imports.bringing import audit_of, rows_in, standing_of, standing_rebuilt


def test_csv_and_json_go_to_standard_output_bare(small: Store, muster: Muster) -> None:
    assert muster("export", "courses", "--format", "csv").out == (
        "code,title,hours,plan,aliases,target,trainer_course,classes_a_month,seats\r\n"
        "ASIM-B,ASIM Basic,4,,,,,,\r\nBLS,Basic life support,4,,,,,,\r\n"
    )
    rows = json.loads(muster("export", "courses", "--format", "json").out)
    nothing_said = dict.fromkeys(("plan", "aliases", "target", "trainer_course", "classes_a_month", "seats"))
    assert rows[0] == {"code": "ASIM-B", "title": "ASIM Basic", "hours": 4.0, **nothing_said}


def test_a_table_on_a_terminal_and_csv_into_a_pipe(
    small: Store, muster: Muster, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert muster("export", "courses").out == muster("export", "courses", "--format", "csv").out
    assert "courses: 2 rows" in muster("export", "courses", "--format", "table").out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    said = muster("export", "courses")
    assert "courses: 2 rows" in said.out
    assert "Basic life support" in said.out


def test_a_file_whose_name_says_another_format_is_refused(
    small: Store, muster: Muster, tmp_path: Path
) -> None:
    for words, name, said in (
        (("export", "roster"), "roster.pdf", "a file's name ends in .csv, .xlsx, .json"),
        (("due",), "due", "a file's name ends in .csv, .xlsx, .json"),
        (
            ("due", "--format", "json"),
            "due.csv",
            "due.csv would hold json, and ends in .csv: name it due.json",
        ),
        (("summary",), "s.txt", "A summary is a file that ends in .pdf: name it s.pdf"),
        (("report", "EX-1"), "r.pdf", "A report is a file that ends in .docx"),
        (("report", "EX-1", "--xlsx"), "r.docx", "An improvement plan is a file that ends in .xlsx"),
        (("template", "roster"), "t.csv", "A template is a file that ends in .xlsx: name it t.xlsx"),
    ):
        refused = muster(*words, "--out", tmp_path / name)
        assert (refused.status, said in refused.err, refused.err.count("\n")) == (2, True, 1), refused
    assert muster("transcript", "ann@x.gov", "--pdf", tmp_path / "t.doc").status == 2
    folder = muster("export", "roster", "--out", tmp_path)
    assert folder.status == 2
    assert f"{tmp_path} is a folder: name a file in it" in folder.err
    assert f"muster export county {tmp_path}" in folder.err
    assert [each.name for each in tmp_path.iterdir() if not each.name.startswith("muster.db")] == []
    assert muster("due", "--out", tmp_path / "due.xlsx").status == 0
    assert (tmp_path / "due.xlsx").read_bytes().startswith(b"PK")
    assert muster("due", "--out", "/dev/stdout").status == 0


def test_the_files_name_says_its_format(small: Store, muster: Muster, tmp_path: Path) -> None:
    for name in ("roster.csv", "roster.xlsx"):
        assert muster("export", "roster", "--out", tmp_path / name).status == 0
        table = read_table((tmp_path / name).read_bytes(), name)
        assert [str(row.raw[0]) for row in table.rows] == ["ann@x.gov", "cid@x.gov", "bob@x.gov"]
    assert (tmp_path / "roster.xlsx").read_bytes().startswith(b"PK")


def test_a_workbook_needs_a_file(small: Store, muster: Muster) -> None:
    assert muster("export", "roster", "--format", "xlsx").status == 2


def test_a_folder_goes_out_and_comes_in(small: Store, muster: Muster, tmp_path: Path) -> None:
    assert muster("export", "county", tmp_path / "out").status == 0
    before = rows_in(small)
    said = muster("import", "county", tmp_path / "out")
    assert said.out.count("changes nothing") == 5
    assert "Passed over, without rows: plans.csv, equivalents.csv, completions.csv" in said.err
    away = "attendance.csv, checklists.csv, meetings.csv, minutes.csv, scorecards.csv, seats.csv"
    assert f"Passed over, to be taken away only: {away}." in said.err
    assert rows_in(small) == before
    again = muster("export", "county", tmp_path / "out", typed="n\n")
    assert again.status == 2
    assert standing_of(small) == standing_rebuilt(small)


def test_what_goes_out_is_for_its_owner_only(small: Store, muster: Muster, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    muster("export", "county", folder)
    muster("export", "roster", "--out", tmp_path / "roster.csv")
    muster("due", "--format", "csv", "--out", tmp_path / "due.csv")
    assert folder.stat().st_mode & 0o777 == 0o700
    for path in (*folder.iterdir(), tmp_path / "roster.csv", tmp_path / "due.csv"):
        assert path.stat().st_mode & 0o777 == 0o600, path


def test_each_export_leaves_an_audit_row(small: Store, muster: Muster) -> None:
    muster("export", "roster", "--format", "csv")
    (row,) = audit_of(small, "exported")
    assert (row.actor, row.detail) == ("command line", {"kind": "roster", "rows": 3})


def test_a_folder_that_is_not_there_is_one_line(small: Store, muster: Muster, tmp_path: Path) -> None:
    said = muster("export", "roster", "--out", tmp_path / "nowhere" / "r.csv")
    assert said.status == 2
    assert said.err.splitlines() == [f"There is no folder {tmp_path / 'nowhere'}."]


def test_meetings_and_checklists_are_taken_away_only(small: Store, muster: Muster) -> None:
    assert muster("export", "attendance", "--format", "csv").out.startswith(
        "meeting,title,held_on,seat,email,"
    )
    (row,) = audit_of(small, "exported")
    assert row.detail == {"kind": "attendance", "rows": 0}
    said = muster("import", "meetings", "meetings.csv")
    assert said.status == 2
    assert '"meetings" is no kind of file' in said.err


def sums_in(text: str) -> dict[str, str]:
    """Each file's SHA-256, by its name, as a head's file lists them."""
    lines = text.partition("SHA-256 of the files:\n")[2].splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def test_the_audits_head_lies_beside_the_files_and_verifies(
    small: Store, muster: Muster, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    muster("export", "county", folder)
    said = (folder / "audit-head.txt").read_text()
    head = said.split()[2].rstrip(",")
    assert f"muster audit verify --head {head}\n" in said
    assert muster("audit", "verify", "--head", head).status == 0
    sums = sums_in(said)
    assert set(sums) == {each.name for each in folder.iterdir()} - {"audit-head.txt"}
    for name, digest in sums.items():
        assert sha256((folder / name).read_bytes()).hexdigest() == digest
    assert "audit-head.txt" not in muster("import", "county", folder).err
    one = muster("export", "roster", "--out", tmp_path / "roster.csv")
    beside = (tmp_path / "roster.csv.head.txt").read_text()
    assert sums_in(beside) == {"roster.csv": sha256((tmp_path / "roster.csv").read_bytes()).hexdigest()}
    assert beside.splitlines()[0] in one.err


def test_in_a_pipe_the_head_goes_to_standard_error(small: Store, muster: Muster) -> None:
    for form in ("csv", "json"):
        said = muster("export", "courses", "--format", form)
        assert "Audit head" in said.err
        assert "Audit head" not in said.out
    assert "Audit head" not in muster("export", "courses", "--format", "table").err


def test_what_is_exported_is_sealed_by_the_head_beside_it(small: Store, muster: Muster) -> None:
    with small.writing() as session:
        session.add(CourseRecord(key="x", code="X", title="X"))
    said = muster("export", "courses", "--format", "csv")
    number, _ = read_head(said.err.split()[2].rstrip(","))
    with small.reading() as session:
        spoken_of = select(func.max(DigestRow.id)).where(DigestRow.name == "course")
        sealed = session.get_one(SealRow, number).lacks["audit_digest"]["greatest"]
        assert sealed >= session.scalars(spoken_of).one()
