"""The table at which exercises are written down."""

from __future__ import annotations

import pytest

from storage.engine import Store
from tests.commands.exercises.table import Table, exercises_in


@pytest.fixture
def table(county_store: Store) -> Table:
    exercises_in(county_store)
    return Table(county_store)
