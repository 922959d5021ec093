"""The table at which exercises are written down, and the office that reviews them."""

from __future__ import annotations

import pytest

from storage.engine import Store
from tests.commands.exercises.review_desk import ENTRIES
from tests.commands.exercises.table import Table, exercises_in
from tests.commands.speaking import County, Office, small_county


@pytest.fixture
def table(county_store: Store) -> Table:
    exercises_in(county_store)
    return Table(county_store)


@pytest.fixture
def there(store: Store) -> County:
    return small_county(store)


@pytest.fixture
def office(store: Store, there: County) -> Office:
    return Office(store, ENTRIES)
