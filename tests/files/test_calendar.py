"""A meeting's file for calendars, read back with another library than the one that wrote it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import vobject

from files.calendar import calendar_file, calendar_uid
from readiness.slots import slot_instant
from storage.meetings import MeetingRecord, MeetingState
from storage.region import Region

CHANGED = datetime(2026, 2, 1, 15, 30, tzinfo=UTC)
ZONES = ("America/New_York", "America/Phoenix", "Europe/Berlin", "Pacific/Honolulu")
CLOCK_CHANGES = (date(2026, 3, 8), date(2026, 11, 1), date(2026, 3, 29), date(2026, 10, 25))
"""Of the United States and of Germany, both ways."""
TYPED = (
    "Quiet, please; one \\ backslash\r\nEND:VEVENT\r\nBEGIN:VEVENT\nSUMMARY:Another\rUID:1\x0b\u2028"
    "ATTENDEE:mailto:x@y.example \N{FIRE} \N{CJK UNIFIED IDEOGRAPH-4E2D} " + "é" * 400
)


def a_meeting(**said: object) -> MeetingRecord:
    facts: dict[str, object] = {
        "record": "5f0c",
        "title": "The room, first meeting",
        "objective": "Agree who owns the plan",
        "held_on": date(2026, 12, 3),
        "start_time": time(9),
        "minutes": 90,
        "place": "Station 4",
        "state": MeetingState.CALLED,
        "sequence": 0,
        "changed_at": CHANGED,
        "agenda": "",
        "link": "",
    }
    return MeetingRecord(**facts | said)


def read_back(made: bytes) -> Any:
    """The one event of a file that has one calendar and one event, as vobject reads it."""
    calendars = list(vobject.readComponents(made.decode()))
    assert [each.name for each in calendars] == ["VCALENDAR"]
    assert [each.name for each in calendars[0].components()] == ["VEVENT"]
    return calendars[0]


@pytest.mark.parametrize("zone", ZONES)
def test_the_instant_is_the_regions_wall_time_in_every_zone_and_over_both_clock_changes(zone: str) -> None:
    region = Region(timezone=zone)
    for day in (*CLOCK_CHANGES, date(2026, 7, 1), date(2026, 12, 31)):
        for at in (time(0), time(1, 30), time(9), time(23, 59)):
            event = read_back(calendar_file(a_meeting(held_on=day, start_time=at), region)).vevent
            start = slot_instant(day, at, region.zone)
            assert event.dtstart.value == start, (day, at)
            assert event.dtstart.value.astimezone(region.zone).time() == at
            assert event.dtend.value - event.dtstart.value == timedelta(minutes=90)
            assert event.dtend.value == start + timedelta(minutes=90)
    assert b"TZID" not in calendar_file(a_meeting(), region)


def test_an_update_and_a_cancellation_are_of_the_same_event_and_newer() -> None:
    meeting, region = a_meeting(), Region(name="Grove County", handling_mark="For official use")
    called = read_back(calendar_file(meeting, region))
    meeting.held_on, meeting.sequence, meeting.changed_at = date(2026, 12, 4), 1, CHANGED + timedelta(hours=1)
    moved = read_back(calendar_file(meeting, region))
    meeting.state, meeting.sequence = MeetingState.CANCELLED, 2
    meeting.changed_at = CHANGED + timedelta(hours=2)
    cancelled = read_back(calendar_file(meeting, region))
    files = (called, moved, cancelled)
    assert {each.vevent.uid.value for each in files} == {calendar_uid(meeting)} == {"5f0c@muster.invalid"}
    assert [each.vevent.sequence.value for each in files] == ["0", "1", "2"]
    assert [each.method.value for each in files] == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert [each.vevent.status.value for each in files] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    stamps = [each.vevent.dtstamp.value for each in files]
    assert stamps == [CHANGED, CHANGED + timedelta(hours=1), CHANGED + timedelta(hours=2)]
    assert moved.vevent.dtstart.value - called.vevent.dtstart.value == timedelta(days=1)
    assert cancelled.vevent.summary.value == "Cancelled: The room, first meeting"
    assert {each.vevent.organizer.value for each in files} == {"mailto:nobody@muster.invalid"}
    assert called.vevent.organizer.params["CN"] == ["Grove County"]
    assert called.vevent.description.value == "Agree who owns the plan\n\nFor official use"


def test_it_is_the_same_bytes_twice_and_goes_out_of_the_calendar_of_who_is_not_invited_any_more() -> None:
    meeting, region = a_meeting(), Region()
    assert calendar_file(meeting, region) == calendar_file(a_meeting(), region)
    gone = read_back(calendar_file(meeting, region, gone=True))
    assert (gone.method.value, gone.vevent.status.value) == ("CANCEL", "CANCELLED")
    assert gone.vevent.summary.value == meeting.title


def test_what_people_typed_cant_break_the_file() -> None:
    region = Region(name='Grove "and" County; Muster, Inc.\r\nX-EVIL:1')
    made = calendar_file(
        a_meeting(
            title=TYPED, objective=TYPED, agenda=TYPED, place=TYPED, link="https://a.example/x\r\nEND:VEVENT"
        ),
        region,
    )
    event = read_back(made).vevent
    assert event.uid.value == "5f0c@muster.invalid"
    lines = made.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(sign in made.replace(b"\r\n", b"") for sign in (b"\r", b"\n", b"\x0b", b"\x00"))
    unfolded = made.replace(b"\r\n ", b"").decode().split("\r\n")
    assert unfolded.count("BEGIN:VEVENT") == unfolded.count("END:VEVENT") == 1
    assert not any(each.startswith(("ATTENDEE", "X-EVIL", "URL")) for each in unfolded)
    assert (
        "Quiet, please; one \\ backslash\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:Another"
        in event.description.value
    )
    assert "\N{FIRE} \N{CJK UNIFIED IDEOGRAPH-4E2D} " + "é" * 400 in event.summary.value
    assert "\n" not in event.summary.value + event.location.value
    assert event.organizer.value == "mailto:nobody@muster.invalid"


def test_a_link_is_where_it_is_held_and_stands_among_its_words_too() -> None:
    link = "https://meet.example/room?a=1,2;b"
    event = read_back(
        calendar_file(a_meeting(place="", link=link, agenda="1. Seats\n2. Plan"), Region())
    ).vevent
    assert event.url.value == event.location.value == link
    assert event.description.value == f"Agree who owns the plan\n\nAgenda:\n1. Seats\n2. Plan\n\nJoin: {link}"
    plain = read_back(calendar_file(a_meeting(place="", objective=""), Region())).vevent
    assert not hasattr(plain, "description")
    assert not hasattr(plain, "location")
