"""The outbox: messages for others, written with the record they speak of, sent afterwards."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base


class DeliveryState(StrEnum):
    """Where a message is on its way."""

    WAITING = "waiting"  # to be sent from `next_attempt_at` on
    SENDING = "sending"  # claimed by a sender until `leased_until`
    SENT = "sent"
    QUARANTINED = "quarantined"  # its recipient can't be reached; `error` says why


class Delivery(Base):
    """One message on its way to one channel or person.

    `key` is unique: the same thing is never written twice. `plain_blocks` are for a workspace that
    does not take the richer ones. `maybe_repeated` says that a sender was lost while this one was in
    flight, so that it may have arrived twice.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_next", "state", "next_attempt_at"),
        Index("ix_delivery_recipient", "workspace", "recipient", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    workspace: Mapped[str]
    recipient: Mapped[str]  # a channel's id, or a user's for a DM
    text: Mapped[str]
    blocks: Mapped[list[Any]] = mapped_column(default=list)
    plain_blocks: Mapped[list[Any] | None] = mapped_column(default=None)
    file: Mapped[dict[str, Any] | None] = mapped_column(default=None)  # name, title, content
    state: Mapped[str] = mapped_column(default=DeliveryState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    leased_by: Mapped[str | None] = mapped_column(default=None)
    leased_until: Mapped[datetime | None] = mapped_column(default=None)
    maybe_repeated: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str | None] = mapped_column(default=None)
    sent_to: Mapped[str | None] = mapped_column(default=None)  # the channel it ended in
    ts: Mapped[str | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)


def post(
    session: Session,
    key: str,
    workspace: str,
    recipient: str,
    text: str,
    blocks: list[Any],
    now: datetime,
    plain_blocks: list[Any] | None = None,
    file: dict[str, Any] | None = None,
) -> Delivery:
    """Writes a message into the outbox, in the transaction of what it speaks of."""
    delivery = Delivery(
        key=key,
        workspace=workspace,
        recipient=recipient,
        text=text,
        blocks=blocks,
        plain_blocks=plain_blocks,
        file=file,
        created_at=now,
        next_attempt_at=now,
    )
    session.add(delivery)
    return delivery
