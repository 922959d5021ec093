"""Requests that changed something, already answered: delivered again, they get the same answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Executable, Index, and_, bindparam, delete, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, insert_for, insert_into, plainly, some_of, table_of
from storage.waits import LONGEST_WAIT, has_come

IS_OWED = text("owed_to IS NOT NULL")


class AnsweredRequest(Base):
    """A request that changed something, by its key, with the answer it was given. Kept a day.

    `owed_to` is the user who is still to be given it, in `workspace`; None once it was given.
    """

    __tablename__ = "answered_request"
    __table_args__ = (
        Index("ix_answered_request_at", "at"),
        Index(
            "ix_answered_request_owed",
            "workspace",
            "at",
            sqlite_where=IS_OWED,
            postgresql_where=IS_OWED,
        ),
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    answer: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    workspace: Mapped[str | None] = mapped_column(default=None)
    owed_to: Mapped[str | None] = mapped_column(default=None)


ANSWERED = select(table_of(AnsweredRequest).c.answer).where(
    table_of(AnsweredRequest).c.key == bindparam("request")
)
KEEP = (
    update(table_of(AnsweredRequest))
    .where(table_of(AnsweredRequest).c.key == bindparam("request"))
    .values(answer=bindparam("given"), workspace=bindparam("in_workspace"), owed_to=bindparam("to"))
)


def answered(session: Session, key: str) -> dict[str, Any] | None:
    """The answer a request was given; None for one that is new."""
    return plainly(session, ANSWERED, {"request": key}).scalar()


def begin_answer(session: Session, key: str, now: datetime) -> dict[str, Any] | None:
    """Claims a request; the answer it was given, where it is none that is new.

    One that is being answered elsewhere at this moment is waited for.
    """
    new = plainly(session, _begin(session.get_bind().dialect.name), {"key": key, "at": now, "answer": {}})
    return None if new.first() else answered(session, key)


@cache
def _begin(dialect: str) -> Executable:
    table = table_of(AnsweredRequest)
    return insert_for(dialect, table).on_conflict_do_nothing().returning(table.c.key)


def keep_answer(
    session: Session, key: str, answer: dict[str, Any], workspace: str, owed_to: str | None = None
) -> None:
    """Keeps the answer a request was given, and to whom it is owed until it was."""
    plainly(session, KEEP, {"request": key, "given": answer, "in_workspace": workspace, "to": owed_to})


def owe_answers(
    session: Session, answers: Mapping[str, tuple[str, dict[str, Any]]], workspace: str, now: datetime
) -> set[str]:
    """Keeps what is owed to whom (user, answer), by key; the keys that nobody had kept before."""
    rows = [
        {"key": key, "at": now, "answer": answer, "workspace": workspace, "owed_to": user}
        for key, (user, answer) in answers.items()
    ]
    new = insert_into(session, AnsweredRequest).values(rows).on_conflict_do_nothing()
    return set(session.scalars(new.returning(AnsweredRequest.key)))


def note_given(session: Session, keys: Collection[str]) -> None:
    """Notes that these answers reached whom they were owed to."""
    session.execute(
        update(AnsweredRequest)
        .where(AnsweredRequest.key.in_(keys))
        .values(owed_to=None)
        .execution_options(synchronize_session=False)
    )


def settle_owed(session: Session, key: str) -> bool:
    """Takes it on to give an answer by another way; False for one somebody gave, or took on, before."""
    row = session.get(AnsweredRequest, key, with_for_update=True)
    if row is not None and row.owed_to is None:
        return False
    if row is not None:
        row.owed_to = None
    return True


def owed_answers(session: Session, workspace: str, now: datetime, waited: timedelta) -> list[AnsweredRequest]:
    """The answers still owed to requests that `waited` so long, oldest first."""
    query = (
        select(AnsweredRequest)
        .where(
            AnsweredRequest.workspace == workspace,
            AnsweredRequest.owed_to.is_not(None),
            has_come(AnsweredRequest.at, now - waited, now + LONGEST_WAIT),
        )
        .order_by(AnsweredRequest.at)
    )
    return list(session.scalars(query))


def forget_answers(session: Session, now: datetime, kept: timedelta, most: int) -> int:
    """Purges some requests answered longer ago than they are kept: their answers hold names.

    What is still owed stays until it was given, however long nothing ran; what a wrong clock dated as far
    ahead goes too. Returns how many went: `most`, where more may be left.
    """
    at = AnsweredRequest.at
    query = select(AnsweredRequest.key).order_by(at).with_for_update(skip_locked=True)
    too_long = (and_(at < now - kept, AnsweredRequest.owed_to.is_(None)), at > now + kept)
    keys = some_of(session, (query.where(each) for each in too_long), most)
    session.execute(delete(AnsweredRequest).where(AnsweredRequest.key.in_(keys)))
    return len(keys)
