"""Looking at a file beside the store: what an import of it would change. Writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from files.arranging import arrange
from files.columns import Kind
from files.imports.absences import AbsencePlanner
from files.imports.actions import ActionPlanner
from files.imports.addressed import by_known_addresses
from files.imports.answers import refuse_unknown_answers, remembered_values, without_unknown_answers
from files.imports.completions import CompletionPlanner
from files.imports.exercises import ExercisePlanner, RatingPlanner
from files.imports.known_courses import lexicon_of
from files.imports.lookup import agencies_named, courses_coded
from files.imports.names import AgencyPlanner, CoursePlanner
from files.imports.participation import ParticipationPlanner
from files.imports.plan import Outcome, Plan, Tick
from files.imports.planner import Planner
from files.imports.plans import AdoptionPlanner, PlanPlanner
from files.imports.positions import PositionPlanner
from files.imports.roster import RosterPlanner
from files.imports.rulebook import EquivalentPlanner, RequirementPlanner, RulePlanner
from files.imports.settling import (
    SAID,
    open_order,
    open_values,
    with_answers,
    without_swapped,
)
from files.intake import Refused, as_brought, check_columns, parse_rows
from files.kinds import (
    ABSENCES,
    ACTIONS,
    ADOPTIONS,
    AGENCIES,
    COMPLETIONS,
    COURSES,
    EQUIVALENTS,
    EXERCISES,
    PARTICIPATION,
    PLANS,
    POSITIONS,
    RATINGS,
    REQUIREMENTS,
    ROSTER,
    RULES,
)
from files.layouts import remembered_of
from files.mapping import as_compared
from files.settled import NOTHING_SETTLED, Settled, over
from files.table import Table
from storage.audit import AuditRow
from storage.region import Region
from words.written import DateOrder

MOST_NAMED = 10
CHECKING = "Checking rows"
_ROWS_A_TICK = 100


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
    """
    settled = as_compared(settled, table)
    courses, agencies = courses_coded(session), agencies_named(session)
    refuse_unknown_answers(settled, courses, agencies)
    remembered = Settled() if settled.anew else remembered_of(session, kind.name, table)
    remembered = without_unknown_answers(remembered, courses, agencies)
    order = settled.date_order or remembered.date_order or DateOrder(region.date_order.upper())
    arranged = arrange(table, kind, settled, lexicon_of(session), region.zone, remembered, order)
    outcome = Outcome(rows=(), open=arranged.open)
    refused: list[Refused] = []
    if not arranged.open:
        said = over(settled, remembered)
        is_told = settled.date_order is not None
        known = by_known_addresses(session, arranged.table, kind.name)
        outcome, refused = _gone_through(session, kind, known, region, today, said, is_told, tick)
    return Plan(
        kind=kind,
        table=table,
        region=region,
        today=today,
        unknown_columns=arranged.unknown,
        refused=tuple(sorted(map(as_brought, (*refused, *outcome.refused)), key=lambda each: each.line)),
        outcome=outcome,
        seen=last_change(session),
        counts=Counter(row.change for row in outcome.rows),
        settled=settled,
        open=outcome.open,
        lines=len({row.line for row in arranged.table.rows}),
        remembered=remembered,
        named=(
            *arranged.named,
            *_read_by(settled, remembered, region),
            *(() if arranged.open else _known_by_name(outcome)),
            *(() if arranged.open else remembered_values(arranged.table, settled, remembered)),
        ),
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


def _gone_through(
    session: Session,
    kind: Kind[Any],
    table: Table,
    region: Region,
    today: date,
    settled: Settled,
    is_told: bool,
    tick: Tick | None,
) -> tuple[Outcome, list[Refused]]:
    """What the rows of an arranged file come to, and those refused; what of them is still to be asked."""
    check_columns(kind, table)
    order = settled.date_order or DateOrder(region.date_order.upper())
    table, refused = with_answers(kind, table, settled)
    asked = None if is_told else open_order(kind, table, order, today)
    if asked is not None:
        return Outcome(rows=(), open=(asked,)), []
    table = without_swapped(kind, table, order, DateOrder(region.date_order.upper()))
    planner = _planner(session, kind, table, region, today, settled)
    rows = parse_rows(kind, table, order, today, planner.judge, settled.blank_clears)
    for number, each in enumerate(rows, start=1):
        if isinstance(each, Refused):
            refused.append(each)
        else:
            planner.take(each)
        if tick is not None and (number % _ROWS_A_TICK == 0 or number == len(table.rows)):
            tick(CHECKING, number, len(table.rows))
    outcome = planner.outcome()
    values = open_values(kind, table, courses_coded(session), agencies_named(session), settled)
    return replace(outcome, open=(*values, *outcome.open)), refused


def last_change(session: Session) -> int:
    """The number of the last audit row: every change of what people recorded leaves one."""
    return session.scalar(select(func.max(AuditRow.id))) or 0


def _planner(
    session: Session, kind: Kind[Any], table: Table, region: Region, today: date, settled: Settled
) -> Planner[Any]:
    planners: dict[str, Any] = {
        AGENCIES.name: lambda: AgencyPlanner(session, today, settled),
        ROSTER.name: lambda: RosterPlanner(session, table, region, today, settled),
        PLANS.name: lambda: PlanPlanner(session, today),
        COURSES.name: lambda: CoursePlanner(session, table, today, settled),
        RULES.name: lambda: RulePlanner(session, today),
        REQUIREMENTS.name: lambda: RequirementPlanner(session, today),
        EQUIVALENTS.name: lambda: EquivalentPlanner(session, today),
        COMPLETIONS.name: lambda: CompletionPlanner(session, table, region, today, settled),
        ABSENCES.name: lambda: AbsencePlanner(session, table, settled),
        ADOPTIONS.name: lambda: AdoptionPlanner(session),
        POSITIONS.name: lambda: PositionPlanner(session, region),
        EXERCISES.name: lambda: ExercisePlanner(session, table, region, today),
        PARTICIPATION.name: lambda: ParticipationPlanner(session, table, region, today, settled),
        RATINGS.name: lambda: RatingPlanner(session, today),
        ACTIONS.name: lambda: ActionPlanner(session, table, today),
    }
    planner: Planner[Any] = planners[kind.name]()
    return planner
