"""Templates: what stands in them, and that they come back in as they were filled in."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import openpyxl
import pytest
from sqlalchemy.orm import Session

from files.arranging import arrange
from files.cells import shown
from files.finding import Sought
from files.imports.planning import plan_import
from files.kinds import KINDS, kind_named
from files.lexicon import Lexicon
from files.settled import Settled
from files.table import read_table
from files.templates import EXAMPLE, columns_of, template
from storage.engine import Store
from tests.commands.speaking import NOON, REGION, small_county


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    small_county(store)
    with store.reading() as found:
        yield found


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def lists_of(book: Any, kind: str) -> dict[str, list[str]]:
    """What a column's drop-down offers, by the column's name."""
    page, found = book[kind], {}
    for rule in page.data_validations.dataValidation:
        letter = str(rule.sqref).rstrip("0123456789").split("3:")[0]
        rows = book["Lists"][rule.formula1.partition("!")[2].replace("$", "")]
        rows = rows if isinstance(rows, tuple) else ((rows,),)
        found[page[f"{letter}1"].value] = [row[0].value for row in rows]
    return found


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_column_has_its_note_and_the_example_comes_to_nothing(session: Session, kind: str) -> None:
    content = template(session, kind_named(kind))
    page = opened(content)[kind]
    heads = list(page[1])
    assert [cell.value for cell in heads] == list(columns_of(kind_named(kind)))
    assert all(cell.font.bold for cell in heads)
    assert page.freeze_panes == "A2"
    for cell in heads:
        said, must = cell.comment.text.rsplit(". ", 1)
        assert said, f"{cell.value} says what it is"
        assert "filled in" in must or "left empty" in must
    for (column,) in (group for group in kind_named(kind).must if len(group) == 1):
        assert page.cell(2, columns_of(kind_named(kind)).index(column) + 1).value
    table = read_table(content, "t.xlsx", Sought.of(kind_named(kind)))
    assert shown(table.rows[0].raw[0]).startswith(EXAMPLE)
    assert not table.shape.other_sheets, "the lists are nothing to be read"
    arranged = arrange(table, kind_named(kind), Settled(), Lexicon(), REGION.zone)
    assert not arranged.table.rows
    assert not arranged.open
    assert "Line 2 left out: Example:" in arranged.named[-1]


def test_what_can_be_chosen_is_what_there_is(session: Session) -> None:
    roster = lists_of(opened(template(session, kind_named("roster"))), "roster")
    assert roster["agency"] == ["Cedar Fire Department", "Oak Police"]
    agencies = lists_of(opened(template(session, kind_named("agencies"))), "agencies")
    assert "public_works" in agencies["disciplines"]
    assert "agency" not in agencies, "what the file brings is nothing to choose from"
    completions = lists_of(opened(template(session, kind_named("completions"))), "completions")
    assert completions["result"] == ["pass", "incomplete"]
    assert completions["verified"] == ["yes", "no"]


def test_a_template_that_is_filled_in_goes_in(session: Session) -> None:
    book = opened(template(session, kind_named("roster")))
    page = book["roster"]
    row: dict[str, object] = {"member_id": "00311", "first_name": "Eve", "last_name": "Elm"}
    row |= {"agency": "Oak Police", "email": "eve@oak.example", "joined_on": date(2026, 1, 5)}
    for place, column in enumerate(columns_of(kind_named("roster")), start=1):
        page.cell(3, place, row.get(column))
    content = io.BytesIO()
    book.save(content)
    kind = kind_named("roster")
    table = read_table(content.getvalue(), "roster.xlsx", Sought.of(kind))
    plan = plan_import(session, kind, table, REGION, REGION.day(NOON))
    assert not plan.open
    assert not plan.refused
    assert [each.subject for each in plan.rows] == ["Eve Elm, Oak Police"]
    assert plan.whom.new == ("Eve Elm, Oak Police",)
