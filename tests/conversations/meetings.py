"""The room's first meeting, called for this morning: four seats, and what people answered; as records."""

from __future__ import annotations

from datetime import time, timedelta

import vobject
from sqlalchemy import select

from jobs.posting import content_of
from storage.deliveries import Delivery, DeliveryState
from storage.engine import Store
from storage.meetings import MeetingState, RsvpAnswer
from tests.commands.meetings.afterwards import a_meeting, a_seat, invited
from tests.conversations.classes import TODAY, person
from tests.conversations.county import NOW, agency_id

ROOM = "The room, 2 Nov 2026, 08:00"


def the_room(store: Store) -> int:
    """Max comes for the police, Ben sends Kim Park for fire, Eve said that she does not come for dispatch;
    for the schools nobody was invited. Ada did not answer.
    """
    cedar = agency_id(store, "Cedar Fire Department")
    key = a_meeting(
        store,
        held_on=TODAY,
        start_time=time(8),
        sequence=1,
        state=MeetingState.CALLED,
        recorded_by="dana@grove.example",
        recorded_at=NOW - timedelta(days=20),
    )
    with store.writing() as session:
        police = a_seat(session, key, 1, "Police chiefs and sheriffs", discipline="law")
        fire = a_seat(session, key, 2, "Cedar Fire", agency_id=cedar)
        dispatch = a_seat(session, key, 3, "911 and dispatch", discipline="dispatch")
        a_seat(session, key, 4, "Schools", discipline="schools")
        for email, seat, answer, named in (
            ("max@birch.example", police, RsvpAnswer.COMING, ""),
            ("pat@birch.example", police, RsvpAnswer.COMING, ""),
            ("ben@grove.example", fire, RsvpAnswer.SENDING, "Kim *Park*"),
            ("eve@grove.example", dispatch, RsvpAnswer.NOT_COMING, ""),
            ("ada@grove.example", None, None, ""),
        ):
            invited(session, key, person(session, email), answer, seat_id=seat, sent_name=named)
    return key


def in_calendar(store: Store, email: str) -> list[tuple[str, str, str]]:
    """The files that reached somebody's calendar as another library reads them: what each does, its place
    among those of the one event, and when that is.
    """
    with store.reading() as session:
        query = select(Delivery).where(
            Delivery.person_id == person(session, email), Delivery.state == DeliveryState.SENT
        )
        files = [each.file for each in session.scalars(query.order_by(Delivery.sent_at)) if each.file]
    events = [vobject.readOne(content_of(each).decode()) for each in files]
    assert len({each.vevent.uid.value for each in events}) == 1
    return [
        (each.method.value, each.vevent.sequence.value, f"{each.vevent.dtstart.value:%d %b %H:%M %Z}")
        for each in events
    ]
