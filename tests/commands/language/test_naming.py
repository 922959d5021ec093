"""People found by what they are called, among those the speaker may name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from commands.kit.member import Member
from commands.language.naming import find_people, how_many, lexicon_of
from storage.catalogue import catalogue_changed, catalogue_of
from storage.engine import Store
from storage.people import AffiliationRecord, AgencyRecord, Person, PersonAddress
from storage.roster_names import KEPT
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
def find(store: Store) -> Find:
    def found(said: str, member: Member = MANAGER, **more: bool) -> list[str]:
        with store.reading() as session:
            at_hand = [person.name for person in find_people(session, said, member, **more)]
        with store.reading() as session:
            session.info.pop(KEPT)  # as in a roster too large to keep its names
            assert at_hand == [person.name for person in find_people(session, said, member, **more)]
        return at_hand

    return found


@pytest.mark.sliced(12)
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
def test_by_e_mail_member_id_or_parts_of_the_name(
    find: Find, county: County, said: str, names: list[str]
) -> None:
    assert find(said) == names


def test_in_full_a_part_of_a_name_is_none(find: Find, county: County) -> None:
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


GROVE = (
    ("Vera", "O'Neil", "elm"),
    ("Uma", "O\u2019Neil", "cedar"),
    ("Otto", "Smith-Jones", "cedar"),
    ("Cora", "Smith Jones", "cedar"),
    ("Ben", "Flores", "elm"),
    ("Ben", "Floresca", "elm"),
    ("Noor", "Dahl", "cedar"),
    ("Nina", "Dahl", "elm"),
    ("Ada", "Tran", "elm"),
    ("Kim", "Travis", "elm"),
    ("Kim", "Travi", "elm"),
    ("Jos\u00e9", "N\u00fa\u00f1ez", "elm"),
    ("J.R.", "St. John", "elm"),
    ("Major", "Okafor", "cedar"),
    ("Pat", "Lee", "cedar"),
    ("Pat", "Lee", "elm"),
)


@pytest.fixture
def grove(store: Store) -> dict[str, int]:
    """Two agencies with people whose names are written in many ways."""
    with store.writing() as session:
        keys = {}
        for name in ("Cedar Fire Department", "Elm Police Department"):
            agency = AgencyRecord(key=name.casefold(), name=name)
            session.add(agency)
            session.flush()
            keys[name.split()[0].lower()] = agency.id
        for n, (first, last, where) in enumerate(GROVE):
            person = Person(first_name=first, last_name=last, email=f"p{n}@x.example")
            person.rekey()
            session.add(person)
            session.flush()
            session.add(AffiliationRecord(person_id=person.id, agency_id=keys[where]))
        earlier = PersonAddress(
            email="ada@home.example", person_id=9, recorded_at=datetime(2026, 1, 1, tzinfo=UTC)
        )
        session.add(earlier)
        catalogue_changed(session)
    return keys


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Vera ONeil", ["Vera O'Neil"]),
        ("vera o`neil", ["Vera O'Neil"]),
        ("Vera O\u02bcNeil", ["Vera O'Neil"]),
        ("Uma O'Neil", ["Uma O\u2019Neil"]),
        ("ONeil", ["Vera O'Neil", "Uma O\u2019Neil"]),
        ("Otto Smith Jones", ["Otto Smith-Jones"]),
        ("Otto Smith\u2011Jones", ["Otto Smith-Jones"]),
        ("Cora Smith-Jones", ["Cora Smith Jones"]),
        ("Jones", ["Cora Smith Jones", "Otto Smith-Jones"]),
        ("B. Flores", ["Ben Flores"]),
        ("B.Flores", ["Ben Flores"]),
        ("B. Flo", ["Ben Flores", "Ben Floresca"]),
        ("N. Dahl", ["Nina Dahl", "Noor Dahl"]),
        ("Flores, Ben", ["Ben Flores"]),
        ("Dahl, N.", ["Nina Dahl", "Noor Dahl"]),
        ("Ada Tran's", ["Ada Tran"]),
        ("Ada Tran\u2019s", ["Ada Tran"]),
        ("Ada Trans", ["Ada Tran"]),
        ("Kim Travis", ["Kim Travis"]),
        ("Kim Travis'", ["Kim Travis"]),
        ("Kim Travis's", ["Kim Travis"]),
        ("Kim Travi's", ["Kim Travi"]),
        ("jose nunez", ["Jos\u00e9 N\u00fa\u00f1ez"]),
        ("JR St John", ["J.R. St. John"]),
        ("Sgt. Vera ONeil", ["Vera O'Neil"]),
        ("Deputy Chief Ben Flores", ["Ben Flores"]),
        ("Lt B. Flores's", ["Ben Flores"]),
        ("Dr. N\u00fa\u00f1ez", ["Jos\u00e9 N\u00fa\u00f1ez"]),
        ("Major Okafor", ["Major Okafor"]),
        ("Chief Major Okafor", ["Major Okafor"]),
        ("Pat Lee", ["Pat Lee", "Pat Lee"]),
        ("Pat Lee of Elm PD", ["Pat Lee"]),
        ("Noor of Cedar Fire", ["Noor Dahl"]),
        ("N. Dahl from the Elm police", ["Nina Dahl"]),
        ("Noor Dahl of Elm PD", []),
        ("ADA@home.example", ["Ada Tran"]),
        ("Benny Flores", []),
        ("Ada Tarn", []),
        ("Chief", []),
    ],
)
def test_as_names_are_said(find: Find, grove: dict[str, int], said: str, names: list[str]) -> None:
    assert find(said) == names


def test_an_s_is_never_taken_off_a_name_that_somebody_else_bears(find: Find, grove: dict[str, int]) -> None:
    lead = Member("T1", "ULEE", 1, agencies=frozenset([grove["cedar"]]), leads=frozenset([grove["cedar"]]))
    assert find("Kim Travis", lead) == []
    assert find("N. Dahl", lead) == ["Noor Dahl"]
