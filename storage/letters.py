"""Letters: what is to be told to a person, what was told, and how they chose to be told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Enum, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base

UNTOLD = text("told_on IS NULL")


class Often(StrEnum):
    """How often Muster writes to somebody by itself."""

    DAILY = "daily"  # at most one letter a day
    WEEKLY = "weekly"  # on Mondays
    URGENT = "urgent"  # what lapsed, is tomorrow, or is overdue
    NEVER = "never"


class LetterChoice(Base):
    """How somebody chose to be written to; who chose nothing gets letters daily at the usual hour."""

    __tablename__ = "letter_choice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    often: Mapped[Often] = mapped_column(
        Enum(Often, native_enum=False, length=20, values_callable=lambda values: [*map(str, values)])
    )
    hour: Mapped[int]  # of the person's own zone, 7 to 19
    chosen_at: Mapped[datetime]


class LetterLine(Base):
    """One matter that waits for a person's letter (`told_on` None), or was told on that local date.

    `matter` names the capability's kind of line, `about_id` the record it speaks of, `mark` tells lines about
    one record apart (a due day and its notice); the same is told once.
    """

    __tablename__ = "letter_line"
    __table_args__ = (
        UniqueConstraint("person_id", "matter", "about_id", "mark"),
        Index("ix_letter_line_waits", "person_id", sqlite_where=UNTOLD, postgresql_where=UNTOLD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    matter: Mapped[str]
    about_id: Mapped[int]
    mark: Mapped[str] = mapped_column(default="")
    noted_at: Mapped[datetime]
    told_on: Mapped[date | None] = mapped_column(default=None)


def leave_line(
    session: Session,
    person_ids: Iterable[int],
    matter: str,
    about_id: int,
    now: datetime,
    mark: str = "",
) -> None:
    """Leaves a line for the next letter of each person, in the transaction of what it speaks of.

    The same line is left once. What it says is made of the record when the letter is written.
    """
    rows = [
        {"person_id": each, "matter": matter, "about_id": about_id, "mark": mark, "noted_at": now}
        for each in sorted(set(person_ids))
    ]
    if not rows:
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(LetterLine).on_conflict_do_nothing(), rows)
