"""The desk of each test."""

from __future__ import annotations

import pytest

from storage.engine import Store
from tests.commands.checklists.desk import Desk, desk_of


@pytest.fixture
def desk(store: Store) -> Desk:
    return desk_of(store)
