"""When a target is reached at the pace on record, what it would take, and what falls due each month."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot.cli.asking import (
    AgencyNamed,
    DisciplineNamed,
    Form,
    JurisdictionNamed,
    On,
    Out,
    UnitNamed,
    day_asked,
    exact_scope,
    scope_title,
)
from bot.cli.desk import desk_of
from bot.cli.output import Format, put
from commands.language.scopes import course_said
from files.write import Value
from readiness.dates import add_months
from readiness.due import Scope
from readiness.pace import WAVE_MONTHS
from storage.catalogue import Catalogue, catalogue_of
from storage.pacing import CoursePace, PartPace, courses_paced, pace_of, wave_of
from words.days import spoken
from words.problems import Problem

PROJECTION_COLUMNS = (
    *("course", "scope_kind", "scope", "target", "required", "current", "missing"),
    *("pace", "pace_lower", "pace_upper", "reached_soonest", "reached_latest"),
    *("by", "classes_needed", "seats", "classes_possible"),
)
WAVE_COLUMNS = ("course", "scope_kind", "scope", "month", "due", "capacity")
LOOKS_AHEAD = 12
"""Months to the day for which it is said what it would take, where none is given."""
CourseNamed = Annotated[str, typer.Option("--course", help="One course only, by its code or title.")]


def projection(
    context: typer.Context,
    on: On = "",
    by: Annotated[str, typer.Option("--by", help="The day by which the target is to be reached.")] = "",
    course: CourseNamed = "",
    target: Annotated[int | None, typer.Option("--target", min=1, max=100, help="Percent.")] = None,
    agency: AgencyNamed = "",
    discipline: DisciplineNamed = "",
    jurisdiction: JurisdictionNamed = "",
    unit: UnitNamed = "",
    form: Form = Format.TABLE,
    out: Out = None,
) -> None:
    """When each course's target is reached, if nothing changes; disciplines weakest first."""
    desk = desk_of(context)
    day = day_asked(desk, on)
    until = day_asked(desk, by) if by else add_months(day, LOOKS_AHEAD)
    if until <= day:
        raise Problem(f"{spoken(until)} is not after {spoken(day)}: nothing can be taught by then any more.")
    with desk.store() as store, store.reading() as session:
        catalogue = catalogue_of(session)
        scope = exact_scope(catalogue, agency, discipline, jurisdiction, unit)
        title = scope_title(catalogue, scope)
        rows: list[tuple[Value, ...]] = []
        for key in _courses(session, catalogue, scope, course, day):
            found = pace_of(session, scope, key, day, fewest=1, fewest_trainers=1, target=target)
            if found is not None:
                rows.append(_row(found, found.whole, title, until))
                rows += [_row(found, each, str(each.scope.key), until) for each in found.disciplines]
    put(PROJECTION_COLUMNS, rows, form, out, f"If nothing changes, as of {day.isoformat()} (local policy)")


def wave(
    context: typer.Context,
    on: On = "",
    course: CourseNamed = "",
    agency: AgencyNamed = "",
    discipline: DisciplineNamed = "",
    jurisdiction: JurisdictionNamed = "",
    unit: UnitNamed = "",
    form: Form = Format.TABLE,
    out: Out = None,
) -> None:
    """What falls due each month for two years, beside what the trainers can teach."""
    desk = desk_of(context)
    day = day_asked(desk, on)
    with desk.store() as store, store.reading() as session:
        catalogue = catalogue_of(session)
        scope = exact_scope(catalogue, agency, discipline, jurisdiction, unit)
        title = scope_title(catalogue, scope)
        rows: list[tuple[Value, ...]] = []
        for key in _courses(session, catalogue, scope, course, day):
            found = wave_of(session, scope, key, day, fewest=1, fewest_trainers=1)
            if found is not None:
                begins = (found.course.code, scope.kind.value, title)
                capacity = found.teaching.capacity
                rows += [(*begins, month, people, capacity) for month, people in found.months]
    put(WAVE_COLUMNS, rows, form, out, f"Due dates in {WAVE_MONTHS} months from {day.isoformat()}")


def _courses(session: Session, catalogue: Catalogue, scope: Scope, said: str, day: date) -> list[int]:
    """The course that was named, else all that are asked in scope, by code."""
    if said:
        codes = ", ".join(each.code for each in catalogue.courses.values())
        return [course_said(said.split(), catalogue, codes or "there are none yet")]
    asked = [key for key, _ in courses_paced(session, scope, day, fewest=1)]
    return sorted(asked, key=lambda key: catalogue.courses[key].code)


def _row(found: CoursePace, part: PartPace, name: str, by: date) -> tuple[Value, ...]:
    """One scope of a course, in the order of the columns; what is not enough to say is empty."""
    pace, reached, teaching = part.pace, part.reached, found.teaching
    return (
        *(found.course.code, part.scope.kind.value, name, teaching.target),
        *(part.counts.required, part.counts.current, part.ground.missing(teaching.target)),
        *((None,) * 3 if pace is None else map(_number, (pace.mean, pace.lower, pace.upper))),
        *((None, None) if reached is None else (reached.soonest, reached.latest)),
        *(by, found.classes_needed(part, by), teaching.seats, teaching.classes),
    )


def _number(value: Fraction) -> float:
    """People a month, to the hundredth."""
    return round(float(value), 2)
