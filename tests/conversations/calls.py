"""A meeting called in the county: two seats, for fire and for police, and who is asked for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.audit import Trail
from storage.calling import call, draft_meeting
from storage.engine import Store
from storage.meetings import InvitationRecord, MeetingRecord, RsvpAnswer, SeatRecord
from storage.people import Person
from tests.conversations.county import NOW, agency_id

DAY = date(2026, 12, 10)
SEATS: Mapping[str, Sequence[str]] = {
    "Fire and EMS chiefs": ("ada@grove.example", "ben@grove.example"),
    "Police chiefs and sheriffs": ("max@birch.example",),
}


def a_call(
    store: Store,
    seats: Mapping[str, Sequence[str]] = SEATS,
    held_on: date = DAY,
    caller: str = "cora@grove.example",
    called_at: datetime = NOW,
    answer_by: date | None = None,
    title: str = "Kickoff",
    agency: str = "",
) -> int:
    """One at 09:00 in the County EOC, called by somebody; nobody has answered."""
    with store.writing() as session:
        trail = Trail(caller, "slack", called_at)
        meeting = MeetingRecord(
            title=title,
            objective="Agree who writes the plan",
            agenda="Where we stand\nWho writes what",
            held_on=held_on,
            start_time=time(9),
            place="County EOC",
            answer_by=answer_by,
            agency_id=agency_id(store, agency) if agency else None,
            called_by_id=person(session, caller),
        )
        draft_meeting(session, meeting, trail)
        for place, (name, emails) in enumerate(seats.items(), 1):
            seat = SeatRecord(meeting_id=meeting.id, place=place, name=name)
            session.add(seat)
            session.flush()
            session.add_all(
                InvitationRecord(
                    meeting_id=meeting.id,
                    person_id=person(session, each),
                    seat_id=seat.id,
                    recorded_by=caller,
                    recorded_at=called_at - timedelta(minutes=1),
                )
                for each in emails
            )
        session.flush()
        return call(session, meeting, trail).id


def answers(store: Store, meeting: int) -> dict[str, RsvpAnswer | None]:
    """What everybody invited answered last, by their e-mail."""
    query = (
        select(Person.email, InvitationRecord.answer)
        .join(Person, Person.id == InvitationRecord.person_id)
        .where(InvitationRecord.meeting_id == meeting, InvitationRecord.voided_at.is_(None))
    )
    with store.reading() as session:
        return {email or "": answer for email, answer in session.execute(query)}


def person(session: Session, email: str) -> int:
    """Somebody's id by their e-mail."""
    return session.scalars(select(Person.id).where(Person.email == email)).one()
