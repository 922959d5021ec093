"""Looking at a file beside the store: what an import of it would change. Writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from files.arranging import arrange
from files.columns import Kind
from files.imports.addressed import by_known_addresses
from files.imports.answers import refuse_unknown_answers, remembered_values, without_unknown_answers
from files.imports.going_through import go_through
from files.imports.known_courses import lexicon_of
from files.imports.lookup import agencies_named, courses_coded
from files.imports.plan import Outcome, Plan, Prepared, Seen, Tick
from files.imports.settling import (
    SAID,
    open_order,
    open_values,
    with_answers,
    without_swapped,
)
from files.intake import Refused, as_brought, check_columns
from files.layouts import remembered_of
from files.mapping import as_compared
from files.settled import NOTHING_SETTLED, Open, Settled, over
from files.table import Table
from storage.audit import AuditRow
from storage.base import table_of
from storage.imports import ImportRun, ImportState
from storage.region import Region
from words.written import DateOrder

MOST_NAMED = 10


class HalfTakenBack(Exception):
    """An import of the same kind is being taken back: what of it is still there says nothing for long."""


_LATE = 5000
"""Audit rows of transactions that end after a later one did are among so many of the last, on PostgreSQL."""

# Made once: they are asked with every batch.
_AUDIT = table_of(AuditRow).c
_LAST = select(func.max(_AUDIT.id))
_AFTER = select(func.count(_AUDIT.id)).where(_AUDIT.id > bindparam("first"))


def plan_import(
    session: Session,
    kind: Kind[Any],
    table: Table,
    region: Region,
    today: date,
    tick: Tick | None = None,
    settled: Settled = NOTHING_SETTLED,
) -> Plan:
    """What importing a table would do: which rows are new, changed, unchanged, and which are refused.

    `table` is as it was brought (`reading`), and is arranged here; `settled` is what somebody said of it.
    While it leaves a question about its columns or the order of its days open, no row is taken, and none
    refused; a value that nobody here knows leaves its own rows out. `today` is the day in the region. `tick`
    is told how many rows were looked at.

    Raises:
        MissingColumn: when a column that must be there is not, and none can be it.
        WrongColumns: when the columns can't be what they were settled to be, or an answer names what is not
            here.
        HalfTakenBack: when an import of this kind is being taken back at this moment, or was cut short at it.
    """
    _refuse_while_half_taken_back(session, kind.name)
    settled = as_compared(settled, table)
    courses, agencies = courses_coded(session), agencies_named(session)
    refuse_unknown_answers(settled, courses, agencies)
    remembered = Settled() if settled.anew else remembered_of(session, kind.name, table)
    remembered = without_unknown_answers(remembered, courses, agencies)
    order = settled.date_order or remembered.date_order or DateOrder(region.date_order.upper())
    arranged = arrange(table, kind, settled, lexicon_of(session), region.zone, remembered, order)
    outcome, refused, prepared = Outcome(rows=(), open=arranged.open), list[Refused](), None
    if not arranged.open:
        known = by_known_addresses(session, arranged.table, kind.name)
        is_told = settled.date_order is not None
        said = over(settled, remembered)
        prepared, refused, asked = _prepared(kind, known, region, today, said, is_told)
        if asked:
            outcome, refused = replace(outcome, open=asked), []
        else:
            outcome, mistaken = _gone_through(session, prepared, tick)
            refused += mistaken
    return Plan(
        kind=kind,
        table=table,
        region=region,
        today=today,
        unknown_columns=arranged.unknown,
        refused=tuple(sorted(map(as_brought, (*refused, *outcome.refused)), key=lambda each: each.line)),
        outcome=outcome,
        seen=seen_now(session),
        counts=Counter(row.change for row in outcome.rows),
        settled=settled,
        open=outcome.open,
        lines=len({row.line for row in arranged.table.rows}),
        remembered=remembered,
        prepared=prepared,
        named=(
            *arranged.named,
            *_read_by(settled, remembered, region),
            *(() if arranged.open else _known_by_name(outcome)),
            *(() if arranged.open else remembered_values(arranged.table, settled, remembered)),
        ),
    )


def _refuse_while_half_taken_back(session: Session, kind: str) -> None:
    half = ImportRun.kind == kind, ImportRun.state == ImportState.UNDOING
    run = session.execute(select(ImportRun.id, ImportRun.file_name).where(*half).limit(1)).first()
    if run is not None:
        raise HalfTakenBack(
            f"Import {run.id} ({run.file_name}) is being taken back. Bring this file when that is done; if "
            f"it was cut short, muster import undo {run.id} goes on with it."
        )


def _read_by(settled: Settled, remembered: Settled, region: Region) -> Iterator[str]:
    """How days are read, where that is remembered and another way than the region's."""
    order = remembered.date_order
    if settled.date_order is None and order is not None and order.value != region.date_order.upper():
        yield f"Days are read {SAID[order]}, as was settled for files with this header."


def _known_by_name(outcome: Outcome) -> Iterator[str]:
    """Who was known by name alone, so that whoever brought the file sees whose each row is."""
    people = dict.fromkeys(f"{each.said}: {each.person}, {each.agency}" for each in outcome.whom.by_name)
    if people:
        more = f"; and {len(people) - MOST_NAMED:,} more" if len(people) > MOST_NAMED else ""
        yield f"Known by name alone: {'; '.join(list(people)[:MOST_NAMED])}{more}."


def _prepared(
    kind: Kind[Any], table: Table, region: Region, today: date, settled: Settled, is_told: bool
) -> tuple[Prepared, list[Refused], tuple[Open, ...]]:
    """An arranged file with the answers put in, the rows they leave out, and what is asked of its days."""
    check_columns(kind, table)
    usual = DateOrder(region.date_order.upper())
    order = settled.date_order or usual
    table, refused = with_answers(kind, table, settled)
    asked = None if is_told else open_order(kind, table, order, today)
    if asked is None:
        table = without_swapped(kind, table, order, usual)
    prepared = Prepared(kind, table, region, today, settled, order)
    return prepared, refused, () if asked is None else (asked,)


def _gone_through(session: Session, prepared: Prepared, tick: Tick | None) -> tuple[Outcome, list[Refused]]:
    """What all the rows come to, and those refused; what of them is still to be asked."""
    outcome, refused = go_through(session, prepared, tick)
    known = courses_coded(session), agencies_named(session)
    values = open_values(prepared.kind, prepared.table, *known, prepared.settled)
    return replace(outcome, open=(*values, *outcome.open)), refused


def seen_now(session: Session, before: Seen | None = None) -> Seen:
    """What changes are recorded by now; to be compared with what was seen `before`, counted from there."""
    last = session.scalar(_LAST) or 0
    if session.get_bind().dialect.name == "sqlite":
        return Seen(last)
    first = before.first if before is not None else max(0, last - _LATE)
    count = session.scalar(_AFTER, {"first": first}) or 0
    return Seen(0, first, count)
