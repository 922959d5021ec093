"""The desk at which classes are logged."""

from __future__ import annotations

import pytest

from storage.engine import Store
from tests.commands.training.desk import Desk


@pytest.fixture
def desk(county_store: Store) -> Desk:
    return Desk(county_store)
