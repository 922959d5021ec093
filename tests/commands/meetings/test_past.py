"""What was held, and what became of it, however long ago: in a list, and by its name."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from storage.calling import cancel_meeting
from storage.engine import Store
from storage.meetings import InvitationRecord, MeetingRecord, MeetingState
from tests.commands.meetings.room import TRAIL, Room, a_room
from tests.conversations import calls
from words.problems import Problem, Unclear

ADA, BEN, CORA, PAT = "ada@grove.example", "ben@grove.example", "cora@grove.example", "pat@birch.example"
NEXT_YEAR = datetime(2027, 12, 12, 18, tzinfo=UTC)


@pytest.fixture
def room(county_store: Store) -> Room:
    """The kickoff held a year ago, Ada there, and another cancelled."""
    room = a_room(county_store)
    second = calls.a_call(county_store, {"Fire": (BEN,)}, date(2026, 12, 11), title="Radio plan")
    with county_store.writing() as session:
        cancel_meeting(session, session.get_one(MeetingRecord, second), "the hall burned", TRAIL)
        session.get_one(MeetingRecord, room.meeting).state = MeetingState.HELD
        for each in session.scalars(
            select(InvitationRecord).where(InvitationRecord.meeting_id == room.meeting)
        ):
            each.attended = each.person_id == calls.person(session, ADA)
    room.clock.now = NEXT_YEAR
    return room


def test_a_list_of_what_is_over(room: Room) -> None:
    manager = room.manager()
    coming = manager.says("meeting")
    assert "Past meetings" in coming.buttons()
    said = manager.presses(coming, "Past meetings")
    assert said.text == manager.says("meeting past").text == manager.says("meeting which were held?").text
    assert "2 meetings are over." in said.text
    assert "Cancelled: the hall burned." in said.text
    assert "Thu 10 Dec 2026, 09:00 to 10:00 CST, County EOC." in said.text
    assert "Held. 1 of 2 seats attended. 1 person was there." in said.text
    assert said.buttons() == [
        "Correct who was there",
        "Notes",
        "Follow-ups",
        "Minutes",
        "Meetings to come",
    ]
    last = manager.says("meeting last")
    assert "Radio plan" in last.text
    assert "Kickoff" not in last.text
    assert room.somebody(PAT).says("meeting past").text == "No meeting of yours is over yet."
    assert "Past meetings" not in room.somebody(PAT).says("meeting").buttons()


def test_one_is_named_by_whom_it_concerns(room: Room) -> None:
    assert "Correct who was there" in room.manager().says("meeting kickoff").buttons()
    there = room.somebody(ADA).says("meeting kickoff")
    assert "Held. 1 of 2 seats attended. You are on record as there." in there.text
    assert there.buttons() == ["Minutes", "All meetings"]
    absent = room.somebody(BEN).says("meeting kickoff")
    assert "You are not on record as there" in absent.text
    assert absent.buttons() == ["All meetings"]
    assert "Cancelled: the hall burned." in room.somebody(BEN).says("meeting radio plan").text
    with pytest.raises(Unclear, match="I can't find any meeting"):
        room.somebody(PAT).says("meeting kickoff")
    later = calls.a_call(room.store, {"Fire": (ADA,)}, date(2028, 1, 6), title="Kickoff")
    assert later != room.meeting
    assert "6 Jan 2028" in room.somebody(ADA).says("meeting kickoff").text, "what comes goes before what was"
    assert "10 Dec 2026" in room.somebody(ADA).says("meeting kickoff 10 Dec 2026").text


def test_what_cannot_be_done_with_it_is_said_of_it(room: Room) -> None:
    manager = room.manager()
    with pytest.raises(Problem, match="Kickoff, 10 Dec 2026, 09:00 was held"):
        manager.says("meeting move kickoff to 4 Jan")
    with pytest.raises(Problem, match="Kickoff, 10 Dec 2026, 09:00 was held"):
        manager.says("meeting cancel kickoff because of rain")
    for each in range(6):
        calls.a_call(room.store, {"Fire": (ADA,)}, date(2027, 1, 6) + timedelta(days=each), title="Old")
    said = manager.says("meeting past")
    assert "8 meetings are over." in said.text
    assert "Kickoff" not in said.text
    assert "Kickoff" in manager.presses(said, "Earlier").text


def test_a_meeting_over_midnight_is_on(room: Room) -> None:
    night = calls.a_call(room.store, {"Fire": (ADA,)}, date(2027, 12, 20), title="Night watch")
    with room.store.writing() as session:
        found = session.get_one(MeetingRecord, night)
        found.start_time, found.minutes = found.start_time.replace(hour=23), 180
    room.clock.now = datetime(2027, 12, 21, 6, 30, tzinfo=UTC)  # half past midnight there
    for speaker in (room.somebody(ADA), room.manager()):
        said = speaker.says("meeting")
        assert "1 meeting is coming" in said.text
        assert "It is on now." in said.text
    assert "Coming" not in room.somebody(ADA).says("meeting").buttons()
    assert "Who was there" in room.manager().says("meeting").buttons()
