"""What the system notes about itself: how far something got, which method is held until when."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, insert_into, plainly, table_of

KNOWN = "progress"


class Progress(Base):
    """How far something got: the day the standing is projected for, the version of the catalogue."""

    __tablename__ = "progress"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


ALL = select(table_of(Progress).c.name, table_of(Progress).c.value)


def progress(session: Session, name: str) -> str | None:
    """How far something got, as this session first saw it; None if it never began.

    All of them are read at once and kept: every request asks for two.
    """
    known: dict[str, str] | None = session.info.get(KNOWN)
    if known is None:
        known = {name: value for name, value in plainly(session, ALL).all()}  # noqa: C416 - rows are no pairs
        session.info[KNOWN] = known
    return known.get(name)


def set_progress(session: Session, name: str, value: str) -> None:
    """Notes how far something got; of two processes that both begin it, the later one's word stands."""
    noted = insert_into(session, table_of(Progress)).values(name=name, value=value)
    session.execute(noted.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
    session.info.pop(KNOWN, None)


def forget_progress(session: Session, name: str) -> None:
    """Notes that it is to begin anew."""
    session.execute(delete(Progress).where(Progress.name == name))
    session.info.pop(KNOWN, None)


def lock_progress(session: Session, name: str) -> None:
    """Makes those who would move it on take turns; what is read afterwards is the latest."""
    session.execute(select(Progress).where(Progress.name == name).with_for_update())
    session.info.pop(KNOWN, None)
