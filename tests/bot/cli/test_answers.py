"""`muster due` and `muster coverage`: what fits several is asked about; nothing asked is said."""

from __future__ import annotations

import pytest

from storage.engine import Store
from tests.bot.cli.conftest import Muster
from tests.conversations import county


@pytest.fixture
def grove(store: Store) -> Store:
    county.bring_in(store)
    return store


@pytest.mark.sliced(2)
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("due", "Cedar"), "“Cedar” matches 2: Cedar Fire Department, City of Cedar."),
        (("due", "Ceder", "Fire"), "“Ceder” you may ask about"),
        (("due", "Cedar Fire frobnicate"), "“frobnicate”"),
        (("coverage", "--course", "ASIM"), "“ASIM” matches 2 courses: ASIM-A, ASIM-B."),
        (("coverage", "--course", "Underwater"), "I can't find any course called “Underwater”"),
    ],
)
def test_what_is_not_sure_is_one_line_and_no_answer(
    grove: Store, muster: Muster, words: tuple[str, ...], said: str
) -> None:
    answer = muster(*words)
    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err


def test_any_question_is_answered_by_the_same_rows(grove: Store, muster: Muster) -> None:
    def rows(*words: str) -> list[list[str]]:
        answer = muster("due", *words, "--format", "csv")
        assert answer.status == 0, answer.err
        return [line.split(",") for line in answer.out.splitlines()]

    columns, *due = rows("Cedar Fire")
    assert columns[0] == "email"
    expired = rows("who is expired in Cedar Fire")[1:]
    assert expired
    assert {row[6] for row in expired} == {"expired"}
    assert [row for row in due if row[6] == "expired"] == expired
    columns, *shares = rows("what share of Cedar Fire is current on ASIM-B")
    assert columns[:5] == ["course", "scope_kind", "scope", "required", "current"]
    assert shares[0][:3] == ["ASIM-B", "agency", "Cedar Fire Department"]
    _, *order = rows("which agency is worst on ASIM-B")
    worth = [int(row[4]) / int(row[3]) for row in order]
    assert worth == sorted(worth)
    assert len(worth) > 1


def test_coverage_shows_the_share_and_the_weakest_and_writes_its_columns_as_ever(
    grove: Store, muster: Muster
) -> None:
    shown = muster("coverage", "--course", "ASIM-B").out
    assert "share" in shown
    assert "weakest" in shown
    [row] = [line for line in shown.splitlines() if line.split()[:1] == ["ASIM-B"]]
    assert row.count("%") == 3, "the share, the weakest agency and the weakest discipline"
    header = muster("coverage", "--format", "csv").out.splitlines()[0]
    assert header.endswith("unverified,on_plan")


def test_a_whole_name_is_answered(grove: Store, muster: Muster) -> None:
    answer = muster("due", "Cedar Fire Department", "for", "ASIM-B", "--format", "csv")
    assert answer.status == 0
    assert "ada@grove.example" in answer.out


@pytest.mark.parametrize("command", ["due", "coverage"])
def test_where_nothing_is_asked_that_is_said_beside_the_empty_answer(muster: Muster, command: str) -> None:
    muster("catalogue", "load")
    said = muster(command, "--format", "csv")
    assert said.status == 0
    assert said.out.count("\n") == 1, "the header alone"
    assert said.err.startswith("Nothing is asked of anybody yet")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("command", ["due", "coverage"])
def test_where_something_is_asked_nothing_is_said(muster: Muster, command: str) -> None:
    assert "Nothing is asked" not in muster(command, "--format", "csv").err


def test_a_unit_is_one_scope_in_words_and_by_its_option(grove: Store, muster: Muster) -> None:
    cedar, birch = "Cedar Fire Department", "Birch Police Department"
    units = f"""email,first_name,last_name,agency,unit
ada@grove.example,Ada,Abbott,{cedar},Station 4
max@birch.example,Max,<!channel> O'Hara,{birch},Station 4
jo.lee@grove.example,Jo,Lee,{cedar},B shift
"""
    county.take(grove, "roster", units)
    answers = [
        muster("due", *asked, "--format", "csv")
        for asked in (
            (cedar, "station 4"),
            ("--unit", f"{cedar} Station 4"),
            ("--unit", "station 4", "--agency", cedar),
        )
    ]
    assert len({each.out for each in answers}) == 1
    assert "ada@grove.example" in answers[0].out
    assert "jo.lee@grove.example" not in answers[0].out
    several = muster("due", "--unit", "Station 4")
    assert (several.status, several.out) == (2, "")
    assert f"matches {birch} Station 4, {cedar} Station 4" in several.err
    covered = muster("coverage", "--unit", "b shift", "--format", "csv")
    assert [row.split(",")[1:4] for row in covered.out.splitlines()[1:]] == [
        ["unit", f"{cedar} B shift", "1"]
    ] * 2
    assert "I can't find any unit named exactly " in muster("teams", "--unit", "Station 9").err
