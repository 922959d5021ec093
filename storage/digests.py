"""Which channels asked for a digest, and the figures of each one sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Index, String, and_, case, cast, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from readiness.records import CourseId, PersonId
from readiness.slots import Cadence, Every, slots_between
from storage.base import CLOCKS_APART, Base
from storage.deliveries import Delivery, DeliveryState, Subject, withdraw
from storage.people import AffiliationRecord
from storage.responders import is_corrected
from storage.slots import Slot, skip_unsent, slot_on
from storage.training import CompletionRecord

DIGEST = "digest"
"""The kind of a digest's slots; their subject is the subscription."""

CATCH_UP = timedelta(hours=24)
"""How late a digest may be. Of several that were missed only the latest is sent, and none older than this."""

GOING_ON = text("stopped_at IS NULL")


class DigestSubscription(Base):
    """A channel's digest: when it comes (`cadence`, local time, zone), and its scope.

    A channel has one of a scope that nobody stopped, however many ask for it at the same moment.

    `scope` is "everyone", "agency:ID", "discipline:NAME" or "jurisdiction:NAME". `known_until` is the
    instant up to which its slots have been written. `every`, `amount`, `weekday`, `day` and `anchor` are
    its cadence's.
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
            sqlite_where=GOING_ON,
            postgresql_where=GOING_ON,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    channel: Mapped[str]
    channel_name: Mapped[str] = mapped_column(default="")
    every: Mapped[str] = mapped_column(default=Every.WEEK)
    amount: Mapped[int] = mapped_column(default=1)
    weekday: Mapped[int] = mapped_column(default=0)
    day: Mapped[int] = mapped_column(default=1)
    anchor: Mapped[date | None] = mapped_column(default=None)
    at: Mapped[time]
    timezone: Mapped[str]
    scope: Mapped[str] = mapped_column(default="everyone")
    created_by: Mapped[str]
    slack_user: Mapped[str] = mapped_column(default="")  # who hears of it when it has to be stopped
    created_at: Mapped[datetime]
    known_until: Mapped[datetime]
    stopped_by: Mapped[str | None] = mapped_column(default=None)
    stopped_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def cadence(self) -> Cadence:
        """On which local dates it comes due."""
        return Cadence(Every(self.every), self.amount, self.weekday, self.day, self.anchor)

    @cadence.setter
    def cadence(self, cadence: Cadence) -> None:
        self.every, self.amount, self.anchor = cadence.every, cadence.amount, cadence.anchor
        self.weekday, self.day = cadence.weekday, cadence.day

    @property
    def subject(self) -> Subject:
        """What its messages are about."""
        return (self.__tablename__, self.id)

    def slots_due(self, now: datetime) -> list[tuple[date, datetime]]:
        """What came due since its slots were written last, each with its instant.

        Where that was later than now a clock was wrong; then as much is looked at as may still be sent.
        """
        after = self.known_until
        if after > now + CLOCKS_APART:
            began = self.created_at if self.created_at <= now else now - CATCH_UP
            after = max(began, now - CATCH_UP)
        return slots_between(self.cadence, self.at, ZoneInfo(self.timezone), after, now)


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
    drop_waiting(session, subscription)


def drop_waiting(session: Session, subscription: DigestSubscription) -> None:
    """Withdraws the digests not sent yet, which nobody will have seen: nothing is measured against them."""
    skip_unsent(session, withdraw(session, subscription.subject))


def undeliverable(session: Session, workspace: str) -> list[tuple[DigestSubscription, str]]:
    """The live subscriptions whose channel could not be written to, each with the error."""
    about = and_(
        Delivery.subject_kind == DigestSubscription.__tablename__,
        Delivery.subject_id == cast(DigestSubscription.id, String),
        Delivery.recipient == DigestSubscription.channel,
    )
    query = (
        select(DigestSubscription, Delivery.error)
        .join(Delivery, about)
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


def sent_on(session: Session, subscription_id: int, day: date) -> Slot | None:
    """A subscription's digest of one local date, sent or skipped."""
    return slot_on(session, DIGEST, subscription_id, day)


def last_sent(
    session: Session, workspace: str, channel: str, scope: str, now: datetime, but: int | None = None
) -> Slot | None:
    """The digest of a scope a channel got last: what change is measured against.

    Also of a subscription that was stopped since: the channel has read it all the same. Not one that a
    wrong clock dated ahead, and not the slot `but`, whose digest is being written.
    """
    query = (
        select(Slot)
        .join(DigestSubscription, DigestSubscription.id == Slot.subject_id)
        .where(
            Slot.kind == DIGEST,
            Slot.skipped.is_(False),
            Slot.written_at <= now + CLOCKS_APART,
            DigestSubscription.workspace == workspace,
            DigestSubscription.channel == channel,
            DigestSubscription.scope == scope,
        )
    )
    if but is not None:
        query = query.where(Slot.id != but)
    newest = (Slot.local_date.desc(), Slot.written_at.desc())
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


def records_behind(
    session: Session,
    today: date,
    behind: Mapping[PersonId, Collection[CourseId]],
    agencies: Collection[int] | None,
) -> Records:
    """The completions of the courses that count for each of the people who are counted, and no others.

    One of anybody else is a count of a few by itself. `agencies` are those they belong to (None: any).
    """
    stands = and_(CompletionRecord.voided_at.is_(None), ~is_corrected())
    query = select(
        CompletionRecord.person_id,
        CompletionRecord.course_id,
        case(
            (CompletionRecord.voided_at.is_not(None), "voided"),
            (~stands, "corrected"),
            (CompletionRecord.result != "pass", "not_passed"),
            (CompletionRecord.completed_on > today, "later"),
            (CompletionRecord.verified, "verified"),
            else_="unverified",
        ),
    )
    if agencies is not None:
        members = select(AffiliationRecord.person_id).where(
            AffiliationRecord.agency_id.in_(agencies), AffiliationRecord.voided_at.is_(None)
        )
        query = query.where(CompletionRecord.person_id.in_(members))
    found = Counter(
        kind for person, course, kind in session.execute(query) if course in behind.get(person, ())
    )
    return Records(
        counted=found["verified"] + found["unverified"],
        verified=found["verified"],
        voided=found["voided"],
        corrected=found["corrected"],
        not_passed=found["not_passed"],
        later=found["later"],
    )
