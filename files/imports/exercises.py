"""Exercises, and how their critical tasks were rated."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.exercise_kinds import ExerciseRow, RatingRow
from files.imports.beside import BESIDE, read_beside
from files.imports.contacts import Contacts
from files.imports.history import midnight
from files.imports.lookup import Revisions, agencies_named, exercises_coded
from files.imports.plan import Outcome, Playing
from files.imports.planner import PlainPlanner
from files.table import Table
from readiness.text import fold
from storage.exercises import ExerciseRecord, ExerciseState, ParticipationRecord, RatingRecord
from storage.region import Region
from words.objectives import read_objectives, write_objectives

_DECIDE = frozenset({"type", "held_on", "simulation", "state", "voided_at"})
"""What of an exercise decides for how long its players can play."""


class ExercisePlanner(PlainPlanner[ExerciseRow]):
    """Exercises; the same by code."""

    model = ExerciseRecord
    columns_of: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "host_agency_id": "host_agency",
            "funding": "grant",
            "revision_id": "plan_revision",
            "poc_id": "poc",
        }
    )

    def __init__(self, session: Session, table: Table, region: Region, today: date) -> None:
        super().__init__()
        self._region = region
        self._today = today
        self._agencies = agencies_named(session)
        self._revisions = Revisions(session)
        self._contacts = Contacts(session, table)
        self._happened = _happened(session)
        exercises = session.scalars(select(ExerciseRecord)).all()
        self._took_place = _took_place(session)
        self._called_off_before = {e.id for e in exercises if e.state is ExerciseState.CANCELLED}
        ids = [exercise.id for exercise in exercises]
        beside = {name: read_beside(session, ids, name) for name in BESIDE[ExerciseRecord]}
        for exercise in exercises:
            values = {name: getattr(exercise, name) for name in _VALUES}
            values |= {name: found[exercise.id] for name, found in beside.items()}
            if exercise.voided_at is None:
                self.add_stored(exercise.key, values, exercise.id)
            else:
                self.add_taken_back(exercise.key, values, exercise)

    def judge(self, row: ExerciseRow) -> str | None:
        """Host, invited agencies and revision must be there; what has happened is not yet to come."""
        invited = (self._agencies.objection(each, "invited") for each in self._invited(row))
        objections = (
            self._agencies.objection(row.host_agency, "host_agency") if row.host_agency else None,
            self._revisions.objection(row.plan_revision) if row.plan_revision else None,
            next(filter(None, invited), None),
            self._moved_ahead(row),
            self._called_off(row),
        )
        return next(filter(None, objections), None)

    def _moved_ahead(self, row: ExerciseRow) -> str | None:
        draft = self.drafts.get(self.key(row))
        if row.held_on <= self._today or draft is None or draft.stored_id not in self._happened:
            return None
        return (
            f"held_on: {row.held_on} lies in the future (today is {self._today}), and who took part in "
            f"{row.exercise} or how it went is on record already"
        )

    def _called_off(self, row: ExerciseRow) -> str | None:
        draft = self.drafts.get(self.key(row))
        if row.state is not ExerciseState.CANCELLED or draft is None:
            return None
        if draft.stored_id in self._called_off_before or draft.stored_id not in self._took_place:
            return None
        return (
            f"state: {row.exercise} took place: who took part is confirmed, or how it went is on record, so "
            "it can't be cancelled"
        )

    def key(self, row: ExerciseRow) -> Hashable:
        """The code as compared."""
        return fold(row.exercise)

    def subject(self, row: ExerciseRow) -> str:
        """Code, title and day."""
        return f"{row.exercise}, {row.title}, {row.held_on}"

    def identity(self, row: ExerciseRow) -> dict[str, Any]:
        """The code, as the file spells it first, and who wrote it down."""
        recorded_on = row.recorded_on
        return {
            "key": fold(row.exercise),
            "code": row.exercise,
            "recorded_by": row.recorded_by,
            "recorded_at": midnight(recorded_on, self._region) if recorded_on else None,
        }

    def values(self, row: ExerciseRow) -> dict[str, Any]:
        """All the rest."""
        draft = self.drafts.get(self.key(row))
        return {
            "title": row.title,
            "type": row.type.value,
            "held_on": row.held_on,
            "simulation": row.simulation,
            "host_agency_id": self._agencies[row.host_agency] if row.host_agency else None,
            "scenario": row.scenario,
            "threat": row.threat,
            "mission_area": row.mission_area,
            "capabilities": ";".join(row.capabilities),
            "funding": row.grant,
            "sponsor": row.sponsor,
            "revision_id": self._revisions[row.plan_revision] if row.plan_revision else None,
            "state": row.state,
            "run": row.run,
            "reviewed_on": row.reviewed_on,
            "objectives": write_objectives(read_objectives(row.objectives)),
            "invited": "\n".join(self._invited(row)),
            "strengths": "\n".join(filter(None, (" ".join(e.split()) for e in row.strengths.splitlines()))),
            **self._contacts.values(row.poc, draft),
        }

    def _invited(self, row: ExerciseRow) -> Collection[str]:
        """The agencies as they are kept, one a line or separated by `;`, in the order of their names."""
        found: dict[str, str] = {}
        for line in filter(None, (" ".join(each.split()) for each in row.invited.splitlines())):
            whole = self._agencies.find(line) is not None
            for name in [line] if whole else filter(None, map(str.strip, line.split(";"))):
                agency = self._agencies.find(name)
                found[fold(name)] = name if agency is None else self._agencies.name(agency)
        return [found[each] for each in sorted(found)]

    def written(self, name: str, value: Any) -> Any:
        """Agencies, revisions and people by name."""
        if value is None:
            return None
        if name == "host_agency_id":
            return self._agencies.name(value)
        if name == "revision_id":
            return self._revisions.name(value)
        return self._contacts.name(value) if name == "poc_id" else value

    def outcome(self) -> Outcome:
        """With those whose players it lets count otherwise."""
        plain = super().outcome()
        moved = frozenset(each.id for each in plain.alterations if not _DECIDE.isdisjoint(each.values))
        shown = frozenset(each.id for each in plain.alterations)
        return replace(plain, playing=Playing(exercises=moved, shown=shown))


_VALUES = (
    "title",
    "type",
    "held_on",
    "simulation",
    "host_agency_id",
    "scenario",
    "threat",
    "mission_area",
    "capabilities",
    "funding",
    "sponsor",
    "revision_id",
    "poc",
    "poc_id",
    "state",
    "run",
    "reviewed_on",
)


def _happened(session: Session) -> set[int]:
    """The exercises of which is on record who took part, or how they went."""
    return {
        exercise
        for model in (ParticipationRecord, RatingRecord)
        for exercise in session.scalars(select(model.exercise_id).where(model.voided_at.is_(None)).distinct())
    }


def _took_place(session: Session) -> set[int]:
    """The exercises of which a confirmed part, or a rating, stands on record."""
    stands = (ParticipationRecord.voided_at.is_(None), ParticipationRecord.replaced_by_id.is_(None))
    played = select(ParticipationRecord.exercise_id).where(*stands, ParticipationRecord.verified.is_(True))
    rated = select(RatingRecord.exercise_id).where(RatingRecord.voided_at.is_(None))
    return {*session.scalars(played.distinct()), *session.scalars(rated.distinct())}


class OnCalendar(NamedTuple):
    """An exercise as what speaks of it sees it."""

    held_on: date
    state: ExerciseState


class Calendar:
    """The exercises there are, and which of them have taken place, so that it can be said how they went."""

    def __init__(self, session: Session, today: date) -> None:
        self.named = exercises_coded(session)
        self._today = today
        columns = select(ExerciseRecord.id, ExerciseRecord.held_on, ExerciseRecord.state)
        self._held = {row.id: OnCalendar(row.held_on, row.state) for row in session.execute(columns)}

    def __getitem__(self, code: str) -> int:
        """The id of one known to be there."""
        return self.named[code]

    def code(self, said: str) -> str:
        """The code of one that a file calls by its title; what names none stays as it is."""
        found = self.named.find(said)
        return said if found is None else self.named.name(found)

    def day(self, code: str) -> date:
        """When one known to be there is held."""
        return self._held[self.named[code]].held_on

    def objection(self, code: str, what: str, was_recorded: bool = False) -> str | None:
        """Why a row that says how an exercise went can't be taken: it is not there, to come, or called off.

        `what` names what is recorded. What was recorded before an exercise was cancelled stays on record.
        """
        unknown = self.named.objection(code)
        if unknown is not None:
            return unknown
        held = self._held[self.named[code]]
        if held.held_on > self._today:
            return (
                f"exercise: {code} is to come, on {held.held_on} (today is {self._today}); {what} is "
                "recorded once it has taken place"
            )
        if held.state is ExerciseState.CANCELLED and not was_recorded:
            return f"exercise: {code} was cancelled, so there is no {what} to record"
        return None


class RatingPlanner(PlainPlanner[RatingRow]):
    """Ratings of critical tasks; the same by exercise, task and run."""

    model = RatingRecord

    def __init__(self, session: Session, today: date) -> None:
        super().__init__()
        self._calendar = Calendar(session, today)
        for row in session.scalars(select(RatingRecord).where(RatingRecord.voided_at.is_(None))):
            identity = {"exercise_id": row.exercise_id, "task_key": row.task_key, "run": row.run}
            values = {"rating": row.rating, "capability": row.capability}
            self.add_stored(tuple(identity.values()), values, row.id, identity)

    def judge(self, row: RatingRow) -> str | None:
        """The exercise must be there, and have taken place."""
        unknown = self._calendar.named.objection(row.exercise)
        if unknown is not None:
            return unknown
        return self._calendar.objection(row.exercise, "rating", self.key(row) in self.drafts)

    def key(self, row: RatingRow) -> Hashable:
        """Exercise, task and run."""
        return self._calendar[row.exercise], fold(row.task), row.run

    def subject(self, row: RatingRow) -> str:
        """What was rated."""
        return f"{row.task} in {row.exercise}, run {row.run}"

    def identity(self, row: RatingRow) -> dict[str, Any]:
        """Exercise, task and run; the task as the file spells it first."""
        exercise, task_key, run = self._calendar[row.exercise], fold(row.task), row.run
        return {"exercise_id": exercise, "task_key": task_key, "task": row.task, "run": run}

    def values(self, row: RatingRow) -> dict[str, Any]:
        """How it went, and for which capability."""
        return {"rating": row.rating.value, "capability": row.capability}
