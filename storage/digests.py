"""Which channels asked for a digest, and the figures of each one sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Index, Select, and_, case, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from readiness.records import CourseId, PersonId
from readiness.slots import Cadence, Every
from storage.base import CLOCKS_APART
from storage.deliveries import Delivery, is_waiting, is_withdrawn
from storage.people import AffiliationRecord
from storage.record_digests import in_parts
from storage.responders import is_corrected
from storage.slots import Slot, slot_on
from storage.subscriptions import GOING_ON, Subscription, live
from storage.training import CompletionRecord

DIGEST = "digest"
"""The kind of a digest's slots; their subject is the subscription."""
AT_ONCE = 500


class DigestSubscription(Subscription):
    """A channel's digest: when it comes (`cadence`, local time, zone), and its scope.

    A channel has one of a scope that nobody stopped, however many ask for it at the same moment.

    `scope` is "everyone", "agency:ID", "discipline:NAME" or "jurisdiction:NAME". `every`, `amount`,
    `weekday`, `day` and `anchor` are its cadence's.
    """

    __tablename__ = "digest_subscription"
    slot_kind = DIGEST
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

    channel_name: Mapped[str] = mapped_column(default="")
    every: Mapped[str] = mapped_column(default=Every.WEEK)
    amount: Mapped[int] = mapped_column(default=1)
    day: Mapped[int] = mapped_column(default=1)
    anchor: Mapped[date | None] = mapped_column(default=None)
    scope: Mapped[str] = mapped_column(default="everyone")

    @property
    def cadence(self) -> Cadence:
        """On which local dates it comes due."""
        return Cadence(Every(self.every), self.amount, self.weekday, self.day, self.anchor)

    @cadence.setter
    def cadence(self, cadence: Cadence) -> None:
        self.every, self.amount, self.anchor = cadence.every, cadence.amount, cadence.anchor
        self.weekday, self.day = cadence.weekday, cadence.day


def live_subscriptions(
    session: Session, workspace: str, ids: Sequence[int] | None = None, lock: bool = False
) -> list[DigestSubscription]:
    """The digests of a workspace nobody stopped, oldest first; some of them, or all; locked or not."""
    return live(session, DigestSubscription, workspace, ids, lock)


def sent_on(session: Session, subscription_id: int, day: date) -> Slot | None:
    """A subscription's digest of one local date, sent or skipped."""
    return slot_on(session, DIGEST, subscription_id, day)


def to_write_again(session: Session, workspace: str, channels: Collection[str] | None = None) -> list[Slot]:
    """The slots of live digests whose message was taken back with another's, and nobody has read.

    Of some channels, or of all. The messages are looked for first: there are few, and mostly none.
    """
    found: list[Slot] = []
    messages = _messages(session, workspace, is_withdrawn(Delivery), channels)
    for some in in_parts(messages, AT_ONCE):
        found += session.scalars(
            select(Slot)
            .join(DigestSubscription, DigestSubscription.id == Slot.subject_id)
            .where(
                Slot.delivery_id.in_(some),
                Slot.kind == DIGEST,
                Slot.skipped.is_(False),
                DigestSubscription.workspace == workspace,
                DigestSubscription.stopped_at.is_(None),
            )
        )
    return sorted(found, key=lambda each: each.id)


def unsent_in(session: Session, workspace: str, channels: Collection[str]) -> list[int]:
    """The slots of some channels whose message waits or was taken back: the next may take their place."""
    messages = [
        each
        for state in (is_waiting(Delivery), is_withdrawn(Delivery))
        for each in _messages(session, workspace, state, channels)
    ]
    found: list[int] = []
    for some in in_parts(messages, AT_ONCE):
        found += session.scalars(select(Slot.id).where(Slot.delivery_id.in_(some), Slot.kind == DIGEST))
    return found


def _messages(
    session: Session, workspace: str, state: ColumnElement[bool], channels: Collection[str] | None
) -> Sequence[int]:
    """The digests' messages of a workspace that are in a state; of some channels, or of all."""
    query = select(Delivery.id).where(
        Delivery.workspace == workspace, state, Delivery.subject_kind == DigestSubscription.__tablename__
    )
    if channels is not None:
        query = query.where(Delivery.recipient.in_(sorted(channels)))
    return session.scalars(query).all()


def last_sent(
    session: Session, workspace: str, channel: str, scope: str, now: datetime, but: int | None = None
) -> Slot | None:
    """The digest of a scope a channel got last: what change is measured against.

    Also of a subscription that was stopped since: the channel has read it all the same. Not one that a
    wrong clock dated ahead, and not the slot `but`, whose digest is being written.
    """
    return last_sent_in(session, workspace, [channel], now, () if but is None else [but]).get(
        (channel, scope)
    )


def last_sent_in(
    session: Session, workspace: str, channels: Collection[str], now: datetime, but: Collection[int] = ()
) -> dict[tuple[str, str], Slot]:
    """The same of some channels, by channel and scope.

    The newest of each subscription is found by an index: how many were sent before is not looked at.
    """
    newest = (
        select(Slot.id)
        .where(
            Slot.kind == DIGEST,
            Slot.subject_id == DigestSubscription.id,
            Slot.skipped.is_(False),
            Slot.written_at <= now + CLOCKS_APART,
            Slot.id.not_in(sorted(but)),
        )
        .order_by(Slot.local_date.desc())
        .limit(1)
        .correlate(DigestSubscription)
    )
    query = (
        select(DigestSubscription.channel, DigestSubscription.scope, Slot)
        .join(Slot, Slot.id == newest.scalar_subquery())
        .where(DigestSubscription.workspace == workspace, DigestSubscription.channel.in_(sorted(channels)))
        .order_by(Slot.local_date, Slot.written_at)
    )
    return {(channel, scope): slot for channel, scope, slot in session.execute(query)}


@dataclass(frozen=True, slots=True)
class Records:
    """What an answer rests on, and what was left out of it, by the completions on record."""

    counted: int  # passes up to the day, neither voided nor corrected
    verified: int  # of those
    voided: int
    corrected: int
    not_passed: int
    later: int  # after the day


def kinds_behind(
    session: Session,
    today: date,
    behind: Mapping[PersonId, Collection[CourseId]],
    agencies: Collection[int] | None,
    among: Select[int] | None = None,
) -> Counter[str]:
    """The completions of the courses that count for each of the people who are counted, by kind; no others.

    One of anybody else is a count of a few by itself. `agencies` are those they belong to (None: any);
    `among`: the question of the ids of those it is asked about, and of nobody else.
    """
    query = select(CompletionRecord.person_id, CompletionRecord.course_id, kind_on(today))
    if agencies is not None:
        members = select(AffiliationRecord.person_id).where(
            AffiliationRecord.agency_id.in_(agencies), AffiliationRecord.voided_at.is_(None)
        )
        query = query.where(CompletionRecord.person_id.in_(members))
    if among is not None:
        query = query.where(CompletionRecord.person_id.in_(among))
    return Counter(
        kind for person, course, kind in session.execute(query) if course in behind.get(person, ())
    )


def kinds_among(
    session: Session, today: date, courses: Collection[CourseId], people: Sequence[ColumnElement[bool]]
) -> Counter[str]:
    """All completions of some courses by kind, of the people of whom some conditions hold; counted by SQL."""
    kind = kind_on(today).label("kind")
    query = select(kind).where(CompletionRecord.course_id.in_(sorted(courses)), *people).subquery()
    rows = session.execute(select(query.c.kind, func.count()).group_by(query.c.kind))
    return Counter({row[0]: row[1] for row in rows})


def kind_on(today: date) -> ColumnElement[str]:
    """What a completion is on a day, as `Records` counts it."""
    stands = and_(CompletionRecord.voided_at.is_(None), ~is_corrected())
    return case(
        (CompletionRecord.voided_at.is_not(None), "voided"),
        (~stands, "corrected"),
        (CompletionRecord.result != "pass", "not_passed"),
        (CompletionRecord.completed_on > today, "later"),
        (CompletionRecord.verified, "verified"),
        else_="unverified",
    )


def records_of_kinds(found: Mapping[str, int]) -> Records:
    """What an answer rests on, by how many completions there are of each kind."""
    found = Counter(found)
    return Records(
        counted=found["verified"] + found["unverified"],
        verified=found["verified"],
        voided=found["voided"],
        corrected=found["corrected"],
        not_passed=found["not_passed"],
        later=found["later"],
    )
