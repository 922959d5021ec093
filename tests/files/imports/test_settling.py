"""Days that a spreadsheet may have swapped before the file was brought; scores that are a pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from files.cells import Cell
from files.imports.lookup import Named
from files.imports.settling import open_values, with_answers, without_swapped
from files.kinds import COMPLETIONS
from files.results import BLANK, parse_result
from files.settled import Settled, answered
from files.table import Row, Shape, Table
from readiness.vocabulary import Result
from words.written import DateOrder

COLUMNS = ("email", "course", "completed_on")


def table(*days: Cell) -> Table:
    rows = [Row(line, ("a@x.example", "BLS", day), COLUMNS, None) for line, day in enumerate(days, start=2)]
    return Table("brought.xlsx", COLUMNS, COLUMNS, rows, Shape())


def refused(brought: Table, order: DateOrder) -> list[int]:
    read = without_swapped(COMPLETIONS, brought, order, DateOrder.MDY)
    return [row.line for row in read.rows if row.problem]


def test_a_day_cell_beside_texts_of_the_other_order_is_refused_where_it_may_be_swapped() -> None:
    brought = table("25/10/2026", date(2026, 3, 4), date(2026, 3, 14), date(2026, 4, 4))
    assert refused(brought, DateOrder.DMY) == [3]


def test_day_cells_stand_where_nothing_shows_that_a_spreadsheet_read_them() -> None:
    assert refused(table("2026-10-25", date(2026, 3, 4)), DateOrder.DMY) == []
    assert refused(table("10/25/2026", date(2026, 3, 4)), DateOrder.MDY) == []


def scored(*results: Cell) -> Table:
    columns = ("email", "result")
    rows = [Row(line, ("a@x.example", each), columns, None) for line, each in enumerate(results, start=2)]
    return Table("brought.xlsx", columns, columns, rows, Shape())


def ended(brought: Table, mark: str) -> list[Cell]:
    nothing = Named("course", "course", ())
    (question,) = open_values(COMPLETIONS, brought, nothing, nothing, Settled())
    settled = answered(Settled(), question, mark)
    assert (
        open_values(COMPLETIONS, with_answers(COMPLETIONS, brought, settled)[0], nothing, nothing, settled)
        == ()
    )
    return [row.raw[1] for row in with_answers(COMPLETIONS, brought, settled)[0].rows]


def test_a_column_of_scores_is_asked_about_once() -> None:
    assert ended(scored("92%", "41%", "70", "35/50", "Pass"), "70") == [
        *("pass", "incomplete", "pass", "pass", "Pass"),
    ]
    assert ended(scored("92", "1", 0), "70") == ["pass", "incomplete", "incomplete"]
    untold, left_out = with_answers(COMPLETIONS, scored("92", "1", 0), Settled())
    assert ([row.line for row in untold.rows], [each.line for each in left_out]) == ([2], [3, 4])
    assert ended(scored(0.92, 0.41), "70") == ["pass", "incomplete"]
    assert ended(scored("92%", "41%"), "") == []


def test_a_pass_mark_is_not_held_against_ticks() -> None:
    settled = Settled(values={"result": {"scores": "70"}})
    for results, passed in (
        ((1, 0, 1.0), [True, False, True]),
        (("1", "0"), [True, False]),
        ((1.0, 1.0), [True, True]),
        ((1.0, 0.92, 0.5), [True, True, False]),
        (("100", "1", "0"), [True, False, False]),
    ):
        table, _ = with_answers(COMPLETIONS, scored(*results), settled)
        assert [parse_result(row.raw[1]) is Result.PASS for row in table.rows] == passed, results


def test_what_says_nothing_under_anothers_name_is_asked_once() -> None:
    nothing = Named("course", "course", ())
    brought = replace(scored("Yes", BLANK, BLANK), header=("Email", "Attended"))
    (question,) = open_values(COMPLETIONS, brought, nothing, nothing, Settled())
    assert question.said == "2 rows say nothing under “Attended”. Is that a pass?"
    assert question.option == '--value "result:(blank)=pass"'
    for answer, said in (("pass", ["Yes", "pass", "pass"]), ("", ["Yes"])):
        settled = answered(Settled(), question, answer)
        assert [row.raw[1] for row in with_answers(COMPLETIONS, brought, settled)[0].rows] == said
