"""What came due of a channel's subscription: each slot claimed once, the latest to be written if in time.

Every tick claims, in one transaction, all that came due since the last one; whoever is killed before the
commit has written nothing, and whoever comes after it has nothing left to write.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.orm import Session

from commands.kit.reply import Message, Post
from jobs.posting import put
from storage.deliveries import Delivery
from storage.slots import Slot, claim_slot
from storage.subscriptions import CATCH_UP, Subscription

log = structlog.get_logger()
NOT_AHEAD = timedelta()


@dataclass(frozen=True)
class Due:
    """What came due of one subscription: the days to record, and the one of them to send, if any."""

    days: Sequence[date]
    to_send: date | None


def came_due(subscription: Subscription, now: datetime, ahead: timedelta = NOT_AHEAD) -> Due | None:
    """What came due since it was looked at last, or comes due so soon; None for nothing."""
    slots = subscription.slots_due(now + ahead)
    if not slots:
        return None
    latest, instant = slots[-1]
    return Due([day for day, _ in slots], latest if now - instant <= CATCH_UP else None)


def claim_due(
    session: Session, subscription: Subscription, kind: str, now: datetime, ahead: timedelta = NOT_AHEAD
) -> Slot | None:
    """Claims what came due of a locked subscription; the slot to be written, if there is one."""
    due = came_due(subscription, now, ahead)
    if due is None:
        return None
    subscription.known_until = now
    to_send = None
    for day in due.days:
        slot = claim_slot(session, kind, subscription.id, day, now)
        if slot is not None and day == due.to_send:
            to_send = slot
        elif slot is not None:
            slot.skipped = True
            log.warning("slot skipped", kind=kind, subscription=subscription.id, day=day.isoformat())
    return to_send


def write_in(
    session: Session,
    subscription: Subscription,
    slot: Slot,
    message: Message,
    figures: Mapping[str, Any],
    now: datetime,
) -> Delivery:
    """Writes a slot's message for its channel; drop what waits first, whose place it takes.

    `figures` are what it says, for the next to be measured by.
    """
    again = f":{slot.delivery_id}" if slot.delivery_id is not None else ""
    post = Post(
        to=subscription.channel,
        message=message,
        key=slot.local_date.isoformat(),
        inside_only=True,
        about=subscription.subject,
    )
    key = f"{slot.kind}:{subscription.id}:{now.isoformat()}{again}"
    delivery = put(session, post, subscription.workspace, key, now)
    session.flush()
    slot.delivery_id, slot.figures = delivery.id, dict(figures)
    return delivery
