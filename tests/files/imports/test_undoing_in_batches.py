"""A large import on its way back: cut short anywhere and gone on with, right at every moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from files.imports import batching, undoing
from files.imports.planning import HalfTakenBack
from files.imports.undoing import CannotUndo, Undone, undo_large, undoes_in_batches
from storage.engine import Store
from storage.imports import ImportRun, ImportState
from tests.files.imports.bringing import (
    BY,
    NOW,
    REGION,
    Killed,
    affiliations,
    audit_of,
    completions,
    look,
    person,
    standing_of,
    standing_rebuilt,
    take,
    undo,
)

RECORDS = """
    record,email,course,completed_on,hours
    r-1,ann@x.gov,BLS,2026-01-05,4
    r-2,cid@x.gov,BLS,2026-01-05,4"""
LARGE = """
    record,email,course,completed_on,hours,corrects,voided_on,void_reason
    r-1,ann@x.gov,BLS,2026-01-05,4,,2026-02-01,wrong day
    n-1,ann@x.gov,BLS,2026-01-10,4,,,
    n-2,bob@x.gov,BLS,2026-01-10,4,,,
    n-3,cid@x.gov,ASIM-B,2026-03-10,4,,,
    n-4,bob@x.gov,ASIM-B,2026-04-10,4,,,"""

PEOPLE = """
    email,first_name,last_name,agency,unit,role,phone,joined_on
    ann@x.gov,Ann,Lee,Cedar Fire,Station 4,captain,555-0101,2020-01-01
    dan@x.gov,Dan,Fox,Cedar Fire,Station 4,,,2024-01-01
    eva@x.gov,Eva,Orr,Cedar Police,,,,2024-01-01"""


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person in each batch; and five rows are many."""
    monkeypatch.setattr(batching, "PEOPLE_A_BATCH", 1)
    monkeypatch.setattr(undoing, "WHOLE", 2)


@pytest.fixture
def brought(small: Store) -> int:
    """An import of four new records that also voids one that was there."""
    take(small, "completions", RECORDS)
    _, run = take(small, "completions", LARGE)
    return run.id


def back(
    store: Store,
    number: int,
    tick: Any = None,
    at: datetime = NOW,
    clock: Callable[[], datetime] | None = None,
) -> Undone:
    return undo_large(store, number, BY, "command line", clock or (lambda: at), REGION, tick)


def state_of(store: Store, number: int) -> ImportState:
    with store.reading() as session:
        return session.get_one(ImportRun, number).state


def voided(store: Store) -> list[tuple[str, bool]]:
    people = ("ann@x.gov", "bob@x.gov", "cid@x.gov")
    return [(each.record, each.voided_at is not None) for who in people for each in completions(store, who)]


@pytest.mark.several
@pytest.mark.postgres
def test_killed_after_each_batch_it_is_gone_on_with(small: Store, brought: int) -> None:
    before = standing_of(small)
    kills, at = 0, NOW
    with small.reading() as session:
        assert undoes_in_batches(session, brought)
    while True:
        left = kills

        def survives(*_: object) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise Killed

        try:
            undone = back(small, brought, survives, at)
        except Killed:
            kills += 1
            assert state_of(small, brought) is ImportState.UNDOING
            assert standing_of(small) == standing_rebuilt(small)
            with pytest.raises(CannotUndo, match="at this moment"):
                back(small, brought, at=at)
            with pytest.raises(HalfTakenBack, match=f"muster import undo {brought} goes on"):
                look(small, "completions", LARGE)
            at += timedelta(minutes=2)
            continue
        break
    assert kills >= 2
    assert state_of(small, brought) is ImportState.UNDONE
    assert (undone.taken_back, undone.put_back, undone.kept) == ({"completion": 4}, {"completion": 1}, [])
    assert sorted(gone for _, gone in voided(small)) == [False] * 2 + [True] * 4
    assert standing_of(small) == standing_rebuilt(small) != before
    assert len(audit_of(small, "undid an import")) == 1
    with pytest.raises(CannotUndo, match="undone already"):
        back(small, brought)


def test_cut_short_under_a_clock_days_ahead_it_is_gone_on_with_as_soon_as_that_is_right(
    small: Store, brought: int
) -> None:
    def dies(*_: object) -> None:
        raise Killed

    with pytest.raises(Killed):
        back(small, brought, dies, NOW + timedelta(days=5))
    assert back(small, brought).taken_back == {"completion": 4}
    assert state_of(small, brought) is ImportState.UNDONE


@pytest.mark.postgres
def test_it_is_the_same_as_taken_back_whole(small: Store, brought: int) -> None:
    take(small, "completions", "email,course,completed_on,hours\nbob@x.gov,BLS,2026-01-10,8")
    in_batches = back(small, brought)
    gone = voided(small)
    there = standing_of(small)
    assert [each.why for each in in_batches.kept] == ["corrected since"]
    _, again = take(small, "completions", LARGE)
    whole = undo(small, again.id)
    assert (whole.taken_back["completion"], whole.put_back) == (3, in_batches.put_back)
    assert in_batches.taken_back == whole.taken_back
    assert [each for each in gone if each[1]] != []
    assert standing_of(small) == there == standing_rebuilt(small)


def test_who_goes_on_takes_the_turn_of_who_was_at_it(small: Store, brought: int) -> None:
    def another(*_: object) -> None:
        back(small, brought, at=NOW + timedelta(minutes=5))

    with pytest.raises(CannotUndo, match="somebody else"):
        back(small, brought, another)
    assert state_of(small, brought) is ImportState.UNDONE
    assert standing_of(small) == standing_rebuilt(small)


def on_roster(store: Store) -> list[tuple[object, ...]]:
    """Everybody on record, and where they belong."""
    who = ("ann@x.gov", "bob@x.gov", "cid@x.gov", "dan@x.gov", "eva@x.gov")
    return [(each, person(store, each).phone, *affiliations(store, each)) for each in who]


@pytest.mark.postgres
def test_a_roster_too_is_gone_on_with_and_the_same_as_taken_back_whole(
    small: Store,
) -> None:
    _, first = take(small, "roster", PEOPLE, end_missing=True)
    whole, there = undo(small, first.id), on_roster(small)
    _, again = take(small, "roster", PEOPLE, end_missing=True)
    assert on_roster(small) != there
    with small.reading() as session:
        assert undoes_in_batches(session, again.id)

    def once(*_: object) -> None:
        raise Killed

    with pytest.raises(Killed):
        back(small, again.id, once)
    assert on_roster(small) != there
    assert standing_of(small) == standing_rebuilt(small)
    in_batches = back(small, again.id, at=NOW + timedelta(minutes=2))
    assert on_roster(small) == there
    assert standing_of(small) == standing_rebuilt(small)
    assert (in_batches.taken_back, in_batches.put_back) == (whole.taken_back, whole.put_back)
    assert in_batches.kept == []
    assert len(audit_of(small, "took a part of an import back")) > 2


def test_a_roster_by_which_an_address_changed_hands_is_taken_back_whole(small: Store) -> None:
    take(small, "roster", "email,member_id,first_name,last_name,agency\nann@x.gov,C-1,Ann,Lee,Cedar Fire")
    _, run = take(
        small,
        "roster",
        """
        email,member_id,first_name,last_name,agency
        lee@x.gov,C-1,Ann,Lee,Cedar Fire
        dan@x.gov,,Dan,Fox,Cedar Fire
        eva@x.gov,,Eva,Orr,Cedar Fire""",
    )
    with small.reading() as session:
        assert not undoes_in_batches(session, run.id)
    undo(small, run.id)
    assert person(small, "ann@x.gov").member_id == "C-1"
