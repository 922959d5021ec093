"""People found by what they are called, among those the speaker may name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from commands.kit.member import Member
from commands.language.naming import find_people, how_many, lexicon_of
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.people import AffiliationRecord, Person
from tests.commands.speaking import County, in_slack, small_county
from words.names import Kind

Find = Callable[..., list[str]]
MANAGER = Member("T1", "UMORGAN", 99, is_manager=True)


@pytest.fixture
def county(store: Store) -> County:
    """The small county, with three more of Cedar whose names are written in their own way."""
    known = small_county(store)
    with store.writing() as session:
        for first, last in (("Maria", "García-López"), ("Max", "O’Hara"), ("Ben", "Birchwood")):
            person = Person(first_name=first, last_name=last, email=f"{first.lower()}@x.example")
            person.rekey()
            session.add(person)
            session.flush()
            session.add(AffiliationRecord(person_id=person.id, agency_id=known.cedar))
    return known


@pytest.fixture
def find(store: Store, county: County) -> Find:
    def found(said: str, member: Member = MANAGER, **more: bool) -> list[str]:
        with store.reading() as session:
            return [person.name for person in find_people(session, said, member, **more)]

    return found


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Ada Abbott", ["Ada Abbott"]),
        ("abbott ada", ["Ada Abbott"]),
        ("abb", ["Ada Abbott"]),
        ("ADA@cedar.example", ["Ada Abbott"]),
        ("oak-7", ["Cy Cole"]),
        ("Ben Birch", ["Ben Birch"]),
        ("Birch", ["Ben Birch", "Ben Birchwood"]),
        ("garcia lopez", ["Maria García-López"]),
        ("lopez", ["Maria García-López"]),
        ("O'Hara", ["Max O’Hara"]),
        ("bott", []),
        ("a", []),
        ("ada birch", []),
        ("%", []),
        ("ad_", []),
    ],
)
def test_by_e_mail_member_id_or_parts_of_the_name(find: Find, said: str, names: list[str]) -> None:
    assert find(said) == names


def test_in_full_a_part_of_a_name_is_none(find: Find) -> None:
    assert find("abbott", in_full=True) == []
    assert find("ada abbott", in_full=True) == ["Ada Abbott"]


@pytest.mark.postgres
def test_by_mention_in_ones_own_workspace(find: Find, store: Store, county: County) -> None:
    in_slack(store, "UADA", "whatever", county.ada)
    assert find("<@UADA>") == ["Ada Abbott"]
    assert find("<@UADA|ben>") == ["Ada Abbott"]
    assert find("<@UNEW>") == []
    assert find("<@UADA>", Member("T2", "U", 99, is_manager=True)) == []


@pytest.mark.postgres
def test_only_those_the_speaker_may_name(find: Find, county: County) -> None:
    cedar = frozenset([county.cedar])
    lead = Member("T1", "ULEE", county.ben, agencies=cedar, leads=cedar)
    ada = Member("T1", "UADA", county.ada, agencies=cedar)
    assert [find(said, lead) for said in ("ada", "cole")] == [["Ada Abbott"], []]
    assert [find(said, ada) for said in ("ada", "birch")] == [["Ada Abbott"], []]


def test_how_many_are_said_as_far_as_they_were_looked_for() -> None:
    assert how_many(range(5)) == "5 people"
    assert how_many(range(6)) == "6 people or more"


def test_the_lexicon_of_a_catalogue_is_made_once(store: Store, county: County) -> None:
    with store.reading() as session:
        catalogue = catalogue_of(session)
        lexicon = lexicon_of(catalogue)
        assert lexicon_of(catalogue) is lexicon
        found = lexicon.find(["City", "of", "Oak"], [Kind.AGENCY, Kind.JURISDICTION])
    assert found is not None
    assert [(match.kind, match.name) for match in found.matches] == [(Kind.JURISDICTION, "City of Oak")]
