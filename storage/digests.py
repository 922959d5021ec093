"""Which channels asked for a digest, and the figures of each one sent."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base


class DigestSubscription(Base):
    """A channel's weekly digest: its weekday (Monday is 0), local time, zone and scope.

    `known_until` is the instant up to which its slots have been written.
    """

    __tablename__ = "digest_subscription"
    __table_args__ = (Index("ix_digest_subscription_channel", "workspace", "channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    channel: Mapped[str]
    channel_name: Mapped[str] = mapped_column(default="")
    weekday: Mapped[int]
    at: Mapped[time]
    timezone: Mapped[str]
    scope: Mapped[str] = mapped_column(default="everyone")  # as a question names it
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    known_until: Mapped[datetime]
    stopped_by: Mapped[str | None] = mapped_column(default=None)
    stopped_at: Mapped[datetime | None] = mapped_column(default=None)


class SentDigest(Base):
    """One slot of a subscription: a local date, claimed by being unique, with its figures."""

    __tablename__ = "sent_digest"
    __table_args__ = (UniqueConstraint("subscription_id", "local_date"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("digest_subscription.id"))
    local_date: Mapped[date]
    written_at: Mapped[datetime]
    skipped: Mapped[bool] = mapped_column(default=False)  # came due too long before anybody could send it
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)


def live_subscriptions(session: Session) -> list[DigestSubscription]:
    """The subscriptions nobody stopped, oldest first."""
    query = select(DigestSubscription).where(DigestSubscription.stopped_at.is_(None))
    return list(session.scalars(query.order_by(DigestSubscription.id)))


def last_figures(session: Session, subscription_id: int) -> SentDigest | None:
    """The digest sent last to a subscription: what change is measured against."""
    query = select(SentDigest).where(
        SentDigest.subscription_id == subscription_id, SentDigest.skipped.is_(False)
    )
    return session.scalars(query.order_by(SentDigest.local_date.desc()).limit(1)).first()
