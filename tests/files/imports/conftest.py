"""A small region that every test of an import may begin with."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.engine import Store
from storage.schema import upgrade
from tests.files.imports.bringing import take_small


@pytest.fixture(scope="session")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small region in a file, to be copied."""
    path = tmp_path_factory.mktemp("small") / "muster.db"
    store = Store(f"sqlite:///{path}")
    upgrade(store)
    take_small(store)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return path


@pytest.fixture
def small(database_url: str, small_file: Path) -> Iterator[Store]:
    """Two agencies, three people, two courses that are asked of them."""
    store = Store(database_url)
    if store.is_sqlite:
        shutil.copy(small_file, str(store.url.database))
    else:
        upgrade(store)
        take_small(store)
    yield store
    store.close()
