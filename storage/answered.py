"""Requests that changed something, already answered: delivered again, they get the same answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, table_of


class AnsweredRequest(Base):
    """A request that changed something, by its key, with the answer it was given. Kept a day."""

    __tablename__ = "answered_request"
    __table_args__ = (Index("ix_answered_request_at", "at"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    answer: Mapped[dict[str, Any] | None] = mapped_column(default=None)


ANSWERED = select(table_of(AnsweredRequest).c.answer).where(
    table_of(AnsweredRequest).c.key == bindparam("request")
)
KEEP = (
    update(table_of(AnsweredRequest))
    .where(table_of(AnsweredRequest).c.key == bindparam("request"))
    .values(answer=bindparam("given"))
)


def answered(session: Session, key: str) -> dict[str, Any] | None:
    """The answer a request was given; None for one that is new."""
    return session.execute(ANSWERED, {"request": key}).scalar()


def begin_answer(session: Session, key: str, now: datetime) -> None:
    """Claims a request. Raises IntegrityError when it is being answered elsewhere at this moment."""
    session.execute(insert(table_of(AnsweredRequest)), {"key": key, "at": now, "answer": {}})


def keep_answer(session: Session, key: str, answer: dict[str, Any]) -> None:
    """Keeps the answer a request was given."""
    session.execute(KEEP, {"request": key, "given": answer})


def forget_answers(session: Session, now: datetime, kept: timedelta) -> None:
    """Purges the requests answered longer ago than they are kept: their answers hold names.

    What a wrong clock dated as far ahead goes too.
    """
    at = AnsweredRequest.at
    session.execute(delete(AnsweredRequest).where(or_(at < now - kept, at > now + kept)))
