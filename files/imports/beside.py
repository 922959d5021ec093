"""Values of a record that are kept as rows beside it: an agency's disciplines, what an exercise is to show.

A file has each of them in one cell; several stand one a line, disciplines separated by `;`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from readiness.text import fold
from storage.base import Base
from storage.exercises import (
    ExerciseRecord,
    InvitedAgency,
    ObjectiveRecord,
    StrengthRecord,
    TaskRecord,
)
from storage.people import AgencyDiscipline, AgencyRecord

BESIDE: Mapping[type[Base], tuple[str, ...]] = MappingProxyType(
    {AgencyRecord: ("disciplines",), ExerciseRecord: ("objectives", "invited", "strengths")}
)
"""Which values of which records are such."""

_TASK = "-"
_PLAINLY = "\\"  # before an objective that begins as a task does


def read_beside(session: Session, ids: Sequence[int], name: str) -> dict[int, str]:
    """One such value of some records, by their ids; empty where there is none."""
    if name == "objectives":
        return _objectives(session, ids)
    found: defaultdict[int, list[str]] = defaultdict(list)
    for owner, text in session.execute(_QUERIES[name]):
        found[owner].append(" ".join(text.split()))
    joint = ";" if name == "disciplines" else "\n"
    return {each: joint.join(found[each]) for each in ids}


_QUERIES: Mapping[str, Any] = MappingProxyType(
    {
        "disciplines": select(AgencyDiscipline.agency_id, AgencyDiscipline.discipline).order_by(
            AgencyDiscipline.discipline
        ),
        "invited": select(InvitedAgency.exercise_id, AgencyRecord.name)
        .join(AgencyRecord, AgencyRecord.id == InvitedAgency.agency_id)
        .order_by(AgencyRecord.key),
        "strengths": select(StrengthRecord.exercise_id, StrengthRecord.strength)
        .where(StrengthRecord.voided_at.is_(None))
        .order_by(StrengthRecord.id),
    }
)


def write_beside(session: Session, row_id: int, name: str, text: str, by: str, now: datetime) -> None:
    """Puts rows that say this in place of those there are."""
    match name:
        case "disciplines":
            session.execute(delete(AgencyDiscipline).where(AgencyDiscipline.agency_id == row_id))
            rows = [{"agency_id": row_id, "discipline": each} for each in text.split(";") if each]
            _insert(session, AgencyDiscipline, rows)
        case "invited":
            session.execute(delete(InvitedAgency).where(InvitedAgency.exercise_id == row_id))
            keys = [fold(each) for each in text.splitlines()]
            ids = session.scalars(select(AgencyRecord.id).where(AgencyRecord.key.in_(keys)))
            _insert(session, InvitedAgency, [{"exercise_id": row_id, "agency_id": each} for each in ids])
        case "strengths":
            _write_strengths(session, row_id, text.splitlines(), by, now)
        case "objectives":
            _write_objectives(session, row_id, text)


def _insert(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(model), rows)


def _write_strengths(session: Session, exercise_id: int, said: list[str], by: str, now: datetime) -> None:
    query = select(StrengthRecord).where(
        StrengthRecord.exercise_id == exercise_id, StrengthRecord.voided_at.is_(None)
    )
    for strength in session.scalars(query):
        strength.take_back(now, by, "others were brought from a file")
    for each in said:
        session.add(StrengthRecord(exercise_id=exercise_id, strength=each, recorded_by=by, recorded_at=now))
    session.flush()


def objectives_in(text: str) -> list[tuple[str, list[str]]]:
    """The objectives a cell holds, each with its critical tasks; first, without a name, the tasks of none.

    A task stands once in an exercise, whatever its case.
    """
    found: list[tuple[str, list[str]]] = [("", [])]
    seen: set[str] = set()
    for line in (" ".join(each.split()) for each in text.splitlines()):
        task = line.removeprefix(_TASK).strip()
        if not task:
            continue
        if not line.startswith(_TASK):
            found.append((line.removeprefix(_PLAINLY), []))
        elif fold(task) not in seen:
            seen.add(fold(task))
            found[-1][1].append(task)
    return found


def objectives_text(objectives: Sequence[tuple[str, Sequence[str]]]) -> str:
    """The same as a cell holds it."""
    lines: list[str] = []
    for objective, tasks in objectives:
        said = " ".join(objective.split())
        if said:
            lines.append(_PLAINLY + said if said.startswith((_TASK, _PLAINLY)) else said)
        lines.extend(f"{_TASK} {' '.join(task.split())}" for task in tasks)
    return "\n".join(lines)


def _write_objectives(session: Session, exercise_id: int, text: str) -> None:
    for model in (TaskRecord, ObjectiveRecord):
        session.execute(delete(model).where(model.exercise_id == exercise_id))
    place = 0
    for number, (said, tasks) in enumerate(objectives_in(text)):
        objective_id = None
        if said:
            objective = ObjectiveRecord(exercise_id=exercise_id, place=number, objective=said)
            session.add(objective)
            session.flush()
            objective_id = objective.id
        for task in tasks:
            place += 1
            session.add(
                TaskRecord(
                    exercise_id=exercise_id,
                    objective_id=objective_id,
                    place=place,
                    key=fold(task),
                    task=task,
                )
            )
    session.flush()


def _objectives(session: Session, ids: Sequence[int]) -> dict[int, str]:
    tasks: defaultdict[tuple[int, int | None], list[str]] = defaultdict(list)
    for task in session.scalars(select(TaskRecord).order_by(TaskRecord.place, TaskRecord.id)):
        tasks[task.exercise_id, task.objective_id].append(task.task)
    found = {each: [("", tasks[each, None])] for each in ids}
    for objective in session.scalars(
        select(ObjectiveRecord).order_by(ObjectiveRecord.place, ObjectiveRecord.id)
    ):
        if objective.exercise_id in found:
            own = tasks[objective.exercise_id, objective.id]
            found[objective.exercise_id].append((objective.objective, own))
    return {each: objectives_text(said) for each, said in found.items()}
