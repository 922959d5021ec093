"""Whom a meeting's call did not reach: the last message with it to them was given up."""

from __future__ import annotations

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from storage.deliveries import Delivery, DeliveryState
from storage.meetings import IS_INVITED, InvitationRecord


def not_reached(session: Session, meeting_id: int) -> set[int]:
    """The people invited to a meeting whom its call did not reach, and who said nothing since.

    What somebody says whom no message reached, they heard of it elsewhere: in a channel, from a colleague.
    """
    query = (
        select(InvitationRecord, Delivery.state, Delivery.created_at)
        .join(Delivery, Delivery.subject_id == cast(InvitationRecord.id, String))
        .where(
            InvitationRecord.meeting_id == meeting_id,
            IS_INVITED,
            Delivery.subject_kind == InvitationRecord.__tablename__,
            Delivery.state.in_((DeliveryState.QUARANTINED, DeliveryState.SENT)),
        )
        .order_by(Delivery.id)
    )
    found: set[int] = set()
    for theirs, state, written_at in session.execute(query):
        is_silent = theirs.answered_at is None or theirs.answered_at <= written_at
        if state == DeliveryState.QUARANTINED and is_silent:
            found.add(theirs.person_id)
        else:
            found.discard(theirs.person_id)
    return found
