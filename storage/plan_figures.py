"""What a digest and the overview say of shared plans: what is in force, and which agencies go by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from readiness.due import Scope
from readiness.records import CourseId
from storage.adopting import PlanOn, plans_on
from storage.answers import agencies_in
from storage.catalogue import catalogue_of


class PlanFigures(BaseModel):
    """A plan with a revision in force, the courses that teach it, and how many agencies of a scope go by it.

    `adopted` have adopted that revision or a later one, `on_older` an older one; the others none. Agencies
    are no people, and counted however few they are. How many people are trained on it stands with the counts
    of its courses, where these may be shown.
    """

    model_config = ConfigDict(frozen=True)

    plan: int
    name: str
    revision: str
    effective_on: date
    courses: list[CourseId]
    agencies: int
    adopted: int
    on_older: int

    @property
    def adopted_none(self) -> int:
        """How many of the agencies adopted no revision of it."""
        return self.agencies - self.adopted - self.on_older


def plan_figures(
    session: Session, scope: Scope, on: date, plans: Sequence[PlanOn] | None = None
) -> list[PlanFigures]:
    """Each plan that has a revision in force on a day, by name, for the agencies of a scope.

    `plans`: all there are on that day, where they were read for another scope.
    """
    catalogue = catalogue_of(session)
    within = agencies_in(catalogue, scope)
    agencies = frozenset(catalogue.agencies if within is None else within)
    return [
        PlanFigures(
            plan=each.plan.id,
            name=each.plan.name,
            revision=each.in_force.name,
            effective_on=each.in_force.effective_on,
            courses=sorted(key for key, plan in catalogue.rulebook.teaches.items() if plan == each.plan.id),
            agencies=len(agencies),
            adopted=len(each.ledger.adopted & agencies),
            on_older=len(each.ledger.on_older & agencies),
        )
        for each in (plans_on(session, on) if plans is None else plans)
        if each.in_force is not None
    ]
