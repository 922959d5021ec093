"""Who was sent a meeting's file for their calendar: whose calendars have to follow when it changes.

What arrives last has to be the newest: a file that still waits gives way to a newer one for the same person,
and one that is being sent goes first, since the outbox sends each recipient one message at a time.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.deliveries import Delivery, DeliveryState

CALENDAR = "meeting calendar"
"""What the messages speak of that carry a meeting's file; their subject's number is the meeting's."""
CALENDAR_GONE = "meeting calendar gone"
"""Those that take a meeting out of the calendar of somebody who is not invited any more."""
UNSENT = (DeliveryState.QUARANTINED, DeliveryState.WITHDRAWN)


@dataclass
class HaveIt:
    """Who has a meeting in their calendar by a file of ours, and from whose it was taken out again."""

    people: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)


def who_has(session: Session, meeting_id: int) -> HaveIt:
    """Whom a meeting's file was written to, by the last one of each."""
    found = HaveIt()
    query = select(Delivery.subject_kind, Delivery.person_id).where(
        Delivery.subject_kind.in_((CALENDAR, CALENDAR_GONE)),
        Delivery.subject_id == str(meeting_id),
        Delivery.person_id.is_not(None),
        Delivery.state.not_in(UNSENT),
    )
    for kind, person in session.execute(query.order_by(Delivery.id)):
        assert person is not None
        if kind == CALENDAR:
            found.people.add(person)
            found.gone.discard(person)
        else:
            found.gone.add(person)
            found.people.discard(person)
    return found


def give_way(session: Session, meeting_id: int, people: Collection[int]) -> None:
    """Takes back the files of a meeting that still wait for some people: newer ones take their place."""
    waiting = select(Delivery).where(
        Delivery.subject_kind.in_((CALENDAR, CALENDAR_GONE)),
        Delivery.subject_id == str(meeting_id),
        Delivery.person_id.in_(sorted(people)),
        Delivery.state == DeliveryState.WAITING,
    )
    for delivery in session.scalars(waiting.with_for_update()):
        delivery.state = DeliveryState.WITHDRAWN
