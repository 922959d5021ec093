"""Courses, how long they last, who must hold them, who completed them, and who is away.

Completions are the truth everything else is computed from: never overwritten, only corrected by a
new record or voided with a reason.
"""

from __future__ import annotations

from datetime import date, datetime
from secrets import token_hex
from time import time_ns

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import LIVE, WORKED_OUT, Base, CalledSo, TakenBack

UNCONFIRMED_IN_SQLITE = text("verified IS 0 AND voided_at IS NULL")
UNCONFIRMED = text("verified IS false AND voided_at IS NULL")
"""What nobody confirmed yet, as SQLite and as PostgreSQL are asked for it: else they take no index for it."""


def new_record() -> str:
    """A name for a record that stays its own in every store it is carried to.

    It begins with the time, so that names of records that are written together stand together in the index:
    a batch of an import then touches a few of its pages, not one for each record. 80 bits of it are chance.
    """
    return f"{time_ns() // 1_000_000:012x}{token_hex(10)}"


class CourseRecord(Base):
    """Something a person completes. `key` is its code as compared.

    `asks` is a digest of what is asked for it (empty: nothing is), `changed_in` the version of the catalogue
    in which that became another.
    """

    __tablename__ = "course"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str]
    title: Mapped[str]
    hours: Mapped[float | None] = mapped_column(default=None)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), default=None)  # the one it teaches
    asks: Mapped[str] = mapped_column(default="", info={WORKED_OUT: True})
    changed_in: Mapped[int] = mapped_column(default=0, info={WORKED_OUT: True})
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), default=None)


class CourseAlias(CalledSo):
    """What people call a course beside its code and its title. `key` is it as compared."""

    __tablename__ = "course_alias"
    __table_args__ = (
        Index("uq_course_alias_live", "key", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))


class CourseCapacity(Base):
    """How a course can be taught, and how much of it is aimed at; what is empty is as it usually is.

    `trainer_course_id` is the course whose holders teach it; `classes_a_month` how many a trainer gives,
    `seats` how many people one has, `target` the share, in percent, that is to be current
    (`readiness.pace`: local policy).
    """

    __tablename__ = "course_capacity"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    trainer_course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"), default=None)
    classes_a_month: Mapped[int | None] = mapped_column(default=None)
    seats: Mapped[int | None] = mapped_column(default=None)
    target: Mapped[int | None] = mapped_column(default=None)
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]


class RuleRecord(Base, TakenBack):
    """One version of how long a completion of a course lasts. Months and days."""

    __tablename__ = "refresher_rule"
    __table_args__ = (
        Index(
            "uq_refresher_rule_live",
            "course_id",
            "effective_on",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    effective_on: Mapped[date]
    interval_months: Mapped[int | None] = mapped_column(default=None)
    anchor: Mapped[str] = mapped_column(default="completion")
    window_days: Mapped[int] = mapped_column(default=60)
    month_end: Mapped[bool] = mapped_column(default=False)
    cycle_start: Mapped[date | None] = mapped_column(default=None)
    grace_days: Mapped[int] = mapped_column(default=0)
    initial_days: Mapped[int] = mapped_column(default=0)
    lapse_months: Mapped[int] = mapped_column(default=36)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), default=None)


class RequirementRecord(Base, TakenBack):
    """Who must hold a course. `disciplines` and `roles` are `;`-joined and sorted; empty: all."""

    __tablename__ = "requirement"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    disciplines: Mapped[str] = mapped_column(default="")
    roles: Mapped[str] = mapped_column(default="")
    effective_on: Mapped[date | None] = mapped_column(default=None)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), default=None)


class EquivalentRecord(Base, TakenBack):
    """A completion of one course counts for another: `satisfies` in full, `renews` as a refresher."""

    __tablename__ = "equivalent"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    counts_for_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    kind: Mapped[str]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), default=None)


class CompletionRecord(Base, TakenBack):
    """A person passed a course, or did not, on a local date.

    It counts while it is not voided and no live record corrects it. `record` is its name in every
    store; hours are hours. `expires_on` is the certificate's own last day, `class_id` the class that gave it.
    `recorded_by_id` is the person who recorded it, where that is known; `recorded_from` says in words through
    which door it came; nothing is decided by that.
    """

    __tablename__ = "completion"
    __table_args__ = (
        Index("ix_completion_person", "person_id", "course_id", "completed_on"),
        Index("ix_completion_corrects", "corrects_id"),
        Index("ix_completion_import", "import_id"),
        Index("ix_completion_class", "class_id"),
        Index("ix_completion_recorded_by", "recorded_by_id", "recorded_at"),
        Index(
            "ix_completion_unconfirmed",
            "import_id",
            "recorded_at",
            "person_id",
            "completed_on",
            "result",
            sqlite_where=UNCONFIRMED_IN_SQLITE,
            postgresql_where=UNCONFIRMED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(unique=True, default=new_record)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    completed_on: Mapped[date]
    result: Mapped[str] = mapped_column(default="pass")
    hours: Mapped[float | None] = mapped_column(default=None)
    provider: Mapped[str] = mapped_column(default="")
    instructor: Mapped[str] = mapped_column(default="")
    funding: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    verified: Mapped[bool] = mapped_column(default=False)
    verified_by: Mapped[str] = mapped_column(default="")
    verified_at: Mapped[datetime | None] = mapped_column(default=None)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("completion.id"), default=None)
    expires_on: Mapped[date | None] = mapped_column(default=None)
    class_id: Mapped[int | None] = mapped_column(ForeignKey("class.id"), default=None)
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    recorded_from: Mapped[str | None] = mapped_column(default=None)
    recorded_at: Mapped[datetime]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), default=None)


class AbsenceRecord(Base, TakenBack):
    """A leave (for all courses) or a waiver (for one, or for all); both its days count.

    `approved_by`: who approved it, where that is somebody else than who wrote it down.
    """

    __tablename__ = "absence"
    __table_args__ = (Index("ix_absence_person", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"), default=None)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(default="")
    approved_by: Mapped[str | None] = mapped_column(default=None)
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), default=None)
