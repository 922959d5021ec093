"""The command line's answers: who is due, and how much is covered."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from bot.cli.asking import (
    AgencyNamed,
    CourseNamed,
    DisciplineNamed,
    Form,
    JurisdictionNamed,
    Named,
    On,
    Out,
    UnitNamed,
    day_asked,
    exact_scope,
    opened,
    reading_at,
)
from bot.cli.desk import desk_of
from bot.cli.output import Format, put
from commands.due.due import DUE_COLUMNS, due_row
from commands.kit.member import Member
from commands.language.questions import MOST_DAYS, understand
from readiness.coverage import Counts
from readiness.due import EVERYONE, ScopeKind
from storage.answers import coverage_on, who_is_due_on
from storage.catalogue import catalogue_of
from storage.scopes import scope_key
from words.problems import Problem

EVERYBODY = Member("", "command line", is_manager=True)
COVERAGE_COLUMNS = (
    *("course", "scope_kind", "scope", "required", "current", "due_soon", "grace", "expired", "never"),
    *("new", "on_leave", "waived", "unverified", "on_plan"),
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
    on: On = "",
    within: Annotated[int | None, typer.Option("--within", min=0, max=MOST_DAYS, help="Days ahead.")] = None,
    agency: AgencyNamed = "",
    discipline: DisciplineNamed = "",
    jurisdiction: JurisdictionNamed = "",
    unit: UnitNamed = "",
    form: Form = Format.TABLE,
    out: Out = None,
) -> None:
    """Who is due for a refresher."""
    desk = desk_of(context)
    with desk.store() as store, store.reading() as session:
        catalogue = catalogue_of(session)
        asked = understand(" ".join(question or []), session, catalogue, EVERYBODY, reading_at(desk))
        exact = exact_scope(catalogue, Named(agency, discipline, jurisdiction, unit))
        if exact != EVERYONE:
            if asked.scope != EVERYONE:
                raise Problem("One scope at a time: in the question, or by an option.")
            asked.scopes = [scope_key(exact)]
        asked.on = day_asked(desk, on) if on else asked.on
        asked.within = asked.within if within is None else within
        entries = who_is_due_on(
            session, asked.day(desk.today), asked.scope, asked.within or 0, asked.courses or None
        )
        rows = [due_row(entry, catalogue.agencies) for entry in entries]
        understood = asked.understood(session, catalogue, desk.today)
        nothing_asked = not catalogue.rulebook.requirements
    if nothing_asked:
        _say_nothing_is_asked()
    put(DUE_COLUMNS, rows, form, out, f"{understood}: {len(rows):,} rows")


def coverage(
    context: typer.Context,
    on: On = "",
    course: CourseNamed = "",
    by: Annotated[Scopes, typer.Option("--by")] = Scopes.EVERYONE,
    agency: AgencyNamed = "",
    discipline: DisciplineNamed = "",
    jurisdiction: JurisdictionNamed = "",
    unit: UnitNamed = "",
    form: Form = Format.TABLE,
    out: Out = None,
) -> None:
    """How much of what is asked is covered, a course and scope a row."""
    named = Named(agency, discipline, jurisdiction, unit)
    with opened(context, on, named) as asked:
        catalogue, day = asked.catalogue, asked.day
        only = asked.course(course)
        courses = None if only is None else [only]
        found = coverage_on(asked.session, day, by.value, asked.scope, courses)
        kind = asked.scope.kind if by is Scopes.EVERYONE else ScopeKind(by.value)
        names: dict[int | str, str] = {"everyone": asked.title}
        names |= {key: each.name for key, each in catalogue.agencies.items()}
        rows = sorted(
            (
                (catalogue.courses[key].code, kind.value, names.get(scope, str(scope)), *_counted(counts))
                for (key, scope), counts in found.items()
            ),
            key=lambda row: row[:3],
        )
        nothing_asked = not catalogue.rulebook.requirements
    if nothing_asked:
        _say_nothing_is_asked()
    put(COVERAGE_COLUMNS, rows, form, out, f"Coverage on {day.isoformat()}")


def _counted(counts: Counts) -> tuple[int | None, ...]:
    """The counts of one row, in the order of its columns."""
    return (
        *(counts.required, counts.current, counts.due_soon, counts.grace, counts.expired),
        *(counts.never, counts.new, counts.on_leave, counts.waived, counts.unverified),
        counts.on_plan,
    )


def _say_nothing_is_asked() -> None:
    """An empty answer where nothing is asked would be taken for everybody's being ready."""
    typer.echo(
        "Nothing is asked of anybody yet: say who must hold which course with muster import requirements.",
        err=True,
    )
