"""What people tell emergency management privately: why a shared plan is wanted, an offer to help, a concern.

It is kept and answered, never shown to whoever leads an agency of theirs, and stands in no export. Its words
stand in no audit row.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Enum, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import NEVER_AGAIN, Base, TakenBack
from storage.training import new_record


class Matter(StrEnum):
    """What somebody tells."""

    WHY = "why"  # why a shared plan is wanted
    CHAMPION = "champion"  # they would be a champion
    CONCERN = "concern"


class ConfidedRecord(Base, TakenBack):
    """What one person told emergency management.

    `agencies` are all that were theirs then, by id: those they belonged to, were to join, or led. `chiefs`
    are the people who led one of these then. Both are kept, so that no later correction of the roster or of
    a right opens it to one of them. `answered_at` without an `answer`: it was read and noted. An offer to be
    a champion stands until it is taken back.
    """

    __tablename__ = "confided"
    __table_args__ = (
        Index("ix_confided_person", "person_id"),
        Index("ix_confided_matter", "matter"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(unique=True, default=new_record)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    agencies: Mapped[list[Any]] = mapped_column(default=list)
    chiefs: Mapped[list[Any]] = mapped_column(default=list)
    matter: Mapped[Matter] = mapped_column(
        Enum(Matter, native_enum=False, length=20, values_callable=lambda values: [*map(str, values)])
    )
    text: Mapped[str] = mapped_column(default="")
    told_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[str | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def subject(self) -> tuple[str, int]:
        """What audit rows and messages are about that speak of it."""
        return (self.__tablename__, self.id)


LONGEST_TOLD = 2000
"""Characters of what somebody tells, and of what they are answered."""

TOLD: ColumnElement[bool] = ConfidedRecord.voided_at.is_(None)
"""The condition that what was told was not taken back."""

WAITS: ColumnElement[bool] = TOLD & ConfidedRecord.answered_at.is_(None)
"""The condition that it waits for somebody to answer it, or to note it."""
