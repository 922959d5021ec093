"""Cards: posted messages that show a record, and are rendered anew when the record changes.

Whatever changes a record marks its cards in the same transaction (`changed`). The store keeps what is shown
and what is not yet, so that a restart forgets no change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, and_, func, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from storage.base import Base
from storage.deliveries import Delivery, DeliveryState
from storage.waits import is_free

STALE = text("stale_since IS NOT NULL")


class Card(Base):
    """One posted message that shows a record; a record may be shown in several places.

    `version` counts the record's changes, `shown` is the one the message shows. `ended` says why the message
    can be changed no more. `permalink` is the address that opens it, once Slack was asked for it.
    """

    __tablename__ = "card"
    __table_args__ = (
        Index("ix_card_record", "kind", "record_id"),
        Index("ix_card_stale", "next_at", sqlite_where=STALE, postgresql_where=STALE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # as the registry names it
    record_id: Mapped[int]
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), unique=True)  # which posted it
    version: Mapped[int] = mapped_column(default=0)
    shown: Mapped[int] = mapped_column(default=0)
    stale_since: Mapped[datetime | None] = mapped_column(default=None)
    next_at: Mapped[datetime]  # not to be changed again before
    attempts: Mapped[int] = mapped_column(default=0)
    leased_by: Mapped[str | None] = mapped_column(default=None)
    leased_until: Mapped[datetime | None] = mapped_column(default=None)
    ended: Mapped[str | None] = mapped_column(default=None)
    permalink: Mapped[str | None] = mapped_column(default=None)  # "": Slack gives none


@dataclass(frozen=True)
class Placed:
    """A stale card that one updater may change now, and where it stands."""

    card: Card
    name: str  # of this claim
    channel: str
    ts: str
    recipient: str
    newest: bool  # of the cards of its record that this recipient got
    inside_only: bool = False  # it is a channel's, and nothing for outsiders


def place(session: Session, kind: str, record_id: int, delivery: Delivery, now: datetime) -> Card:
    """Notes that a message, written in this transaction, shows a record as it is now."""
    session.flush()
    card = Card(kind=kind, record_id=record_id, delivery_id=delivery.id, next_at=now)
    session.add(card)
    return card


def changed(session: Session, kind: str, record_id: int, now: datetime) -> None:
    """Marks every card of a record: what it shows is no longer so. In the transaction of the change."""
    each_changed(session, [(kind, record_id)], now)


def each_changed(session: Session, records: Iterable[tuple[str, int]], now: datetime) -> None:
    """The same of a few records, each by its kind and id, all at once."""
    _mark(session, or_(*(and_(Card.kind == kind, Card.record_id == key) for kind, key in records)), now)


def all_changed(session: Session, kind: str, record_ids: Select[int], now: datetime) -> None:
    """The same for every record whose id a question finds, all at once: a move is shown to all invited."""
    _mark(session, and_(Card.kind == kind, Card.record_id.in_(record_ids)), now)


def _mark(session: Session, which: ColumnElement[bool], now: datetime) -> None:
    session.flush()
    session.execute(
        update(Card)
        .where(which, Card.ended.is_(None))
        .values(version=Card.version + 1, stale_since=func.coalesce(Card.stale_since, now))
        .execution_options(synchronize_session=False)
    )


def is_any_stale(session: Session, workspace: str, now: datetime) -> bool:
    """Whether `claim` would find something, at the cost of a look."""
    return session.execute(_claimable(workspace, now).limit(1)).first() is not None


def claim(session: Session, workspace: str, now: datetime, lease: timedelta) -> Placed | None:
    """Takes the card that has been stale for longest, until `now + lease`; None if there is none now."""
    query = _claimable(workspace, now).limit(1).with_for_update(of=Card, skip_locked=True)
    found = session.execute(query).first()
    if found is None:
        return None
    card, channel, ts, recipient, inside_only = found
    assert channel is not None
    assert ts is not None
    card.leased_by = name = uuid4().hex
    card.leased_until = now + lease
    card.attempts += 1
    session.flush()
    return Placed(card, name, channel, ts, recipient, _is_newest(session, card, recipient), inside_only)


def still_mine(session: Session, placed: Placed) -> Card | None:
    """The card, locked, if this claim still holds; None when another updater took it meanwhile."""
    card = session.get(Card, placed.card.id, with_for_update=True, populate_existing=True)
    return card if card is not None and card.leased_by == placed.name else None


def mark_shown(card: Card, version: int, again_at: datetime) -> None:
    """Notes which version the message shows now. A change since then leaves it stale."""
    card.shown, card.next_at, card.attempts = version, again_at, 0
    if card.version == version:
        card.stale_since = None
    _let_go(card)


def wait(card: Card, until: datetime, counts: bool = True) -> None:
    """Lets a card wait until an instant. An attempt that never began does not count as one."""
    card.next_at = until
    if not counts:
        card.attempts -= 1
    _let_go(card)


def end(card: Card, why: str) -> None:
    """Gives a card up: its message can be changed no more."""
    card.ended, card.stale_since = why, None
    _let_go(card)


def without_link(session: Session, kind: str, workspace: str, most: int) -> list[tuple[int, str, str]]:
    """Some cards of a kind that have arrived and whose address is not known: id, channel and ts."""
    query = (
        select(Card.id, Delivery.sent_to, Delivery.ts)
        .join(Delivery, Delivery.id == Card.delivery_id)
        .where(
            Card.kind == kind,
            Card.permalink.is_(None),
            Card.ended.is_(None),
            Delivery.workspace == workspace,
            Delivery.state == DeliveryState.SENT,
            Delivery.ts.is_not(None),
            Delivery.sent_to.is_not(None),
        )
        .order_by(Card.id)
        .limit(most)
    )
    return [(key, channel or "", ts or "") for key, channel, ts in session.execute(query)]


def newest_link(session: Session, kind: str, record_id: int) -> str | None:
    """The address of a record's newest card that has one; None while it is not known, "" for none."""
    query = (
        select(Card.permalink).where(Card.kind == kind, Card.record_id == record_id).order_by(Card.id.desc())
    )
    known = [each for each in session.scalars(query) if each is not None]
    return next((each for each in known if each), "" if known else None)


def is_placed(session: Session, kind: str, record_id: int) -> bool:
    """Whether a record has a card anywhere, or one on its way."""
    gone = (DeliveryState.QUARANTINED, DeliveryState.WITHDRAWN)
    query = (
        select(Card.id)
        .join(Delivery, Delivery.id == Card.delivery_id)
        .where(Card.kind == kind, Card.record_id == record_id, Card.ended.is_(None))
        .where(Delivery.state.not_in(gone))
    )
    return session.scalar(query.limit(1)) is not None


def was_given(session: Session, kind: str, record_id: int, workspace: str, recipient: str) -> bool:
    """Whether somebody was sent a card of a record."""
    query = (
        select(Card.id)
        .join(Delivery, Delivery.id == Card.delivery_id)
        .where(Card.kind == kind, Card.record_id == record_id, Delivery.workspace == workspace)
        .where(Delivery.recipient == recipient)
    )
    return session.scalar(query.limit(1)) is not None


def stands_in(session: Session, kind: str, record_id: int, workspace: str, channel: str) -> bool:
    """Whether a record's card arrived in a channel: whoever presses there reads it."""
    query = (
        select(Card.id)
        .join(Delivery, Delivery.id == Card.delivery_id)
        .where(Card.kind == kind, Card.record_id == record_id, Delivery.workspace == workspace)
        .where(Delivery.sent_to == channel)
    )
    return session.scalar(query.limit(1)) is not None


def _claimable(workspace: str, now: datetime) -> Select[Card, str | None, str | None, str, bool]:
    """The stale cards whose message has arrived and whose time has come, the longest stale first."""
    return (
        select(Card, Delivery.sent_to, Delivery.ts, Delivery.recipient, Delivery.inside_only)
        .join(Delivery, Delivery.id == Card.delivery_id)
        .where(
            Card.stale_since.is_not(None),
            Card.ended.is_(None),
            is_free(Card.next_at, now),
            is_free(Card.leased_until, now),
            Delivery.workspace == workspace,
            Delivery.state == DeliveryState.SENT,
            Delivery.ts.is_not(None),
            Delivery.sent_to.is_not(None),
        )
        .order_by(Card.stale_since, Card.id)
    )


def _is_newest(session: Session, card: Card, recipient: str) -> bool:
    later, its = aliased(Card), aliased(Delivery)
    query = (
        select(later.id)
        .join(its, its.id == later.delivery_id)
        .where(
            and_(later.kind == card.kind, later.record_id == card.record_id),
            later.id > card.id,
            its.recipient == recipient,
        )
    )
    return session.scalars(query.limit(1)).first() is None


def _let_go(card: Card) -> None:
    card.leased_by = card.leased_until = None
