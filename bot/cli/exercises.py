"""Answers about exercises: how far they reached, who has played with whom, teams deep, what came of them."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.asking import (
    AgencyNamed,
    DisciplineNamed,
    Form,
    JurisdictionNamed,
    Named,
    On,
    Out,
    UnitNamed,
    Words,
    opened,
)
from bot.cli.output import put
from readiness.exercises import TOGETHER_MONTHS
from storage.adopting import plans_on
from storage.benches import bench_on, teams_on
from storage.exercising import held_by, reach_of, together_on
from storage.improving import actions_on, has_started

MOST_MONTHS = 1200
Months = Annotated[
    int, typer.Option("--months", min=1, max=MOST_MONTHS, help="How many months back it counts.")
]


def exercises(context: typer.Context, on: On = "", form: Form = None, out: Out = None) -> None:
    """How far each exercise held so far reached, and who was missing."""
    with opened(context, on) as asked:
        session, day = asked.session, asked.day
        held = held_by(session, day)
        tables = reach_of(session, [each.id for each in held])
        rows = [(each.code, tables[each.id].reach.value, ";".join(tables[each.id].missing)) for each in held]
    put(("exercise", "reach", "missing"), rows, form, out, f"Exercises held by {day.isoformat()}")


def together(
    context: typer.Context,
    on: On = "",
    months: Months = TOGETHER_MONTHS,
    form: Form = None,
    out: Out = None,
) -> None:
    """Which agencies have played in one exercise lately, each pair once, and when last."""
    with opened(context, on) as asked:
        session, day = asked.session, asked.day
        names = {key: agency.name for key, agency in asked.catalogue.agencies.items()}
        pairs = together_on(session, day, months)
        rows = [(names[each.agency], names[each.other], each.last_on) for each in pairs]
    title = f"Played together in the {months} months up to {day.isoformat()}"
    put(("agency", "other", "last_on"), rows, form, out, title)


def bench(
    context: typer.Context,
    scope: Words = None,
    on: On = "",
    agency: AgencyNamed = "",
    discipline: DisciplineNamed = "",
    jurisdiction: JurisdictionNamed = "",
    unit: UnitNamed = "",
    form: Form = None,
    out: Out = None,
) -> None:
    """How many are current in each position, have walked it only, or lapse within 90 days."""
    named = Named(agency, discipline, jurisdiction, unit)
    with opened(context, on, named, scope, "muster bench on 1 March Cedar Fire") as asked:
        rows = [
            (asked.catalogue.positions[key].code, each.current, each.walked, each.lapsing)
            for key, each in bench_on(asked.session, asked.day, asked.scope).items()
        ]
        title = f"Bench of {asked.title} on {asked.day.isoformat()}"
    put(("position", "current", "walked", "lapsing"), rows, form, out, title)


def teams(
    context: typer.Context,
    scope: Words = None,
    on: On = "",
    agency: AgencyNamed = "",
    discipline: DisciplineNamed = "",
    jurisdiction: JurisdictionNamed = "",
    unit: UnitNamed = "",
    form: Form = None,
    out: Out = None,
) -> None:
    """How many full teams could be seated at once, and what one more would be short of."""
    named = Named(agency, discipline, jurisdiction, unit)
    with opened(context, on, named, scope, "muster teams tonight Cedar Fire") as asked:
        deep = teams_on(asked.session, asked.day, asked.scope)
        short_of = ";".join(asked.catalogue.positions[key].code for key in deep.short_of)
        title = f"Teams deep: {asked.title} on {asked.day.isoformat()}"
    row = (deep.teams, short_of, deep.people, deep.wanted)
    put(("teams", "short_of", "people", "wanted"), [row], form, out, title)


def actions(context: typer.Context, on: On = "", form: Form = None, out: Out = None) -> None:
    """Where each corrective action that has started stands: closed means shown."""
    with opened(context, on) as asked:
        session, day = asked.session, asked.day
        rows = [(each.action.code, each.state.value) for each in actions_on(session, day, has_started(day))]
    put(("action", "state"), rows, form, out, f"Corrective actions on {day.isoformat()}")


def plans(context: typer.Context, on: On = "", form: Form = None, out: Out = None) -> None:
    """Each revision of the shared plans, which is in force, and how many agencies have adopted it."""
    with opened(context, on) as asked:
        session, day = asked.session, asked.day
        rows = [
            (
                each.plan.name,
                revision.name,
                revision.effective_on,
                revision.retrain_within_days,
                "yes" if revision == each.in_force else "",
                each.adopted(revision.key),
            )
            for each in plans_on(session, day)
            for revision in each.plan.revisions
        ]
    columns = ("plan", "revision", "effective_on", "retrain_within_days", "in_force", "adopted")
    put(columns, rows, form, out, f"Plans on {day.isoformat()}")
