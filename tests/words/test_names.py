"""Finding people by their names, in a roster too large to be read."""

from __future__ import annotations

from sqlalchemy import insert

from commands.kit.member import Member
from commands.language.naming import find_people
from storage.engine import Store
from storage.people import Person, person_keys
from words.names import LONGEST

MANAGER = Member("T", "U", is_manager=True)


def people(store: Store, *names: tuple[str, str]) -> None:
    rows = [
        {
            "email": f"p{n}@x.example",
            "first_name": first,
            "last_name": last,
            **person_keys(first, last, f"p{n}@x.example", None),
        }
        for n, (first, last) in enumerate(names)
    ]
    with store.writing() as session:
        session.execute(insert(Person), rows)


def test_those_whose_names_only_contain_it_crowd_nobody_out(store: Store) -> None:
    people(store, *(("Hannah", f"Aaron{n}") for n in range(300)), ("Anna", "Zane"), ("Zoe", "Anders"))
    with store.reading() as session:
        assert [person.name for person in find_people(session, "an", MANAGER)] == ["Zoe Anders", "Anna Zane"]


def test_a_name_of_a_thousand_words_is_nobodys(store: Store) -> None:
    people(store, ("Ada", "Abbott"))
    with store.reading() as session:
        assert find_people(session, "a " * 1200, MANAGER) == []
        assert find_people(session, " ".join(["a"] * LONGEST), MANAGER) == []
        assert len(find_people(session, "a a", MANAGER)) == 1


def test_percent_and_underscore_are_letters(store: Store) -> None:
    people(store, ("Ada", "Abbott"))
    with store.reading() as session:
        assert find_people(session, "%d%", MANAGER) == []
        assert find_people(session, "a_a", MANAGER) == []
