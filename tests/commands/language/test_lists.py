"""A pasted list of people: whom each line names, what can't be taken of it, and who is named twice."""

from __future__ import annotations

from collections.abc import Sequence

from commands.language.lists import MOST_TOLD, listed_for, listed_people, told_lines, wrong_lines
from commands.language.naming import find_on_roster
from storage.engine import Store
from storage.people import AffiliationRecord, Person
from tests.commands.language.listing import asks
from tests.conversations import county

PASTED = """Name, E-mail
1. Ada Abbott
FF Flores, Ben
cora@grove.example; ben@grove.example
Jo Lee
Jo Lee, Cedar Fire
Zed Unknown
Ada Abbott <ada@grove.example>
nobody@grove.example
Pat Quinn, Max O'Hara, Quincy Nobody
"""


def test_many_wrong_lines_are_named_in_part_and_counted() -> None:
    said = wrong_lines([f"“{n}”." for n in range(MOST_TOLD + 3)])
    assert said.endswith("\nand 3 more.\nNothing was recorded.")
    assert said.startswith("• “0”.\n• “1”.\n"), "one line an entry"


def test_of_many_of_one_name_three_are_named_those_of_the_agency_first(county_store: Store) -> None:
    cedar = county.agency_id(county_store, "Cedar Fire Department")
    birch = county.agency_id(county_store, "Birch Police Department")
    with county_store.writing() as session:
        for number, agency in enumerate((birch, birch, cedar, cedar, birch)):
            one = Person(email=f"tess{number}@x.example", first_name="Tess", last_name="Flores")
            one.rekey()
            session.add(one)
            session.flush()
            session.add(AffiliationRecord(person_id=one.id, agency_id=agency))
    with county_store.reading() as session:
        request = asks(session, "Cedar Fire Department")

        def find(said: str, most: int) -> Sequence[Person]:
            return find_on_roster(session, said, "T1", most)

        listed = listed_people(request, "Flores, Tess\nZed Zorn", find, True, first=cedar)
    [flores, zed] = listed.wrong
    there = ", ".join(f"Tess Flores (tess{n}@x.example)" for n in (2, 3, 0))
    assert flores == (
        f"“Flores, Tess” matches {there} and 2 more: write the e-mail, or the agency after a comma."
    ), "by e-mail where name and agency are the same"
    assert told_lines([zed]).startswith(
        "“Zed Zorn” is nobody on the roster. Anyone not on the roster is added"
    )


def test_three_unknown_names_two_doubles_and_two_of_one_name(county_store: Store) -> None:
    with county_store.reading() as session:
        read = listed_for(asks(session), PASTED)
        found = [each.name for each in read.people]
        assert found == [
            "Ada Abbott",
            "Ben Flores",
            "Cora Diaz",
            "Jo Lee",
            "Pat Quinn",
            "Max <!channel> O'Hara",
        ]
        assert [each.name for each in read.twice] == ["Ben Flores", "Ada Abbott"]
    assert list(read.left) == ["Jo Lee", "Zed Unknown", "nobody@grove.example", "Quincy Nobody"]
    assert read.wrong[0].startswith(
        "“Jo Lee” matches Jo Lee (jo.lee@grove.example), Jo Lee (jolee@birch.example)"
    )
    assert read.wrong[1:] == [f"“{each}” is nobody on the roster." for each in read.left[1:]]


def test_a_lead_names_their_own_and_learns_of_nobody_else(county_store: Store) -> None:
    with county_store.reading() as session:
        read = listed_for(asks(session, "Cedar Fire Department"), "Jo Lee\nPat Quinn\nada@grove.example")
        assert [each.name for each in read.people] == ["Jo Lee", "Ada Abbott"]
    assert read.wrong == ["“Pat Quinn” is nobody you can see here."]
