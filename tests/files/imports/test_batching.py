"""How many rows go in together: as many as nobody is held up by, on the machine there is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from files.imports import batching
from files.imports.batching import PEOPLE_A_BATCH, ROWS_A_BATCH, Pace
from storage.engine import Store


def after(seconds: Callable[[int], float]) -> Pace:
    """The pace after twenty batches that took so long, by how many people were in each."""
    pace = Pace(Store("sqlite://"))
    for _ in range(20):
        pace.took(seconds(pace.people))
    return pace


def test_a_quick_machine_takes_all_that_may_go_in_at_once() -> None:
    pace = after(lambda people: people * 0.0001)
    assert (pace.people, pace.rows) == (PEOPLE_A_BATCH, ROWS_A_BATCH)


def test_a_slower_one_takes_as_many_as_take_as_long_as_is_wished() -> None:
    pace = after(lambda people: people * 0.005)
    assert pace.people * 0.005 == pytest.approx(Pace.WISHED, rel=0.1)


def test_the_slowest_one_still_comes_to_an_end() -> None:
    assert after(lambda people: 30).people >= 10


def test_sqlites_other_writers_have_a_turn_after_each_batch_and_a_wait_for_ones_own_is_no_part_of_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, rests = [0.0], list[float]()
    monkeypatch.setattr(batching, "monotonic", lambda: now[0])
    monkeypatch.setattr(batching, "sleep", rests.append)
    monkeypatch.setattr(Store, "is_wanted", True)
    pace = Pace(store)
    first = pace.people
    with pace.writing(store):
        now[0] += 0.05
    assert rests == [pytest.approx(0.05)]
    quick = pace.people
    assert quick > first
    with pace.writing(store):
        now[0] += 2
    assert rests[1:] == [Pace.LET_IN]
    assert pace.people < quick
