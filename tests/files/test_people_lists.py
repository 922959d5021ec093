"""Whom a file lists: found by a heading, or by what is in its columns; no row is passed over."""

from __future__ import annotations

import pytest

from files.people_lists import people_lines
from files.reading import read_list_apart
from files.table import NotATable, Opened, Table, open_list
from tests.files.test_workbook import sheet_of

LISTS = {
    "Ben Flores\nAnn Lee\n": ["Ben Flores", "Ann Lee"],
    "Ben Flores": ["Ben Flores"],
    "a@x.org; b@x.org; c@x.org\n": ["a@x.org, b@x.org, c@x.org"],
    "Ben <b@x.org>\r\nAnn <a@x.org>\r\n": ["Ben <b@x.org>", "Ann <a@x.org>"],
    "Name;Agency;Phone\nBen Flores;Cedar Fire;1\n;;\n": ["Ben Flores, Cedar Fire"],
    "Name\nFlores, Ben\nLee, Jo\n": ["Flores, Ben", "Lee, Jo"],
    "Drill of May\nFirst,Last,E-mail\nBen,Flores,b@x.org\nAnn,Lee,\n": [
        "Drill of May",
        "b@x.org\tBen Flores",
        "Ann Lee",
    ],
    "17,Ben Flores,b@x.org,Lt\n18,Ann Lee,a@x.org,FF\n19,,,\n": ["b@x.org\tBen Flores", "a@x.org\tAnn Lee"],
    "Ben Flores\t555\tCedar\nAnn Lee\t444\tCedar\n": ["Ben Flores", "Ann Lee"],
    "Eve Lee, Grove 911\nBen Flores, Ann Lee\n": ["Eve Lee, Grove 911", "Ben Flores, Ann Lee"],
    'Max "Mac" O\'Hara\nBen Flores\nBen Flores\n': ['Max "Mac" O\'Hara', "Ben Flores", "Ben Flores"],
    "b@x.org,boss@x.org\na@x.org,\n": ["b@x.org, boss@x.org", "a@x.org"],
    "Email\n": [],
    "1,2\n": [],
    ",,\n": [],
}


def opened(content: bytes, most: int = 10) -> list[str]:
    found: Opened = open_list(content, "list.csv", most)
    return people_lines(Table(found.name, (), (), list(found.rows), found.shape))


@pytest.mark.parametrize("text", LISTS)
def test_each_row_is_a_line(text: str) -> None:
    assert opened(text.encode()) == LISTS[text]


def test_a_workbook_is_read_apart() -> None:
    content = sheet_of(["", "Sign-in"], ["Surname", "Given name"], ["O'Hara; Jr", "Max"], [7, None])
    table = read_list_apart(content, "list.txt", 10)
    assert people_lines(table) == ["Sign-in", "Max O'Hara, Jr", "7"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b" \n\n", "list.csv is empty. Wanted: a text file"),
        (b'"\n"\n', "list.csv is empty. Wanted: a text file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "Wanted: a text file"),
        (b"Ben\x01Flores\n", "is no text"),
        (b"Ben Flores\n" * 11, "has more than 10 lines. Split it into several files."),
    ],
)
def test_what_is_no_list_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(NotATable) as refused:
        opened(content)
    assert said in str(refused.value)
