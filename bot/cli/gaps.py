"""What was never done together, and the exercise that closes the most of it."""

from __future__ import annotations

import typer

from bot.cli.asking import (
    AgencyNamed,
    DisciplineNamed,
    Form,
    JurisdictionNamed,
    On,
    Out,
    Words,
    exact_scope,
    scope_and_day,
    scope_title,
)
from bot.cli.desk import desk_of
from bot.cli.exercises import Months
from bot.cli.output import Format, put
from commands.exercises.suggesting_views import Suggested, day_reason, reasons
from readiness.due import Scope, ScopeKind
from readiness.exercises import TOGETHER_MONTHS
from storage.catalogue import Catalogue, catalogue_of
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
    form: Form = Format.TABLE,
    out: Out = None,
) -> None:
    """Pairs of agencies and positions that never met, disciplines never at a tabletop, siloed exercises."""
    desk = desk_of(context)
    with desk.store() as store, store.reading() as session:
        catalogue = catalogue_of(session)
        exact = exact_scope(catalogue, agency, discipline, jurisdiction, "")
        asked_of, day = scope_and_day(desk, catalogue, scope, on, exact, "muster gaps Cedar Fire")
        _refuse_unit(asked_of)
        rows = _rows(catalogue, gaps_on(session, day, asked_of, months=months))
        title = f"Gaps of {scope_title(catalogue, asked_of)} in the {months} months up to {day.isoformat()}"
    put(("gap", "one", "other", "missing"), rows, form, out, title)


def suggest(
    context: typer.Context,
    scope: Words = None,
    on: On = "",
    agency: AgencyNamed = "",
    discipline: DisciplineNamed = "",
    jurisdiction: JurisdictionNamed = "",
    form: Form = Format.TABLE,
    out: Out = None,
) -> None:
    """The exercise that closes the most gaps at once: its day, agencies, positions and tasks, and why."""
    desk = desk_of(context)
    with desk.store() as store, store.reading() as session:
        catalogue = catalogue_of(session)
        exact = exact_scope(catalogue, agency, discipline, jurisdiction, "")
        asked_of, day = scope_and_day(desk, catalogue, scope, on, exact, "muster suggest Cedar Fire")
        _refuse_unit(asked_of)
        told = Suggested(
            next_exercise(session, day, asked_of), scope_title(catalogue, asked_of), catalogue, asked_of
        )
        rows = list(reasons(told))
    if rows:
        rows.insert(0, ("day", told.found.day.isoformat(), day_reason(told)))
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
