"""Which channels asked for a digest, and the figures of each one sent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
    cast,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.deliveries import Delivery, DeliveryState, withdraw
from storage.people import AffiliationRecord
from storage.responders import is_corrected
from storage.training import CompletionRecord

LIVE = text("stopped_at IS NULL")


class DigestSubscription(Base):
    """A channel's weekly digest: its weekday (Monday is 0), local time, zone and scope.

    A channel has one of a scope that nobody stopped, however many ask for it at the same moment.

    `scope` is "everyone", "agency:ID", "discipline:NAME" or "jurisdiction:NAME". `known_until` is the
    instant up to which its slots have been written.
    """

    __tablename__ = "digest_subscription"
    __table_args__ = (
        Index("ix_digest_subscription_channel", "workspace", "channel"),
        Index(
            "uq_digest_subscription_live",
            "workspace",
            "channel",
            "scope",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    channel: Mapped[str]
    channel_name: Mapped[str] = mapped_column(default="")
    weekday: Mapped[int]
    at: Mapped[time]
    timezone: Mapped[str]
    scope: Mapped[str] = mapped_column(default="everyone")
    created_by: Mapped[str]
    slack_user: Mapped[str] = mapped_column(default="")  # who hears of it when it has to be stopped
    created_at: Mapped[datetime]
    known_until: Mapped[datetime]
    stopped_by: Mapped[str | None] = mapped_column(default=None)
    stopped_at: Mapped[datetime | None] = mapped_column(default=None)


class SentDigest(Base):
    """One slot of a subscription: a local date, claimed by being unique, with its figures.

    `skipped`: it came due too long before anybody could send it, or a newer one took its place.
    """

    __tablename__ = "sent_digest"
    __table_args__ = (UniqueConstraint("subscription_id", "local_date"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("digest_subscription.id"))
    local_date: Mapped[date]
    written_at: Mapped[datetime]
    skipped: Mapped[bool] = mapped_column(default=False)
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)


def digest_key(subscription_id: int, what: date | str = "") -> str:
    """The outbox's key for one digest of a subscription; without a date, how all its keys begin."""
    return f"digest:{subscription_id}:{what}"


def live_subscriptions(
    session: Session, workspace: str, ids: Sequence[int] | None = None, lock: bool = False
) -> list[DigestSubscription]:
    """The subscriptions of a workspace nobody stopped, oldest first; some of them, or all; locked or not."""
    query = select(DigestSubscription).where(
        DigestSubscription.workspace == workspace, DigestSubscription.stopped_at.is_(None)
    )
    if ids is not None:
        query = query.where(DigestSubscription.id.in_(ids))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(query.order_by(DigestSubscription.id)))


def stop(session: Session, subscription: DigestSubscription, by: str, now: datetime) -> None:
    """Ends a subscription; what it still had waiting is not sent."""
    subscription.stopped_by, subscription.stopped_at = by, now
    drop_waiting(session, subscription.id)


def drop_waiting(session: Session, subscription_id: int) -> None:
    """Withdraws the digests not sent yet, which nobody will have seen: nothing is measured against them."""
    prefix = digest_key(subscription_id)
    days = [key.removeprefix(prefix) for key in withdraw(session, prefix)]
    for day in days:
        if day[:1].isdigit():
            sent = sent_on(session, subscription_id, date.fromisoformat(day))
            if sent is not None:
                sent.skipped = True


def undeliverable(session: Session, workspace: str) -> list[tuple[DigestSubscription, str]]:
    """The live subscriptions whose channel could not be written to, each with the error."""
    prefix = literal("digest:") + cast(DigestSubscription.id, String) + literal(":")
    query = (
        select(DigestSubscription, Delivery.error)
        .join(Delivery, Delivery.key.startswith(prefix))
        .where(
            DigestSubscription.workspace == workspace,
            DigestSubscription.stopped_at.is_(None),
            Delivery.workspace == workspace,
            Delivery.state == DeliveryState.QUARANTINED,
        )
        .order_by(DigestSubscription.id, Delivery.id)
    )
    found: dict[int, tuple[DigestSubscription, str]] = {}
    for subscription, error in session.execute(query):
        found.setdefault(subscription.id, (subscription, error or ""))
    return list(found.values())


def sent_on(session: Session, subscription_id: int, day: date) -> SentDigest | None:
    """A subscription's digest of one local date, sent or skipped."""
    query = select(SentDigest).where(
        SentDigest.subscription_id == subscription_id, SentDigest.local_date == day
    )
    return session.scalars(query).first()


def last_sent(session: Session, workspace: str, channel: str, scope: str) -> SentDigest | None:
    """The digest of a scope a channel got last: what change is measured against.

    Also of a subscription that was stopped since: the channel has read it all the same.
    """
    query = (
        select(SentDigest)
        .join(DigestSubscription, DigestSubscription.id == SentDigest.subscription_id)
        .where(
            DigestSubscription.workspace == workspace,
            DigestSubscription.channel == channel,
            DigestSubscription.scope == scope,
            SentDigest.skipped.is_(False),
        )
    )
    newest = (SentDigest.local_date.desc(), SentDigest.written_at.desc())
    return session.scalars(query.order_by(*newest).limit(1)).first()


@dataclass(frozen=True, slots=True)
class Records:
    """What an answer rests on, and what was left out of it, by the completions on record."""

    counted: int  # passes up to the day, neither voided nor corrected
    verified: int  # of those
    voided: int
    corrected: int
    not_passed: int
    later: int  # after the day


def records_behind(session: Session, today: date, agencies: Collection[int] | None) -> Records:
    """The completions of everybody who belongs or belonged to some agencies (None: of everybody)."""
    voided = CompletionRecord.voided_at.is_not(None)
    corrected = and_(~voided, is_corrected())
    stands = and_(~voided, ~is_corrected())
    passed = and_(stands, CompletionRecord.result == "pass")
    counted = and_(passed, CompletionRecord.completed_on <= today)
    query = select(
        func.count().filter(counted),
        func.count().filter(counted, CompletionRecord.verified),
        func.count().filter(voided),
        func.count().filter(corrected),
        func.count().filter(stands, CompletionRecord.result != "pass"),
        func.count().filter(passed, CompletionRecord.completed_on > today),
    ).select_from(CompletionRecord)
    if agencies is not None:
        members = select(AffiliationRecord.person_id).where(
            AffiliationRecord.agency_id.in_(agencies), AffiliationRecord.voided_at.is_(None)
        )
        query = query.where(CompletionRecord.person_id.in_(members))
    return Records(*session.execute(query).one())
