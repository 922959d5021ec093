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
from storage.slots import Slot, claim_slots
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


def claim_due(session: Session, subscription: Subscription, kind: str, now: datetime) -> Slot | None:
    """Claims what came due of a locked subscription; the slot to be written, if there is one."""
    return claim_all(session, [subscription], kind, now).get(subscription.id)


def claim_all(
    session: Session,
    subscriptions: Sequence[Subscription],
    kind: str,
    now: datetime,
    ahead: timedelta = NOT_AHEAD,
) -> dict[int, Slot]:
    """Claims what came due of some locked subscriptions at once; the slots to be written, by subscription."""
    came = {each.id: (each, due) for each in subscriptions if (due := came_due(each, now, ahead)) is not None}
    for subscription, _ in came.values():
        subscription.known_until = now
    wanted = [(key, day) for key, (_, due) in came.items() for day in due.days]
    to_send: dict[int, Slot] = {}
    for slot in claim_slots(session, kind, wanted, now):
        key, day = slot.subject_id, slot.local_date
        if day == came[key][1].to_send:
            to_send[key] = slot
        else:
            slot.skipped = True
            log.warning("slot skipped", kind=kind, subscription=key, day=day.isoformat())
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
    post = Post(to=subscription.channel, message=message, inside_only=True, about=subscription.subject)
    delivery = put(session, post, subscription.workspace, key_of(subscription, slot, now), now)
    session.flush()
    slot.delivery_id, slot.figures = delivery.id, dict(figures)
    return delivery


def key_of(subscription: Subscription, slot: Slot, now: datetime) -> str:
    """What a slot's message is known by: another one than that before, where it is written again."""
    again = f":{slot.delivery_id}" if slot.delivery_id is not None else ""
    return f"{slot.kind}:{subscription.id}:{now.isoformat()}{again}:{slot.local_date.isoformat()}"
