"""The command line's answers: who is due, and how much is covered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot.cli.asking import (
    AgencyNamed,
    CourseNamed,
    DisciplineNamed,
    Form,
    JurisdictionNamed,
    Named,
    On,
    Opened,
    Out,
    UnitNamed,
    day_asked,
    exact_scope,
    opened,
    reading_at,
)
from bot.cli.desk import desk_of
from bot.cli.output import Format, form_of, put
from bot.cli.printing import echo
from commands.due.due import DUE_COLUMNS, due_row, heading_of, sheet_named
from commands.kit.member import Member
from commands.language.questions import MOST_DAYS, understand
from files.write import Value
from readiness.coverage import Counts
from readiness.due import EVERYONE, ScopeKind
from readiness.question import Measure, Question
from readiness.vocabulary import discipline_name
from storage.asking import entries_for
from storage.catalogue import catalogue_of
from storage.crowds import all_countable
from storage.scopes import scope_key, scope_named
from storage.shares import ranking_for, share_for
from storage.totals import coverage_on
from storage.weakest import Beside
from words.amounts import in_percent
from words.problems import Problem

EVERYBODY = Member("", "command line", is_manager=True)
COVERAGE_COLUMNS = (
    *("course", "scope_kind", "scope", "required", "current", "due_soon", "grace", "expired", "never"),
    *("new", "on_leave", "waived", "unverified", "on_plan"),
)


BESIDE = ("share", "weakest")
Rows = Sequence[tuple[Value, ...]]


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
    form: Form = None,
    out: Out = None,
) -> None:
    """Who is due for a refresher."""
    desk, form = desk_of(context), form_of(form, out)
    with desk.store() as store, store.reading() as session:
        catalogue = catalogue_of(session)
        asked = understand(" ".join(question or []), session, catalogue, EVERYBODY, reading_at(desk))
        exact = exact_scope(catalogue, Named(agency, discipline, jurisdiction, unit))
        if exact != EVERYONE:
            if asked.within_scopes != (EVERYONE,):
                raise Problem("One scope at a time: in the question, or by an option.")
            asked.scopes = [scope_key(exact)]
        asked.on = day_asked(desk, on) if on else asked.on
        if within is not None:
            asked.within, asked.since, asked.by = within, None, None
        meant = asked.asked(desk.today)
        columns, rows = _answered(session, meant, form)
        understood = asked.understood(session, catalogue, desk.today)
        nothing_asked = not catalogue.rulebook.requirements
    if nothing_asked:
        _say_nothing_is_asked()
    heading = heading_of(understood, meant.on, desk.region.handling_mark)
    put(columns, rows, form, out, f"{understood}: {len(rows):,} rows", sheet_named(meant.on), heading)


def _answered(session: Session, question: Question, form: Format) -> tuple[tuple[str, ...], Rows]:
    """The rows that answer a question as `/due` answers it: people, or how much is covered, by parts."""
    catalogue = catalogue_of(session)
    match question.measure:
        case Measure.SHARE:
            share = share_for(session, question, all_countable(session))
            scopes = ";".join(scope_named(catalogue, each) for each in question.scopes)
            kind = question.scopes[0].kind.value
            found: Rows = [
                (catalogue.courses[key].code, kind, scopes, *_counted(counts), *_beside(counts, stands))
                for key, (counts, stands) in share.courses.items()
            ]
            return _columns(form), _as_written(sorted(found, key=lambda row: row[:1]), form)
        case Measure.RANKING:
            courses = ";".join(catalogue.courses[key].code for key in question.courses)
            ranking = ranking_for(session, question, all_countable(session))
            found = [
                (
                    courses,
                    scope.kind.value,
                    part.name,
                    *_counted(part.counts),
                    *_beside(part.counts, Beside()),
                )
                for scope, part in ranking.parts
            ]
            return _columns(form), _as_written(found, form)
        case _:
            entries = entries_for(session, question)
            return DUE_COLUMNS, [due_row(entry, catalogue.agencies) for entry in entries]


def coverage(
    context: typer.Context,
    on: On = "",
    course: CourseNamed = "",
    by: Annotated[Scopes, typer.Option("--by")] = Scopes.EVERYONE,
    agency: AgencyNamed = "",
    discipline: DisciplineNamed = "",
    jurisdiction: JurisdictionNamed = "",
    unit: UnitNamed = "",
    form: Form = None,
    out: Out = None,
) -> None:
    """How much of what is asked is covered, a course and scope a row."""
    form = form_of(form, out)
    named = Named(agency, discipline, jurisdiction, unit)
    with opened(context, on, named) as asked:
        catalogue, day = asked.catalogue, asked.day
        only = asked.course(course)
        courses = None if only is None else [only]
        found = coverage_on(asked.session, day, by.value, asked.scope, courses)
        stands = _weakest(asked, courses) if by is Scopes.EVERYONE else {}
        kind = asked.scope.kind if by is Scopes.EVERYONE else ScopeKind(by.value)
        names: dict[int | str, str] = {"everyone": asked.title}
        names |= {key: each.name for key, each in catalogue.agencies.items()}
        rows = sorted(
            (
                (
                    *(catalogue.courses[key].code, kind.value, names.get(scope, str(scope))),
                    *_counted(counts),
                    *_beside(counts, stands.get(key, Beside())),
                )
                for (key, scope), counts in found.items()
            ),
            key=lambda row: row[:3],
        )
        nothing_asked = not catalogue.rulebook.requirements
    if nothing_asked:
        _say_nothing_is_asked()
    what = f"Coverage on {day.isoformat()}"
    heading = heading_of("Coverage", day, desk_of(context).region.handling_mark)
    put(_columns(form), _as_written(rows, form), form, out, what, f"Coverage {day.isoformat()}", heading)


def _weakest(asked: Opened, courses: Sequence[int] | None) -> Mapping[int, Beside]:
    """What stands beside each course's total: its weakest agency and discipline."""
    question = Question(Measure.SHARE, asked.day, (asked.scope,), courses=tuple(courses or ()))
    found = share_for(asked.session, question, all_countable(asked.session))
    return {course: stands for course, (_, stands) in found.courses.items()}


def _columns(form: Format) -> tuple[str, ...]:
    """The columns of coverage; what people read, and no program, also has the share and the weakest."""
    return COVERAGE_COLUMNS + BESIDE if form in (Format.TABLE, Format.XLSX) else COVERAGE_COLUMNS


def _as_written(rows: Rows, form: Format) -> Rows:
    return [row[: len(_columns(form))] for row in rows]


def _beside(counts: Counts, stands: Beside) -> tuple[str, str]:
    """The share, and the weakest parts with theirs."""
    weak = [
        f"{part.name if part.agency else discipline_name(part.name)} {in_percent(part.counts.share)}"
        for part in (stands.agency, stands.discipline)
        if part is not None
    ]
    return in_percent(counts.share), ", ".join(weak)


def _counted(counts: Counts) -> tuple[int | None, ...]:
    """The counts of one row, in the order of its columns."""
    return (
        *(counts.required, counts.current, counts.due_soon, counts.grace, counts.expired),
        *(counts.never, counts.new, counts.on_leave, counts.waived, counts.unverified),
        counts.on_plan,
    )


def _say_nothing_is_asked() -> None:
    """An empty answer where nothing is asked would be taken for everybody's being ready."""
    echo(
        "Nothing is asked of anybody yet: say who must hold which course with muster import requirements.",
        err=True,
    )
