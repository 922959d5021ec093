"""What channels asked for, to be written there by itself: when it comes, and until when it did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import ClassVar, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import String, and_, cast, func, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from readiness.slots import Cadence, Every, first_slot, slots_between, weekly
from storage.base import CLOCKS_APART, Base, table_of
from storage.deliveries import Delivery, DeliveryState, is_quarantined, is_waiting, is_withdrawn
from storage.slots import Slot
from storage.turns import take_turn

CATCH_UP = timedelta(hours=24)
"""How late a slot may be written. Of several that were missed only the latest is sent, none older."""

WHEN = frozenset(["every", "amount", "weekday", "day", "anchor", "at", "timezone"])
"""The columns, of those a kind has, by which it comes."""
GOING_ON = text("stopped_at IS NULL")


class Subscription(Base):
    """A channel's subscription, whatever to: its columns, and when it comes due.

    `known_until` is the instant up to which its slots have been written. Its time is that of its zone.
    """

    __abstract__ = True

    slot_kind: ClassVar[str]
    """The kind of its slots; their subject is the subscription."""

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    channel: Mapped[str]
    weekday: Mapped[int] = mapped_column(default=0)
    at: Mapped[time]
    timezone: Mapped[str]
    created_by: Mapped[str]
    slack_user: Mapped[str] = mapped_column(default="")  # who hears of it when it has to be stopped
    created_at: Mapped[datetime]
    known_until: Mapped[datetime]
    stopped_by: Mapped[str | None] = mapped_column(default=None)
    stopped_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def cadence(self) -> Cadence:
        """On which local dates it comes due: weekly, where it keeps no other cadence."""
        return weekly(self.weekday)

    @property
    def subject(self) -> tuple[str, int]:
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

    def came_last(self, now: datetime) -> datetime | None:
        """When one like it came last, whether it was there or not; None where that tells nothing."""
        cadence, zone = self.cadence, ZoneInfo(self.timezone)
        if cadence.every is Every.BEFORE:
            return None
        after = now - cadence.reach(now.date()) - CATCH_UP
        return slots_between(cadence, self.at, zone, after, now)[-1][1]

    def first_day(self, now: datetime) -> date:
        """The local date of the first one that comes: today if its time is still to come."""
        found = first_slot(self.cadence, self.at, ZoneInfo(self.timezone), now)
        assert found is not None
        return found


Kind = TypeVar("Kind", bound=Subscription)


def live(
    session: Session, kind: type[Kind], workspace: str, ids: Sequence[int] | None = None, lock: bool = False
) -> list[Kind]:
    """The subscriptions of a workspace nobody stopped, oldest first; some of them, or all; locked or not."""
    query = select(kind).where(kind.workspace == workspace, kind.stopped_at.is_(None))
    if ids is not None:
        query = query.where(kind.id.in_(ids))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(query.order_by(kind.id)))


def due_channels(session: Session, kind: type[Kind], workspace: str, now: datetime) -> set[str]:
    """In which channels of a workspace something came due by now."""
    return {each.channel for each in due(session, kind, workspace, now)}


def due(session: Session, kind: type[Kind], workspace: str, now: datetime) -> list[Kind]:
    """The live subscriptions of a workspace of which something came due by now.

    Every few seconds this is asked of all subscriptions. Those that come alike are looked at once: when they
    came last tells whether one has not been seen to since.
    """
    columns = [each for each in table_of(kind).c if each.name in WHEN]
    there = (kind.workspace == workspace, kind.stopped_at.is_(None))
    known_until = kind.known_until
    groups = select(func.min(known_until), func.max(known_until), *columns).where(*there).group_by(*columns)
    found: list[Kind] = []
    for first, last, *values in session.execute(groups):
        came = kind(**{each.name: value for each, value in zip(columns, values, strict=True)}).came_last(now)
        if came is not None and came <= first and last <= now + CLOCKS_APART:
            continue
        alike = [each.is_not_distinct_from(value) for each, value in zip(columns, values, strict=True)]
        found += (each for each in session.scalars(select(kind).where(*there, *alike)) if each.slots_due(now))
    return found


def take_channels_turn(session: Session, workspace: str, channel: str) -> None:
    """Makes those who choose something for one channel take turns: the second sees what the first chose."""
    take_turn(session, "subscription", workspace, channel)


def stop(session: Session, subscription: Subscription, by: str, now: datetime) -> None:
    """Ends a subscription; what it still had waiting is not sent."""
    subscription.stopped_by, subscription.stopped_at = by, now
    drop_waiting(session, subscription)


def drop_waiting(session: Session, *subscriptions: Subscription) -> None:
    """Withdraws what was not sent yet, which nobody will have seen: nothing is measured against it.

    A message shared with another subscription goes with it; that other's part is written again by the job.
    The subscriptions are of one kind and workspace. Found by their channels: what was sent is not looked at.
    """
    if not subscriptions:
        return
    kind, keys = type(subscriptions[0]), {each.id for each in subscriptions}
    there = and_(
        Delivery.workspace == subscriptions[0].workspace,
        Delivery.recipient.in_(sorted({each.channel for each in subscriptions})),
    )
    query = select(Delivery).where(there, is_waiting(Delivery), Delivery.subject_kind == kind.__tablename__)
    waiting = session.scalars(query.order_by(Delivery.id).with_for_update()).all()
    theirs = and_(Slot.kind == kind.slot_kind, Slot.subject_id.in_(sorted(keys)))
    shared = select(Slot.delivery_id).where(Slot.delivery_id.in_([each.id for each in waiting]), theirs)
    written = set(session.scalars(shared)) if waiting else set()
    for delivery in waiting:
        if delivery.id in written or int(delivery.subject_id) in keys:
            delivery.state = DeliveryState.WITHDRAWN
    session.flush()
    unsent = (
        select(Slot)
        .join(Delivery, Delivery.id == Slot.delivery_id)
        .where(there, is_withdrawn(Delivery), Delivery.subject_kind == kind.__tablename__)
        .where(theirs, Slot.skipped.is_(False))
    )
    for slot in session.scalars(unsent):
        slot.skipped = True


def undeliverable(session: Session, kind: type[Kind], workspace: str) -> list[tuple[Kind, str]]:
    """The live subscriptions whose channel could not be written to, each with the error."""
    shared = select(Slot.id).where(
        Slot.kind == kind.slot_kind, Slot.subject_id == kind.id, Slot.delivery_id == Delivery.id
    )
    about = and_(
        or_(
            and_(
                Delivery.subject_kind == kind.__tablename__,
                Delivery.subject_id == cast(kind.id, String),
            ),
            shared.exists(),
        ),
        Delivery.recipient == kind.channel,
    )
    query = (
        select(kind, Delivery.error)
        .join(Delivery, about)
        .where(
            kind.workspace == workspace,
            kind.stopped_at.is_(None),
            Delivery.workspace == workspace,
            is_quarantined(Delivery),
        )
        .order_by(kind.id, Delivery.id)
    )
    found: dict[int, tuple[Kind, str]] = {}
    for subscription, error in session.execute(query):
        found.setdefault(subscription.id, (subscription, error or ""))
    return list(found.values())
