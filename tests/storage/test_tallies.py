"""What a store notes of its use: how long writers waited and wrote, and counts that were kept back."""

from __future__ import annotations

import threading
import time

import pytest

from readiness.due import EVERYONE
from storage.crowds import countable_on
from storage.engine import Busy, Store
from storage.tallies import Spread
from tests.conversations import county


def test_a_spread_sorts_by_its_bounds() -> None:
    spread = Spread((0.1, 1.0))
    for seconds in (0.05, 0.1, 0.5, 3.0):
        spread.note(seconds)
    counts, total = spread.read()
    assert counts == [2, 1, 1]
    assert total == pytest.approx(3.65)


def test_writers_that_wait_are_noted_with_those_who_gave_up(store: Store) -> None:
    impatient = Store(store.url.render_as_string(hide_password=False), patience=0.1)
    held, free = threading.Event(), threading.Event()

    def hold() -> None:
        with impatient.writing():
            held.set()
            free.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    began = time.monotonic()
    with pytest.raises(Busy), impatient.writing():
        pass
    waited = time.monotonic() - began
    free.set()
    holder.join()
    (waits, total), (wrote, _) = impatient.tallies.waited.read(), impatient.tallies.wrote.read()
    assert (sum(waits), sum(wrote)) == (2, 1)
    assert 0.1 <= total <= waited + 0.1
    impatient.close()


@pytest.mark.postgres
def test_an_answer_that_keeps_counts_back_counts_once(county_store: Store) -> None:
    def ask(fewest: int) -> None:
        with county_store.reading() as session:
            countable = countable_on(session, county.NOW.date(), fewest)
            for _ in range(3):
                countable.as_a_whole(EVERYONE)

    before = county_store.tallies.kept_back
    ask(fewest=1)
    ask(fewest=2)
    assert county_store.tallies.kept_back == before
    ask(fewest=100)
    ask(fewest=100)
    assert county_store.tallies.kept_back == before + 2
