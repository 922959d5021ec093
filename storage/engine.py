"""The store: one place that knows how to open the database, read it and write it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, PoolProxiedConnection, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

from storage.audit_key import KEY, AuditKey
from storage.file_there import FileThere, NotThere
from storage.open_elsewhere import is_open_elsewhere
from storage.private import make_private
from storage.record_digests import note_digests, watch_records
from storage.roster_names import KEPT, note_names, watch_names
from storage.tallies import KEPT as TALLIES
from storage.tallies import Tallies

PATIENCE_SECONDS = 30.0
"""How long a writer waits for its turn unless told otherwise: the command line has time."""

CROSSED = ("DeadlockDetected", "SerializationFailure")
"""PostgreSQL's errors that end one of two transactions that came in each other's way."""


class Busy(Exception):
    """Others were writing for longer than a writer has patience."""


class Store:
    """The database and the two ways to use it: `reading()` and `writing()`.

    SQLite writers of this process take turns by a lock, and every writing transaction begins with
    BEGIN IMMEDIATE; left to fight over the file, most of them fail.
    """

    def __init__(
        self, url: str, patience: float = PATIENCE_SECONDS, audit_key: AuditKey | None = None
    ) -> None:
        """Opens nothing yet. `patience` is in seconds; after it a writer is told that the store is busy.

        What is recorded is sealed with `audit_key`; without one anybody could make the seals.
        """
        self.url = make_url(url)
        self.audit_key = audit_key or AuditKey()
        self._patience = patience
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(self.url, patience) if self.is_sqlite else _postgresql(self.url, patience)
        self.tallies = Tallies()
        file = database_file(self.url)
        self._there = None if file is None else FileThere(file)
        self._turn = threading.RLock()
        self._waiting: set[int] = set()  # the threads that wait for it
        self._kept: dict[str, Any] = {}
        self._names: dict[str, Any] = {}
        looking = (
            self.engine
            if self.is_sqlite
            else self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        )
        self._reading = sessionmaker(looking, expire_on_commit=False, autoflush=False)
        self._writing = sessionmaker(
            self.engine.execution_options(writes=True), expire_on_commit=False, autoflush=True
        )
        if self.is_sqlite:
            event.listen(self._writing, "after_begin", _begins_to_write)
        watch_names(self._writing)
        watch_records(self._writing)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent look at the records. Nothing is written or locked through it: SQLite lets go of it
        at the end, PostgreSQL refuses it at once.

        Raises NotThere while SQLite's file is away or another one is in its place.
        """
        self._look()
        with self._reading() as session:
            session.info["catalogue"] = self._kept
            session.info[KEPT] = self._names
            session.info[KEY] = self.audit_key
            session.info[TALLIES] = self.tallies
            yield session
            if not self.is_sqlite:
                _end_and_stay_prepared(session)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back whole when anything is raised.

        Raises NotThere as `reading` does, after the commit too: what went into a file that is no longer there
        was not recorded.
        """
        with self._turns(), self._writing() as session:
            self._look()
            session.info["catalogue"] = self._kept
            session.info[KEY] = self.audit_key
            session.info[TALLIES] = self.tallies
            with session.begin():
                yield session
                note_names(session)
                note_digests(session)
                self._look()
            self._look()

    @contextmanager
    def trying_to_write(self) -> Iterator[Connection]:
        """A turn to write of which nothing comes, and which no figure counts: whether one is to be had."""
        with self._turns(counts=False), self.engine.connect() as connection, connection.begin() as nothing:
            begin_to_write(connection)
            yield connection
            nothing.rollback()

    def close(self) -> None:
        """Gives the connections back; used again, it opens the file that is there then."""
        self.engine.dispose()
        if self._there is not None:
            self._there.forget()

    @property
    def is_wanted(self) -> bool:
        """Whether somebody waits for a turn to write, or may wait: another thread, or a process that has
        SQLite's file open. PostgreSQL's writers wait for one another by themselves.
        """
        if not self.is_sqlite or self._waiting:
            return self.is_sqlite
        file = database_file(self.url)
        return file is not None and is_open_elsewhere(file)

    @property
    def is_replaced(self) -> bool:
        """Whether another file was put in the place of SQLite's: only who opens it anew has the records."""
        return self._there is not None and self._there.is_replaced

    def _look(self) -> None:
        if self._there is not None:
            self._there.look()

    @contextmanager
    def _turns(self, counts: bool = True) -> Iterator[None]:
        asked = time.monotonic()
        if self.is_sqlite:
            has_turn = self._turn.acquire(blocking=False) or self._waits()
            if counts:
                self.tallies.waited.note(time.monotonic() - asked)
            if not has_turn:
                raise Busy(f"no turn to write within {self._patience:g} seconds")
        began = time.monotonic()
        try:
            yield
        finally:
            if self.is_sqlite:
                self._turn.release()
            if counts:
                self.tallies.wrote.note(time.monotonic() - began)

    def _waits(self) -> bool:
        """Waits for a turn of this process, for as long as there is patience; whether it came."""
        thread = threading.get_ident()
        self._waiting.add(thread)
        try:
            return self._turn.acquire(timeout=self._patience)
        finally:
            self._waiting.discard(thread)


def _end_and_stay_prepared(session: Session) -> None:
    """Ends a look at PostgreSQL's records, in which nothing can be written, by COMMIT: at a ROLLBACK psycopg
    forgets every statement the connection has prepared, and each is planned anew.
    """
    if session.in_transaction():
        driver = session.connection().connection.dbapi_connection
        if driver is not None:
            driver.commit()


def may_change(session: Session) -> bool:
    """Whether a session is one that writes: what it sees may be its own, and nobody else's yet."""
    return bool(session.get_bind().get_execution_options().get("writes"))


def kept_by_look(session: Session, name: str) -> dict[Any, Any]:
    """What one look at the records (`Store.reading`) has read of something, to be read once; of a transaction
    that may change it, nothing.
    """
    if may_change(session):
        return {}
    transaction = session.get_transaction()
    kept = session.info.get(name)
    if kept is None or kept[0] is not transaction:
        kept = session.info[name] = transaction, {}
    found: dict[Any, Any] = kept[1]
    return found


def was_busy(error: BaseException) -> bool:
    """Whether an error means that others were writing meanwhile: nothing else was wrong."""
    if isinstance(error, Busy | PoolTimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    name = type(error.orig).__name__
    return name == "LockNotAvailable" or name in CROSSED or "database is locked" in str(error.orig)


def was_crossed(error: BaseException) -> bool:
    """Whether another transaction came in the way of one: it is gone, and the same goes through anew.

    Either the other wrote the same key first, or PostgreSQL ended this one so that the other could end.
    """
    if isinstance(error, IntegrityError):
        return True
    return isinstance(error, DBAPIError) and type(error.orig).__name__ in CROSSED


def out_of_reach(error: BaseException) -> bool:
    """Whether an error means that the database is away, busy or not to be written, rather than that we were
    wrong.
    """
    if isinstance(error, Busy | NotThere | PoolTimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    is_away = error.connection_invalidated or type(error).__name__ in ("OperationalError", "InterfaceError")
    return is_away or was_read_only(error)


def was_read_only(error: BaseException) -> bool:
    """Whether an error means that the database may be read and not written."""
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlite_errorname", "")
    return code.startswith("SQLITE_READONLY") or type(error.orig).__name__ == "ReadOnlySqlTransaction"


def database_file(url: URL) -> Path | None:
    """The file an SQLite database is in; None for one in memory, and for other databases."""
    database = url.database or ""
    if url.get_backend_name() != "sqlite" or database in ("", ":memory:") or database.startswith("file:"):
        return None
    return Path(database)


def _sqlite(url: Any, patience: float) -> Engine:
    file = database_file(url)
    if file is not None:
        make_private(file)
        url = _to_a_file_that_is_there(url, file)
    engine = create_engine(
        url, hide_parameters=True, connect_args={"timeout": patience, "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        # We begin transactions ourselves: the driver's own way begins them too late for IMMEDIATE.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    # By the dialect, and not by an event of the engine's: while an engine has one, all its events are gone
    # through with each statement, which made a small one a third dearer.
    engine.dialect.do_begin = _begin  # type: ignore[method-assign, assignment]
    _open_anew_what_takes_no_writes(engine)
    return engine


def _open_anew_what_takes_no_writes(engine: Engine) -> None:
    """A connection that was opened while the disk took no writes never writes: it is given up as soon as that
    shows, and the next one is opened on the disk as it is then.
    """
    is_gone = engine.dialect.is_disconnect

    def is_of_no_use(error: Any, connection: Any, cursor: Any) -> bool:
        takes_none = getattr(error, "sqlite_errorname", "").startswith("SQLITE_READONLY")
        return takes_none or is_gone(error, connection, cursor)

    engine.dialect.is_disconnect = is_of_no_use  # type: ignore[method-assign, assignment]


def _begin(connection: PoolProxiedConnection) -> None:
    connection.cursor().execute("BEGIN")


def _begins_to_write(_: Session, transaction: SessionTransaction, connection: Connection) -> None:
    if not transaction.nested:
        begin_to_write(connection)


def begin_to_write(connection: Connection) -> None:
    """Makes a transaction that has just begun SQLite's one writer; it may have to wait for it.

    Nothing may have been read in it: whoever reads first and writes then fails where others write meanwhile.
    """
    if connection.dialect.name == "sqlite":
        connection.connection.rollback()
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _to_a_file_that_is_there(url: URL, file: Path) -> URL:
    """SQLite opens the file, and makes none: one that is away is not taken for one with nothing in it."""
    return url.set(database=f"file:{quote(str(file.absolute()))}").update_query_dict(
        {"mode": "rw", "uri": "true"}
    )


_SEARCHED = """-c search_path="$user",public"""
"""Where tables are looked for unless the address's own `options`, which come later, say so. PostgreSQL looks
for its own things before, unless a path names `pg_catalog`."""
_ITS_OWN = r"""
    -c datestyle=ISO -c timezone=UTC -c extra_float_digits=1 -c standard_conforming_strings=on
    -c default_transaction_isolation=read\ committed
"""
"""How it is asked, and answers, whatever a server, a database or a role sets for its sessions."""


def _postgresql(url: Any, patience: float) -> Engine:
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    said = url.query.get("options", "")
    options = f"{_SEARCHED} {said} {_ITS_OWN} -c lock_timeout={int(patience * 1000)}"
    return create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=5,
        pool_timeout=2,
        connect_args={"connect_timeout": 2, "options": options, "client_encoding": "utf8"},
    )
