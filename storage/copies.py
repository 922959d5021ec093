"""Copies of the whole database: taken while Muster runs, put back while it does not.

SQLite is copied by its own online backup; PostgreSQL by the `pg_dump` and `psql` that are installed, which
read the password from the environment, where no list of processes shows it.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, inspect, make_url, text

from storage.engine import Store, database_file
from storage.private import make_private, placed
from storage.schema import known_revisions, newest_revision
from storage.tables import metadata

_ALWAYS = {"person", "completion", "audit"}
"""Tables every shape of the database has had."""

_VERSION = re.compile(r"COPY (?:\w+\.)?alembic_version \(version_num\) FROM stdin;")
_COPY = re.compile(r"COPY .* FROM stdin;")
_MAY = ("\\restrict ", "\\unrestrict ")
_COMPLETE = "-- PostgreSQL database dump complete"


class NoCopy(Exception):
    """A copy that can't be taken or put back; the message says why, and that all is as it was."""


def back_up(url: str, file: Path, over: bool = False) -> None:
    """Copies the database into a file, whole or not at all, also while Muster writes to it.

    Raises:
        NoCopy: when the file is there already and is not to be written over, or the copy fails.
        OSError: when the file can't be written.
    """
    if file.exists() and not over:
        raise NoCopy(f"{file} is there already. Name another file, or write over it with --over.")
    source = database_file(make_url(url))
    if source is not None and file.exists() and file.samefile(source):
        raise NoCopy(f"{file} is the database itself. Name another file.")
    with placed(file) as beside:
        if source is not None:
            _copy_sqlite(source, beside)
        else:
            _dump(make_url(url), beside)
            _revision_of_dump(beside)


def restore(url: str, file: Path, replace: bool, now: datetime) -> tuple[str, Path | None]:
    """Puts a copy in the place of the database: whole or not at all.

    What was there is kept beside it (SQLite) or beside the copy (PostgreSQL), under the time of `now`.
    Returns the copy's revision of the schema, and the file with what was there.

    Raises:
        NoCopy: when the copy is none or is damaged, when Muster is running, or when there are records already
            and they are not to be replaced.
        OSError: when a file can't be read or written.
    """
    with file.open("rb"):
        pass  # says in its own words that there is no such file
    place = database_file(make_url(url))
    stamp = now.strftime("%Y%m%d-%H%M%S")
    if place is not None:
        return _restore_sqlite(place, file, replace, stamp)
    return _restore_postgresql(url, file, replace, stamp)


def _copy_sqlite(source: Path, target: Path) -> str:
    """Copies a database through SQLite itself, checks the copy, and gives its revision."""
    try:
        with (
            closing(sqlite3.connect(f"file:{quote(str(source.absolute()))}?mode=ro", uri=True)) as from_,
            closing(sqlite3.connect(target, isolation_level=None)) as to,
        ):
            from_.backup(to)
            to.execute("PRAGMA journal_mode=DELETE")  # one file, without companions
            return _checked(to, source)
    except sqlite3.Error as error:
        raise NoCopy(f"{source} could not be copied: {error}.") from None


def _checked(copy: sqlite3.Connection, source: Path) -> str:
    found = [row[0] for row in copy.execute("PRAGMA integrity_check(1)")]
    if found != ["ok"]:
        raise NoCopy(f"{source} is damaged: {found[0]}.")
    try:
        rows = copy.execute("SELECT version_num FROM alembic_version").fetchall()
    except sqlite3.OperationalError:
        rows = []
    revision = _known(rows[0][0] if rows else None, source)
    tables = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    _whole(revision, {row[0] for row in tables}, source)
    return revision


def _whole(revision: str, tables: set[str], source: Path) -> None:
    """Makes sure that a copy has the tables of its shape: all of the newest, the oldest ones of an older."""
    wanted = set(metadata.tables) if revision == newest_revision() else _ALWAYS
    missing = sorted(wanted - tables)
    if missing:
        raise NoCopy(f"{source} is no copy of Muster's database: it has no table {missing[0]}.")


def _known(revision: str | None, source: Path) -> str:
    if revision is None:
        raise NoCopy(f"{source} is no copy of Muster's database.")
    if revision not in known_revisions():
        raise NoCopy(
            f"{source} is of a shape this release does not know ({revision}); the newest it knows is "
            f"{newest_revision()}. Install the release that made it."
        )
    return revision


def _restore_sqlite(place: Path, file: Path, replace: bool, stamp: str) -> tuple[str, Path | None]:
    place = place.resolve()
    if place.exists() and file.samefile(place):
        raise NoCopy(f"{file} is the database itself. Name a copy.")
    place.parent.mkdir(parents=True, exist_ok=True)
    kept: Path | None = None
    with placed(place) as beside:
        revision = _copy_sqlite(file, beside)
        aside = place.with_name(f"{place.name}.before-{stamp}")
        if place.exists() and place.stat().st_size:
            with _nobody_at(place, replace):
                _keep(place, aside)
                kept = aside
        # A log of a database that is no longer there would be taken for the copy's.
        for end in ("-wal", "-shm", "-journal"):
            left = place.with_name(place.name + end)
            if left.exists():
                left.rename(aside.with_name(aside.name + end))
    return revision, kept


def _keep(place: Path, aside: Path) -> None:
    """Keeps a file under another name as well; the place itself is never empty."""
    try:
        os.link(place, aside)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        with placed(aside) as beside:
            shutil.copyfile(place, beside)
    make_private(aside)


@contextmanager
def _nobody_at(place: Path, replace: bool) -> Iterator[None]:
    """Makes sure that nobody has the database open, and that it is one file, without companions."""
    try:
        with closing(sqlite3.connect(place, timeout=1, isolation_level=None)) as there:
            tables = there.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if tables and not replace:
                raise NoCopy(
                    f"{place} has records in it. Nothing was changed. To put the copy in their place, "
                    "keeping them in a file beside it, add --replace."
                )
            # SQLite gives the write-ahead log up only to the last connection there is.
            mode = there.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
            if mode != "delete":
                raise sqlite3.OperationalError("database is locked")
            there.execute("BEGIN EXCLUSIVE")
            yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise NoCopy(f"Muster is running on {place}. Stop it first; nothing was changed.") from None
        raise NoCopy(f"{place} can't be looked at: {error}. Nothing was changed.") from None
    except sqlite3.DatabaseError:
        if not replace:
            raise NoCopy(
                f"{place} is no database, or is damaged. Nothing was changed. To put the copy in its place, "
                "keeping it in a file beside, add --replace."
            ) from None
        yield


def _restore_postgresql(url: str, file: Path, replace: bool, stamp: str) -> tuple[str, Path | None]:
    revision = _revision_of_dump(file)
    _program("psql")
    kept: Path | None = None
    store = Store(url)
    try:
        with store.engine.connect() as connection:
            others = connection.scalar(
                text(
                    "SELECT count(*) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid() "
                    "AND backend_type = 'client backend'"
                )
            )
            tables = inspect(connection).get_table_names()
    finally:
        store.close()
    if others:
        raise NoCopy(
            f"Somebody is at the database ({others} connections): stop Muster first. Nothing was changed."
        )
    commands: list[str] = []
    if tables:
        if not replace:
            raise NoCopy(
                "The database has tables in it. Nothing was changed. To put the copy in their place, keeping "
                "them in a file beside the copy, add --replace."
            )
        kept = file.with_name(f"{file.name}.before-{stamp}")
        back_up(url, kept)
        commands = ["--command=DROP SCHEMA public CASCADE; CREATE SCHEMA public"]
    _run(
        make_url(url),
        "psql",
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        "--output=/dev/null",
        *commands,
        f"--file={file.absolute()}",
    )
    return revision, kept


def _dump(url: URL, target: Path) -> None:
    _run(url, "pg_dump", "--format=plain", "--no-owner", "--no-privileges", f"--file={target.absolute()}")


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NoCopy(
            f"{name} is not installed here, and PostgreSQL is copied with it: install PostgreSQL's client "
            "programs (postgresql-client). Nothing was changed."
        )
    return found


def _run(url: URL, name: str, *words: str) -> None:
    """Runs one of PostgreSQL's programs at the database. Raises NoCopy with its first complaint."""
    named = {"host": url.host, "port": url.port, "user": url.username, "dbname": url.database}
    where = {**url.query, **{key: value for key, value in named.items() if value is not None}}
    given = {key: str(value) for key, value in where.items() if key != "password"}
    password = url.password or url.query.get("password")
    environment = dict(os.environ) | ({"PGPASSWORD": str(password)} if password else {})
    command = [_program(name), *words, "--no-password", f"--dbname={make_conninfo('', **given)}"]
    ran = subprocess.run(  # noqa: S603 - no shell, and the words are ours but for the file's name
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if ran.returncode != 0:
        said = [line for line in ran.stderr.splitlines() if line.strip()] or [f"status {ran.returncode}"]
        raise NoCopy(f"{name} could not do it: {said[0].strip().rstrip('.')}. Nothing was changed.")


def _revision_of_dump(file: Path) -> str:
    """The revision of the schema in a dump, which is gone through whole: it must be one, to its last line.

    psql would run whatever commands of its own stand in a file; a dump has none but two.
    """
    revision: str | None = None
    copying = wants_version = complete = False
    with file.open(encoding="utf-8", errors="replace", newline="\n") as lines:
        for line in lines:
            if copying:
                if wants_version and not line.startswith("\\."):
                    revision = line.strip()
                copying = not line.startswith("\\.")
                wants_version = wants_version and copying
            elif line.startswith("\\") and not line.startswith(_MAY):
                raise NoCopy(f"{file} is no copy pg_dump made: it holds the command {line[:20].strip()}.")
            elif _COPY.match(line):
                copying, wants_version = True, _VERSION.match(line) is not None
            complete = complete or line.startswith(_COMPLETE)
    revision = _known(revision, file)
    if not complete:
        raise NoCopy(f"{file} is not whole: its end is missing.")
    return revision
