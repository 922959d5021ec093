"""A slot is claimed once, whoever tries and how often, and what a wrong clock claimed is nobody's."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from storage.base import CLOCKS_APART
from storage.engine import Store
from storage.slots import Slot, claim_slot, slot_on

pytestmark = pytest.mark.postgres

MONDAY = date(2026, 11, 2)
EIGHT = datetime(2026, 11, 2, 13, tzinfo=UTC)


def claims(
    store: Store, day: date = MONDAY, now: datetime = EIGHT, kind: str = "digest", of: int = 1
) -> bool:
    with store.writing() as session:
        return claim_slot(session, kind, of, day, now) is not None


def test_a_slot_is_one_of_its_kind_its_subject_and_its_day(store: Store) -> None:
    assert claims(store)
    assert not claims(store)
    assert not claims(store, now=EIGHT + timedelta(days=400))
    assert claims(store, day=date(2026, 11, 9))
    assert claims(store, kind="reminder")
    assert claims(store, of=2)
    with store.reading() as session:
        assert slot_on(session, "digest", 1, MONDAY) is not None
        assert slot_on(session, "digest", 3, MONDAY) is None


def test_of_several_at_once_one_gets_it(store: Store) -> None:
    start, won = threading.Barrier(4), []

    def process() -> None:
        start.wait()
        won.append(claims(store))

    threads = [threading.Thread(target=process) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False, False, False, True]


def test_what_was_rolled_back_was_never_claimed(store: Store) -> None:
    def falls() -> None:
        with store.writing() as session:
            assert claim_slot(session, "digest", 1, MONDAY, EIGHT) is not None
            raise RuntimeError

    with pytest.raises(RuntimeError):
        falls()
    assert claims(store)


def test_one_claimed_by_a_clock_that_was_ahead_is_claimed_anew(store: Store) -> None:
    with store.writing() as session:
        slot = claim_slot(session, "digest", 1, MONDAY, EIGHT + CLOCKS_APART + timedelta(seconds=1))
        assert slot is not None
        slot.skipped, slot.figures = True, {"as_of": "later"}
    assert claims(store)
    assert not claims(store)
    with store.reading() as session:
        kept = session.scalars(select(Slot)).one()
    assert (kept.skipped, kept.figures, kept.written_at) == (False, {}, EIGHT)


def test_two_machines_whose_clocks_are_a_little_apart_share_one_slot(store: Store) -> None:
    assert claims(store, now=EIGHT + CLOCKS_APART)
    assert not claims(store)
