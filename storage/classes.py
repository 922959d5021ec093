"""Classes: planned, signed in to, closed; who said they would come, and who was there.

What people press is kept: nobody's sign-in lapses, and what was taken back stays readable. The completions
that a class gives are records of their own (`storage.training`), and say of which class they are.
"""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import ColumnElement, Enum, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import LIVE, Base, TakenBack
from storage.training import new_record

CLASS_CARD = "class"
"""The kind of card that shows a class's sign-in."""

ON_THE_WALL = text("wall_code IS NOT NULL")


class ClassState(StrEnum):
    """How far a class is."""

    PLANNED = "planned"  # announced or not; Coming and Not coming
    OPEN = "open"  # people sign in
    CLOSED = "closed"  # who took it is confirmed, and has a completion
    CANCELLED = "cancelled"


class Coming(StrEnum):
    """What somebody answered to a class that is planned."""

    COMING = "coming"
    NOT_COMING = "not coming"
    WAITING = "waiting"  # would come, when a seat comes free; in the order of their answers


GOING = (ClassState.PLANNED, ClassState.OPEN)
"""The states of a class that is still going to be held, or to be closed."""
WOULD_COME = (Coming.COMING, Coming.WAITING)
"""The answers of those who come, or would with a seat."""


class Way(StrEnum):
    """How somebody came to be on the list of a class."""

    PRESSED = "pressed"  # on the card
    CODE = "code"  # the one on the wall, in a direct message
    ADDED = "added"  # by who holds the class: by search, by a pasted list, from a file


class Outcome(StrEnum):
    """What closing a class gave somebody on its list."""

    CREDITED = "credited"  # a verified completion
    LEFT_EARLY = "left early"  # partial attendance gives none
    HAD_IT = "had it"  # a pass of that course and day was on record
    THEIR_OWN = "their own"  # who confirms never confirms themself: somebody else has to
    NOT_ON_ROSTER = "not on the roster"  # of no agency on that day


class ClassRecord(Base):
    """A class of a course on a day. Days and times of day are the region's.

    `start_time` is on the wall clock (None: the whole day), `hours` how long it takes (None: the course's
    usual hours). The instructor is a person of the roster (`instructor_id`) or named in words only.
    `agency_id` is the agency whose class it is, None the region's. `wall_code` are the four digits beside
    the QR code, until it is closed.
    """

    __tablename__ = "class"
    __table_args__ = (
        Index("ix_class_held", "held_on"),
        Index(
            "uq_class_wall_code",
            "wall_code",
            unique=True,
            sqlite_where=ON_THE_WALL,
            postgresql_where=ON_THE_WALL,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(unique=True, default=new_record)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    held_on: Mapped[date]
    start_time: Mapped[time | None] = mapped_column(default=None)
    hours: Mapped[float | None] = mapped_column(default=None)
    place: Mapped[str] = mapped_column(default="")
    provider: Mapped[str] = mapped_column(default="")
    instructor: Mapped[str] = mapped_column(default="")
    instructor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), default=None)
    funding: Mapped[str] = mapped_column(default="")
    seats: Mapped[int | None] = mapped_column(default=None)
    wall_code: Mapped[str | None] = mapped_column(default=None)
    state: Mapped[ClassState] = mapped_column(
        Enum(ClassState, native_enum=False, length=20, values_callable=lambda states: [*map(str, states)]),
        default=ClassState.PLANNED,
    )
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    closed_by: Mapped[str | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    cancel_reason: Mapped[str | None] = mapped_column(default=None)

    @property
    def subject(self) -> tuple[str, int]:
        """What audit rows and messages are about that speak of it."""
        return (self.__tablename__, self.id)


class ComingRecord(Base):
    """What somebody answered last, whether they come to a class; `since` decides who gets a seat first."""

    __tablename__ = "class_coming"
    __table_args__ = (Index("ix_class_coming_person", "person_id"),)

    class_id: Mapped[int] = mapped_column(ForeignKey("class.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    answer: Mapped[Coming] = mapped_column(
        Enum(Coming, native_enum=False, length=20, values_callable=lambda answers: [*map(str, answers)])
    )
    since: Mapped[datetime]


class AttendanceRecord(Base, TakenBack):
    """Somebody on the list of a class: since when, whether they left early, what closing it gave them."""

    __tablename__ = "class_attendance"
    __table_args__ = (
        Index(
            "uq_class_attendance_live",
            "class_id",
            "person_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        Index("ix_class_attendance_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("class.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    way: Mapped[Way] = mapped_column(
        Enum(Way, native_enum=False, length=20, values_callable=lambda ways: [*map(str, ways)])
    )
    signed_in_at: Mapped[datetime]
    left_early_at: Mapped[datetime | None] = mapped_column(default=None)
    outcome: Mapped[Outcome | None] = mapped_column(
        Enum(Outcome, native_enum=False, length=20, values_callable=lambda outcomes: [*map(str, outcomes)]),
        default=None,
    )
    completion_id: Mapped[int | None] = mapped_column(ForeignKey("completion.id"), default=None)
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_from: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]

    @property
    def stands(self) -> bool:
        """Whether it was not taken back."""
        return self.voided_at is None


class WrongCode(Base):
    """Somebody sent four digits that no class had: a few are a slip of the finger, many are guesses."""

    __tablename__ = "wrong_code"
    __table_args__ = (Index("ix_wrong_code_person", "person_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


IS_GOING: ColumnElement[bool] = ClassRecord.state.in_(GOING)
"""The condition that a class is still going to be held, or to be closed."""
ON_LIST: ColumnElement[bool] = AttendanceRecord.voided_at.is_(None)
"""The condition that somebody is on the list."""
