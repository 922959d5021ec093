"""Names, addresses and member ids that stand in one cell."""

from __future__ import annotations

import pytest

from files.whom import OTHER_EMAILS
from tests.files.test_arranging import arranged, asked, raw

HEAD = "Name,Course,Date"
DONE = "BLS,3/12/2026"


@pytest.mark.parametrize(
    "cell",
    [
        "Abbott, Ada (CFD-101)",
        "Abbott, Ada [ID: CFD-101]",
        "Abbott, Ada #CFD-101",
        "Abbott, Ada - CFD-101",
        "CFD-101 - Abbott, Ada",
    ],
)
def test_a_member_id_beside_the_name(cell: str) -> None:
    found = arranged(f'{HEAD}\n"{cell}",{DONE}\n')
    assert raw(found, "full_name", "member_id") == [("Abbott, Ada", "CFD-101")]


@pytest.mark.parametrize(
    "cell",
    [
        "Leon Oakes (3rd)",
        "Jo Lee (Birch PD)",
        "Leon Oakes 3rd",
        "Ada Abbott-Ng",
        "Ada Abbott - EMT1",
        "Ada Abbott (PGY3)",
        "Ada Abbott #FF-2",
    ],
)
def test_what_is_no_member_id_stays_in_the_name(cell: str) -> None:
    found = arranged(f"{HEAD}\n{cell},{DONE}\n")
    assert raw(found, "full_name") == [(cell,)]
    assert "member_id" not in found.table.columns


def test_an_engine_beside_several_names_is_nobodys_number() -> None:
    found = arranged(f"{HEAD}\nAda Abbott (E41),{DONE}\nBen Flores (E41),{DONE}\n")
    assert "member_id" not in found.table.columns


def test_a_nickname_is_no_part_of_the_name() -> None:
    found = arranged(f"{HEAD}\nAda (Addie) Abbott,{DONE}\n")
    assert raw(found, "full_name") == [("Ada Abbott",)]


@pytest.mark.parametrize(
    ("cell", "email", "name"),
    [
        ("<ada@b.example>", "ada@b.example", ""),
        ("‹Ada@b.example›", "ada@b.example", ""),
        ("mailto:ada@b.example?subject=x", "ada@b.example", ""),
        ("ada@b.example (work)", "ada@b.example", ""),
        ("Ada Abbott <ada@b.example>", "ada@b.example", "Ada Abbott"),
        ("not an address", "not an address", ""),
    ],
)
def test_an_address_as_it_was_copied(cell: str, email: str, name: str) -> None:
    found = arranged(f"Email,Course,Date\n{cell},{DONE}\nben@b.example,{DONE}\n")
    assert raw(found, "email")[0] == (email,)
    assert (raw(found, "full_name")[0] == (name,)) if name else "full_name" not in found.table.columns


@pytest.mark.parametrize(
    "text",
    [
        f"Email,Course,Date\nada@b.example; ada@home.example,{DONE}\n",
        f"Work Email,Personal Email,Course,Date\nada@b.example,ada@home.example,{DONE}\n",
    ],
)
def test_several_addresses_of_one_row(text: str) -> None:
    found = arranged(text)
    assert raw(found, "email", OTHER_EMAILS) == [("ada@b.example", "ada@home.example")]
    assert found.unknown == ()


def test_a_roster_takes_a_second_address_only_with_a_member_id() -> None:
    head = "Email,First Name,Last Name,Agency"
    one = arranged(f"{head}\na@b.example; a@c.example,Ada,Abbott,Cedar\n", "roster")
    assert OTHER_EMAILS not in one.table.columns
    two = arranged(f"{head},Member ID\na@b.example; a@c.example,Ada,Abbott,Cedar,7\n", "roster")
    assert raw(two, OTHER_EMAILS) == [("a@c.example",)]
    assert asked(arranged("Name,Agency\nAda Abbott (C-7),Cedar\n", "roster")) == []


@pytest.mark.parametrize("cell", ['="00104"', "'00104", '"=""00104"""'])
def test_a_code_that_was_kept_a_text(cell: str) -> None:
    found = arranged(f"Employee ID,Course,Date\n{cell},BLS,'3/12/2026\n")
    assert raw(found, "member_id", "completed_on") == [("00104", "3/12/2026")]
