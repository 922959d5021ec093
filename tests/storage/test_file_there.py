"""SQLite's file moved away, or another put in its place, while the store has it open."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import event, text

from storage.engine import Store, out_of_reach
from storage.file_there import NotThere


def path_of(store: Store) -> Path:
    return Path(str(store.url.database))


def notes(store: Store) -> None:
    with store.writing() as session:
        session.execute(text("INSERT INTO progress (name, value) VALUES ('a', 'b')"))


def noted(store: Store) -> int:
    with store.reading() as session:
        return int(session.execute(text("SELECT count(*) FROM progress WHERE name = 'a'")).scalar_one())


def swap(store: Store) -> Path:
    """A copy takes the file's place; gives where the file is now."""
    place = path_of(store)
    aside = place.with_suffix(".aside")
    for end in ("", "-wal", "-shm"):
        there = place.with_name(place.name + end)
        if there.exists():
            there.rename(aside.with_name(aside.name + end))
    shutil.copyfile(aside, place)
    return aside


def test_nothing_is_written_into_a_file_that_is_no_longer_in_its_place(store: Store) -> None:
    assert noted(store) == 0
    swap(store)
    for use in (notes, noted, notes):
        with pytest.raises(NotThere) as raised:
            use(store)
        assert out_of_reach(raised.value), "people hear that the records can't be reached"
    assert store.is_replaced
    store.close()
    assert noted(store) == 0, "whoever opens it anew has the one that is there"
    notes(store)
    assert noted(store) == 1


def test_what_was_committed_as_it_was_swapped_is_not_acknowledged(store: Store) -> None:
    assert noted(store) == 0
    event.listen(store.engine, "commit", lambda connection: swap(store), once=True)
    with pytest.raises(NotThere):
        notes(store)
    assert store.is_replaced


def test_a_file_that_was_only_away_is_used_again(store: Store) -> None:
    notes(store)
    place = path_of(store)
    aside = place.rename(place.with_suffix(".aside"))
    for use in (notes, noted):
        with pytest.raises(NotThere, match="is away"):
            use(store)
    assert not store.is_replaced
    aside.rename(place)
    assert noted(store) == 1
