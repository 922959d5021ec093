"""Lines of a pasted list, and of agencies with a headcount, in all the ways they are pasted."""

from __future__ import annotations

import pytest

from commands.language.pasted import Reading, names_and_numbers, pasted_people


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("Cedar Fire: 12", ("Cedar Fire", 12)),
        ("Cedar Fire 12", ("Cedar Fire", 12)),
        ("Cedar Fire - 12", ("Cedar Fire", 12)),
        ("Cedar Fire – 12", ("Cedar Fire", 12)),
        ("Cedar Fire (12)", ("Cedar Fire", 12)),
        ("Cedar Fire: 12 people", ("Cedar Fire", 12)),
        ("Cedar Fire:12", ("Cedar Fire", 12)),
        ("Cedar Fire,12", ("Cedar Fire", 12)),
        ("Cedar Fire\t1,200", ("Cedar Fire", 1200)),
        ("12 Cedar Fire", ("Cedar Fire", 12)),
        ("12 x Cedar Fire", ("Cedar Fire", 12)),
        ("12 people from Cedar Fire", ("Cedar Fire", 12)),
        ("12\tCedar Fire", ("Cedar Fire", 12)),
        ("Cedar Fire: -3", ("Cedar Fire", -3)),
        ("Cedar Fire: twelve", None),
        ("Cedar Fire: 12.5", None),
        ("Cedar Fire: ٣", None),
        ("12", None),
        ("Cedar Fire 123456789", None),
    ],
)
def test_a_line_is_an_agency_and_a_number(line: str, first: tuple[str, int] | None) -> None:
    assert next(iter(names_and_numbers(line)), None) == first


def test_an_agency_with_a_number_in_its_name_may_stand_behind_another() -> None:
    assert ("Grove 911", 2) in names_and_numbers("2 Grove 911")
    assert ("Grove 911", 2) in names_and_numbers("Grove 911: 2")


@pytest.mark.parametrize(
    "line",
    [
        *("Ada Abbott", "- Ada Abbott", "• Ada Abbott", "1. Ada Abbott", "12) Ada Abbott", "3 Ada Abbott"),
        *(
            "#4 Ada Abbott",
            "7\tAda Abbott",
            "Capt. Ada Abbott",
            "2. FF/PM Ada Abbott",
            "Asst. Chief Ada Abbott",
        ),
        *("Abbott, Ada", "Abbott, Capt. Ada", "Ada\tAbbott", "Abbott\tAda", "Captain,Ada,Abbott"),
        *('"Abbott","Ada"', "Ada Abbott, EMT-P", "14\tAbbott\tAda\tFF"),
    ],
)
def test_a_name_is_read_however_it_is_pasted(line: str) -> None:
    [read] = pasted_people(line)
    assert Reading("Ada Abbott") in read.readings


def test_addresses_columns_and_headings() -> None:
    text = "Name\tE-mail\nOtto Zamora <otto@x.example>\na@x.example; b@x.example, <mailto:c@x.example|c>\n;\n"
    assert [line.email for line in pasted_people(text)] == [
        *("otto@x.example", "a@x.example", "b@x.example", "c@x.example"),
    ]
    [row] = pasted_people("Abbott\tAda\tCedar Fire")
    assert Reading("Ada Abbott", ("Cedar Fire",)) in row.readings
    [two] = pasted_people("Ada Abbott, Ben Flores")
    assert list(two.several) == ["Ada Abbott", "Ben Flores"]
    assert pasted_people("0001")[0].readings[0] == Reading("0001"), "a member id is no number of a line"
