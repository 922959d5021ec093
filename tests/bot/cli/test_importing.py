"""`muster import`: what it shows, asks, writes, and ends with."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from files.reading import Bounds, read_apart
from storage.engine import Store
from storage.imports import ImportRun, ImportState
from storage.training import CompletionRecord
from tests.bot.cli.conftest import Muster
from tests.bot.cli.expected import KINDS, Expected
from tests.files.imports.bringing import (
    NOW,
    affiliations,
    audit_of,
    completions,
    lines,
    rows_in,
    standing_of,
    standing_rebuilt,
    take,
)
from tests.readiness.county import COUNTIES

BLS = "email,course,completed_on\nann@x.gov,BLS,2026-01-10\nghost@x.gov,BLS,2026-01-10"


def brought(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(lines(text))
    return path


def rejected_lines(folder: Path) -> set[tuple[str, int]]:
    """The lines that the rejected files of a folder name."""
    found: set[tuple[str, int]] = set()
    for path in folder.glob("*.rejected.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            dialect = csv.Sniffer().sniff(file.readline(), delimiters=",;\t")
            file.seek(0)
            for row in csv.DictReader(file, dialect=dialect):
                found.add((path.name.removesuffix(".rejected.csv"), int(row["line"])))
    return found


def expected_lines() -> set[tuple[str, int]]:
    with (COUNTIES / "messy" / "expected-rejected.csv").open(encoding="utf-8", newline="") as file:
        return {(row["file"], int(row["line"])) for row in csv.DictReader(file)}


@pytest.mark.postgres_whole
def test_a_county_twice(store: Store, muster: Muster, messy: Path) -> None:
    said = muster("import", "county", messy)
    assert said.status == 0
    assert "Passed over, of no kind known here: expected-actions.csv, expected-bench.csv" in said.err
    assert "Import 8 of completions.csv: 1,180 new, 0 changed, 1 unchanged" in said.out
    assert "requirements.csv moves" in said.out
    assert rejected_lines(messy) == expected_lines()
    assert standing_of(store) == standing_rebuilt(store)
    before = rows_in(store)
    again = muster("import", "county", messy, "--yes")
    assert again.status == 0
    assert again.out.count("changes nothing: everything it says is here already") == 15
    assert rows_in(store) == before
    assert muster("import", "county", messy, "--dry-run").status == 0
    assert rows_in(store) == before
    asked = Expected(messy, muster, ["2026-11-01"], scopes=3)
    assert {kind: differs for kind in KINDS if (differs := asked.differences(kind))} == {}


def test_a_new_database_is_set_up_and_that_is_said(muster: Muster, messy: Path, tmp_path: Path) -> None:
    dry = muster("import", "county", messy, "--dry-run")
    assert dry.status == 0
    assert "completions.csv" in dry.out
    assert "dry run" in dry.err
    assert not (tmp_path / "muster.db").exists()
    assert not list(messy.glob("*.rejected.csv"))
    said = muster("import", "agencies", messy / "agencies.csv")
    assert said.status == 0
    assert f"Set up a new database in {tmp_path / 'muster.db'}." in said.err


def test_rejected_rows_are_written_beside_the_file_and_can_be_mended(
    small: Store, muster: Muster, tmp_path: Path
) -> None:
    path = brought(tmp_path, "bls.csv", BLS)
    said = muster("import", "completions", path)
    assert said.status == 0
    assert "line 3: email: ghost@x.gov is nobody on the roster" in said.out
    beside = tmp_path / "bls.csv.rejected.csv"
    assert f"1 row could not be taken. Mend them in {beside}" in said.err
    beside.write_text(beside.read_text(encoding="utf-8").replace("ghost", "bob"), encoding="utf-8")
    assert "1 new" in muster("import", "completions", beside).out
    assert len(completions(small, "bob@x.gov")) == 1


def test_what_deserves_a_look_is_listed_though_it_is_taken(
    small: Store, muster: Muster, tmp_path: Path
) -> None:
    for kind, text in (
        ("positions", "position,title,disciplines\nTACTICAL,Tactical,law"),
        ("exercises", "exercise,title,type,held_on\nEX-1,Drill,drill,2026-01-14"),
        ("participation", "exercise,agency,email,position\nEX-1,Cedar Fire,bob@x.gov,TACTICAL"),
    ):
        said = muster("import", kind, brought(tmp_path, f"{kind}.csv", text))
        assert said.status == 0
    assert "Worth a look in participation.csv:\n  line 2: Bob Ray, TACTICAL in EX-1: Tactical is" in said.out
    exported = muster("export", "participation", "--format", "csv")
    assert "EX-1,Cedar Fire,bob@x.gov,,,player,TACTICAL,1,no," in exported.out


def test_a_dry_run_writes_nothing(small: Store, muster: Muster, tmp_path: Path) -> None:
    before = rows_in(small)
    said = muster("import", "completions", brought(tmp_path, "bls.csv", BLS), "--dry-run", typed="")
    assert said.status == 0
    assert rows_in(small) == before
    assert not (tmp_path / "bls.csv.rejected.csv").exists()


def test_what_a_file_is_called_and_holds_moves_no_terminal(
    small: Store, muster: Muster, tmp_path: Path
) -> None:
    held = BLS.replace("ghost@x.gov", "gh\x1b[31most@x.gov")
    path = brought(tmp_path, "completions\x1b[2J.csv", held)
    said = [muster("import", "completions", path, "--yes"), muster("import", "list")]
    folder = tmp_path / "folder"
    folder.mkdir()
    brought(folder, "odd\x1b]0;x\x07.csv", "a,b\n1,2")
    said += [muster("import", "county", folder), muster("import", "completions", tmp_path / "no\x1b[2J.csv")]
    printed = "".join(each.out + each.err for each in said)
    assert "completions[2J.csv" in printed
    assert not {"\x1b", "\x07"} & {*printed}


def test_on_a_terminal_it_asks_first(small: Store, muster: Muster, tmp_path: Path) -> None:
    path = brought(tmp_path, "bls.csv", BLS)
    before = rows_in(small)
    refused = muster("import", "completions", path, typed="n\n")
    assert (refused.status, rows_in(small)) == (2, before)
    assert "Nothing was written." in refused.err
    assert muster("import", "completions", path, typed="y\n").status == 0
    assert len(completions(small, "ann@x.gov")) == 1
    assert muster("import", "completions", path, "--yes", typed="").status == 0


def test_a_county_on_a_terminal_is_shown_as_a_whole_and_asked_about_once(
    muster: Muster, store: Store, messy: Path
) -> None:
    before = rows_in(store)
    declined = muster("import", "county", messy, typed="n\n")
    assert declined.status == 2
    assert declined.out.count("[y/N]") == 1
    assert "1,180" in declined.out
    assert rows_in(store) == before
    assert muster("import", "county", messy, typed="y\n").status == 0
    with store.reading() as session:
        assert session.query(CompletionRecord).count() == 1180


def test_all_rows_refused_is_status_2_and_nothing_written(
    small: Store, muster: Muster, tmp_path: Path
) -> None:
    before = rows_in(small)
    said = muster("import", "courses", brought(tmp_path, "c.csv", "code,title\n,nameless\nX,"))
    assert (said.status, rows_in(small)) == (2, before)
    assert "every row was refused" in said.err
    assert (tmp_path / "c.csv.rejected.csv").exists()


def test_the_missing_end_only_with_an_explicit_yes(small: Store, muster: Muster, tmp_path: Path) -> None:
    path = brought(tmp_path, "r.csv", "email,first_name,last_name,agency\nann@x.gov,Ann,Lee,Cedar Fire")
    said = muster("import", "roster", path, "--yes")
    assert "Not on r.csv, though active in an agency it names:\n  Bob Ray, Cedar Fire" in said.out
    assert affiliations(small, "bob@x.gov")[0][2] is None
    muster("import", "roster", path, typed="n\n")
    assert affiliations(small, "bob@x.gov")[0][2] is None
    assert "1 ended" in muster("import", "roster", path, "--end-missing").out
    assert affiliations(small, "bob@x.gov")[0][2] is not None


def test_a_change_of_rules_says_whom_it_moves(small: Store, muster: Muster, tmp_path: Path) -> None:
    take(small, "completions", "email,course,completed_on\nann@x.gov,BLS,2025-06-01")
    path = brought(tmp_path, "rules.csv", "course,effective_on,interval_months\nBLS,2027-01-01,12")
    said = muster("import", "RULES", path, "--dry-run")
    assert "rules.csv moves 1 person on 2027-01-01:\n  BLS: current → expired: 1 person" in said.out


def test_list_and_undo(small: Store, muster: Muster, tmp_path: Path) -> None:
    muster("import", "completions", brought(tmp_path, "bls.csv", BLS))
    listed = muster("import", "list")
    assert "bls.csv" in listed.out
    assert "2026-11-01 10:00" in listed.out, "in the region's time"
    undone = muster("import", "undo", 6)
    assert (undone.status, undone.out.strip()) == (0, "Import 6 is undone: 1 completion taken back.")
    again = muster("import", "undo", 6)
    assert (again.status, again.err.strip()) == (2, "Import 6 (completions, bls.csv) was undone already.")
    assert muster("import", "undo", 99).err.strip() == "There is no import 99."
    with small.reading() as session:
        assert session.get_one(ImportRun, 6).state == "undone"


def test_undo_asks_on_a_terminal(small: Store, muster: Muster, tmp_path: Path) -> None:
    muster("import", "completions", brought(tmp_path, "bls.csv", BLS))
    assert muster("import", "undo", 6, typed="n\n").status == 2
    assert completions(small, "ann@x.gov")[0].voided_at is None


def test_unknown_columns_are_named_once(small: Store, muster: Muster, tmp_path: Path) -> None:
    path = brought(tmp_path, "c.csv", "code;TITLE;Colour\nX;X course;red\nY;Y course;")
    said = muster("import", "courses", path)
    assert said.out.count("Columns of c.csv left alone: Colour.") == 1
    assert "2 new" in said.out


@pytest.mark.sliced(4)
@pytest.mark.parametrize(
    ("kind", "name", "content", "said"),
    [
        ("rooster", "r.csv", b"a,b\n1,2", '"rooster" is no kind of file; did you mean roster?'),
        ("roster", "missing", None, "There is no file"),
        ("roster", ".", None, "is a folder; name a file"),
        ("roster", "r.pdf", b"%PDF-1.7 ...", "r.pdf is a PDF document. Wanted: a CSV file"),
        ("roster", "r.csv", b"", "r.csv is empty."),
        (
            "courses",
            "c.csv",
            b"code,colour\nX,Y",
            "c.csv has no column for the title. Found instead: code, colour.",
        ),
        ("courses", "c.csv", b"code,title\n", "no rows under them"),
        ("county", "nowhere", None, "There is no file"),
        ("county", ".", None, "has no file Muster knows"),
    ],
)
def test_what_cannot_be_read_is_one_line_and_status_2(
    small: Store, muster: Muster, tmp_path: Path, kind: str, name: str, content: bytes | None, said: str
) -> None:
    folder = tmp_path / "brought"
    folder.mkdir()
    if content is not None:
        (folder / name).write_bytes(content)
    before = rows_in(small)
    answer = muster("import", kind, folder / name)
    assert answer.status == 2
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert rows_in(small) == before


def test_a_county_with_one_bad_file_is_not_begun(small: Store, muster: Muster, messy: Path) -> None:
    (messy / "absences.csv").write_text("email,sort\nann@x.gov,leave", encoding="utf-8")
    before = rows_in(small)
    said = muster("import", "county", messy)
    assert said.status == 2
    assert "absences.csv has no column" in said.err
    assert rows_in(small) == before


def test_two_files_of_a_kind_in_a_county_are_refused(small: Store, muster: Muster, messy: Path) -> None:
    (messy / "Roster.xlsx").write_bytes(b"whatever")
    assert "has two files of roster" in muster("import", "county", messy).err


def test_an_empty_file_of_a_county_is_passed_over(store: Store, muster: Muster, messy: Path) -> None:
    (messy / "absences.csv").write_text("email,kind,starts_on\n", encoding="utf-8")
    said = muster("import", "county", messy)
    assert said.status == 0
    assert "Passed over, without rows: absences.csv." in said.err


def test_a_folder_that_may_not_be_written_does_not_lose_the_good_rows(
    small: Store, muster: Muster, tmp_path: Path
) -> None:
    (tmp_path / "bls.csv.rejected.csv").mkdir()
    said = muster("import", "completions", brought(tmp_path, "bls.csv", BLS))
    assert said.status == 0
    assert "could not be written" in said.err
    assert len(completions(small, "ann@x.gov")) == 1
    assert audit_of(small, "imported")[-1].actor == "command line"


@pytest.mark.parametrize(
    ("state", "way_on"),
    [
        (ImportState.WRITING, "cut short: the same muster import goes on with it"),
        (ImportState.UNDOING, "cut short: muster import undo 1 goes on with it"),
    ],
)
def test_the_list_says_what_nobody_is_at_any_more_and_how_to_go_on(
    small: Store, muster: Muster, state: ImportState, way_on: str
) -> None:
    ahead = NOW + timedelta(days=5)
    for begun, is_left in ((NOW, False), (NOW - timedelta(minutes=2), True), (ahead, True)):
        with small.writing() as session:
            run = session.get_one(ImportRun, 1)
            run.stands_at(session, state, begun)
            run.next_turn(begun)
        assert (f"Import 1 was {way_on}." in muster("import", "list").out) is is_left


def test_an_import_that_waits_is_discarded_by_its_number(small: Store, muster: Muster) -> None:
    with small.writing() as session:
        for state in (ImportState.SET_ASIDE, ImportState.FAILED):
            session.add(
                ImportRun(
                    kind="roster",
                    file_name="r.csv",
                    state=state,
                    started_by="m",
                    started_at=NOW,
                )
            )
    numbers = [number for number, state in imports_in(small).items() if state != "applied"]
    assert muster("import", "discard", numbers[0]).out == (
        f"Import {numbers[0]} (roster, r.csv) is discarded; nothing was written.\n"
    )
    assert imports_in(small)[numbers[0]] == "discarded"
    for number, said in (
        (numbers[0], "discarded already"),
        (numbers[1], "failed already"),
        (1, "undo 1"),
        (99, "no import 99"),
    ):
        answer = muster("import", "discard", number)
        assert answer.status == 2
        assert said in answer.err
        assert answer.err.count("\n") == 1


def imports_in(store: Store) -> dict[int, str]:
    with store.reading() as session:
        return {run.id: run.state.value for run in session.query(ImportRun).order_by(ImportRun.id)}


def test_rejected_rows_are_for_their_owner_only(small: Store, muster: Muster, tmp_path: Path) -> None:
    planted = tmp_path / "bls.csv.rejected.csv"
    planted.symlink_to(tmp_path / "elsewhere")
    muster("import", "completions", brought(tmp_path, "bls.csv", BLS))
    assert planted.stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_that_breaks_its_reader_is_one_line(
    small: Store, muster: Muster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_apart, "__defaults__", (Bounds(memory=30_000_000), None))
    large = brought(tmp_path, "bls.csv", BLS + "\nann@x.gov,BLS,2026-01-10" * 100_000)
    answer = muster("import", "completions", large)
    assert answer.status == 2
    assert "bls.csv could not be read" in answer.err
    assert answer.err.count("\n") == 1
