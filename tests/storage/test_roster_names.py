"""The names that are kept at hand are those on record, whoever wrote them, and however."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, insert, update

import storage.roster_names
from storage.engine import Store
from storage.people import Person, PersonAddress, person_keys
from storage.roster_names import how_many_bear, roster_names


def whole(store: Store) -> list[str]:
    """All that somebody is found by in full."""
    with store.reading() as session:
        names = roster_names(session)
        assert names is not None
        return sorted([*names.whole, *names.addresses, *names.member_keys])


def somebody(first: str, last: str) -> Person:
    person = Person(first_name=first, last_name=last)
    person.rekey()
    return person


def many(*names: tuple[str, str]) -> list[dict[str, str | None]]:
    return [
        {"first_name": first, "last_name": last, **person_keys(first, last, None, None)}
        for first, last in names
    ]


@pytest.mark.postgres
def test_they_follow_whoever_writes_people(store: Store) -> None:
    """Each step is seen by a store of its own too: another process."""
    other = Store(store.url.render_as_string(hide_password=False))
    seen = []

    def look() -> None:
        assert whole(other) == whole(store)
        seen.append(whole(store))

    try:
        look()
        with store.writing() as session:
            session.add(somebody("Ada", "Abbott"))
        look()
        with other.writing() as session:
            session.execute(insert(Person), many(("Ben", "Birch"), ("Cy", "Cole")))
        look()
        with store.writing() as session:
            person = session.get_one(Person, 1)
            person.last_name = "Adams"
            person.rekey()
        look()
        with other.writing() as session:
            now = datetime(2026, 11, 2, tzinfo=UTC)
            session.add(PersonAddress(email="ada@old.example", person_id=1, recorded_at=now))
        look()
        with store.writing() as session:
            session.execute(delete(PersonAddress))
            session.delete(session.get_one(Person, 2))
        look()
    finally:
        other.close()
    assert seen == [
        [],
        ["ada abbott"],
        ["ada abbott", "ben birch", "cy cole"],
        ["ada adams", "ben birch", "cy cole"],
        ["ada adams", "ada@old.example", "ben birch", "cy cole"],
        ["ada adams", "cy cole"],
    ]


def test_what_is_rolled_back_was_never_said(store: Store) -> None:
    whole(store)

    def write_in_vain() -> None:
        with store.writing() as session:
            session.add(somebody("Ada", "Abbott"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_in_vain()
    assert whole(store) == []


def test_they_are_read_again_only_when_somebody_is_called_otherwise(store: Store) -> None:
    with store.writing() as session:
        session.add(somebody("Ada", "Abbott"))
    with store.reading() as session:
        kept = roster_names(session)
    with store.writing() as session:
        person = session.get_one(Person, 1)
        person.phone, person.projected_by = "555 0100", 3
        session.flush()
        session.execute(update(Person).values(holds_from=None))
    with store.reading() as session:
        assert roster_names(session) is kept


def test_who_writes_looks_up_what_they_wrote(store: Store) -> None:
    whole(store)
    with store.writing() as session:
        session.add(somebody("Ada", "Abbott"))
        assert roster_names(session) is None
        assert how_many_bear(session, "ada abbott") == 1


def test_names_of_very_many_are_left_in_the_database(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage.roster_names, "MOST", 2)
    with store.writing() as session:
        session.execute(insert(Person), many(("Ada", "Abbott"), ("Ada", "Abbott"), ("Cy", "Cole")))
    with store.reading() as session:
        assert roster_names(session) is None
        assert how_many_bear(session, "ada abbott") == 2
    with store.writing() as session:
        session.delete(session.get_one(Person, 3))
    assert whole(store) == ["ada abbott"]


def test_a_name_is_found_by_the_beginnings_of_its_words(store: Store) -> None:
    with store.writing() as session:
        session.execute(insert(Person), many(("Anna", "Zane"), ("Zoe", "Anders"), ("Hannah", "Zander")))
    with store.reading() as session:
        names = roster_names(session)
        assert names is not None
        assert names.begun("an") == {1, 2}
        assert names.all_begun(["an", "z"]) == {1, 2}
        assert names.all_begun(["z"]) == {1, 2, 3}
        assert names.all_begun(["zan", "x"]) == set()
        assert (names.begins("hann"), names.begins("annah")) == (True, False)
        assert how_many_bear(session, "anna zane") == 1
        assert how_many_bear(session, "anna") == 0
