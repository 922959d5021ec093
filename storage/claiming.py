"""Whose message is sent next: claimed with a lease, sent outside any transaction, then marked.

Each claim has a name of its own, so that a sender who lost its lease marks nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import uuid4

from sqlalchemy import BindParameter, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from storage.accounts import account_of
from storage.deliveries import Delivery, DeliveryState, direct_channel, has_come, is_overdue
from storage.workspace_limits import LONGEST_WAIT, held_methods, takes_plain_only

HELD = "held"
"""Why a message waits whose own call was not made."""


@dataclass(frozen=True)
class Claimed:
    """A message a sender may send now, and what it needs to know for it."""

    delivery: Delivery
    name: str  # of this claim
    direct_channel: str | None  # where the recipient's direct messages are, if known
    plain_only: bool  # the workspace does not take richer blocks at present
    held: dict[str, datetime]  # methods not to be called before an instant


def is_any_due(session: Session, workspace: str, now: datetime, pace: timedelta) -> bool:
    """Whether `claim` would find something, at the cost of a look."""
    return (
        _next_call(session, workspace, now) is not None
        and session.scalars(_claimable(), _instants(workspace, now, pace)).first() is not None
    )


def claim(
    session: Session, workspace: str, now: datetime, lease: timedelta, pace: timedelta
) -> Claimed | None:
    """Takes the next message to be sent, until `now + lease`; None if there is none now.

    For each recipient the oldest first, one at a time, and none sooner than `pace` after the one before. One
    whose lease ran out is taken again: nobody knows whether it arrived. One for a person who has no account
    in Slack comes with an empty recipient.
    """
    held = _next_call(session, workspace, now)
    if held is None:
        return None
    query, about = _claimable(locked=True), _instants(workspace, now, pace)
    while (delivery := session.scalars(query, about).first()) is not None and not _is_addressed(
        session, delivery, now
    ):
        session.flush()  # now it takes its turn among the messages of the account it goes to
    if delivery is None:
        return None
    if delivery.state == DeliveryState.SENDING:
        delivery.maybe_repeated = True
    delivery.state = DeliveryState.SENDING
    delivery.attempts += 1
    delivery.leased_by = name = uuid4().hex
    delivery.leased_until = now + lease
    session.flush()
    direct = direct_channel(session, workspace, delivery.recipient)
    return Claimed(delivery, name, direct, takes_plain_only(session, workspace, now), held)


def still_mine(session: Session, claimed: Claimed) -> Delivery | None:
    """The message, locked, if this claim still holds; None when another sender took it meanwhile."""
    delivery = session.get(Delivery, claimed.delivery.id, with_for_update=True)
    return delivery if delivery is not None and delivery.leased_by == claimed.name else None


@cache
def _claimable(locked: bool = False) -> Select[Delivery]:
    """The first that may be sent now: of each recipient the oldest not done with, if its time has come.

    Made once, and asked with `_instants`: making it takes longer than asking it, every few seconds.
    An instant further ahead than anything waits was written by a wrong clock, and holds up nothing.
    """
    workspace: BindParameter[str] = bindparam("workspace")
    now: BindParameter[datetime] = bindparam("now")
    far: BindParameter[datetime] = bindparam("far")
    open_states = (DeliveryState.WAITING, DeliveryState.SENDING)
    oldest = (
        select(func.min(Delivery.id))
        .where(Delivery.workspace == workspace, Delivery.state.in_(open_states))
        .group_by(Delivery.recipient, case((Delivery.recipient == "", Delivery.person_id)))
    )
    other = aliased(Delivery)
    just_sent = (
        select(other.id)
        .where(
            other.workspace == workspace,
            other.recipient == Delivery.recipient,
            Delivery.recipient != "",
            other.sent_at > bindparam("since"),
            other.sent_at < bindparam("until"),
        )
        .exists()
    )
    # Whoever ran into a limit or a refusal that held up others lets them go first.
    was_refused = case((func.coalesce(Delivery.error, HELD) == HELD, 0), else_=1)
    is_due = or_(
        and_(Delivery.state == DeliveryState.WAITING, has_come(Delivery.next_attempt_at, now, far)),
        and_(Delivery.state == DeliveryState.SENDING, has_come(Delivery.leased_until, now, far)),
    )
    query = (
        select(Delivery)
        .where(Delivery.id.in_(oldest), is_due, ~just_sent, ~is_overdue(now))
        .order_by(Delivery.next_attempt_at, was_refused, Delivery.id)
        .limit(1)
    )
    return query.with_for_update(skip_locked=True) if locked else query


def _instants(workspace: str, now: datetime, pace: timedelta) -> dict[str, str | datetime]:
    """What `_claimable` is asked with."""
    return {
        "workspace": workspace,
        "now": now,
        "far": now + LONGEST_WAIT,
        "since": now - pace,
        "until": now + pace,
    }


def _is_addressed(session: Session, delivery: Delivery, now: datetime) -> bool:
    """Looks up whom a message for a person goes to; False when that made it another recipient's.

    One that may have arrived already keeps its address.
    """
    if delivery.person_id is None or delivery.state == DeliveryState.SENDING:
        return True
    account = account_of(session, delivery.person_id, delivery.workspace, now)
    if account is None:
        delivery.recipient = ""
        return True
    before = (delivery.workspace, delivery.recipient)
    delivery.workspace, delivery.recipient = account.workspace, account.user
    return (account.workspace, account.user) == before


def _next_call(session: Session, workspace: str, now: datetime) -> dict[str, datetime] | None:
    """The methods held now; None when nothing at all may be posted."""
    held = held_methods(session, workspace, now)
    return None if {"*", "chat.postMessage"} & held.keys() else held
