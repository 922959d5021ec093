"""What was never done together, and the exercise that closes the most of it."""

from __future__ import annotations

import typer

from bot.cli.asking import (
    AgencyNamed,
    DisciplineNamed,
    Form,
    JurisdictionNamed,
    Named,
    On,
    Out,
    Words,
    opened,
)
from bot.cli.exercises import Months
from bot.cli.output import put
from commands.exercises.suggesting_views import Suggested, day_reason, planned_line, reasons
from readiness.due import Scope, ScopeKind
from readiness.exercises import TOGETHER_MONTHS
from storage.catalogue import Catalogue
from storage.gaps import Gaps, gaps_on
from storage.suggesting import next_exercise
from words.amounts import plural
from words.problems import Problem


def gaps(
    context: typer.Context,
    scope: Words = None,
    on: On = "",
    months: Months = TOGETHER_MONTHS,
    agency: AgencyNamed = "",
    discipline: DisciplineNamed = "",
    jurisdiction: JurisdictionNamed = "",
    form: Form = None,
    out: Out = None,
) -> None:
    """Pairs of agencies and positions that never met, disciplines never at a tabletop, siloed exercises."""
    named = Named(agency, discipline, jurisdiction)
    with opened(context, on, named, scope, "muster gaps Cedar Fire") as asked:
        _refuse_unit(asked.scope)
        rows = _rows(asked.catalogue, gaps_on(asked.session, asked.day, asked.scope, months=months))
        title = f"Gaps of {asked.title} in the {months} months up to {asked.day.isoformat()}"
    put(("gap", "one", "other", "missing"), rows, form, out, title)


def suggest(
    context: typer.Context,
    scope: Words = None,
    on: On = "",
    agency: AgencyNamed = "",
    discipline: DisciplineNamed = "",
    jurisdiction: JurisdictionNamed = "",
    form: Form = None,
    out: Out = None,
) -> None:
    """The exercise that closes the most gaps at once: its day, agencies, positions and tasks, and why."""
    named = Named(agency, discipline, jurisdiction)
    with opened(context, on, named, scope, "muster suggest Cedar Fire") as asked:
        _refuse_unit(asked.scope)
        found = next_exercise(asked.session, asked.day, asked.scope)
        told = Suggested(found, asked.title, asked.catalogue, asked.scope)
        rows = list(reasons(told))
    if rows:
        rows.insert(0, ("day", told.found.day.isoformat(), day_reason(told)))
    rows += [("planned", each.title, planned_line(each)) for each in told.found.planned]
    closes = len(told.found.suggestion.closed)
    put(("part", "name", "reason"), rows, form, out, f"Closes {plural(closes, 'gap')} of {told.called}")


def _rows(catalogue: Catalogue, found: Gaps) -> list[tuple[str, str, str, str]]:
    """Each gap on a row; of a pair of agencies the name that comes first as it is written comes first."""
    names = {key: each.name for key, each in catalogue.agencies.items()}
    pairs = sorted(tuple(sorted((names[one], names[two]))) for one, two in found.matrix.open_pairs())
    return [
        *(("agencies", one, other, "") for one, other in pairs),
        *(("positions", one.code, other.code, "") for one, other in found.never_met),
        *(("tabletop", each, "", "") for each in found.never_at_tabletop),
        *(("siloed", each.code, "", ";".join(each.missing)) for each in found.siloed),
    ]


def _refuse_unit(scope: Scope) -> None:
    """Raises Problem for a unit: agencies play together, whichever of their stations comes."""
    if scope.kind is ScopeKind.UNIT:
        raise Problem("Gaps are those of an agency, a discipline or a jurisdiction, not of a unit.")
