"""`muster report` and `muster summary`: documents for people outside, written to a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cli.asking import (
    AgencyNamed,
    DisciplineNamed,
    JurisdictionNamed,
    Named,
    Words,
    day_asked,
    exact_scope,
    scope_asked,
)
from bot.cli.desk import BY, DOOR, Desk, desk_of
from bot.cli.output import must_end_in
from bot.cli.printing import echo
from commands.kit.problems import TOO_FEW
from commands.language.scopes import OF_AGENCIES, shown
from files.documents.after_action import after_action_docx
from files.documents.improvement_plan import improvement_xlsx
from files.documents.summary import summary_pdf
from files.exports.after_action import (
    after_action_of,
    improvement_plan_of,
    is_reportable,
    note_report,
    plan_file,
    report_file,
)
from files.exports.summary import TooFewPeople, note_summary, summary_file, summary_of
from readiness.text import fold
from storage.audit import Trail
from storage.catalogue import catalogue_of
from storage.exercises import ExerciseRecord
from storage.private import write_private
from storage.scopes import scope_named
from storage.shown_numbers import keep_numbers
from words.days import spoken
from words.problems import Problem, Unclear

OutFile = Annotated[
    Path | None,
    typer.Option("--out", help="Write it to this file; else here, named by whose it is and its day."),
]


def report(
    context: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="The exercise's code: EX-2026-004.")],
    out: OutFile = None,
    xlsx: Annotated[
        bool, typer.Option("--xlsx", help="Its improvement plan alone, as a workbook, instead of the report.")
    ] = False,
) -> None:
    """The after-action report of an exercise as DOCX, or its improvement plan as XLSX."""
    if out is not None:
        must_end_in(".xlsx" if xlsx else ".docx", out, "An improvement plan" if xlsx else "A report")
    desk = desk_of(context)
    with desk.store() as store, store.writing() as session:
        exercise = _exercise(session, code)
        if not is_reportable(exercise, desk.today):
            raise Problem(f"{exercise.code} was cancelled or is still to come: there is nothing to report.")
        made, numbers = after_action_of(session, desk.region, exercise, desk.today, lambda agency: True)
        now = desk.clock()
        keep_numbers(session, numbers, now)
        note_report(session, Trail(BY, DOOR, now), exercise, made)
    plan = improvement_plan_of(made)
    file = out or Path(plan_file(made) if xlsx else report_file(made))
    write_private(file, improvement_xlsx(plan) if xlsx else after_action_docx(made))
    title = plan.title if xlsx else made.title
    echo(f"{title}, as of {spoken(made.as_of)}, written to {file}.", err=True)


def summary(
    context: typer.Context,
    scope: Words = None,
    out: OutFile = None,
    as_of: Annotated[str, typer.Option("--as-of", help="A day before today.")] = "",
    agency: AgencyNamed = "",
    discipline: DisciplineNamed = "",
    jurisdiction: JurisdictionNamed = "",
) -> None:
    """One page for a council, as PDF: counted as for people outside, of everyone or a part."""
    if out is not None:
        must_end_in(".pdf", out, "A summary")
    desk = desk_of(context)
    day = _day(desk, as_of)
    with desk.store() as store, store.writing() as session:
        catalogue = catalogue_of(session)
        exact = exact_scope(catalogue, Named(agency, discipline, jurisdiction))
        example = "muster summary Cedar Fire --out cedar.pdf"
        asked_of = scope_asked(catalogue, scope, exact, example, OF_AGENCIES)
        try:
            made, numbers = summary_of(session, desk.region, asked_of, day)
        except TooFewPeople:
            raise Problem(f"{scope_named(catalogue, asked_of)}: {TOO_FEW}") from None
        now = desk.clock()
        keep_numbers(session, numbers, now)
        note_summary(session, Trail(BY, DOOR, now), made, asked_of)
    file = out or Path(summary_file(catalogue, asked_of, day))
    write_private(file, summary_pdf(made))
    echo(f"{made.title}, as of {spoken(day)}, written to {file}.", err=True)


def _exercise(session: Session, code: str) -> ExerciseRecord:
    """Raises Unclear for a code no exercise has."""
    there = select(ExerciseRecord).where(ExerciseRecord.voided_at.is_(None))
    found = session.scalars(there.where(ExerciseRecord.key == fold(code))).one_or_none()
    if found is None:
        last = session.scalars(there.order_by(ExerciseRecord.held_on.desc()).limit(1)).first()
        raise Unclear(
            not_understood=f"There is no exercise with the code “{shown(code)}”.",
            example=f"muster report {last.code if last is not None else 'EX-2026-004'} --out report.docx",
        )
    return found


def _day(desk: Desk, said: str) -> date:
    """The day, today or before it. Raises Unclear for no day, Problem for one to come."""
    day = day_asked(desk, said, looks_back=True)
    if day > desk.today:
        raise Problem(f"{spoken(day)} is still to come: a summary is as of today, or of a day before.")
    return day
