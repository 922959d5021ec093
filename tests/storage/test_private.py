"""What is written is its owner's alone, whole, and never goes through a link."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.private import is_musters, is_of_others, make_private, placed, write_private


@pytest.fixture(autouse=True)
def wide_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def test_a_new_file_and_one_that_was_there_are_for_the_owner_only(tmp_path: Path) -> None:
    there = tmp_path / "there.csv"
    there.write_text("old")
    there.chmod(0o666)
    for path in (tmp_path / "new.csv", there):
        write_private(path, b"names")
        assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"names", 0o600)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["new.csv", "there.csv"]


@pytest.mark.parametrize("target", ["there", "nowhere"])
def test_nothing_goes_through_a_link_that_was_put_there(tmp_path: Path, target: str) -> None:
    other = tmp_path / target
    if target == "there":
        other.write_text("somebody else's")
    link = tmp_path / "roster.csv"
    link.symlink_to(other)
    write_private(link, b"names")
    assert not link.is_symlink()
    assert link.read_bytes() == b"names"
    assert not other.exists() or other.read_text() == "somebody else's"


def test_what_breaks_off_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("old")

    def break_off() -> None:
        with placed(path) as beside:
            beside.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["roster.csv"]


def test_a_place_that_cant_be_written_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere" / "roster.csv", tmp_path):
        with pytest.raises(OSError, match=path.name) as error:
            write_private(path, b"names")
        assert error.value.filename == str(path)
    assert not list(tmp_path.iterdir())


def test_a_device_stays_one() -> None:
    write_private(Path("/dev/null"), b"names")
    assert Path("/dev/null").is_char_device()


def test_musters_own_file_is_told_from_anothers(tmp_path: Path) -> None:
    file = tmp_path / "muster.db"
    tables = {
        (): (True, False),  # nothing in it yet
        ("person", "song"): (False, True),
        ("alembic_version", "audit", "completion", "person", "more"): (True, False),
        ("alembic_version", "audit", "completion"): (False, False),  # Muster's, and damaged
    }
    for names, (musters, of_others) in tables.items():
        file.unlink(missing_ok=True)
        file.touch(0o644)
        file.chmod(0o644)
        with closing(sqlite3.connect(file)) as database:
            for name in names:
                database.execute(f"CREATE TABLE {name} (id)")
        assert (is_musters(file), is_of_others(file)) == (musters, of_others), names
        make_private(file)
        assert (file.stat().st_mode & 0o777 == 0o600) is musters, names
    file.write_bytes(b"no database at all " * 100)
    assert (is_musters(file), is_of_others(file)) == (False, False)
