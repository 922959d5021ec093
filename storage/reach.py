"""Whether the database can be reached, and written by whom we run as; what is in the way, and its remedy.

Nothing said here has a password in it.
"""

from __future__ import annotations

import os
import pwd
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import DBAPIError

from storage.engine import Store, database_file, was_busy, was_read_only

POSTGRESQL = (
    ("password authentication failed", "the password is not {role}'s", "set it in MUSTER_DATABASE_URL"),
    ('role ".*" does not exist', "there is no role {role}", "CREATE ROLE {role} LOGIN PASSWORD '...'"),
    ('database ".*" does not exist', "there is no database {name}", "CREATE DATABASE {name} OWNER {role}"),
    ("no pg_hba.conf entry", "it lets {role} in from no machine like this", "add a line to its pg_hba.conf"),
    ("permission denied", "{role} may not use it", "make {role} the owner of the database {name}"),
    ("Connection refused|No such file", "nothing listens at {at}", "is PostgreSQL running, and is that it?"),
    ("resolve|Name or service", "no machine {host} is known", "is the name in MUSTER_DATABASE_URL right?"),
    (
        "timeout|timed out|No route",
        "{at} does not answer",
        "is the machine up? Does a firewall let us through?",
    ),
    ("too many|remaining connection slots", "it takes no more connections", "raise its max_connections"),
    ("starting up", "it is just starting", "try again in a moment"),
    ("shutting down", "it is just ending", "start PostgreSQL"),
)
"""What PostgreSQL, or the way to it, says; what that means; what to do. The first that is said counts."""


@dataclass(frozen=True)
class Hindrance:
    """What is in the way, and what to do about it."""

    said: str
    do: str

    def __str__(self) -> str:
        return f"{self.said}. To do: {self.do}{'' if self.do.endswith('?') else '.'}"


class CannotWrite(Exception):
    """The database can be read, and never written by whom we run as; its message says who, what and why."""

    def __init__(self, why: Hindrance) -> None:
        """`why` goes to whoever runs Muster."""
        super().__init__(f"The database (MUSTER_DATABASE_URL) can't be written: {why}")
        self.why = why


def try_to_write(store: Store) -> None:
    """Takes a turn to write, and gives it back with nothing written.

    Raises CannotWrite where that would never go; Busy, or the database's own error, where it does not now.
    """
    file = database_file(store.url)
    if file is not None and (why := not_writable(file)) is not None:
        raise CannotWrite(why)
    try:
        with store.trying_to_write() as connection:
            if not store.is_sqlite and (why := _postgresql_refuses(connection)) is not None:
                raise CannotWrite(why)
    except DBAPIError as error:
        if not was_read_only(error):
            raise
        raise CannotWrite(
            Hindrance("it takes nothing but questions", "start Muster again; is its disk well?")
        ) from None


def not_writable(file: Path) -> Hindrance | None:
    """What keeps us from writing an SQLite file, or the files beside it; None where nothing does."""
    beside = [file.with_name(file.name + end) for end in ("", "-wal", "-shm")]
    folder = file.absolute().parent
    for each in (*(each for each in beside if each.exists()), folder):
        if os.access(each, os.W_OK, effective_ids=True):
            continue
        if os.statvfs(each).f_flag & os.ST_RDONLY:
            remedy = "mount it for writing; the machine's log says why it is not"
            return Hindrance(f"the disk under {each} is mounted for reading only", remedy)
        return Hindrance(f"the user {_we()} may not write {each}", _belonging(each))
    return None


def why_away(url: URL, error: BaseException) -> Hindrance:
    """What an error that came of reaching the database means."""
    if was_busy(error):
        return Hindrance("others are writing to it", "try again in a moment")
    file = database_file(url)
    said = str(getattr(error, "orig", error))
    if file is not None:
        return _of_the_file(file) or Hindrance(f"{file} can't be used ({said})", "put a copy back")
    host = url.host or url.query.get("host") or "this machine"
    names = {"role": url.username or _we(), "name": url.database or "", "host": host}
    names["at"] = f"{host} port {url.port or url.query.get('port') or 5432}"
    for sign, means, do in POSTGRESQL:
        if re.search(sign, said):
            return Hindrance(means.format_map(names), do.format_map(names))
    return Hindrance(f"PostgreSQL at {names['at']} refuses", "its own log says why")


def _of_the_file(file: Path) -> Hindrance | None:
    """What is in the way of opening it."""
    for each in _way_to(file):
        needed = os.X_OK if each.is_dir() else os.R_OK
        if not os.access(each, needed, effective_ids=True):
            return Hindrance(f"the user {_we()} may not read {each}", _belonging(each))
    if not file.exists():
        return Hindrance(f"there is no file {file}", "put it back, or set MUSTER_DATABASE_URL")
    return not_writable(file)


def _way_to(file: Path) -> Iterator[Path]:
    yield from (each for each in reversed(file.absolute().parents) if each.is_dir())
    if file.exists():
        yield file


def _belonging(path: Path) -> str:
    may = "u+rwx" if path.is_dir() else "u+rw"
    return f"run it as the user it belongs to, or: chown {_we()} {path} && chmod {may} {path}"


def _we() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def _postgresql_refuses(connection: Connection) -> Hindrance | None:
    """What keeps us from writing; nothing is locked, and nobody waits for us."""
    reads_only, may_insert = connection.execute(
        text(
            "SELECT current_setting('transaction_read_only') = 'on',"
            " coalesce(has_table_privilege(to_regclass('person'), 'INSERT'), true)"
        )
    ).one()
    if reads_only:
        remedy = "is it a standby, or is default_transaction_read_only on? Name the one that is written"
        return Hindrance("this PostgreSQL takes nothing but questions", remedy)
    if not may_insert:
        role = connection.engine.url.username or _we()
        return Hindrance(f"the role {role} may not write its tables", f"make {role} the owner of them")
    return None
