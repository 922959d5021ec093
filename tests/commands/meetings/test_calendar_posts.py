"""The file for people's calendars: who gets it, who gets the next one, and that the newest arrives last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
import vobject
from sqlalchemy import select

from commands.kit.member import Needs
from commands.kit.problems import Refused
from commands.kit.registry import Click
from commands.kit.reply import CardOf, Message, Post, Reply
from commands.kit.request import Request
from commands.meetings import calendar_posts as calendars
from commands.meetings.calendar_posts import TO_CALENDAR, calendar_gone, calendar_posts
from jobs.posting import content_of, put
from storage.deliveries import Delivery, DeliveryState, mark_sent
from storage.engine import Store
from storage.meetings import MEETING_CARD, MeetingRecord, MeetingState
from tests.commands.meetings.afterwards import a_meeting, invited
from tests.commands.speaking import NOON, Clock, County, Office, Speaker, in_slack, small_county

POSTING = "meeting.posting"


def posting(store: Store, clock: Clock, what: Callable[[Request, MeetingRecord], list[Post]]) -> Speaker:
    """Somebody whose press posts what is given, into the outbox as conversation does."""

    def run(request: Request) -> Reply:
        meeting = request.session.get_one(MeetingRecord, 1)
        for each in what(request, meeting):
            put(request.session, each, "T1", f"{request.now} {each.to}", request.now)
        return Reply()

    return Office(store, [Click(POSTING, run, Needs.NOTHING, changes=True)], clock).manager()


def pressing(speaker: Speaker, store: Store, clock: Clock) -> None:
    """A press on Add to my calendar, with what it posts in the outbox."""
    for each in speaker.clicks(TO_CALENDAR, {"meeting_id": 1}).posts:
        with store.writing() as session:
            put(session, each, "T1", f"press {clock()} {each.to}", clock())


def on_their_way(store: Store) -> list[tuple[int | None, str, str]]:
    """For whom files wait: by whom, method and sequence."""
    with store.reading() as session:
        waiting = select(Delivery).where(Delivery.state == DeliveryState.WAITING, Delivery.file.is_not(None))
        rows: Sequence[Delivery] = session.scalars(waiting.order_by(Delivery.id)).all()
        found = []
        for each in rows:
            assert each.file is not None
            made = vobject.readOne(content_of(each.file).decode())
            found.append((each.person_id, made.method.value, made.vevent.sequence.value))
        return found


def arrive(store: Store) -> None:
    """Whatever waits is sent."""
    with store.writing() as session:
        for each in session.scalars(select(Delivery).where(Delivery.state == DeliveryState.WAITING)):
            mark_sent(each, "D1", None, NOON)


def seated(store: Store) -> County:
    """The small county with Ada and Ben in Slack, and a meeting tomorrow."""
    county = small_county(store)
    for user, person in (("UADA", county.ada), ("UBEN", county.ben), ("UDEE", county.dee)):
        in_slack(store, user, person_id=person)
    assert a_meeting(store, held_on=NOON.date() + timedelta(days=1)) == 1
    return county


@pytest.mark.postgres
def test_calendars_follow_and_a_late_file_never_comes_after_a_newer_one(store: Store) -> None:
    county, clock = seated(store), Clock()
    people = [county.ada, county.ben, county.cy]
    called = posting(store, clock, lambda request, meeting: calendar_posts(request, meeting, people))

    def move(request: Request, meeting: MeetingRecord) -> list[Post]:
        meeting.sequence, meeting.changed_at = meeting.sequence + 1, request.now
        return calendar_posts(request, meeting, [])

    def cancel(request: Request, meeting: MeetingRecord) -> list[Post]:
        meeting.state = MeetingState.CANCELLED
        return move(request, meeting)

    called.clicks(POSTING, {})
    ada, ben = county.ada, county.ben
    assert on_their_way(store) == [(ada, "PUBLISH", "0"), (ben, "PUBLISH", "0")], "Cy is not in Slack"
    clock.now += timedelta(minutes=1)
    posting(store, clock, move).clicks(POSTING, {})
    assert on_their_way(store) == [(ada, "PUBLISH", "1"), (ben, "PUBLISH", "1")], "the first gave way"
    arrive(store)
    clock.now += timedelta(minutes=1)
    gone = posting(store, clock, lambda request, meeting: calendar_gone(request, meeting, [ben], near=True))
    gone.clicks(POSTING, {})
    assert on_their_way(store) == [(ben, "CANCEL", "2")]
    arrive(store)
    clock.now += timedelta(minutes=1)
    posting(store, clock, move).clicks(POSTING, {})
    assert on_their_way(store) == [(ada, "PUBLISH", "3")], "it is no longer Ben's"
    arrive(store)
    clock.now += timedelta(minutes=1)
    posting(store, clock, lambda request, meeting: calendar_posts(request, meeting, [ben])).clicks(
        POSTING, {}
    )
    assert (ben, "PUBLISH", "4") in on_their_way(store), "invited again, by a file newer than the one before"
    arrive(store)
    clock.now += timedelta(minutes=1)
    posting(store, clock, cancel).clicks(POSTING, {})
    assert on_their_way(store) == [(ada, "CANCEL", "5"), (ben, "CANCEL", "5")]


def test_whoever_may_read_the_card_adds_it_and_hears_of_changes(store: Store) -> None:
    county, clock = seated(store), Clock()
    office = Office(store, calendars.ENTRIES, clock)
    ada, ben = office.responder(county.ada, county.cedar, "UADA"), office.responder(county.ben, county.cedar)
    with store.writing() as session:
        invited(session, 1, county.ada)
    pressing(ada, store, clock)
    clock.now += timedelta(minutes=1)
    pressing(ada, store, clock)
    assert on_their_way(store) == [(county.ada, "PUBLISH", "0")], "pressed twice, it comes once"
    with pytest.raises(Refused, match="not for you"):
        ben.clicks(TO_CALENDAR, {"meeting_id": 1})
    stranger = office.stranger()
    with store.writing() as session:  # its card stands in the channel Ben presses in
        card = Post("C1", Message([]), "card", card=CardOf(MEETING_CARD, 1))
        mark_sent(put(session, card, "T1", "card", NOON), "C1", "1.1", NOON)
    pressing(ben, store, clock)
    with pytest.raises(Refused, match="not for you"):
        stranger.clicks(TO_CALENDAR, {"meeting_id": 1})
    manager = office.manager(person_id=county.dee)
    pressing(manager, store, clock)
    assert [each[0] for each in on_their_way(store)] == [county.ada, county.ben, county.dee]
    arrive(store)
    clock.now += timedelta(minutes=1)

    def cancel(request: Request, meeting: MeetingRecord) -> list[Post]:
        meeting.state, meeting.sequence, meeting.changed_at = MeetingState.CANCELLED, 1, request.now
        return calendar_posts(request, meeting, [])

    posting(store, clock, cancel).clicks(POSTING, {})
    assert on_their_way(store) == [
        (county.ada, "CANCEL", "1"),
        (county.ben, "CANCEL", "1"),
        (county.dee, "CANCEL", "1"),
    ]
    assert "was cancelled" in ada.clicks(TO_CALENDAR, {"meeting_id": 1}).text


def test_of_an_agencys_own_meeting_the_file_is_for_its_people(store: Store) -> None:
    county = seated(store)
    office = Office(store, calendars.ENTRIES, Clock())
    with store.writing() as session:
        session.get_one(MeetingRecord, 1).agency_id = county.cedar
        card = Post("C1", Message([]), "card", card=CardOf(MEETING_CARD, 1))
        mark_sent(put(session, card, "T1", "card", NOON), "C1", "1.1", NOON)
    assert office.responder(county.ben, county.cedar).clicks(TO_CALENDAR, {"meeting_id": 1}).posts
    with pytest.raises(Refused, match="You are not on the roster for that meeting on 3 Nov 2026"):
        office.responder(county.cy, county.oak).clicks(TO_CALENDAR, {"meeting_id": 1})
