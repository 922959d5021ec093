"""Shared plans as they are written, revised and adopted; what was recorded wrongly is mended or taken back.

What a plan's revisions are, and which courses teach it, is part of the catalogue: nobody waits until
everybody is projected anew (`storage.projecting`). What an agency adopted asks nothing of anyone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from readiness.records import AgencyId, CourseId, PlanId
from readiness.text import fold
from storage.audit import AuditKind, Trail
from storage.base import Base
from storage.catalogue import catalogue_changed, lock_catalogue
from storage.plans import AdoptionRecord, PlanRecord, RevisionRecord
from storage.projecting import catch_up_with_few
from storage.training import CourseRecord

PLAN, REVISION, ADOPTION, COURSE = "plan", "revision", "adoption", "course"
"""What each is called in the audit."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A revision as it is to be."""

    name: str
    effective_on: date
    retrain_within_days: int | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Adopted:
    """An agency's adoption of a revision, and whether it is new: the same is not recorded twice."""

    record: AdoptionRecord
    is_new: bool


def plan_named(session: Session, name: str) -> PlanRecord | None:
    """The plan of exactly this name, without regard to case and spaces."""
    return session.scalar(select(PlanRecord).where(PlanRecord.key == fold(name)))


def write_plan(
    session: Session,
    plan: PlanRecord | None,
    name: str,
    courses: Collection[CourseId],
    trail: Trail,
    today: date,
) -> PlanRecord:
    """Writes a plan anew, or as it is to be, with the courses that teach it, and no others.

    The name must be free (`plan_named`).
    """
    lock_catalogue(session)
    if plan is None:
        plan = PlanRecord(key=fold(name), name=name)
        session.add(plan)
    plan.key, plan.name = fold(name), name
    session.flush()
    taught = or_(CourseRecord.plan_id == plan.id, CourseRecord.id.in_(sorted(courses)))
    concerned = session.scalars(select(CourseRecord).where(taught).order_by(CourseRecord.id)).all()
    for course in concerned:
        teaches = plan.id if course.id in courses else None
        if course.plan_id != teaches:
            course.plan_id = teaches
            what = {"plan": name if teaches else ""}
            _noted(session, trail, AuditKind.PLAN_REVISED, (COURSE, course.id), course, **what)
    codes = sorted(course.code for course in concerned if course.id in courses)
    _noted(session, trail, AuditKind.PLAN_REVISED, (PLAN, plan.id), plan, name=name, courses=codes)
    _rules_changed(session, today)
    return plan


def write_revision(
    session: Session,
    plan: PlanId,
    revision: RevisionRecord | None,
    wording: Wording,
    trail: Trail,
    today: date,
) -> RevisionRecord:
    """Writes a revision of a plan anew, or as it is to be. Its name must be free in the plan."""
    lock_catalogue(session)
    was = {} if revision is None else {"was": _said(revision)}
    if revision is None:
        revision = RevisionRecord(plan_id=plan, key="", name="", effective_on=wording.effective_on)
        session.add(revision)
    revision.key, revision.name = fold(wording.name), wording.name
    revision.effective_on = wording.effective_on
    revision.retrain_within_days = wording.retrain_within_days
    revision.link = wording.link
    session.flush()
    _noted(
        session,
        trail,
        AuditKind.PLAN_REVISED,
        (REVISION, revision.id),
        revision,
        **_said(revision),
        **was,
    )
    _rules_changed(session, today)
    return revision


def take_back_revision(
    session: Session, revision: RevisionRecord, reason: str, trail: Trail, today: date
) -> None:
    """Takes a revision back: from now on it never was in force, and nobody counts as having adopted it."""
    lock_catalogue(session)
    revision.take_back(trail.now, trail.by, reason)
    _noted(session, trail, AuditKind.PLAN_REVISED, (REVISION, revision.id), revision, taken_back=reason)
    _rules_changed(session, today)


def adopt(
    session: Session, revision: int, agencies: Sequence[AgencyId], on: date, trail: Trail
) -> list[Adopted]:
    """Records that some agencies adopted a revision on a day, in their order; what is there already stays."""
    # Two who record the same at once take turns.
    session.get_one(RevisionRecord, revision, with_for_update=True)
    query = select(AdoptionRecord).where(
        AdoptionRecord.revision_id == revision, AdoptionRecord.voided_at.is_(None)
    )
    there = {each.agency_id: each for each in session.scalars(query)}
    found = []
    for agency in agencies:
        record = there.get(agency)
        if record is None:
            record = AdoptionRecord(
                agency_id=agency,
                revision_id=revision,
                adopted_on=on,
                recorded_by=trail.by,
                recorded_at=trail.now,
            )
            session.add(record)
            session.flush()
            _noted(
                session,
                trail,
                AuditKind.PLAN_ADOPTED,
                (ADOPTION, record.id),
                record,
                agency=agency,
                revision=revision,
                on=on.isoformat(),
            )
            found.append(Adopted(record, True))
        else:
            found.append(Adopted(record, False))
    return found


def take_back_adoption(session: Session, adoption: AdoptionRecord, reason: str, trail: Trail) -> None:
    """Takes an adoption back; it stays readable, and counts for nothing."""
    adoption.take_back(trail.now, trail.by, reason)
    _noted(session, trail, AuditKind.PLAN_ADOPTED, (ADOPTION, adoption.id), adoption, taken_back=reason)


def standing_adoptions(session: Session, revisions: Collection[int]) -> list[AdoptionRecord]:
    """The adoptions of some revisions that stand, the oldest first."""
    query = (
        select(AdoptionRecord)
        .where(AdoptionRecord.voided_at.is_(None), AdoptionRecord.revision_id.in_(sorted(revisions)))
        .order_by(AdoptionRecord.adopted_on, AdoptionRecord.id)
    )
    return list(session.scalars(query)) if revisions else []


def _said(revision: RevisionRecord) -> dict[str, str | int | None]:
    return {
        "name": revision.name,
        "effective_on": revision.effective_on.isoformat(),
        "retrain_within_days": revision.retrain_within_days,
        "link": revision.link,
    }


def _noted(
    session: Session, trail: Trail, kind: AuditKind, subject: tuple[str, int], of: Base, **detail: Any
) -> None:
    session.flush()
    trail.note(session, kind, subject, of=of, **detail)


def _rules_changed(session: Session, today: date) -> None:
    """Makes it another catalogue; a few people are projected at once, many are left to be moved on."""
    catalogue_changed(session)
    catch_up_with_few(session, today)
