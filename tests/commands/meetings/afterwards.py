"""A meeting as it stands once it was called and answered, written as records."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from storage.engine import Store
from storage.meetings import InvitationRecord, MeetingRecord, MeetingState, RsvpAnswer, SeatRecord
from tests.commands.speaking import NOON

TODAY = date(2026, 11, 2)


def a_meeting(store: Store, **said: Any) -> int:
    """The room's first meeting, called for this morning at nine, an hour and a half long."""
    facts: dict[str, Any] = {
        "title": "The room",
        "objective": "Agree who owns the plan",
        "agenda": "1. Seats\n2. Plan",
        "held_on": TODAY,
        "start_time": time(9),
        "minutes": 90,
        "place": "Station 4",
        "state": MeetingState.CALLED,
        "changed_at": NOON - timedelta(days=9),
        "recorded_at": NOON - timedelta(days=9),
    }
    with store.writing() as session:
        meeting = MeetingRecord(**facts | said)
        session.add(meeting)
        session.flush()
        return meeting.id


def a_seat(session: Session, meeting: int, place: int, name: str, **of: Any) -> int:
    """A seat that has to be filled."""
    seat = SeatRecord(meeting_id=meeting, place=place, name=name, **of)
    session.add(seat)
    session.flush()
    return seat.id


def invited(
    session: Session, meeting: int, person: int, answer: RsvpAnswer | None = None, **more: Any
) -> int:
    """Somebody invited, with what they answered."""
    found = InvitationRecord(
        meeting_id=meeting, person_id=person, answer=answer, recorded_at=NOON - timedelta(days=9), **more
    )
    session.add(found)
    session.flush()
    return found.id
