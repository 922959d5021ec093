"""Lines between the rows that say what the rows under them are of."""

from __future__ import annotations

import pytest

from files.settled import Settled
from tests.files.test_arranging import COURSES, arranged, asked, raw

HEAD = "Email,Date,Hours"
ADA, BEN = "ada@b.example,3/12/2026,4", "ben@b.example,3/13/2026,4"


@pytest.mark.parametrize("headings", [("ASIM-B", "BLS"), ("Course: ASIM Basic", "Class: BLS")])
def test_a_heading_says_the_course_of_the_rows_under_it(headings: tuple[str, str]) -> None:
    found = arranged(f"{HEAD}\n{headings[0]},,\n{ADA}\nSubtotal,,4\n{headings[1]},,\n{BEN}\nTotal,,8\n")
    assert found.open == ()
    codes = [str(course).rpartition(": ")[2] for (course,) in raw(found, "course")]
    assert codes in (["ASIM-B", "BLS"], ["ASIM Basic", "BLS"])
    assert any("headings" in line for line in found.named)


def test_a_heading_that_nobody_knows_ends_what_the_one_before_said() -> None:
    found = arranged(f"{HEAD}\nASIM-B,,\n{ADA}\nHose Ops,,\n{BEN}\n")
    assert raw(found, "course") == [("ASIM-B",), ("Hose Ops",)]


@pytest.mark.parametrize("heading", ["*ASIM-A", "Source: ASIM-A", "Key: Hose Ops", "Confidential informants"])
def test_a_line_between_rows_is_no_remark_that_lets_the_heading_above_go_on(heading: str) -> None:
    found = arranged(f"{HEAD}\nBLS,,\n{ADA}\n{heading},,\n{BEN}\nNote: all done,,\n")
    assert raw(found, "course") == [("BLS",), (heading.strip("*"),)]


def test_somebody_without_a_day_is_no_course_and_does_not_vanish() -> None:
    people = "Ada Abbott,3/1/2026\nBen Flores,\nCy Dee,3/1/2026\nDi Eck,\nEd Fox,3/2/2026\n"
    assert [each.about for each in arranged(f"Name,Date\n{people}").open] == ["course"]
    found = arranged(f"Name,Email,Date\nBLS,,\n{people.replace(',', ',,')}")
    alone = [row for row in found.table.rows if row.problem]
    assert [row.raw[0] for row in alone] == ["Ben Flores", "Di Eck"]
    assert [course for (course,) in raw(found, "course")].count("BLS") == 1


def test_an_agency_heads_its_people_and_a_station_of_it_does_not() -> None:
    lines = ["Cedar Fire", "z@c.example,Zed", "Station 4", "y@c.example,Yan", "Elm Police", "x@e.example,Xi"]
    text = "Email,First Name,Last Name\n" + "".join(
        f"{each}{',' * (2 - each.count(','))}\n" for each in lines
    )
    found = arranged(text, "roster", lexicon=COURSES.with_agencies([("Cedar Fire", "Cedar Fire")]))
    told = dict(raw(found, "email", "agency"))
    assert told["z@c.example"] == told["y@c.example"] == "Cedar Fire"
    assert told["x@e.example"] == "Elm Police"


def test_a_column_or_an_answer_says_it_better() -> None:
    text = f"{HEAD},Course\nASIM-B,,,\n{ADA},BLS\n"
    assert raw(arranged(text), "course") == [("",), ("BLS",)]
    whole = arranged(f"{HEAD}\nASIM-B,,\n{ADA}\n", settled=Settled(course="BLS"))
    assert raw(whole, "course") == [("BLS",), ("BLS",)]


def test_a_name_alone_on_a_line_is_no_heading() -> None:
    assert asked(arranged(f"{HEAD}\nAda Abbott,,\n{ADA}\n"))
