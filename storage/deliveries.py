"""The outbox: messages for others, written with the record they speak of, sent afterwards.

`post` is the one way in. Senders claim a message (`storage.claiming`), send it outside any transaction, and
mark it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    and_,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.elements import TextClause

from storage.base import CLOCKS_APART, Base, Instant, some_of
from storage.waits import LONGEST_WAIT, has_come

WAITS, FLIES = text("state = 'waiting'"), text("state = 'sending'")
FLIES_TO_SOMEBODY = text("state = 'sending' AND recipient <> ''")
CAN_WAIT_NO_LONGER = text("state = 'waiting' AND send_by IS NOT NULL")
WENT = text("sent_at IS NOT NULL")
GIVEN_UP = text("state = 'quarantined'")
TAKEN_BACK = text("state = 'withdrawn' AND text <> ''")
SAYS_SOMETHING = text("text <> ''")
HELD = "held"
"""Why a message waits whose own call was not made."""
WAS_REFUSED = text(f"(coalesce(error, '{HELD}') <> '{HELD}')")
"""Whether a message ran into a limit or a refusal of its own: those it held up go before it."""
ENDED_AT = text("coalesce(sent_at, created_at)")
Subject = tuple[str, int | str]
"""What a message speaks of: a table's name, and which row of it."""


class DeliveryState(StrEnum):
    """Where a message is on its way."""

    WAITING = "waiting"  # to be sent from `next_attempt_at` on
    SENDING = "sending"  # claimed by a sender until `leased_until`
    SENT = "sent"
    QUARANTINED = "quarantined"  # its recipient can't be reached; `error` says why
    WITHDRAWN = "withdrawn"  # no longer worth sending: a newer one took its place


def _only(name: str, those: TextClause, *columns: str | TextClause, unique: bool = False) -> Index:
    """An index over those messages alone: what it costs to ask it does not grow with all that ever ended.

    A question finds it only where it says `those` in the same words, no value of them a parameter.
    """
    return Index(name, *columns, unique=unique, sqlite_where=those, postgresql_where=those)


class Delivery(Base):
    """One message on its way to one channel or person.

    `key` is unique: the same thing is never written twice; nothing is read from it. What the message speaks
    of stands in `subject_kind` and `subject_id`. One for a person of the roster has a `person_id`, and gets
    workspace and recipient when it is sent. `text` is as Slack takes it: `& < >` escaped. `plain_blocks` are
    for a workspace that does not take the richer ones. `inside_only`: never into a channel that is shared
    with outsiders. `tell` is the user who hears of it when it can't be delivered. `maybe_repeated` says that
    nobody knows whether an earlier attempt arrived, so that it may be there twice. From `send_by` on it is
    not sent any more: whoever wrote it takes it back (`overdue`).
    """

    __tablename__ = "delivery"
    __table_args__ = (
        _only("ix_delivery_waiting", WAITS, "workspace", "next_attempt_at", WAS_REFUSED, "id"),
        _only("ix_delivery_waiting_recipient", WAITS, "workspace", "recipient", "person_id", "id"),
        _only("ix_delivery_send_by", CAN_WAIT_NO_LONGER, "workspace", "send_by", "id"),
        _only("ix_delivery_sending", FLIES, "workspace", "leased_until"),
        _only("uq_delivery_in_flight", FLIES_TO_SOMEBODY, "workspace", "recipient", unique=True),
        _only("ix_delivery_recipient", WENT, "workspace", "recipient", "sent_at"),
        _only("ix_delivery_sent", WENT, "workspace", "sent_at"),
        _only("ix_delivery_quarantined", GIVEN_UP, "workspace", "recipient"),
        _only("ix_delivery_withdrawn", TAKEN_BACK, "workspace", "subject_kind", "recipient"),
        _only("ix_delivery_kept", SAYS_SOMETHING, ENDED_AT),
        Index("ix_delivery_subject", "subject_kind", "subject_id"),
        Index("ix_delivery_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    workspace: Mapped[str]
    recipient: Mapped[str]  # a channel's id, or a user's for a DM; "" for a person not looked up yet
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    subject_kind: Mapped[str] = mapped_column(default="")
    subject_id: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    blocks: Mapped[list[Any]] = mapped_column(default=list)
    plain_blocks: Mapped[list[Any] | None] = mapped_column(default=None)
    file: Mapped[dict[str, Any] | None] = mapped_column(default=None)  # `jobs.posting`
    inside_only: Mapped[bool] = mapped_column(default=False)
    tell: Mapped[str] = mapped_column(default="")
    tell_workspace: Mapped[str] = mapped_column(default="")  # whose user that is
    state: Mapped[str] = mapped_column(default=DeliveryState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    send_by: Mapped[datetime | None] = mapped_column(default=None)
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
    recipient: str | int,
    text: str,
    blocks: list[Any],
    now: datetime,
    plain_blocks: list[Any] | None = None,
    file: dict[str, Any] | None = None,
    tell: str = "",
    inside_only: bool = False,
    about: Subject | None = None,
    send_by: datetime | None = None,
) -> Delivery:
    """Writes a message into the outbox, in the transaction of what it speaks of.

    `recipient` is a channel's or a user's id in Slack, or a person's of the roster. `text` is escaped
    already. Raises IntegrityError at the flush for a key that was written before.
    """
    kind, subject_id = about or ("", "")
    delivery = Delivery(
        key=key,
        workspace=workspace,
        recipient=recipient if isinstance(recipient, str) else "",
        person_id=recipient if isinstance(recipient, int) else None,
        subject_kind=kind,
        subject_id=str(subject_id),
        text=text,
        blocks=blocks,
        plain_blocks=plain_blocks,
        file=file,
        tell=tell,
        tell_workspace=workspace if tell else "",
        inside_only=inside_only,
        created_at=now,
        next_attempt_at=now,
        send_by=send_by,
    )
    session.add(delivery)
    return delivery


def mark_sent(delivery: Delivery, channel: str, ts: str | None, now: datetime) -> None:
    """Notes that a message arrived, and where."""
    delivery.state, delivery.sent_at = DeliveryState.SENT, now
    delivery.sent_to, delivery.ts, delivery.error = channel, ts, None
    _let_go(delivery)


def put_back(
    delivery: Delivery, until: datetime, error: str, counts: bool = True, maybe_arrived: bool = False
) -> None:
    """Lets a message wait until an instant. An attempt that never began does not count as one."""
    delivery.state, delivery.next_attempt_at, delivery.error = DeliveryState.WAITING, until, error
    if not counts:
        delivery.attempts -= 1
    delivery.maybe_repeated = delivery.maybe_repeated or maybe_arrived
    _let_go(delivery)


def quarantine(delivery: Delivery, error: str) -> None:
    """Gives a message up: its recipient can't be reached."""
    delivery.state, delivery.error = DeliveryState.QUARANTINED, error
    _let_go(delivery)


def overdue(session: Session, workspace: str, now: datetime, most: int, lock: bool = True) -> list[Delivery]:
    """Some of the messages that were to be sent by now and were not, none of them in a sender's hands.

    Whoever takes them back locks them.
    """
    late = select(Delivery).where(Delivery.workspace == workspace, is_overdue(now))
    if lock:
        late = late.with_for_update(skip_locked=True)
    lost = late.where(is_sending(Delivery), has_come(Delivery.leased_until, now, now + LONGEST_WAIT))
    waits = late.where(is_waiting(Delivery)).order_by(Delivery.send_by)
    return some_of(session, (each.order_by(Delivery.id) for each in (lost, waits)), most)


def take_back(delivery: Delivery) -> bool:
    """Gives up a message that was not sent in time; False where it may have arrived all the same."""
    may_have = delivery.state == DeliveryState.SENDING or delivery.maybe_repeated
    delivery.state, delivery.maybe_repeated = DeliveryState.WITHDRAWN, may_have
    _let_go(delivery)
    return not may_have


def direct_channel(session: Session, workspace: str, user: str) -> str | None:
    """Where somebody's direct messages are, by the last message that reached them."""
    query = (
        select(Delivery.sent_to)
        .where(
            Delivery.workspace == workspace,
            Delivery.recipient == user,
            Delivery.sent_at.is_not(None),
            Delivery.sent_to.is_not(None),
        )
        .order_by(Delivery.sent_at.desc())
    )
    return session.scalars(query.limit(1)).first()


def recipients_held(session: Session, workspace: str, error: str, now: datetime, most: int) -> int:
    """How many recipients wait at present for the same reason; no more are counted than `most`."""
    held = (
        select(Delivery.recipient)
        .where(
            Delivery.workspace == workspace,
            is_waiting(Delivery),
            Delivery.error == error,
            Delivery.next_attempt_at > now,
            Delivery.next_attempt_at <= now + LONGEST_WAIT,
        )
        .distinct()
        .limit(most)
    )
    return len(session.scalars(held).all())


def others_went(session: Session, workspace: str, delivery: Delivery, now: datetime) -> bool:
    """Whether another message arrived since this one, put back before, was to be tried again."""
    query = select(Delivery.id).where(
        Delivery.workspace == workspace,
        Delivery.id != delivery.id,
        Delivery.sent_at.is_not(None),
        Delivery.sent_at >= delivery.next_attempt_at,
        Delivery.sent_at <= now + CLOCKS_APART,
    )
    return session.scalars(query.limit(1)).first() is not None


def forget_payloads(session: Session, now: datetime, kept: timedelta, most: int) -> int:
    """Empties what was said in some messages that ended longer ago than they are kept: they hold names.

    That they were sent, when and where, stays. One that a wrong clock dated as far ahead goes too. Returns
    how many were emptied: `most`, where more may be left.
    """
    ended = (DeliveryState.SENT, DeliveryState.QUARANTINED, DeliveryState.WITHDRAWN)
    at: ColumnElement[datetime] = literal_column(ENDED_AT.text, Instant())
    query = select(Delivery.id).where(literal_column(SAYS_SOMETHING.text), Delivery.state.in_(ended))
    query = query.with_for_update(skip_locked=True)
    found = some_of(session, (query.where(each) for each in (at < now - kept, at > now + kept)), most)
    session.execute(
        update(Delivery)
        .where(Delivery.id.in_(found))
        .values(text="", blocks=[], plain_blocks=None, file=None)
        .execution_options(synchronize_session=False)
    )
    return len(found)


def is_withdrawn(of: type[Delivery]) -> ColumnElement[bool]:
    """The condition that a message was taken back, of which it is still known what it said, as the index of
    those alone has it.
    """
    return and_(of.state == literal_column("'withdrawn'"), of.text != literal_column("''"))


def is_quarantined(of: type[Delivery]) -> ColumnElement[bool]:
    """The condition that a message was given up, as the index of those alone has it."""
    return of.state == literal_column("'quarantined'")


def is_waiting(of: type[Delivery]) -> ColumnElement[bool]:
    """The condition that a message waits, as the indexes of those alone have it."""
    return of.state == literal_column("'waiting'")


def is_sending(of: type[Delivery]) -> ColumnElement[bool]:
    """The condition that a message is in a sender's hands, as the indexes of those alone have it."""
    return of.state == literal_column("'sending'")


def is_overdue(now: Any) -> ColumnElement[bool]:
    """The condition that a message was to be sent by now, and is not to be sent any more."""
    return and_(Delivery.send_by.is_not(None), Delivery.send_by <= now)


def _let_go(delivery: Delivery) -> None:
    delivery.leased_by = delivery.leased_until = None
