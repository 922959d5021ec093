"""Who signed in to an exercise: how many are there, who they are, and signing in as something more exact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.audit import Trail
from storage.exercises import ExerciseRecord, Origin, ParticipationRecord
from storage.people import AgencyRecord, Person
from storage.taking_part import Part, Taken, correct_part, standing_parts, take_part


@dataclass(frozen=True)
class Presence:
    """How many took part, of how many agencies, and how many of them were only carried over."""

    people: int
    agencies: int
    carried: int = 0


def presence(session: Session, exercise_id: int, run: int | None = None) -> Presence:
    """How many take part in one run of an exercise, or in any; nobody twice, whatever they play."""
    where = [ParticipationRecord.exercise_id == exercise_id]
    if run is not None:
        where.append(ParticipationRecord.run == run)
    rows = standing_parts(*where).order_by(None).subquery()
    there = select(
        func.count(rows.c.person_id.distinct()),
        func.coalesce(func.sum(rows.c.headcount), 0),
        func.count(rows.c.agency_id.distinct()),
    )
    named, counted, agencies = session.execute(there).one()
    said = select(rows.c.person_id).where(
        rows.c.person_id.is_not(None), (rows.c.origin == Origin.SAID) | rows.c.verified
    )
    carried = select(func.count(rows.c.person_id.distinct())).where(
        rows.c.origin == Origin.CARRIED_OVER, rows.c.person_id.not_in(said)
    )
    return Presence(named + counted, agencies, session.scalar(carried) or 0)


def people_and_parts(
    session: Session, exercise_id: int, run: int | None = None
) -> list[tuple[ParticipationRecord, Person | None]]:
    """Who takes part, by agency and name; a headcount without a person after the people of its agency."""
    parts = standing_parts(ParticipationRecord.exercise_id == exercise_id)
    if run is not None:
        parts = parts.where(ParticipationRecord.run == run)
    query = (
        parts.order_by(None)
        .add_columns(Person)
        .join(AgencyRecord, AgencyRecord.id == ParticipationRecord.agency_id)
        .outerjoin(Person, Person.id == ParticipationRecord.person_id)
        .order_by(
            AgencyRecord.key,
            Person.id.is_(None),
            Person.sort_key,
            Person.id,
            ParticipationRecord.run,
            ParticipationRecord.id,
        )
    )
    return [(part, person) for part, person in session.execute(query)]


def parts_in(session: Session, exercise_id: int, person_id: int) -> Sequence[ParticipationRecord]:
    """What stands of one person in an exercise, in whatever run."""
    where = (ParticipationRecord.exercise_id == exercise_id, ParticipationRecord.person_id == person_id)
    return session.scalars(standing_parts(*where)).all()


def sign_in_as(
    session: Session,
    exercise: ExerciseRecord,
    part: Part,
    there: Iterable[ParticipationRecord],
    trail: Trail,
    *,
    self_reported: bool,
) -> Taken:
    """Records one person's part. What said less gives way to it, and stands again when it is taken back.

    `there` is what stands of the person. Less says a row of the same run and agency without a position; and
    what they never said but were carried over with from the run before: nobody runs two positions because
    somebody copied one. Nothing that was verified gives way.
    """
    before = list(there)
    [taken] = take_part(session, exercise, [part], trail, self_reported=self_reported)
    if taken.is_new and part.position_id is not None:
        for each in before:
            if _gives_way(each, part):
                correct_part(session, each, part, trail, verified=False)
    return taken


def _gives_way(record: ParticipationRecord, part: Part) -> bool:
    says_less = record.position_id is None or not record.origin.is_said
    same = (record.agency_id, record.role, record.run) == (part.agency_id, part.role, part.run)
    return says_less and same and not record.verified
