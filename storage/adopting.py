"""Questions asked of the shared plans: which revision is in force, who has adopted which: the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.plans import Adoption, Ledger, in_force, ledger
from readiness.records import AgencyId, PlanId, Revision
from storage.catalogue import Plan, catalogue_of
from storage.plans import AdoptionRecord, RevisionRecord


@dataclass(frozen=True, slots=True)
class PlanOn:
    """A plan on a day: its revision in force (None: none yet), and which agencies have adopted which.

    `adoptions` are those by that day, by revision and agency: on which day. `ledger` counts each agency once,
    by the newest revision it has adopted.
    """

    plan: Plan
    in_force: Revision | None
    adoptions: Mapping[int, Mapping[AgencyId, date]]
    ledger: Ledger

    def adopted(self, revision: int) -> int:
        """How many agencies have adopted a revision, by its key."""
        return len(self.adoptions.get(revision, {}))


def plans_on(session: Session, on: date) -> list[PlanOn]:
    """Every plan with its ledger on a day, in the catalogue's order."""
    query = (
        select(
            RevisionRecord.plan_id,
            AdoptionRecord.revision_id,
            AdoptionRecord.agency_id,
            AdoptionRecord.adopted_on,
        )
        .join(RevisionRecord, RevisionRecord.id == AdoptionRecord.revision_id)
        .where(AdoptionRecord.voided_at.is_(None), AdoptionRecord.adopted_on <= on)
    )
    found: defaultdict[PlanId, list[Adoption]] = defaultdict(list)
    for plan, revision, agency, adopted_on in session.execute(query):
        found[plan].append(Adoption(agency, revision, adopted_on))
    return [_plan_on(plan, found[key], on) for key, plan in catalogue_of(session).plans.items()]


def _plan_on(plan: Plan, adoptions: list[Adoption], on: date) -> PlanOn:
    by_revision: defaultdict[int, dict[AgencyId, date]] = defaultdict(dict)
    for each in adoptions:
        by_revision[each.revision][each.agency] = each.adopted_on
    return PlanOn(
        plan, in_force(plan.revisions, on), dict(by_revision), ledger(plan.revisions, adoptions, on)
    )
