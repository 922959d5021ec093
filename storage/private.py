"""Files only their owner may read: what Muster writes holds people's names.

A file is written beside its place and then moved there, so that it is never seen half-written, never keeps
the wider rights of the one it replaces, and never goes through a link somebody put in its place.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

OTHERS = stat.S_IRWXG | stat.S_IRWXO
_MUSTERS = {"alembic_version", "audit", "completion", "person"}
"""Tables a database of Muster's has in every shape."""
_BESIDE_SQLITE = ("", "-wal", "-shm", "-journal")


def write_private(path: Path, content: bytes) -> None:
    """Writes a file whole, or leaves what was there. Raises OSError, naming the file."""
    with private_file(path) as file:
        file.write(content)


@contextmanager
def private_file(path: Path) -> Iterator[BinaryIO]:
    """A file to be written bit by bit: it is in its place once it is whole. Raises OSError, naming it."""
    if path.parent == Path("/dev"):  # a device such as /dev/stdout is nothing to be put in place
        with path.open("wb") as device:
            yield device
        return
    with placed(path) as beside, closing(beside.open("wb")) as file:
        yield file
        file.close()


@contextmanager
def placed(path: Path) -> Iterator[Path]:
    """An empty file beside a place, to be filled, and moved there in the end; gone when anything is raised.

    Raises OSError, naming the place.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(path)) from None
    os.close(descriptor)
    beside = Path(name)
    try:
        yield beside
        _to_disk(beside)
        try:
            beside.replace(path)
        except OSError as error:
            raise type(error)(error.errno, error.strerror, str(path)) from None
        _to_disk(path.parent)
    finally:
        beside.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    """Waits until a file, or a folder's entries, would survive the power going out."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with suppress(OSError):  # a folder on a file system that can't
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_private(path: Path) -> None:
    """Makes a new, empty file, or takes Muster's SQLite file and its companions from all but their owner.

    Another's file, which a wrong name may lead to, stays as it is.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    if open_to_others(path) and is_musters(path):
        mend_rights(path)


def is_musters(path: Path) -> bool:
    """Whether a file is an SQLite database with Muster's tables in it, of whatever shape, or has nothing in
    it yet. One that can't be looked into is not.
    """
    try:
        return not path.stat().st_size or _tables_in(path) >= _MUSTERS
    except (OSError, sqlite3.Error):
        return False


def is_of_others(path: Path) -> bool:
    """Whether a file is an SQLite database with tables in it, and not Muster's, even if some of those are
    gone. It is only read; one that can't be looked into may be anything.
    """
    try:
        found = _tables_in(path)
    except sqlite3.Error:
        return False
    return bool(found) and len(found & _MUSTERS) <= 1


def _tables_in(path: Path) -> set[str]:
    with closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)) as database:
        return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def open_to_others(path: Path) -> list[Path]:
    """Which of an SQLite file and its companions others than the owner may read or write."""
    files = [path.with_name(path.name + end) for end in _BESIDE_SQLITE]
    return [file for file in files if file.exists() and file.stat().st_mode & OTHERS]


def mend_rights(path: Path) -> list[Path]:
    """Takes an SQLite file and its companions from others; gives those it could not, another's files."""
    kept: list[Path] = []
    for file in open_to_others(path):
        try:
            file.chmod(stat.S_IMODE(file.stat().st_mode) & ~OTHERS)
        except OSError:
            kept.append(file)
    return kept
