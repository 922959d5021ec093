"""When a target is reached at the pace on record, what it would take, and what falls due each month."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
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
    Opened,
    Out,
    UnitNamed,
    day_asked,
    opened,
)
from bot.cli.output import put
from files.write import Value
from readiness.dates import add_months
from readiness.pace import LOOKS_AHEAD, WAVE_MONTHS
from storage.pacing import CoursePace, PartPace, courses_paced, pace_of, wave_of
from words.days import spoken
from words.problems import Problem

PROJECTION_COLUMNS = (
    *("course", "scope_kind", "scope", "target", "required", "current", "missing"),
    *("pace", "pace_lower", "pace_upper", "reached_soonest", "reached_latest"),
    *("by", "classes_needed", "seats", "classes_possible"),
)
WAVE_COLUMNS = ("course", "scope_kind", "scope", "month", "due", "capacity")


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
    form: Form = None,
    out: Out = None,
) -> None:
    """When each course's target is reached, if nothing changes; disciplines weakest first."""
    named = Named(agency, discipline, jurisdiction, unit)
    with opened(context, on, named) as asked:
        day = asked.day
        until = day_asked(asked.desk, by) if by else add_months(day, LOOKS_AHEAD)
        if until <= day:
            over = f"{spoken(until)} is not after {spoken(day)}"
            raise Problem(f"{over}: nothing can be taught by then any more.")
        rows: list[tuple[Value, ...]] = []
        for key in _courses(asked, course):
            found = pace_of(asked.session, asked.scope, key, day, fewest=1, fewest_trainers=1, target=target)
            if found is not None:
                rows.append(_row(found, found.whole, asked.title, until))
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
    form: Form = None,
    out: Out = None,
) -> None:
    """What falls due each month for two years, beside what the trainers can teach."""
    named = Named(agency, discipline, jurisdiction, unit)
    with opened(context, on, named) as asked:
        day = asked.day
        rows: list[tuple[Value, ...]] = []
        for key in _courses(asked, course):
            found = wave_of(asked.session, asked.scope, key, day, fewest=1, fewest_trainers=1)
            if found is not None:
                begins = (found.course.code, asked.scope.kind.value, asked.title)
                capacity = found.teaching.capacity
                rows += [(*begins, month, people, capacity) for month, people in found.months]
    put(WAVE_COLUMNS, rows, form, out, f"Due dates in {WAVE_MONTHS} months from {day.isoformat()}")


def _courses(asked: Opened, said: str) -> list[int]:
    """The course that was named, else all that are asked in scope, by code."""
    named = asked.course(said)
    if named is not None:
        return [named]
    keys = [key for key, _ in courses_paced(asked.session, asked.scope, asked.day, fewest=1)]
    return sorted(keys, key=lambda key: asked.catalogue.courses[key].code)


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
