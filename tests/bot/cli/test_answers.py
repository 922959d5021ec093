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


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("due", "Cedar"), "“Cedar” fits 2: Cedar Fire Department, City of Cedar."),
        (("due", "Ceder", "Fire"), "“Ceder” you may ask about"),
        (("due", "who is expired in Cedar Fire"), "I can't take “expired” into account"),
        (("due", "Cedar Fire frobnicate"), "“frobnicate”"),
        (("coverage", "--course", "ASIM"), "“ASIM” fits 2 courses: ASIM-A, ASIM-B."),
        (("coverage", "--course", "Underwater"), "I know no course “Underwater”"),
    ],
)
def test_what_is_not_sure_is_one_line_and_no_answer(
    grove: Store, muster: Muster, words: tuple[str, ...], said: str
) -> None:
    answer = muster(*words)
    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err


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
