"""Reading: one consistent look at the records, whatever is written meanwhile."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from storage.engine import Store
from storage.people import Person


@pytest.mark.postgres
def test_what_is_written_meanwhile_is_seen_by_the_next_look(store: Store) -> None:
    everybody = select(func.count(Person.id))
    with store.reading() as session:
        assert session.scalar(everybody) == 0
        with store.writing() as other:
            other.add(Person(email="ada@grove.example"))
        assert session.scalar(everybody) == 0
    with store.reading() as session:
        assert session.scalar(everybody) == 1
