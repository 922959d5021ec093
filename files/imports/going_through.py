"""Going through the rows of an arranged file, all of them or some, by the planner of its kind."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from files.imports.absences import AbsencePlanner
from files.imports.actions import ActionPlanner
from files.imports.completions import CompletionPlanner
from files.imports.exercises import ExercisePlanner, RatingPlanner
from files.imports.names import AgencyPlanner, CoursePlanner
from files.imports.participation import ParticipationPlanner
from files.imports.plan import Outcome, Prepared, Tick
from files.imports.planner import Planner
from files.imports.plans import AdoptionPlanner, PlanPlanner
from files.imports.positions import PositionPlanner
from files.imports.roster import RosterPlanner
from files.imports.rulebook import EquivalentPlanner, RequirementPlanner, RulePlanner
from files.intake import Refused, parse_rows
from files.kinds import (
    ABSENCES,
    ACTIONS,
    ADOPTIONS,
    AGENCIES,
    COMPLETIONS,
    COURSES,
    EQUIVALENTS,
    EXERCISES,
    PARTICIPATION,
    PLANS,
    POSITIONS,
    RATINGS,
    REQUIREMENTS,
    ROSTER,
    RULES,
)

CHECKING = "Checking rows"
_ROWS_A_TICK = 100


def go_through(
    session: Session, prepared: Prepared, tick: Tick | None = None
) -> tuple[Outcome, list[Refused]]:
    """What the rows come to, and those refused; `tick` is told how many were looked at."""
    planner = _planner(session, prepared)
    table, refused = prepared.table, list[Refused]()
    rows = parse_rows(
        prepared.kind,
        table,
        prepared.order,
        prepared.today,
        planner.judge,
        prepared.settled.blank_clears,
    )
    for number, each in enumerate(rows, start=1):
        if isinstance(each, Refused):
            refused.append(each)
        else:
            planner.take(each)
        if tick is not None and (number % _ROWS_A_TICK == 0 or number == len(table.rows)):
            tick(CHECKING, number, len(table.rows))
    return planner.outcome(), refused


def _planner(session: Session, prepared: Prepared) -> Planner[Any]:
    table, region, today = prepared.table, prepared.region, prepared.today
    settled, is_whole = prepared.settled, prepared.is_whole
    planners: dict[str, Any] = {
        AGENCIES.name: lambda: AgencyPlanner(session, today, settled),
        ROSTER.name: lambda: RosterPlanner(session, table, region, today, settled, is_whole),
        PLANS.name: lambda: PlanPlanner(session, today),
        COURSES.name: lambda: CoursePlanner(session, table, today, settled),
        RULES.name: lambda: RulePlanner(session, today),
        REQUIREMENTS.name: lambda: RequirementPlanner(session, today),
        EQUIVALENTS.name: lambda: EquivalentPlanner(session, today),
        COMPLETIONS.name: lambda: CompletionPlanner(session, table, region, today, settled),
        ABSENCES.name: lambda: AbsencePlanner(session, table, settled),
        ADOPTIONS.name: lambda: AdoptionPlanner(session),
        POSITIONS.name: lambda: PositionPlanner(session, region),
        EXERCISES.name: lambda: ExercisePlanner(session, table, region, today),
        PARTICIPATION.name: lambda: ParticipationPlanner(session, table, region, today, settled),
        RATINGS.name: lambda: RatingPlanner(session, today),
        ACTIONS.name: lambda: ActionPlanner(session, table, today),
    }
    planner: Planner[Any] = planners[prepared.kind.name]()
    return planner
