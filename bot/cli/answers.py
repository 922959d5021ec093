"""The command line's answers: who is due, and how much is covered."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.desk import Desk, desk_of
from bot.cli.output import Format, put
from commands.due.due import DUE_COLUMNS, due_row
from commands.kit.member import Member
from commands.language.questions import MOST_DAYS, understand
from commands.language.scopes import course_said
from storage.answers import coverage_on, who_is_due_on
from storage.catalogue import catalogue_of
from words.days import Reading, read_day
from words.problems import Unclear
from words.written import DateOrder

EVERYBODY = Member("", "command line", is_manager=True)
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
    context: typer.Context,
    question: Annotated[list[str] | None, typer.Argument(help="As after /due: Cedar Fire for ASIM-B")] = None,
    on: Annotated[str, typer.Option("--on", help="Another day than today.")] = "",
    within: Annotated[int | None, typer.Option("--within", min=0, max=MOST_DAYS, help="Days ahead.")] = None,
    form: Annotated[Format, typer.Option("--format")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file.")] = None,
) -> None:
    """Who is due for a refresher."""
    desk = desk_of(context)
    reading = _reading(desk)
    with desk.store() as store, store.reading() as session:
        catalogue = catalogue_of(session)
        asked = understand(" ".join(question or []), session, catalogue, EVERYBODY, reading)
        asked.on = _day(on, reading) if on else asked.on
        asked.within = asked.within if within is None else within
        entries = who_is_due_on(
            session, asked.day(desk.today), asked.scope, asked.within, asked.courses or None
        )
        rows = [due_row(entry, catalogue.agencies) for entry in entries]
        understood = asked.understood(session, catalogue, desk.today)
        nothing_asked = not catalogue.rulebook.requirements
    if nothing_asked:
        _say_nothing_is_asked()
    put(DUE_COLUMNS, rows, form, out, f"{understood}: {len(rows):,} rows")


def coverage(
    context: typer.Context,
    on: Annotated[str, typer.Option("--on", help="Another day than today.")] = "",
    course: Annotated[str, typer.Option("--course", help="One course only.")] = "",
    by: Annotated[Scopes, typer.Option("--by")] = Scopes.EVERYONE,
    form: Annotated[Format, typer.Option("--format")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file.")] = None,
) -> None:
    """How much of what is asked is covered, a course and scope a row."""
    desk = desk_of(context)
    day = _day(on, _reading(desk)) if on else desk.today
    with desk.store() as store, store.reading() as session:
        catalogue = catalogue_of(session)
        courses = None
        if course:
            codes = ", ".join(each.code for each in catalogue.courses.values())
            courses = [course_said(course.split(), catalogue, codes or "there are none yet")]
        found = coverage_on(session, day, by.value, courses=courses)
        rows = sorted(
            (
                catalogue.courses[key].code,
                by.value,
                catalogue.agencies[scope].name if by is Scopes.AGENCY else str(scope),
                *(counts.required, counts.current, counts.due_soon, counts.grace, counts.expired),
                *(counts.never, counts.new, counts.on_leave, counts.waived, counts.unverified),
            )
            for (key, scope), counts in found.items()
        )
        nothing_asked = not catalogue.rulebook.requirements
    if nothing_asked:
        _say_nothing_is_asked()
    put(COVERAGE_COLUMNS, rows, form, out, f"Coverage on {day.isoformat()}")


def _say_nothing_is_asked() -> None:
    """An empty answer where nothing is asked would be taken for everybody's being ready."""
    typer.echo(
        "Nothing is asked of anybody yet: say who must hold which course with muster import requirements.",
        err=True,
    )


def _reading(desk: Desk) -> Reading:
    return Reading(desk.today, DateOrder(desk.region.date_order.upper()), looks_back=False)


def _day(said: str, reading: Reading) -> date:
    """The day an option names, all of its words. Raises Unclear for anything else."""
    words = said.split()
    found = read_day(words, reading)
    if found is None or found[1] != len(words):
        raise Unclear(not_understood=f"“{said}” is no day.", example=reading.example)
    return found[0]
