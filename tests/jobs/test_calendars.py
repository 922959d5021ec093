"""A file of a change by night waits until it is day where its reader is, and comes once, as it then is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from io import StringIO

import pytest
import vobject
from sqlalchemy import select

from bot.logs import log_to
from commands.kit.member import Needs
from commands.kit.registry import Click
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.meetings.calendar_posts import calendar_gone, calendar_posts
from jobs.calendars import send_owed
from jobs.posting import content_of, put
from storage.calendar_files import CalendarOwed, owed
from storage.deliveries import Delivery, DeliveryState, mark_sent
from storage.engine import Store
from storage.meetings import MeetingRecord
from tests.commands.meetings.afterwards import a_meeting
from tests.commands.speaking import NOON, REGION, Clock, County, Office, in_slack, small_county

TEN_AT_NIGHT = datetime(2026, 11, 3, 4, tzinfo=UTC)  # of 2 November in Chicago
CHICAGO, HONOLULU, BERLIN = "America/Chicago", "Pacific/Honolulu", "Europe/Berlin"


def changed(store: Store, now: datetime, near: bool = False, gone: int | None = None) -> None:
    """Moves the meeting at an instant, as a command does; or takes somebody's invitation back."""

    def run(request: Request) -> Reply:
        meeting = request.session.get_one(MeetingRecord, 1)
        if gone is not None:
            posts = calendar_gone(request, meeting, [gone], near)
        else:
            meeting.sequence, meeting.changed_at = meeting.sequence + 1, request.now
            posts = calendar_posts(request, meeting, [], near)
        for each in posts:
            put(request.session, each, "T1", f"{request.now} {each.to}", request.now)
        return Reply()

    Office(store, [Click("move", run, Needs.NOTHING, changes=True)], Clock(now)).manager().clicks("move", {})


def arrived(store: Store) -> list[tuple[int | None, str, str]]:
    """For whom files wait, by method and sequence; they are sent."""
    found = []
    with store.writing() as session:
        waiting = select(Delivery).where(Delivery.state == DeliveryState.WAITING).order_by(Delivery.person_id)
        for each in session.scalars(waiting):
            assert each.file is not None
            made = vobject.readOne(content_of(each.file).decode())
            found.append((each.person_id, made.method.value, made.vevent.sequence.value))
            mark_sent(each, "D1", None, NOON)
    return found


@pytest.fixture
def there(store: Store) -> County:
    """Three who have the file of a meeting in December, in three zones."""
    county = small_county(store)
    who = (("UADA", county.ada, CHICAGO), ("UBEN", county.ben, HONOLULU), ("UCY", county.cy, BERLIN))
    for user, person, zone in who:
        in_slack(store, user, person_id=person, timezone=zone)
    a_meeting(store, held_on=date(2026, 12, 10))
    people = [person for _, person, _ in who]

    def call(request: Request) -> Reply:
        meeting = request.session.get_one(MeetingRecord, 1)
        for each in calendar_posts(request, meeting, people):
            put(request.session, each, "T1", f"call {each.to}", request.now)
        return Reply()

    Office(store, [Click("call", call, Needs.NOTHING, changes=True)], Clock()).manager().clicks("call", {})
    assert len(arrived(store)) == 3
    return county


def test_each_has_it_in_their_own_morning_and_once(store: Store, there: County) -> None:
    ada, ben, dee = there.ada, there.ben, there.cy
    changed(store, TEN_AT_NIGHT)
    assert arrived(store) == [(ben, "PUBLISH", "1")], "it is 18:00 in Honolulu"
    changed(store, TEN_AT_NIGHT + timedelta(hours=1))
    assert arrived(store) == [(ben, "PUBLISH", "2")]
    seven_in_berlin = datetime(2026, 11, 3, 6, tzinfo=UTC)
    assert send_owed(store, "T1", REGION, seven_in_berlin - timedelta(minutes=1)) == 0
    assert send_owed(store, "T1", REGION, seven_in_berlin) == 1
    assert arrived(store) == [(dee, "PUBLISH", "2")]
    changed(store, seven_in_berlin + timedelta(minutes=1), gone=ada)
    seven_in_chicago = datetime(2026, 11, 3, 13, tzinfo=UTC)
    assert [send_owed(store, "T1", REGION, seven_in_chicago) for _ in range(2)] == [1, 0]
    assert arrived(store) == [(ada, "CANCEL", "3")], "what was owed before gave way"


def test_what_is_near_waits_for_no_morning(store: Store, there: County) -> None:
    changed(store, TEN_AT_NIGHT, near=True)
    assert {who for who, _, _ in arrived(store)} == {there.ada, there.ben, there.cy}


def owes(store: Store, *owed: tuple[int, int]) -> None:
    """A file of a meeting waits for somebody's morning."""
    with store.writing() as session:
        session.add_all(
            CalendarOwed(meeting_id=meeting, person_id=person, gone=False, noted_at=TEN_AT_NIGHT)
            for meeting, person in owed
        )


def test_one_whose_file_cannot_be_made_keeps_no_other_unsent(store: Store, there: County) -> None:
    log = StringIO()
    log_to(log)
    last_day = a_meeting(store, held_on=date.max, start_time=time(23), title="The last hour there is")
    fine = a_meeting(store, held_on=date(2026, 12, 11))
    owes(store, (last_day, there.ada), (fine, there.ada))
    assert send_owed(store, "T1", REGION, NOON) == 1
    assert [who for who, _, _ in arrived(store)] == [there.ada]
    assert "calendar files not made" in log.getvalue()
    assert "reference" in log.getvalue()
    assert "The last hour" not in log.getvalue()


def test_what_is_owed_of_a_meeting_that_is_over_is_dropped(store: Store, there: County) -> None:
    yesterday = a_meeting(store, held_on=date(2026, 11, 1))
    ended = a_meeting(store, start_time=time(5), minutes=60)
    owes(store, (yesterday, there.dee), (ended, there.ada), (1, there.ada))
    assert send_owed(store, "T1", REGION, NOON) == 1
    with store.reading() as session:
        assert owed(session) == []
