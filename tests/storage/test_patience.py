"""How long a writer waits for others: no longer than it has patience, on both databases."""

from __future__ import annotations

import time

import pytest
from sqlalchemy.exc import DBAPIError

from storage.engine import Busy, Store, out_of_reach
from storage.people import Person


@pytest.mark.postgres
def test_a_writer_waits_for_others_no_longer_than_it_has_patience(store: Store) -> None:
    with store.writing() as session:
        ada = Person(email="ada@grove.example")
        session.add(ada)
    impatient = Store(store.url.render_as_string(hide_password=False), patience=0.3)
    try:
        with store.writing() as session:
            session.get(Person, ada.id, with_for_update=True)
            started = time.monotonic()
            with pytest.raises((DBAPIError, Busy)) as waited, impatient.writing() as other:
                other.get(Person, ada.id, with_for_update=True)
            assert time.monotonic() - started < 2
        assert out_of_reach(waited.value)
        with impatient.writing() as other:
            other.get(Person, ada.id, with_for_update=True)
    finally:
        impatient.close()
