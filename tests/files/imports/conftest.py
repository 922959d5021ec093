"""A small region that every test of an import may begin with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.engine import Store
from tests.conftest import Databases, opened
from tests.files.imports.bringing import take_small

SMALL: tuple[str, Callable[[Store], object]] = ("small", take_small)
"""The model of its databases."""


@pytest.fixture(scope="session")
def small_file(sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small region in a file, to be copied."""
    path = tmp_path_factory.mktemp("small") / "muster.db"
    sqlite_databases.like(*SMALL, path)
    return path


@pytest.fixture
def small(databases: Databases) -> Iterator[Store]:
    """Two agencies, three people, two courses that are asked of them."""
    yield from opened(databases, databases.like(*SMALL))
