"""Whose message is sent next: claimed with a lease, sent outside any transaction, then marked.

Each claim has a name of its own, so that a sender who lost its lease marks nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import uuid4

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, literal_column, select
from sqlalchemy.orm import Session, aliased

from storage.accounts import account_of
from storage.base import Instant
from storage.deliveries import (
    WAS_REFUSED,
    Delivery,
    DeliveryState,
    direct_channel,
    is_overdue,
    is_sending,
    is_waiting,
)
from storage.waits import LONGEST_WAIT, has_come
from storage.workspace_limits import held_methods, takes_plain_only

WORKSPACE: BindParameter[str] = bindparam("workspace")
NOW: BindParameter[datetime] = bindparam("now", type_=Instant())
FAR: BindParameter[datetime] = bindparam("far", type_=Instant())
SINCE: BindParameter[datetime] = bindparam("since", type_=Instant())
UNTIL: BindParameter[datetime] = bindparam("until", type_=Instant())


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
        and session.execute(_any(), _instants(workspace, now, pace)).scalar() is not None
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
    about = _instants(workspace, now, pace)
    addressed: set[int] = set()
    while (delivery := _first(session, about, again=bool(addressed))) is not None:
        if delivery.id in addressed or _is_addressed(session, delivery, now):
            break
        addressed.add(delivery.id)
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


def _first(session: Session, about: dict[str, str | datetime], again: bool) -> Delivery | None:
    """The first that may be sent now, locked. `again`: none was found lost before."""
    for query in _locked()[again:]:
        found = session.scalars(query, about).first()
        if found is not None:
            return found
    return None


@cache
def _locked() -> list[Select[Delivery]]:
    return [each.with_for_update(skip_locked=True, of=Delivery) for each in (_lost(), _due(), _ahead())]


@cache
def _any() -> Select[int | None]:
    """Which it is, looked up without a lock."""
    queries = (_lost(), _due(), _ahead())
    return select(func.coalesce(*(each.with_only_columns(Delivery.id).scalar_subquery() for each in queries)))


@cache
def _lost() -> Select[Delivery]:
    """The first whose sender did not come back in time. There are never more than senders.

    This and the other two are made once, and asked with `_instants`: making them takes longer than asking
    them, every few seconds. An instant further ahead than anything waits was written by a wrong clock, and
    holds up nothing.
    """
    is_over = has_come(Delivery.leased_until, NOW, FAR)
    return _may_be_sent().where(is_sending(Delivery), is_over).order_by(Delivery.leased_until, Delivery.id)


@cache
def _due() -> Select[Delivery]:
    """The first that waits and whose time has come: of each recipient the oldest, with none on its way."""
    return _may_go_next().where(Delivery.next_attempt_at <= NOW)


@cache
def _ahead() -> Select[Delivery]:
    """The same of those that a wrong clock put off."""
    return _may_go_next().where(Delivery.next_attempt_at > FAR)


def _may_go_next() -> Select[Delivery]:
    """Those that wait, in their order: they are read by an index until one may be sent, and no further."""
    older, flying = aliased(Delivery), aliased(Delivery)
    waits_before = and_(older.workspace == Delivery.workspace, is_waiting(older), older.id < Delivery.id)
    before_it = select(older.id).where(
        waits_before, older.recipient == Delivery.recipient, Delivery.recipient != ""
    )
    before_theirs = select(older.id).where(
        waits_before, older.recipient == "", older.person_id == Delivery.person_id, Delivery.recipient == ""
    )
    on_its_way = select(flying.id).where(
        flying.workspace == Delivery.workspace,
        is_sending(flying),
        flying.recipient != literal_column("''"),
        flying.recipient == Delivery.recipient,
    )
    return (
        _may_be_sent()
        .where(is_waiting(Delivery), _is_none(before_it), _is_none(before_theirs), _is_none(on_its_way))
        # Whoever ran into a limit or a refusal that held up others lets them go first.
        .order_by(Delivery.next_attempt_at, literal_column(WAS_REFUSED.text), Delivery.id)
    )


def _may_be_sent() -> Select[Delivery]:
    """Those of a workspace whose recipient got none just now, and that nobody is to take back."""
    other = aliased(Delivery)
    just_sent = select(other.id).where(
        other.workspace == Delivery.workspace,
        other.recipient == Delivery.recipient,
        Delivery.recipient != "",
        other.sent_at > SINCE,
        other.sent_at < UNTIL,
    )
    return (
        select(Delivery)
        .where(Delivery.workspace == WORKSPACE, _is_none(just_sent), ~is_overdue(NOW))
        .limit(1)
    )


def _is_none(of: Select[int]) -> ColumnElement[bool]:
    """The condition that there is none, looked up by an index for one message after the other.

    PostgreSQL would join them all, and before it has counted them, in a morning's first minute, in an order
    that reads each for each; what has an offset is never joined.
    """
    return ~of.offset(0).exists()


def _instants(workspace: str, now: datetime, pace: timedelta) -> dict[str, str | datetime]:
    """What is asked with."""
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
