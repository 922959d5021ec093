"""How a class ended, where a column only ticks it."""

from __future__ import annotations

import pytest

from files.results import BLANK, marked, unknown_result
from files.settled import Asks, Settled
from tests.files.test_arranging import arranged, asked, raw

WHO = "Email,Course,Date"
DONE = "ada@x.example,BLS,2026-03-12"


@pytest.mark.parametrize(
    ("header", "cells", "read"),
    [
        ("No Show", ["Yes", "", "No"], ["no show", "", ""]),
        ("Fail", ["X", ""], ["fail", ""]),
        ("Failed?", ["y", "n"], ["failed", ""]),
        ("Withdrawn", ["true", "false"], ["withdrawn", ""]),
        ("Pass", ["X", ""], ["X", BLANK]),
        ("Result", ["pass", ""], ["pass", ""]),
        ("Incomplete", ["Passed", "x"], ["Passed", "incomplete"]),
        ("Attended", ["Yes", "", "No"], ["Yes", BLANK, "No"]),
        ("Status", ["Completed", "", ""], ["Completed", BLANK, BLANK]),
        ("Passed?", ["Y", "", "N"], ["Y", BLANK, "N"]),
        ("Signature", ["signed", ""], ["signed", BLANK]),
        ("Signature", ["A. Abbott", ""], ["A. Abbott", BLANK]),
        ("result", ["Signed", ""], ["Signed", BLANK]),
        ("Attended", ["", ""], [BLANK, BLANK]),
        ("Status", ["", ""], ["", ""]),
    ],
)
def test_ticks_are_read_by_their_columns_name(header: str, cells: list[str], read: list[str]) -> None:
    assert marked(header, cells) == read


def test_a_blank_among_ticks_is_asked_about() -> None:
    assert unknown_result(BLANK)


def test_a_no_show_that_is_ticked_is_no_pass() -> None:
    text = f"{WHO},No Show\n{DONE},Yes\n{DONE},\n"
    assert asked(arranged(text)) == [(Asks.COLUMN, "result")]
    table = arranged(text, settled=Settled(columns={"No Show": "result"})).table
    assert [row.raw[table.columns.index("result")] for row in table.rows] == ["no show", ""]


def test_one_letter_under_a_name_of_results_is_asked_about() -> None:
    assert asked(arranged(f"{WHO},S/U\n{DONE},U\n")) == [(Asks.COLUMN, "result")]


@pytest.mark.parametrize(
    ("header", "said"),
    [("Attended", ("Yes", "", "No")), ("Status", ("Completed", "", "")), ("Passed?", ("Y", "", "N"))],
)
def test_a_blank_under_anothers_name_is_no_pass_of_itself(header: str, said: tuple[str, ...]) -> None:
    found = arranged("\n".join([f"{WHO},{header}", *(f"{DONE},{each}" for each in said)]) + "\n")
    assert raw(found, "result") == [(each or BLANK,) for each in said]
    wide = "\n".join([f"Email,ICS-100,BLS,{header}", *(f"a@x.example,,3/1/2026,{each}" for each in said)])
    assert raw(arranged(f"{wide}\n"), "result") == [(each or BLANK,) for each in said]
