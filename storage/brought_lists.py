"""Lists of people that were brought as files: for which class or log, how far each is, whom it names.

Nothing of a list is recorded before whoever brought it says so. It holds names, and is kept for a week.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Enum, ForeignKey, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.waits import is_free

KEEP_LISTS = timedelta(days=7)


class ListState(StrEnum):
    """How far a list is."""

    WAITING = "waiting"  # to be fetched from Slack and read
    READ = "read"  # whoever brought it was told whom it names, and decides
    USED = "used"
    FAILED = "failed"  # could not be read


class BroughtList(Base):
    """A file with a list of people: those who were at a class (`class_id`), else those of a log (`logged`:
    what else its form says).

    `file_id` is the file's id in the workspace it was brought in, `slack_user` who brought it there. Once it
    is read, `found` are the people it names, by id, and `asked` the lines that name nobody, or several: each
    with the reason. `shown` tells what was shown of a log from anything else it would record.
    """

    __tablename__ = "brought_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int | None] = mapped_column(ForeignKey("class.id"), default=None)
    logged: Mapped[dict[str, Any]] = mapped_column(default=dict)
    workspace: Mapped[str]
    slack_user: Mapped[str]
    file_id: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    state: Mapped[ListState] = mapped_column(
        Enum(ListState, native_enum=False, length=20, values_callable=lambda states: [*map(str, states)]),
        default=ListState.WAITING,
    )
    found: Mapped[list[Any]] = mapped_column(default=list)
    asked: Mapped[list[Any]] = mapped_column(default=list)
    shown: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None] = mapped_column(default=None)
    brought_at: Mapped[datetime]

    @property
    def people(self) -> list[int]:
        """Whom it names, by id."""
        return [int(each) for each in self.found]

    @property
    def lines(self) -> list[tuple[str, str]]:
        """The lines that are asked about, and why each."""
        return [(str(line), str(why)) for line, why in self.asked]


def waiting_lists(session: Session, now: datetime) -> list[BroughtList]:
    """Those to be read now, in the order they were brought."""
    is_due = is_free(BroughtList.not_before, now)
    query = select(BroughtList).where(BroughtList.state == ListState.WAITING, is_due)
    return list(session.scalars(query.order_by(BroughtList.id)))


def locked_list(session: Session, key: int, state: ListState) -> BroughtList | None:
    """A list, if it still is that far; who would take the same step at the same time waits."""
    found = session.get(BroughtList, key, with_for_update=True, populate_existing=True)
    return found if found is not None and found.state is state else None


def forget_lists(session: Session, now: datetime) -> None:
    """Purges the lists brought longer ago than they are kept, and what a wrong clock dated as far ahead."""
    at = BroughtList.brought_at
    session.execute(delete(BroughtList).where(or_(at < now - KEEP_LISTS, at > now + KEEP_LISTS)))
