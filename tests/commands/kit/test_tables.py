"""A table in both its shapes: taken by Slack, within its limits, and nothing in it is markup."""

from __future__ import annotations

from commands.kit.blocks import raw
from commands.kit.reading import text_of
from commands.kit.tables import MOST_COLUMNS, MOST_ROWS, DrawnTable, NativeTable
from practice.judge import judge_message

HEADS = ["", "1", "2"]
ROWS = [["1 <!channel> *Oak*", "–", "●"], ["2 A name that is much longer than a phone shows", "100%", "–"]]
TOLD = ["Oak: with all of the others"]


def test_both_are_taken_and_say_the_same() -> None:
    for made in (NativeTable(HEADS, ROWS, TOLD), DrawnTable(HEADS, ROWS, TOLD)):
        judge_message(raw([made]))
        assert text_of([made]) == TOLD[0]


def test_lines_of_signs_stand_beneath_each_other() -> None:
    [made] = raw([DrawnTable(HEADS, ROWS, TOLD)])
    assert made["elements"][0]["elements"][0]["text"].splitlines() == [
        "                        1 2",
        "1 <!channel> *Oak*      – ●",
        "2 A name that is mu… 100% –",
    ]


def test_a_table_of_too_much_is_cut_to_what_slack_takes() -> None:
    many = [[str(row)] + ["●"] * 30 for row in range(150)]
    [made] = raw([NativeTable([""] * 31, many, ["told"])])
    judge_message([made])
    assert len(made["rows"]) == MOST_ROWS
    assert {len(row) for row in made["rows"]} == {MOST_COLUMNS}
