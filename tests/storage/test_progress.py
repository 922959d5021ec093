"""What the system notes about itself, when two processes note the same for the first time."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy.exc import IntegrityError

from storage.engine import Store
from storage.progress import progress, set_progress


@pytest.mark.postgres
def test_two_that_begin_it_at_once_fail_neither(store: Store) -> None:
    start = threading.Barrier(4)
    failed: list[IntegrityError] = []

    def process(value: str) -> None:
        try:
            start.wait()
            with store.writing() as session:
                progress(session, "looked ahead")
                set_progress(session, "looked ahead", value)
        except IntegrityError as error:
            failed.append(error)

    threads = [threading.Thread(target=process, args=(str(number),)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failed == []
    with store.reading() as session:
        assert progress(session, "looked ahead") in set("0123")
