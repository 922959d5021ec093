"""Exercises: what was planned, who took part and in which position, how its tasks went, what came of it.

Participation is kept as completions are: never overwritten, only replaced by a new record or voided with a
reason.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Enum, ForeignKey, Index, and_
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import LIVE, Base, TakenBack, table_of
from storage.training import new_record

SIGNIN_CARD = "exercise"
"""The kind of card that shows an exercise's sign-in."""


class ExerciseState(StrEnum):
    """How far the sign-in of an exercise is. What was written down without one stays planned."""

    PLANNED = "planned"
    SIGNING_IN = "signing in"
    CONFIRMED = "confirmed"  # closed, and who took part confirmed
    CANCELLED = "cancelled"


class Origin(StrEnum):
    """How a row of participation came about: somebody said it, or it was begun with, and waits to be said."""

    SAID = "said"
    CARRIED_OVER = "carried over"  # into a run that begins with the people of the one before
    GIVEN = "given"  # another position, by who runs it

    @property
    def is_said(self) -> bool:
        """Whether somebody said that they, or others, took part so."""
        return self is Origin.SAID


class ExerciseRecord(Base, TakenBack):
    """An exercise, or an incident written down afterwards. `key` is its short code as compared.

    `run` is the one that is being played, from 1. `capabilities` are `;`-joined. The point of contact is a
    person of the roster (`poc_id`), or somebody named in words only. `reviewed_on` is the day its review was
    first written.
    """

    __tablename__ = "exercise"
    __table_args__ = (Index("ix_exercise_held", "held_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str]
    title: Mapped[str]
    type: Mapped[str]  # a `readiness.vocabulary.ExerciseType`
    held_on: Mapped[date]
    simulation: Mapped[bool] = mapped_column(default=False)
    host_agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), default=None)
    scenario: Mapped[str] = mapped_column(default="")
    threat: Mapped[str] = mapped_column(default="")
    mission_area: Mapped[str] = mapped_column(default="")
    capabilities: Mapped[str] = mapped_column(default="")
    funding: Mapped[str] = mapped_column(default="")
    sponsor: Mapped[str] = mapped_column(default="")
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("plan_revision.id"), default=None)
    poc: Mapped[str] = mapped_column(default="")
    poc_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    state: Mapped[ExerciseState] = mapped_column(
        Enum(ExerciseState, native_enum=False, length=20, values_callable=lambda states: [*map(str, states)]),
        default=ExerciseState.PLANNED,
    )
    run: Mapped[int] = mapped_column(default=1)
    reviewed_on: Mapped[date | None] = mapped_column(default=None)
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), default=None)

    @property
    def subject(self) -> tuple[str, int]:
        """What audit rows and messages are about that speak of it."""
        return (self.__tablename__, self.id)

    @property
    def counts(self) -> bool:
        """Whether it was neither taken back nor cancelled, as COUNTS asks the store."""
        return self.voided_at is None and self.state is not ExerciseState.CANCELLED


class ObjectiveRecord(Base):
    """What an exercise is to show, in its order."""

    __tablename__ = "exercise_objective"
    __table_args__ = (Index("ix_exercise_objective_exercise", "exercise_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exercise_id: Mapped[int] = mapped_column(ForeignKey("exercise.id"))
    place: Mapped[int]
    objective: Mapped[str]


class TaskRecord(Base):
    """A critical task an exercise is planned to try, under an objective or none. `key` is it as compared."""

    __tablename__ = "exercise_task"
    __table_args__ = (Index("uq_exercise_task", "exercise_id", "key", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exercise_id: Mapped[int] = mapped_column(ForeignKey("exercise.id"))
    objective_id: Mapped[int | None] = mapped_column(ForeignKey("exercise_objective.id"), default=None)
    place: Mapped[int]
    key: Mapped[str]
    task: Mapped[str]


class InvitedAgency(Base):
    """An agency that is invited to an exercise."""

    __tablename__ = "exercise_invitation"

    exercise_id: Mapped[int] = mapped_column(ForeignKey("exercise.id"), primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)


class ParticipationRecord(Base, TakenBack):
    """Who took part, for which agency: a person, or so many people of it; in a role, perhaps a position.

    It counts while it is not voided and nothing replaced it. `self_reported`: a person's own word, counted
    apart until it is verified. `recorded_from` says in words through which door: a card, a sentence, a form,
    a file; nothing is decided by it, but by `origin`.
    """

    __tablename__ = "participation"
    __table_args__ = (
        Index("ix_participation_exercise", "exercise_id"),
        Index("ix_participation_person", "person_id", "position_id"),
        Index("ix_participation_import", "import_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(unique=True, default=new_record)
    exercise_id: Mapped[int] = mapped_column(ForeignKey("exercise.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    headcount: Mapped[int | None] = mapped_column(default=None)
    role: Mapped[str] = mapped_column(default="player")  # a `readiness.vocabulary.Role`
    position_id: Mapped[int | None] = mapped_column(ForeignKey("position.id"), default=None)
    run: Mapped[int] = mapped_column(default=1)
    self_reported: Mapped[bool] = mapped_column(default=False)
    verified: Mapped[bool] = mapped_column(default=False)
    verified_by: Mapped[str] = mapped_column(default="")
    verified_at: Mapped[datetime | None] = mapped_column(default=None)
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("participation.id"), default=None)
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_from: Mapped[str] = mapped_column(default="")
    origin: Mapped[Origin] = mapped_column(
        Enum(Origin, native_enum=False, length=20, values_callable=lambda each: [*map(str, each)]),
        default=Origin.SAID,
    )
    recorded_at: Mapped[datetime]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), default=None)

    @property
    def stands(self) -> bool:
        """Whether it was neither taken back nor replaced, as STANDS asks the store."""
        return self.voided_at is None and self.replaced_by_id is None


class RatingRecord(Base, TakenBack):
    """How a critical task went in one run, as a `readiness.vocabulary.Rating`; persons are never rated."""

    __tablename__ = "task_rating"
    __table_args__ = (
        Index(
            "uq_task_rating_live",
            "exercise_id",
            "task_key",
            "run",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        Index("ix_task_rating_task", "task_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exercise_id: Mapped[int] = mapped_column(ForeignKey("exercise.id"))
    task_key: Mapped[str]
    task: Mapped[str]
    run: Mapped[int] = mapped_column(default=1)
    rating: Mapped[str]
    capability: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), default=None)


class StrengthRecord(Base, TakenBack):
    """Something that went well, as the review says it."""

    __tablename__ = "exercise_strength"
    __table_args__ = (Index("ix_exercise_strength_exercise", "exercise_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exercise_id: Mapped[int] = mapped_column(ForeignKey("exercise.id"))
    strength: Mapped[str]
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]


class ActionRecord(Base, TakenBack):
    """A corrective action of an improvement plan (HSEEP's fields). `key` is its short code as compared.

    `status` is what its owner says (`readiness.vocabulary.ActionStatus`); whether it was shown follows from
    how its task was rated since (`readiness.actions`).
    """

    __tablename__ = "corrective_action"
    __table_args__ = (Index("ix_corrective_action_task", "task_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str]
    exercise_id: Mapped[int | None] = mapped_column(ForeignKey("exercise.id"), default=None)
    task_key: Mapped[str] = mapped_column(default="")
    task: Mapped[str] = mapped_column(default="")
    issue: Mapped[str] = mapped_column(default="")
    corrective_action: Mapped[str]
    capability: Mapped[str] = mapped_column(default="")
    element: Mapped[str] = mapped_column(default="")  # a `readiness.vocabulary.CapabilityElement`
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), default=None)
    poc: Mapped[str] = mapped_column(default="")
    poc_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    funding: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date | None] = mapped_column(default=None)
    due_on: Mapped[date]
    status: Mapped[str] = mapped_column(default="open")
    done_on: Mapped[date | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), default=None)

    @property
    def subject(self) -> tuple[str, int]:
        """What audit rows are about that speak of it."""
        return (self.__tablename__, self.id)


EXERCISE = table_of(ExerciseRecord).c
PART = table_of(ParticipationRecord).c

COUNTS: ColumnElement[bool] = and_(EXERCISE.voided_at.is_(None), EXERCISE.state != ExerciseState.CANCELLED)
"""Which exercises count: what was taken back or cancelled does not."""

STANDS: ColumnElement[bool] = and_(PART.voided_at.is_(None), PART.replaced_by_id.is_(None))
"""Which rows of participation stand: what was taken back or replaced does not.

Whether one counts is a matter of its exercise, too: STANDS and COUNTS.
"""
