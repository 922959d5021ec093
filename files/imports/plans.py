"""Shared plans: their revisions, previewed before one asks to train again, and who adopted them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.exercise_kinds import AdoptionRow, PlanRow
from files.imports.drafts import Draft
from files.imports.lookup import agencies_named, plans_named
from files.imports.plan import Addition
from files.imports.planner import PlainPlanner
from files.imports.rulebook import RulebookPlanner
from readiness.plans import in_force
from readiness.records import Revision, Rulebook
from readiness.text import fold
from storage.catalogue import catalogue_of
from storage.plans import AdoptionRecord, PlanRecord, RevisionRecord


class PlanPlanner(RulebookPlanner[PlanRow]):
    """Revisions of plans; the same by plan and revision. A plan comes with its first one."""

    model = RevisionRecord

    def __init__(self, session: Session, today: date) -> None:
        super().__init__(session, today)
        self._plans: dict[str, Draft] = {}
        names: dict[int, str] = {}
        for plan in session.scalars(select(PlanRecord)):
            names[plan.id] = plan.key
            self._plans[plan.key] = Draft(PlanRecord, {}, {}, plan.id)
        for row in session.scalars(select(RevisionRecord).where(RevisionRecord.voided_at.is_(None))):
            identity = {"plan_id": row.plan_id, "name": row.name}
            values = {
                "effective_on": row.effective_on,
                "retrain_within_days": row.retrain_within_days,
                "link": row.link,
            }
            self.add_stored((names[row.plan_id], row.key), values, row.id, identity)

    def key(self, row: PlanRow) -> Hashable:
        """Plan and revision, as compared."""
        return fold(row.plan), fold(row.revision)

    def subject(self, row: PlanRow) -> str:
        """Plan, revision, and from when."""
        return f"{row.plan} {row.revision} from {row.effective_on}"

    def identity(self, row: PlanRow) -> dict[str, Any]:
        """Plan and revision, as the file spells them first."""
        plan = self._plans.get(fold(row.plan))
        if plan is None:
            plan = Draft(PlanRecord, {"key": fold(row.plan), "name": row.plan}, {})
            self._plans[fold(row.plan)] = plan
        plan_id = plan.addition if plan.is_new else plan.stored_id
        return {"plan_id": plan_id, "key": fold(row.revision), "name": row.revision}

    def values(self, row: PlanRow) -> dict[str, Any]:
        """From when, whether people are trained again, and where it is found."""
        return {
            "effective_on": row.effective_on,
            "retrain_within_days": row.retrain_within_days,
            "link": row.link,
        }

    def notice(self, row: PlanRow) -> str:
        """That a new one dates from before the one in force: it goes in as history."""
        plan = self._plans.get(fold(row.plan))
        if plan is None or plan.stored_id is None or self.key(row) in self.drafts:
            return ""
        now = in_force(catalogue_of(self._session).rulebook.revisions.get(plan.stored_id, ()), self._today)
        if now is None or row.effective_on >= now.effective_on:
            return ""
        return f"dates from before {now.name}, in force since {now.effective_on}; it goes in as history"

    def additions(self) -> tuple[Addition, ...]:
        """The plans the file brings, and the revisions."""
        plans = tuple(plan.addition for plan in self._plans.values() if plan.is_new)
        return plans + super().additions()

    def changed(self, rulebook: Rulebook) -> Rulebook:
        """With these revisions in place of those there are; nobody teaches a plan that is new yet."""
        revisions: defaultdict[int, list[Revision]] = defaultdict(list)
        for number, draft in enumerate(self.drafts.values(), start=1):
            plan = draft.identity["plan_id"]
            if isinstance(plan, int):
                key = draft.stored_id or -number
                values = draft.values
                revisions[plan].append(
                    Revision(
                        key,
                        plan,
                        draft.identity["name"],
                        values["effective_on"],
                        values["retrain_within_days"],
                    )
                )
        return replace(rulebook, revisions=dict(revisions))

    def _days(self) -> Iterable[date]:
        """Today, each later day on which one takes effect, and the first without what it ends.

        None for revisions of plans that no course teaches: they move nobody.
        """
        taught = set(catalogue_of(self._session).rulebook.teaches.values())
        days: set[date] = set()
        for draft in self.drafts.values():
            if (draft.is_new or draft.differs) and draft.identity["plan_id"] in taught:
                days.add(self._today)
                effective_on, within = draft.values["effective_on"], draft.values["retrain_within_days"]
                days.add(effective_on)
                if within is not None:
                    days.add(effective_on + timedelta(days=within + 1))
        return {day for day in days if day >= self._today}


class AdoptionPlanner(PlainPlanner[AdoptionRow]):
    """The adoption ledger; the same by agency, plan and revision."""

    model = AdoptionRecord

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._agencies = agencies_named(session)
        self._plans = plans_named(session)
        self._revisions: dict[tuple[int, str], int] = {}
        self._named: defaultdict[int, list[str]] = defaultdict(list)
        live = select(RevisionRecord).where(RevisionRecord.voided_at.is_(None))
        for revision in session.scalars(live.order_by(RevisionRecord.effective_on, RevisionRecord.id)):
            self._revisions[revision.plan_id, revision.key] = revision.id
            self._named[revision.plan_id].append(revision.name)
        for row in session.scalars(select(AdoptionRecord).where(AdoptionRecord.voided_at.is_(None))):
            identity = {"agency_id": row.agency_id, "revision_id": row.revision_id}
            self.add_stored(tuple(identity.values()), {"adopted_on": row.adopted_on}, row.id, identity)

    def judge(self, row: AdoptionRow) -> str | None:
        """The agency, the plan, and that revision of it must be there."""
        objection = self._agencies.objection(row.agency) or self._plans.objection(row.plan)
        if objection is not None:
            return objection
        plan = self._plans[row.plan]
        if (plan, fold(row.revision)) in self._revisions:
            return None
        there = ", ".join(self._named[plan]) or "none yet"
        return f"revision: {row.revision} is no revision of {self._plans.name(plan)}; there are {there}"

    def key(self, row: AdoptionRow) -> Hashable:
        """Agency and revision."""
        return tuple(self.identity(row).values())

    def subject(self, row: AdoptionRow) -> str:
        """Who adopted what."""
        return f"{row.agency}, {row.plan} {row.revision}"

    def identity(self, row: AdoptionRow) -> dict[str, Any]:
        """Agency and revision."""
        plan = self._plans[row.plan]
        return {
            "agency_id": self._agencies[row.agency],
            "revision_id": self._revisions[plan, fold(row.revision)],
        }

    def values(self, row: AdoptionRow) -> dict[str, Any]:
        """On which day."""
        return {"adopted_on": row.adopted_on}
