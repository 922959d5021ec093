"""What is asked, on the command line: each course, how often, of whom, and what else it is called."""

from __future__ import annotations

import typer

from bot.cli.asking import Form, On, Out, opened
from bot.cli.output import put
from readiness.expiry import versions_in_force
from words.refreshers import asked_of, how_often


def courses(context: typer.Context, on: On = "", form: Form = None, out: Out = None) -> None:
    """Each course: how often it is asked on a day, of whom, and what else it is called."""
    with opened(context, on) as asked:
        catalogue, day = asked.catalogue, asked.day
        rows = []
        for course in catalogue.courses.values():
            in_force = versions_in_force(catalogue.rulebook.versions.get(course.id, ()), day)
            often = how_often(in_force[-1]) if in_force else ""
            whom = asked_of([row for row in catalogue.rulebook.requirements if row.course == course.id], day)
            rows.append((course.code, course.title, course.hours, often, whom, ";".join(course.aliases)))
    columns = ("course", "title", "hours", "how often", "asked of", "aliases")
    put(columns, rows, form, out, f"Courses on {day.isoformat()}")
