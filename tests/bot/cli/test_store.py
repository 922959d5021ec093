"""`muster db`, `standing`, `catalogue`, `grant` and `link`."""

from __future__ import annotations

import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text

from storage.engine import Store
from storage.people import SlackIdentity
from storage.rights import live_grants
from tests.bot.cli.conftest import Muster
from tests.files.imports.bringing import NOW, audit_of, person, rows_in, standing_of


def test_db_upgrade_and_check(muster: Muster, database_url: str) -> None:
    first, again = muster("db", "upgrade"), muster("db", "upgrade")
    assert (first.status, again.status) == (0, 0)
    assert first.out.startswith("A new database was set up in ")
    assert again.out.endswith(" has the newest shape.\n")
    said = muster("db", "check")
    assert said.status == 0
    assert "has the shape this release knows: 0 people" in said.out


def test_a_database_of_another_shape_is_one_line(store: Store, muster: Muster) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for words in (("db", "check"), ("import", "list"), ("export", "roster")):
        said = muster(*words)
        assert said.status == 2
        assert "does not know (9999)" in said.err
        assert said.err.count("\n") == 1


def test_no_database_is_made_where_its_name_may_be_mistyped(
    muster: Muster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, store: Store
) -> None:
    assert muster("db", "backup", tmp_path / "copy.db").status == 0
    monkeypatch.setenv("MUSTER_DATABASE_URL", f"sqlite:///{tmp_path}/mistyped/muster.db")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    monkeypatch.setattr("sys.excepthook", sys.excepthook)
    for words in (
        ("db", "upgrade"),
        ("serve",),
        ("catalogue", "load"),
        ("db", "restore", tmp_path / "copy.db"),
    ):
        said = muster(*words)
        assert said.status == 2
        assert f"There is no folder {tmp_path}/mistyped" in said.err
        assert "MUSTER_DATABASE_URL" in said.err
    assert not (tmp_path / "mistyped").exists()


@pytest.mark.parametrize(
    ("path", "why", "to_do"),
    [
        ("/proc/x.db", "No database can be made in /proc/x.db", "To do: set MUSTER_DATABASE_URL"),
        (f"/tmp/{'x' * 300}.db", "File name too long", "/tmp/xxx"),
    ],
)
def test_a_place_no_database_can_be_made_in_is_named(
    muster: Muster, monkeypatch: pytest.MonkeyPatch, path: str, why: str, to_do: str
) -> None:
    monkeypatch.setenv("MUSTER_DATABASE_URL", f"sqlite:///{path}")
    said = muster("db", "upgrade")
    assert (said.status, said.err.count("\n")) == (2, 1)
    assert why in said.err
    assert to_do in said.err


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("MUSTER_DATABASE_URL", "mysql://x", "MUSTER_DATABASE_URL is wrong"),
        ("MUSTER_TIMEZONE", "Mars/Olympus", "MUSTER_TIMEZONE is wrong"),
        ("MUSTER_DATABASE_URL", "postgresql://x@127.0.0.1:1/y", "The database (MUSTER_DATABASE_URL) can't"),
    ],
)
def test_a_wrong_setting_is_one_line(
    muster: Muster, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    answer = muster("import", "list")
    assert answer.status == 2
    assert answer.err.startswith(said)
    assert answer.err.count("\n") == 1


def test_what_is_no_database_is_one_line(muster: Muster, small: Store) -> None:
    path = Path(str(small.url.database))
    small.close()
    path.write_bytes(b"no database at all, but long enough to be looked at as one" * 40)
    path.chmod(0o644)
    answer = muster("db", "check")
    assert answer.status == 2
    assert "can't be used: file is not a database. To do: set it to the one you mean" in answer.err
    assert path.stat().st_mode & 0o777 == 0o644, "it is not ours to change"


def test_another_programs_database_is_left_as_it_is(
    muster: Muster, database_url: str, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "muster.db")) as other:
        other.execute("CREATE TABLE person (name)")
        other.execute("CREATE TABLE alembic (name)")
    (tmp_path / "muster.db").chmod(0o644)
    before = (tmp_path / "muster.db").read_bytes()
    for words in (
        ("db", "check"),
        ("db", "upgrade"),
        ("export", "roster"),
        ("db", "backup", tmp_path / "copy"),
    ):
        said = muster(*words)
        assert said.status == 2
        assert "no database of Muster's" in said.err
        assert "To do: set MUSTER_DATABASE_URL" in said.err
    doctor = muster("doctor", "--no-messages").out
    assert "no database of Muster's" in doctor
    assert [each.name for each in tmp_path.iterdir()] == ["muster.db"]
    assert (tmp_path / "muster.db").read_bytes() == before
    assert (tmp_path / "muster.db").stat().st_mode & 0o777 == 0o644


def test_standing_is_worked_out_anew(small: Store, muster: Muster) -> None:
    before = standing_of(small)
    assert muster("standing", "check").status == 0
    with small.writing() as session:
        session.execute(text("DELETE FROM standing"))
        session.execute(text("UPDATE tally SET people = people + 1 WHERE course_id > 0"))
    told = muster("standing", "check")
    assert told.status == 1
    assert re.search(r"\(person \d+\): \d rows?", told.err) or "person" in told.err
    said = muster("standing", "rebuild")
    assert said.out.splitlines()[0] == "Worked out where 3 people stand on 2026-11-01: 5 rows."
    assert re.search(r"^5 rows of 3 people and [1-9]\d* figures? of the region were not what", said.out, re.M)
    assert standing_of(small) == before
    assert muster("standing", "check").status == 0


def test_the_starting_catalogue_is_labelled_and_loads_once(small: Store, muster: Muster) -> None:
    said = muster("catalogue", "load")
    assert said.status == 0
    assert "ASIM-A satisfies ASIM-B (local policy)." in said.out
    assert "10 courses, 9 rules, 2 equivalents" in said.out
    before = rows_in(small)
    assert "nothing was added" in muster("catalogue", "load").out
    assert rows_in(small) == before


def test_a_right_is_given_and_taken_away(small: Store, muster: Muster) -> None:
    assert muster("grant", "ann@x.gov", "lead", "cedar FIRE").out == "Ann Lee is a lead of Cedar Fire now.\n"
    assert "already" in muster("grant", "ANN@x.gov", "lead", "Cedar Fire").out
    with small.reading() as session:
        assert [grant.person_id for grant in live_grants(session)] == [person(small, "ann@x.gov").id]
    taken = muster("grant", "ann@x.gov", "lead", "Cedar Fire", "--take-away")
    assert taken.out == "Ann Lee is no longer a lead of Cedar Fire.\n"
    assert muster("grant", "bob@x.gov", "manager").status == 0
    last = muster("grant", "bob@x.gov", "manager", "--take-away")
    assert (last.status, "only emergency manager" in last.err) == (2, True)


def test_rights_are_listed_and_what_each_allows_is_a_table(small: Store, muster: Muster) -> None:
    muster("grant", "ann@x.gov", "lead", "Cedar Fire")
    listed = muster("rights", "--format", "csv").out
    assert "Ann Lee,ann@x.gov,lead,Cedar Fire,command line,2026-11-01" in listed
    table = muster("rights", "--table", "--format", "csv").out.splitlines()
    assert table[0].startswith("may they,about,on,off the roster,responder,lead there,lead elsewhere,")
    assert "see records and standing,somebody who left,while they belonged,no,no,yes,no,yes" in table
    assert "see records and standing,somebody who left,today,no,no,no,no,yes" in table
    assert "give and take rights,the region,today,no,no,no,no,yes" in table


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ghost@x.gov", "manager"), "ghost@x.gov is nobody on the roster"),
        (("ann@x.gov", "lead"), "Name the agency they lead"),
        (("ann@x.gov", "lead", "Cedar Fyre"), "did you mean Cedar Fire?"),
        (("ann@x.gov", "manager", "Cedar Fire"), "leave the agency out"),
    ],
)
def test_a_grant_that_makes_no_sense_is_one_line(
    small: Store, muster: Muster, words: tuple[str, ...], said: str
) -> None:
    answer = muster("grant", *words)
    assert answer.status == 2
    assert said in answer.err
    assert answer.err.count("\n") == 1


def test_somebody_is_linked_to_a_slack_user(small: Store, muster: Muster) -> None:
    assert "--workspace" in muster("link", "ann@x.gov", "U02ABC").err
    assert muster("link", "ann@x.gov", "U02ABC", "--workspace", "T1").out == "Ann Lee is U02ABC in T1.\n"
    assert "already" in muster("link", "ann@x.gov", "U02ABC").out
    assert muster("link", "bob@x.gov", "U02ABC").out == "Bob Ray is U02ABC in T1; it was Ann Lee before.\n"
    assert muster("link", "bob@x.gov", "ann").status == 2
    with small.reading() as session:
        identity = session.scalars(select(SlackIdentity)).one()
    assert (identity.person_id, identity.seen_at) == (person(small, "bob@x.gov").id, NOW)
    assert len(audit_of(small, "linked to Slack")) == 2
