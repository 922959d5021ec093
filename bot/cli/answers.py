"""The command line's answers: who is due, and how much is covered."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.opening import day_of, fail, opened
from bot.cli.output import Format, put

if TYPE_CHECKING:
    from storage.catalogue import Catalogue

COVERAGE_COLUMNS = (
    *("course", "scope_kind", "scope", "required", "current", "due_soon", "grace", "expired", "never"),
    *("new", "on_leave", "waived", "unverified"),
)


class Scopes(StrEnum):
    """What coverage may be counted by."""

    EVERYONE = "everyone"
    AGENCY = "agency"
    DISCIPLINE = "discipline"
    JURISDICTION = "jurisdiction"


def due(
    question: Annotated[list[str] | None, typer.Argument(help="As after /due: Cedar Fire for ASIM-B")] = None,
    on: Annotated[str, typer.Option("--on", help="Another day than today.")] = "",
    within: Annotated[int | None, typer.Option("--within", min=0, help="Days to look ahead.")] = None,
    form: Annotated[Format, typer.Option("--format")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file.")] = None,
) -> None:
    """Who is due for a refresher."""
    from commands.days import Reading
    from commands.due import DUE_COLUMNS, due_row
    from commands.files.cells import DateOrder
    from commands.problems import Problem
    from commands.question import understand
    from commands.request import Member
    from storage.answers import who_is_due_on
    from storage.catalogue import catalogue_of

    store, region = opened()
    today = region.day(datetime.now(UTC))
    reading = Reading(today, DateOrder(region.date_order.upper()), looks_back=False)
    everybody = Member("", "command line", is_manager=True)
    with store.reading() as session:
        catalogue = catalogue_of(session)
        try:
            asked = understand(" ".join(question or []), session, catalogue, everybody, reading)
        except Problem as problem:
            fail(str(problem))
        day = day_of(on, reading) if on else asked.day(today)
        span = asked.within if within is None else within
        entries = who_is_due_on(session, day, asked.scope, span, asked.courses or None)
        rows = [due_row(entry, catalogue.agencies) for entry in entries]
        understood = asked.model_copy(update={"on": day, "within": span}).understood(
            session, catalogue, today
        )
    if asked.leftover:
        typer.echo(f"I left out “{asked.leftover}”: I did not understand it.", err=True)
    put(DUE_COLUMNS, rows, form, out, f"{understood}: {len(rows):,} rows")


def coverage(
    on: Annotated[str, typer.Option("--on", help="Another day than today.")] = "",
    course: Annotated[str, typer.Option("--course", help="One course only.")] = "",
    by: Annotated[Scopes, typer.Option("--by")] = Scopes.EVERYONE,
    form: Annotated[Format, typer.Option("--format")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file.")] = None,
) -> None:
    """How much of what is asked is covered, a course and scope a row."""
    from commands.days import Reading
    from commands.files.cells import DateOrder
    from storage.answers import coverage_on
    from storage.catalogue import catalogue_of

    store, region = opened()
    today = region.day(datetime.now(UTC))
    reading = Reading(today, DateOrder(region.date_order.upper()), looks_back=False)
    day = day_of(on, reading) if on else today
    with store.reading() as session:
        catalogue = catalogue_of(session)
        courses = [_course(catalogue, course)] if course else None
        found = coverage_on(session, day, by.value, courses=courses)
        rows = sorted(
            (
                catalogue.courses[key].code,
                by.value,
                catalogue.agencies[int(str(scope))].name if by is Scopes.AGENCY else str(scope),
                *(counts.required, counts.current, counts.due_soon, counts.grace, counts.expired),
                *(counts.never, counts.new, counts.on_leave, counts.waived, counts.unverified),
            )
            for (key, scope), counts in found.items()
        )
    put(COVERAGE_COLUMNS, rows, form, out, f"Coverage on {day.isoformat()}")


def _course(catalogue: Catalogue, said: str) -> int:
    from commands.names import Kind, lexicon_of

    found = lexicon_of(catalogue).find(said.split(), [Kind.COURSE])
    if found is None or found.words != len(said.split()) or len(found.matches) != 1:
        codes = ", ".join(course.code for course in catalogue.courses.values())
        fail(f"“{said}” is not one course. The courses are: {codes or 'none yet'}.")
    return int(found.matches[0].key)
