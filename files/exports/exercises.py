"""Plans, positions, exercises and what came of them, in the columns their imports read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from files.imports.beside import BESIDE, read_beside
from files.write import Value
from storage.catalogue import revision_name
from storage.exercises import ActionRecord, ExerciseRecord, ExerciseState, ParticipationRecord, RatingRecord
from storage.people import AgencyRecord, Person
from storage.plans import AdoptionRecord, PlanRecord, RevisionRecord
from storage.positions import PositionRecord
from storage.region import Region

Row = tuple[Value, ...]

A_FEW: Mapping[str, Any] = MappingProxyType({"yield_per": 1000})
"""How rows are read of which there may be a million: so many at a time."""


def plans(session: Session, region: Region) -> Iterator[Row]:
    """Each revision of each plan, oldest first."""
    query = (
        select(PlanRecord.name, RevisionRecord)
        .join(RevisionRecord, RevisionRecord.plan_id == PlanRecord.id)
        .where(RevisionRecord.voided_at.is_(None))
        .order_by(PlanRecord.key, RevisionRecord.effective_on, RevisionRecord.id)
    )
    for plan, revision in session.execute(query):
        yield plan, revision.name, revision.effective_on, revision.retrain_within_days, revision.link


def adoptions(session: Session, region: Region) -> Iterator[Row]:
    """The adoption ledger, by agency."""
    query = (
        select(AgencyRecord.name, PlanRecord.name, RevisionRecord.name, AdoptionRecord.adopted_on)
        .join(AgencyRecord, AgencyRecord.id == AdoptionRecord.agency_id)
        .join(RevisionRecord, RevisionRecord.id == AdoptionRecord.revision_id)
        .join(PlanRecord, PlanRecord.id == RevisionRecord.plan_id)
        .where(AdoptionRecord.voided_at.is_(None), RevisionRecord.voided_at.is_(None))
        .order_by(AgencyRecord.key, PlanRecord.key, RevisionRecord.effective_on, AdoptionRecord.id)
    )
    for row in session.execute(query):
        yield tuple(row)


def positions(session: Session, region: Region) -> Iterator[Row]:
    """The catalogue in its order; of what was taken out of it, that which somebody played."""
    played = exists().where(ParticipationRecord.position_id == PositionRecord.id)
    query = select(PositionRecord).where(or_(PositionRecord.voided_at.is_(None), played))
    for position in session.scalars(query.order_by(PositionRecord.place, PositionRecord.id)):
        yield (
            position.code,
            position.title,
            position.disciplines or "all",
            position.needed,
            position.current_months,
            _day(position.voided_at, region),
        )


def exercises(session: Session, region: Region) -> Iterator[Row]:
    """Exercises by day."""
    query = (
        select(ExerciseRecord, AgencyRecord.name, PlanRecord.name, RevisionRecord.name, Person)
        .outerjoin(AgencyRecord, AgencyRecord.id == ExerciseRecord.host_agency_id)
        .outerjoin(RevisionRecord, RevisionRecord.id == ExerciseRecord.revision_id)
        .outerjoin(PlanRecord, PlanRecord.id == RevisionRecord.plan_id)
        .outerjoin(Person, Person.id == ExerciseRecord.poc_id)
        .where(ExerciseRecord.voided_at.is_(None))
        .order_by(ExerciseRecord.held_on, ExerciseRecord.key)
    )
    rows = session.execute(query).all()
    ids = [row[0].id for row in rows]
    beside = {name: read_beside(session, ids, name) for name in BESIDE[ExerciseRecord]}
    for exercise, host, plan, revision, poc in rows:
        yield (
            exercise.code,
            exercise.title,
            exercise.type,
            exercise.held_on,
            host,
            exercise.scenario,
            exercise.funding,
            exercise.simulation,
            revision_name(plan, revision) if revision else "",
            exercise.mission_area,
            exercise.capabilities,
            exercise.threat,
            exercise.sponsor,
            _contact(poc, exercise.poc),
            *(beside[name][exercise.id] for name in ("objectives", "invited", "strengths")),
            str(exercise.state),
            exercise.run,
            exercise.reviewed_on,
            exercise.recorded_by,
            _day(exercise.recorded_at, region),
        )


def participation(session: Session, region: Region) -> Iterator[Row]:
    """Who took part, with what was replaced and what was taken back."""
    replacement = aliased(ParticipationRecord)
    query = (
        select(
            ParticipationRecord,
            ExerciseRecord.code,
            AgencyRecord.name,
            Person.email,
            Person.member_id,
            PositionRecord.code,
            replacement.record,
        )
        .join(ExerciseRecord, ExerciseRecord.id == ParticipationRecord.exercise_id)
        .join(AgencyRecord, AgencyRecord.id == ParticipationRecord.agency_id)
        .outerjoin(Person, Person.id == ParticipationRecord.person_id)
        .outerjoin(PositionRecord, PositionRecord.id == ParticipationRecord.position_id)
        .outerjoin(replacement, replacement.id == ParticipationRecord.replaced_by_id)
        .where(ExerciseRecord.voided_at.is_(None))
        .order_by(
            ExerciseRecord.held_on,
            ExerciseRecord.key,
            AgencyRecord.key,
            func.coalesce(Person.sort_key, ""),
            ParticipationRecord.run,
            ParticipationRecord.record,  # the same in every store, as their ids are not
        )
    )
    for row, exercise, agency, email, member_id, position, replaced_by in session.execute(
        query.execution_options(**A_FEW)
    ):
        yield (
            exercise,
            agency,
            email,
            member_id,
            row.headcount,
            row.role,
            position,
            row.run,
            row.verified,
            row.record,
            replaced_by,
            _day(row.voided_at, region),
            row.void_reason,
            row.self_reported,
            row.verified_by,
            _day(row.verified_at, region),
            row.recorded_by,
            _day(row.recorded_at, region),
            row.recorded_from,
            str(row.origin),
        )


def ratings(session: Session, region: Region) -> Iterator[Row]:
    """How tasks were rated, by exercise and run; of one that was cancelled no import takes any."""
    query = (
        select(RatingRecord, ExerciseRecord.code)
        .join(ExerciseRecord, ExerciseRecord.id == RatingRecord.exercise_id)
        .where(
            RatingRecord.voided_at.is_(None),
            ExerciseRecord.voided_at.is_(None),
            ExerciseRecord.state != ExerciseState.CANCELLED,
        )
        .order_by(ExerciseRecord.held_on, ExerciseRecord.key, RatingRecord.run, RatingRecord.task_key)
    )
    for row, exercise in session.execute(query):
        yield exercise, row.task, row.rating, row.run, row.capability


def actions(session: Session, region: Region) -> Iterator[Row]:
    """Corrective actions by the day they are due."""
    query = (
        select(ActionRecord, ExerciseRecord, AgencyRecord.name, Person)
        .outerjoin(ExerciseRecord, ExerciseRecord.id == ActionRecord.exercise_id)
        .outerjoin(AgencyRecord, AgencyRecord.id == ActionRecord.agency_id)
        .outerjoin(Person, Person.id == ActionRecord.poc_id)
        .where(ActionRecord.voided_at.is_(None))
        .order_by(ActionRecord.due_on, ActionRecord.key)
    )
    for action, exercise, agency, poc in session.execute(query):
        yield (
            action.code,
            action.corrective_action,
            action.due_on,
            action.task,
            exercise.code if exercise is not None and exercise.voided_at is None else "",
            action.capability,
            action.issue,
            action.element,
            agency,
            _contact(poc, action.poc),
            action.starts_on,
            action.status,
            action.done_on,
            action.reason,
            action.funding,
            action.evidence,
        )


def _contact(person: Person | None, said: str) -> str:
    """A point of contact as an import finds them again; somebody in words as they were said."""
    return said if person is None else person.email or person.member_id or person.name


def _day(instant: datetime | None, region: Region) -> date | None:
    return None if instant is None else region.day(instant)
