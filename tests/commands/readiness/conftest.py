"""A county to count, and who asks of it."""

from __future__ import annotations

import pytest

from commands.readiness import digests, overview
from storage.engine import Store
from tests.commands.speaking import Office
from tests.jobs.county import seed
from tests.storage.test_figures import STAFFS, TITLES, TODAY


@pytest.fixture
def county(store: Store) -> dict[str, int]:
    return seed(store, TODAY, STAFFS, TITLES)


@pytest.fixture
def office(store: Store, county: dict[str, int]) -> Office:
    return Office(store, [*overview.ENTRIES, *digests.ENTRIES])
