"""Copies of the whole database: taken while Muster runs, put back while it does not.

SQLite is copied by its own online backup; PostgreSQL by the `pg_dump` and `pg_restore` that are installed,
which read the password from the environment, where no list of processes shows it.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, inspect, make_url, text
from sqlalchemy.orm import Session

from storage.engine import Store, database_file
from storage.private import mend_rights, placed
from storage.progress import Progress, progress, set_progress
from storage.schema import USABLE_FROM, known_revisions, may_use, newest_revision
from storage.tables import metadata

_ALWAYS = {"person", "completion", "audit"}
"""Tables every shape of the database has had."""

_ARCHIVE = b"PGDMP"
_UNOWNED = ("--no-owner", "--no-privileges")
_ASIDE = "muster_before_restore"
_COPIED = "copied"
_VERSION = re.compile(r"^COPY public\.alembic_version \(version_num\) FROM stdin;\n(\w+)\n", re.MULTILINE)
_USABLE_FROM = re.compile(rf"^{USABLE_FROM}\t(.+)$", re.MULTILINE)
_TABLE = re.compile(r"^\d+; \d+ \d+ TABLE DATA public (\w+) ", re.MULTILINE)
_COMPLAINT = re.compile(r"\b(?:ERROR|FATAL|error):")


class NoCopy(Exception):
    """A copy that can't be taken or put back; the message says why, and where what was there is."""


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
            _checked_dump(beside)


def note_copied(store: Store, now: datetime) -> None:
    """Notes in the database that it was copied, for whoever asks how old the newest copy is."""
    with store.writing() as session:
        set_progress(session, _COPIED, now.isoformat())


def copied_at(session: Session) -> datetime | None:
    """When it was copied last, as far as it was noted."""
    said = progress(session, _COPIED)
    return None if said is None else datetime.fromisoformat(said)


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
    revision = _known(rows[0][0] if rows else None, _noted(copy), source)
    tables = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    _whole(revision, {row[0] for row in tables}, source)
    return revision


def _noted(copy: sqlite3.Connection) -> str | None:
    """What a copy notes of who may use it."""
    try:
        row = copy.execute(
            f"SELECT value FROM {Progress.__tablename__} WHERE name = ?",  # noqa: S608 - our own name
            (USABLE_FROM,),
        ).fetchone()
    except sqlite3.OperationalError:
        return None
    return row[0] if row else None


def _whole(revision: str, tables: set[str], source: Path) -> None:
    """Makes sure that a copy has the tables of its shape: all of the newest, the oldest ones of an older.

    One of a newer shape that this release may use has all that it works with.
    """
    is_older = revision in known_revisions() - {newest_revision()}
    wanted = _ALWAYS if is_older else set(metadata.tables)
    missing = sorted(wanted - tables)
    if missing:
        raise NoCopy(f"{source} is no copy of Muster's database: it has no table {missing[0]}.")


def _known(revision: str | None, noted: str | None, source: Path) -> str:
    if revision is None:
        raise NoCopy(f"{source} is no copy of Muster's database.")
    if revision not in known_revisions() and not may_use(revision, noted):
        raise NoCopy(
            f"{source} is of a shape this release does not know ({revision}); the newest it knows is "
            f"{newest_revision()}. Install the release that made it."
        )
    return revision


def _restore_sqlite(place: Path, file: Path, replace: bool, stamp: str) -> tuple[str, Path | None]:
    place = place.resolve()
    if place.exists() and file.samefile(place):
        raise NoCopy(f"{file} is the database itself. Name a copy.")
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
    mend_rights(aside)


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
    revision = _checked_dump(file)
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
            found = inspect(connection)
            tables, cut_off = found.get_table_names(), _ASIDE in found.get_schema_names()
    finally:
        store.close()
    if others:
        raise NoCopy(
            f"Somebody is at the database ({others} connections): stop Muster first. Nothing was changed."
        )
    if cut_off:
        raise NoCopy(
            f"A restore was cut off here: what was there before it is in the schema {_ASIDE}. "
            "Rename it to public, or drop it, first."
        )
    if tables:
        if not replace:
            raise NoCopy(
                "The database has tables in it. Nothing was changed. To put the copy in their place, keeping "
                "them in a file beside the copy, add --replace."
            )
        kept = file.with_name(f"{file.name}.before-{stamp}")
        back_up(url, kept)
    try:
        with _moved_aside(url, bool(tables)):
            where, environment = _place(make_url(url))
            _run("pg_restore", *_UNOWNED, "--single-transaction", where, str(file.absolute()), **environment)
    except NoCopy as error:
        raise NoCopy(f"{error} What was there is in {kept}." if kept else str(error)) from None
    return revision, kept


@contextmanager
def _moved_aside(url: str, there: bool) -> Iterator[None]:
    """Moves the tables there are into a schema aside: dropped in the end, or back when anything is raised.

    So they come back whatever a copy does, one that ends the transaction it is put back in too.
    """
    if not there:
        yield
        return
    store = Store(url)
    try:
        _execute(store, f"ALTER SCHEMA public RENAME TO {_ASIDE}", "CREATE SCHEMA public")
        store.close()
        try:
            yield
        except BaseException:
            _execute(store, "DROP SCHEMA IF EXISTS public CASCADE", f"ALTER SCHEMA {_ASIDE} RENAME TO public")
            raise
        _execute(store, f"DROP SCHEMA {_ASIDE} CASCADE")
    finally:
        store.close()


def _execute(store: Store, *statements: str) -> None:
    with store.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def _dump(url: URL, target: Path) -> None:
    where, environment = _place(url)
    words = (*_UNOWNED, "--format=custom", "--compress=0", where, f"--file={target.absolute()}")
    _run("pg_dump", *words, **environment)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NoCopy(
            f"{name} is not installed here, and PostgreSQL is copied with it: install PostgreSQL's client "
            "programs (postgresql-client)."
        )
    return found


def _place(url: URL) -> tuple[str, dict[str, str]]:
    """A database as PostgreSQL's programs are told of it: a word, and what only the environment says."""
    named = {"host": url.host, "port": url.port, "user": url.username, "dbname": url.database}
    where = {**url.query, **{key: value for key, value in named.items() if value is not None}}
    given = {key: str(value) for key, value in where.items() if key != "password"}
    password = url.password or url.query.get("password")
    return f"--dbname={make_conninfo('', **given)}", {"PGPASSWORD": str(password)} if password else {}


def _run(name: str, *words: str, **environment: str) -> None:
    """Runs one of PostgreSQL's programs. Raises NoCopy with its first complaint that is one."""
    ran = subprocess.run(  # noqa: S603 - no shell, and the words are ours but for the file's name
        [_program(name), "--no-password", *words],
        env=dict(os.environ) | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if ran.returncode != 0:
        lines = [line.strip() for line in ran.stderr.splitlines() if line.strip()]
        found = [line for line in lines if _COMPLAINT.search(line)] or lines or [f"status {ran.returncode}"]
        raise NoCopy(f"{name} could not do it: {found[0].rstrip('.')}.")


def _checked_dump(file: Path) -> str:
    """The revision of the schema in a copy of PostgreSQL, which is read whole.

    A copy is an archive of pg_dump's, never SQL text: psql would run the commands to the shell in a text.
    """
    with file.open("rb") as opened:
        if opened.read(len(_ARCHIVE)) != _ARCHIVE:
            raise NoCopy(f"{file} is no copy that muster db backup made of PostgreSQL.")
    with tempfile.TemporaryDirectory() as folder:  # for its owner only
        listed, version = Path(folder, "list"), Path(folder, "version")
        _run("pg_restore", f"--file={os.devnull}", str(file.absolute()))  # one that is cut off fails
        _run("pg_restore", "--list", f"--file={listed}", str(file.absolute()))
        only = (
            "--data-only",
            "--schema=public",
            "--table=alembic_version",
            f"--table={Progress.__tablename__}",
        )
        _run("pg_restore", *only, f"--file={version}", str(file.absolute()))
        tables = set(_TABLE.findall(listed.read_text(encoding="utf-8", errors="replace")))
        said = version.read_text(encoding="utf-8", errors="replace")
        found, noted = _VERSION.search(said), _USABLE_FROM.search(said)
    revision = _known(found[1] if found else None, noted[1] if noted else None, file)
    _whole(revision, tables, file)
    return revision
