"""Who changed what, from where, and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base


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
