"""A pasted list of people: whom each line names, what can't be taken of it, and who is named twice."""

from __future__ import annotations

from commands.language.lists import MOST_TOLD, listed_for, wrong_lines
from storage.engine import Store
from tests.commands.language.listing import asks

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
    assert said.endswith("and 3 more. Nothing was recorded.")


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
        "“Jo Lee” fits Jo Lee (jo.lee@grove.example), Jo Lee (jolee@birch.example)"
    )
    assert read.wrong[1:] == [f"“{each}” is nobody on the roster." for each in read.left[1:]]


def test_a_lead_names_their_own_and_learns_of_nobody_else(county_store: Store) -> None:
    with county_store.reading() as session:
        read = listed_for(asks(session, "Cedar Fire Department"), "Jo Lee\nPat Quinn\nada@grove.example")
        assert [each.name for each in read.people] == ["Jo Lee", "Ada Abbott"]
    assert read.wrong == ["“Pat Quinn” is nobody whom you may name here."]
