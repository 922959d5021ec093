"""The records of each kind in the columns its import reads, so that a store can be carried to another.

What was taken back is left out, but for completions and participation: of those the whole history goes along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from itertools import chain, groupby
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from files.columns import Kind
from files.exports import exercises
from files.exports.exercises import A_FEW
from files.exports.room import Taken
from files.imports.beside import read_beside
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
from files.write import Value
from storage.audit import AuditKind, note
from storage.course_capacity import NOTHING_SAID, said_of
from storage.people import AffiliationRecord, AgencyDiscipline, AgencyRecord, Person, Unit
from storage.plans import PlanRecord
from storage.region import Region
from storage.training import (
    AbsenceRecord,
    CompletionRecord,
    CourseAlias,
    CourseRecord,
    EquivalentRecord,
    RequirementRecord,
    RuleRecord,
)

Row = tuple[Value, ...]


def coming_rows(session: Session, kind: Kind[Any] | Taken, region: Region) -> Iterator[Row]:
    """Every record of a kind under its columns; days are the region's.

    They come one after the other, as they are read: however many there are, few are kept at a time.
    """
    if isinstance(kind, Taken):
        return kind.rows(session, region)
    return _READERS[kind.name](session, region)


def note_export(session: Session, kind: str, rows: int, by: str, door: str, now: datetime) -> None:
    """Leaves the audit row of an export."""
    note(session, now, by, door, AuditKind.EXPORTED, ("export", None), kind=kind, rows=rows)


def _agencies(session: Session, region: Region) -> Iterator[Row]:
    disciplines: dict[int, list[str]] = {}
    for each in session.scalars(select(AgencyDiscipline).order_by(AgencyDiscipline.discipline)):
        disciplines.setdefault(each.agency_id, []).append(each.discipline)
    agencies = session.scalars(select(AgencyRecord).order_by(AgencyRecord.key)).all()
    aliases = read_beside(session, [agency.id for agency in agencies], "also_called")
    for agency in agencies:
        yield (
            agency.name,
            ";".join(disciplines.get(agency.id, ())),
            agency.jurisdiction,
            agency.governance,
            agency.strength,
            aliases[agency.id],
        )


def _roster(session: Session, region: Region) -> Iterator[Row]:
    """By last name; of two affiliations with one agency the one that began earlier, or whenever, first.

    So a row without a first day never meets a later affiliation that it could be taken for.
    """
    query = (
        select(Person, AffiliationRecord, AgencyRecord.name, Unit.name)
        .join(AffiliationRecord, AffiliationRecord.person_id == Person.id)
        .join(AgencyRecord, AgencyRecord.id == AffiliationRecord.agency_id)
        .outerjoin(Unit, Unit.id == AffiliationRecord.unit_id)
        .where(AffiliationRecord.voided_at.is_(None))
        .order_by(Person.sort_key, Person.id, AffiliationRecord.id)
    )
    of_each = groupby(session.execute(query.execution_options(**A_FEW)), key=lambda row: row[0].id)
    by_agency = (
        sorted(theirs, key=lambda row: (row[2], row[1].joined_on or date.min, row[1].id))
        for _, theirs in of_each
    )
    for person, affiliation, agency, unit in chain.from_iterable(by_agency):
        yield (
            person.email,
            person.member_id,
            person.first_name,
            person.last_name,
            agency,
            affiliation.role,
            affiliation.rank,
            unit,
            person.fema_sid,
            person.phone,
            affiliation.joined_on,
            affiliation.left_on,
        )


def _courses(session: Session, region: Region) -> Iterator[Row]:
    query = select(CourseRecord, PlanRecord.name).outerjoin(PlanRecord, PlanRecord.id == CourseRecord.plan_id)
    aliases: dict[int, list[str]] = {}
    live = select(CourseAlias).where(CourseAlias.voided_at.is_(None)).order_by(CourseAlias.key)
    for alias in session.scalars(live):
        aliases.setdefault(alias.course_id, []).append(alias.alias)
    codes = dict(session.execute(select(CourseRecord.id, CourseRecord.code)).all())
    said = said_of(session)
    for course, plan in session.execute(query.order_by(CourseRecord.key)):
        taught = said.get(course.id, NOTHING_SAID)
        yield (
            course.code,
            course.title,
            course.hours,
            plan,
            ";".join(aliases.get(course.id, ())) or None,
            taught.target,
            codes.get(taught.trainer_course_id or 0),
            taught.classes_a_month,
            taught.seats,
        )


def _rules(session: Session, region: Region) -> Iterator[Row]:
    query = (
        select(RuleRecord, CourseRecord.code)
        .join(CourseRecord, CourseRecord.id == RuleRecord.course_id)
        .where(RuleRecord.voided_at.is_(None))
        .order_by(CourseRecord.key, RuleRecord.effective_on)
    )
    for rule, code in session.execute(query):
        yield (
            code,
            rule.effective_on,
            rule.interval_months,
            rule.anchor,
            rule.window_days,
            rule.month_end,
            rule.cycle_start,
            rule.grace_days,
            rule.initial_days,
            rule.lapse_months,
        )


def _requirements(session: Session, region: Region) -> Iterator[Row]:
    query = (
        select(RequirementRecord, CourseRecord.code)
        .join(CourseRecord, CourseRecord.id == RequirementRecord.course_id)
        .where(RequirementRecord.voided_at.is_(None))
        .order_by(CourseRecord.key, RequirementRecord.id)
    )
    for row, code in session.execute(query):
        yield code, row.disciplines or "all", row.roles, row.effective_on


def _equivalents(session: Session, region: Region) -> Iterator[Row]:
    counted = aliased(CourseRecord)
    query = (
        select(CourseRecord.code, counted.code, EquivalentRecord.kind)
        .join(CourseRecord, CourseRecord.id == EquivalentRecord.course_id)
        .join(counted, counted.id == EquivalentRecord.counts_for_id)
        .where(EquivalentRecord.voided_at.is_(None))
        .order_by(CourseRecord.key, counted.key, EquivalentRecord.kind)
    )
    yield from session.execute(query)


def _completions(session: Session, region: Region) -> Iterator[Row]:
    corrected = aliased(CompletionRecord)
    query = (
        select(CompletionRecord, Person.email, Person.member_id, CourseRecord.code, corrected.record)
        .join(Person, Person.id == CompletionRecord.person_id)
        .join(CourseRecord, CourseRecord.id == CompletionRecord.course_id)
        .outerjoin(corrected, corrected.id == CompletionRecord.corrects_id)
        .order_by(Person.sort_key, CompletionRecord.completed_on, CompletionRecord.id)
    )
    for record, email, member_id, code, corrects in session.execute(query.execution_options(**A_FEW)):
        yield (
            email,
            member_id,
            code,
            record.completed_on,
            record.expires_on,
            record.hours,
            record.provider,
            record.instructor,
            record.result,
            record.verified,
            record.funding,
            record.evidence,
            record.record,
            corrects,
            _day(record.voided_at, region),
            record.void_reason,
            record.verified_by,
            _day(record.verified_at, region),
            record.recorded_by,
            _day(record.recorded_at, region),
            record.recorded_from,
        )


def _absences(session: Session, region: Region) -> Iterator[Row]:
    query = (
        select(AbsenceRecord, Person.email, Person.member_id, CourseRecord.code)
        .join(Person, Person.id == AbsenceRecord.person_id)
        .outerjoin(CourseRecord, CourseRecord.id == AbsenceRecord.course_id)
        .where(AbsenceRecord.voided_at.is_(None))
        .order_by(Person.sort_key, AbsenceRecord.starts_on, AbsenceRecord.id)
    )
    for row, email, member_id, code in session.execute(query.execution_options(**A_FEW)):
        yield email, member_id, row.kind, code, row.starts_on, row.ends_on, row.reason, row.approved_by


def _day(instant: datetime | None, region: Region) -> date | None:
    return None if instant is None else region.day(instant)


_READERS: Mapping[str, Callable[[Session, Region], Iterator[Row]]] = MappingProxyType(
    {
        AGENCIES.name: _agencies,
        ROSTER.name: _roster,
        COURSES.name: _courses,
        RULES.name: _rules,
        REQUIREMENTS.name: _requirements,
        EQUIVALENTS.name: _equivalents,
        COMPLETIONS.name: _completions,
        ABSENCES.name: _absences,
        PLANS.name: exercises.plans,
        ADOPTIONS.name: exercises.adoptions,
        POSITIONS.name: exercises.positions,
        EXERCISES.name: exercises.exercises,
        PARTICIPATION.name: exercises.participation,
        RATINGS.name: exercises.ratings,
        ACTIONS.name: exercises.actions,
    }
)
