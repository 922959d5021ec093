"""Who was sent a meeting's file for their calendar: whose calendars have to follow when it changes.

What arrives last has to be the newest: a file that still waits gives way to a newer one for the same person,
and one that is being sent goes first, since the outbox sends each recipient one message at a time.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.deliveries import Delivery, DeliveryState

CALENDAR = "meeting calendar"
"""What the messages speak of that carry a meeting's file; their subject's number is the meeting's."""
CALENDAR_GONE = "meeting calendar gone"
"""Those that take a meeting out of the calendar of somebody who is not invited any more."""
UNSENT = (DeliveryState.QUARANTINED, DeliveryState.WITHDRAWN)


class CalendarOwed(Base):
    """A file that waits until it is day where its reader is, of a change that is not near.

    `gone`: it takes the meeting out of their calendar. What is in it is made when it is sent.
    """

    __tablename__ = "calendar_owed"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    gone: Mapped[bool]
    noted_at: Mapped[datetime]


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
    session.execute(
        delete(CalendarOwed).where(
            CalendarOwed.meeting_id == meeting_id, CalendarOwed.person_id.in_(sorted(people))
        )
    )
    waiting = select(Delivery).where(
        Delivery.subject_kind.in_((CALENDAR, CALENDAR_GONE)),
        Delivery.subject_id == str(meeting_id),
        Delivery.person_id.in_(sorted(people)),
        Delivery.state == DeliveryState.WAITING,
    )
    for delivery in session.scalars(waiting.with_for_update()):
        delivery.state = DeliveryState.WITHDRAWN


def owe(session: Session, meeting_id: int, people: Collection[int], gone: bool, now: datetime) -> None:
    """Notes that some people are to have a meeting's file once it is day where they are."""
    give_way(session, meeting_id, people)
    session.add_all(
        CalendarOwed(meeting_id=meeting_id, person_id=each, gone=gone, noted_at=now) for each in people
    )
    session.flush()


def owed(session: Session, meeting_id: int | None = None) -> list[CalendarOwed]:
    """The files that wait for the day, of one meeting or of all."""
    query = select(CalendarOwed).order_by(CalendarOwed.meeting_id, CalendarOwed.person_id)
    return list(
        session.scalars(query if meeting_id is None else query.where(CalendarOwed.meeting_id == meeting_id))
    )
