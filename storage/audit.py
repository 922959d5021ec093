"""Who changed what, from where, and when; imports by their number; requests already answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, bindparam, delete, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, table_of

KNOWN = "progress"


class AuditRow(Base):
    """One change: who, from where, what, when. Never changed, never deleted."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject_kind", "subject_id"), Index("ix_audit_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]  # an e-mail, a member id, a Slack user, or "command line"
    door: Mapped[str]  # slack, command line, import, job
    what: Mapped[str]
    subject_kind: Mapped[str] = mapped_column(default="")
    subject_id: Mapped[int | None] = mapped_column(default=None)
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class ImportRun(Base):
    """A file that was brought: read, previewed, then applied, discarded or undone.

    `content` is kept from the preview until it is applied or discarded, and no longer.
    """

    __tablename__ = "import_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    file_name: Mapped[str]
    state: Mapped[str]  # as `commands.importing.ImportState` names them
    started_by: Mapped[str]
    workspace: Mapped[str] = mapped_column(default="")
    slack_user: Mapped[str] = mapped_column(default="")
    slack_file: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime]
    applied_at: Mapped[datetime | None] = mapped_column(default=None)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)


class AnsweredRequest(Base):
    """A request that changed something, by its key, with the answer it was given. Kept a day."""

    __tablename__ = "answered_request"
    __table_args__ = (Index("ix_answered_request_at", "at"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    answer: Mapped[dict[str, Any] | None] = mapped_column(default=None)


class Progress(Base):
    """How far something got: the day the standing is projected for, the version of the catalogue."""

    __tablename__ = "progress"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


ANSWERED = select(table_of(AnsweredRequest).c.answer).where(
    table_of(AnsweredRequest).c.key == bindparam("request")
)
KEEP = (
    update(table_of(AnsweredRequest))
    .where(table_of(AnsweredRequest).c.key == bindparam("request"))
    .values(answer=bindparam("given"))
)


def note(
    session: Session,
    at: datetime,
    actor: str,
    door: str,
    what: str,
    subject: tuple[str, int | None] = ("", None),
    **detail: Any,
) -> None:
    """Writes one audit row in the transaction of the change it speaks of."""
    kind, subject_id = subject
    session.add(
        AuditRow(
            at=at, actor=actor, door=door, what=what, subject_kind=kind, subject_id=subject_id, detail=detail
        )
    )


def progress(session: Session, name: str) -> str | None:
    """How far something got, as this session first saw it; None if it never began.

    All of them are read at once and kept: every request asks for two.
    """
    known: dict[str, str] | None = session.info.get(KNOWN)
    if known is None:
        table = table_of(Progress).c
        known = {row[0]: row[1] for row in session.execute(select(table.name, table.value))}
        session.info[KNOWN] = known
    return known.get(name)


def set_progress(session: Session, name: str, value: str) -> None:
    """Notes how far something got."""
    row = session.get(Progress, name)
    if row is None:
        session.add(Progress(name=name, value=value))
    else:
        row.value = value
    session.info.pop(KNOWN, None)


def lock_progress(session: Session, name: str) -> None:
    """Makes those who would move it on take turns; what is read afterwards is the latest."""
    session.execute(select(Progress).where(Progress.name == name).with_for_update())
    session.info.pop(KNOWN, None)


def answered(session: Session, key: str) -> dict[str, Any] | None:
    """The answer a request was given; None for one that is new."""
    return session.execute(ANSWERED, {"request": key}).scalar()


def begin_answer(session: Session, key: str, now: datetime) -> None:
    """Claims a request. Raises IntegrityError when it is being answered elsewhere at this moment."""
    session.execute(insert(table_of(AnsweredRequest)), {"key": key, "at": now, "answer": {}})


def keep_answer(session: Session, key: str, answer: dict[str, Any]) -> None:
    """Keeps the answer a request was given."""
    session.execute(KEEP, {"request": key, "given": answer})


def forget_answers(session: Session, before: datetime) -> None:
    """Purges the requests answered before an instant: their answers hold names."""
    session.execute(delete(AnsweredRequest).where(AnsweredRequest.at < before))
