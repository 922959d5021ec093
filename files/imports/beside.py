"""Values of a record that are kept as rows beside it: an agency's disciplines, how a course is taught.

A file has each of them in one cell; several stand one a line, disciplines and aliases separated by `;`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import String, cast, delete, insert, select
from sqlalchemy.orm import Session

from readiness.text import fold
from storage.base import Base
from storage.course_aliases import set_aliases
from storage.course_capacity import NOTHING_SAID, keep, said_of
from storage.exercise_plans import all_objectives, set_objectives
from storage.exercises import (
    ExerciseRecord,
    InvitedAgency,
    StrengthRecord,
)
from storage.other_names import AgencyAlias, set_agency_aliases
from storage.people import AgencyDiscipline, AgencyRecord
from storage.training import CourseAlias, CourseCapacity, CourseRecord
from words.objectives import read_objectives, write_objectives

BESIDE: Mapping[type[Base], tuple[str, ...]] = MappingProxyType(
    {
        AgencyRecord: ("disciplines", "also_called"),
        CourseRecord: ("aliases", "target", "trainer_course", "classes_a_month", "seats"),
        ExerciseRecord: ("objectives", "invited", "strengths"),
    }
)
"""Which values of which records are such."""


def read_beside(session: Session, ids: Sequence[int], name: str) -> dict[int, str]:
    """One such value of some records, by their ids; empty where there is none."""
    if name == "objectives":
        there = all_objectives(session)
        return {each: write_objectives(there.get(each, ())) for each in ids}
    found: defaultdict[int, list[str]] = defaultdict(list)
    for owner, text in session.execute(_QUERIES[name]):
        found[owner].append(" ".join(text.split()))
    joint = ";" if name in ("disciplines", "also_called", "aliases") else "\n"
    return {each: joint.join(found[each]) for each in ids}


def _capacity(column: Any) -> Any:
    return select(CourseCapacity.course_id, cast(column, String)).where(column.is_not(None))


_QUERIES: Mapping[str, Any] = MappingProxyType(
    {
        "disciplines": select(AgencyDiscipline.agency_id, AgencyDiscipline.discipline).order_by(
            AgencyDiscipline.discipline
        ),
        "also_called": select(AgencyAlias.agency_id, AgencyAlias.alias)
        .where(AgencyAlias.voided_at.is_(None))
        .order_by(AgencyAlias.key),
        "aliases": select(CourseAlias.course_id, CourseAlias.alias)
        .where(CourseAlias.voided_at.is_(None))
        .order_by(CourseAlias.key),
        "invited": select(InvitedAgency.exercise_id, AgencyRecord.name)
        .join(AgencyRecord, AgencyRecord.id == InvitedAgency.agency_id)
        .order_by(AgencyRecord.key),
        "strengths": select(StrengthRecord.exercise_id, StrengthRecord.strength)
        .where(StrengthRecord.voided_at.is_(None))
        .order_by(StrengthRecord.id),
        "target": _capacity(CourseCapacity.target),
        "trainer_course": select(CourseCapacity.course_id, CourseRecord.code).join(
            CourseRecord, CourseRecord.id == CourseCapacity.trainer_course_id
        ),
        "classes_a_month": _capacity(CourseCapacity.classes_a_month),
        "seats": _capacity(CourseCapacity.seats),
    }
)


def write_beside(session: Session, row_id: int, name: str, text: str, by: str, now: datetime) -> None:
    """Puts rows that say this in place of those there are."""
    match name:
        case "disciplines":
            session.execute(delete(AgencyDiscipline).where(AgencyDiscipline.agency_id == row_id))
            rows = [{"agency_id": row_id, "discipline": each} for each in text.split(";") if each]
            _insert(session, AgencyDiscipline, rows)
        case "also_called":
            set_agency_aliases(session, row_id, [each for each in text.split(";") if each], by, now)
        case "aliases":
            set_aliases(session, row_id, [each for each in text.split(";") if each], by, now)
        case "target" | "classes_a_month" | "seats":
            _teach(session, row_id, name, int(text) if text else None, by, now)
        case "trainer_course":
            trainer = session.scalar(select(CourseRecord.id).where(CourseRecord.key == fold(text)))
            _teach(session, row_id, "trainer_course_id", trainer, by, now)
        case "invited":
            session.execute(delete(InvitedAgency).where(InvitedAgency.exercise_id == row_id))
            keys = [fold(each) for each in text.splitlines()]
            ids = session.scalars(select(AgencyRecord.id).where(AgencyRecord.key.in_(keys)))
            _insert(session, InvitedAgency, [{"exercise_id": row_id, "agency_id": each} for each in ids])
        case "strengths":
            _write_strengths(session, row_id, text.splitlines(), by, now)
        case "objectives":
            set_objectives(session, row_id, read_objectives(text))


def _insert(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(model), rows)


def _teach(session: Session, course_id: int, name: str, value: int | None, by: str, now: datetime) -> None:
    said = said_of(session, [course_id]).get(course_id, NOTHING_SAID)
    keep(session, course_id, replace(said, **{name: value}), by, now)


def _write_strengths(session: Session, exercise_id: int, said: list[str], by: str, now: datetime) -> None:
    query = select(StrengthRecord).where(
        StrengthRecord.exercise_id == exercise_id, StrengthRecord.voided_at.is_(None)
    )
    for strength in session.scalars(query):
        strength.take_back(now, by, "others were brought from a file")
    for each in said:
        session.add(StrengthRecord(exercise_id=exercise_id, strength=each, recorded_by=by, recorded_at=now))
    session.flush()
