"""Which kind of file a table is, by its columns, its name, the words it came with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from files.guessing import guess_kind, kind_in_name, kind_in_words, sought_of_any
from files.kinds import KINDS
from files.lexicon import Lexicon
from files.reading import read_file
from files.table import read_table

LAYOUTS = Path(__file__).parent / "layouts"
COUNTY = Path(__file__).parents[1] / "data" / "grove"


@pytest.mark.sliced(6)
@pytest.mark.parametrize("kind", list(KINDS))
def test_our_own_files_are_told_by_their_columns_alone(kind: str) -> None:
    table = replace(read_file(COUNTY / f"{kind}.csv", sought_of_any()), name="x.csv")
    guess = guess_kind(table, Lexicon())
    assert guess.is_plain
    assert guess.kinds[0] == kind


@pytest.mark.sliced(6)
@pytest.mark.parametrize("path", sorted(LAYOUTS.glob("*.csv")), ids=lambda path: path.stem)
def test_what_other_tools_write_are_completions(path: Path) -> None:
    guess = guess_kind(read_file(path, sought_of_any()), Lexicon())
    assert guess.kinds[0] == "completions"
    assert guess.is_plain or "roster" in guess.kinds, "who signed in, with no course: that is asked"


def test_people_by_courses_are_no_roster() -> None:
    content = b"email,first name,last name,agency,BLS,HAZ\na@b.example,A,B,Cedar,2026-03-01,\n"
    table = read_table(content, "list.csv", sought_of_any())
    known = guess_kind(table, Lexicon.of([("BLS", "Basic life support"), ("HAZ", "Hazardous materials")]))
    assert known.kinds[0] == "completions"
    assert guess_kind(table, Lexicon()).kinds[0] == "roster"


def test_what_may_be_several_is_not_plain() -> None:
    table = read_table(b"code,title\nX,Y\n", "what.csv", sought_of_any())
    assert guess_kind(table, Lexicon()).kinds[0] == "courses"
    assert not guess_kind(read_table(b"a,b\n1,2\n", "what.csv", sought_of_any()), Lexicon()).is_plain


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("here is our roster", "roster"),
        ("Our training records", "completions"),
        ("the agencies, please", "agencies"),
        ("staff list", "roster"),
        ("roster and courses", None),
        ("here you go", None),
        ("", None),
    ],
)
def test_the_words_it_came_with(said: str, kind: str | None) -> None:
    assert kind_in_words(said.split()) == kind


def test_the_name_of_the_file() -> None:
    assert kind_in_name("2026_Roster (3).xlsx") == "roster"
    assert kind_in_name("F123.csv") is None
