"""`/meeting`: what is coming to whom, which seats are open, and which were never filled this year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from storage.engine import Store
from storage.meetings import MeetingRecord, MeetingState, SeatRecord
from tests.commands.meetings.room import Room, a_room
from tests.conversations import calls
from words.problems import Unclear

ADA, BEN, CORA, MAX, PAT = (
    "ada@grove.example",
    "ben@grove.example",
    "cora@grove.example",
    "max@birch.example",
    "pat@birch.example",
)


@pytest.fixture
def room(county_store: Store) -> Room:
    return a_room(county_store)


def test_each_reads_what_is_theirs(room: Room) -> None:
    ada = room.somebody(ADA).says("meeting")
    assert "1 meeting is coming.\nKickoff\nThu 10 Dec 2026, 09:00 to 10:00 CST, County EOC." in ada.text
    assert "You have not answered yet." in ada.text
    assert "seats filled" not in ada.text
    room.somebody(ADA).presses(ada, "Coming")
    assert "You are coming." in room.somebody(ADA).says("meeting").text
    assert room.somebody(PAT).says("meeting").text == "No meeting is coming that you are asked to."
    lead = room.somebody(CORA).says("meeting")
    assert lead.text == "No meeting is coming."
    assert lead.buttons() == ["Call a meeting"]
    manager = room.manager().says("meeting")
    assert "1 of 2 seats filled. Open: Police chiefs and sheriffs." in manager.text
    assert "1 coming, 2 have not answered." in manager.text
    assert "Move or change" in manager.buttons()


def test_one_is_named_or_the_next_or_a_page_more(room: Room) -> None:
    for number in range(6):
        calls.a_call(room.store, {}, date(2026, 12, 11) + timedelta(days=number), title=f"Number {number}")
    manager = room.manager()
    first = manager.says("meeting")
    assert "7 meetings are coming." in first.text
    assert "Number 2" not in first.text
    further = manager.presses(first, "More")
    assert "Number 4" in further.text
    assert first.buttons()[:3] == ["Who answered what", "Move or change", "Open it"]
    assert "Objective" not in first.text
    opened = manager.clicks("meeting.list", {"meeting_id": room.meeting})
    assert "Objective: Agree who writes the plan" in opened.text
    assert "Cancel it" in opened.buttons()
    assert "Kickoff" in manager.says("meeting next").text
    assert "Number" not in manager.says("meeting next").text
    assert "Number 3" in manager.says("meeting number 3 14 Dec").text
    assert "7 meetings are coming." in manager.says("meeting what meetings are coming up?").text
    with pytest.raises(Unclear, match="I can't find any meeting called “dinner” here"):
        room.somebody(ADA).says("meeting dinner")


def test_seats_never_filled_this_year_and_what_waits_to_be_confirmed(room: Room) -> None:
    with room.store.writing() as session:
        for seat in session.scalars(select(SeatRecord)):
            seat.discipline = "fire" if seat.place == 1 else "law"
        session.get_one(MeetingRecord, room.meeting).state = MeetingState.HELD
    room.clock.now = datetime(2026, 12, 12, 18, tzinfo=UTC)
    calls.a_call(room.store, {"Hospitals": ()}, date(2026, 12, 11), title="Second")
    said = room.manager().says("meeting")
    assert "No meeting is coming; 1 waits for who was there to be confirmed." in said.text
    assert "Never filled this year: Fire and EMS chiefs, Police chiefs and sheriffs." in said.text
    assert "asked for in a meeting held since 1 Jan 2026 whose attendance is confirmed" in said.text
    assert "Who was there" in said.buttons()
    room.clock.now = datetime(2027, 1, 2, 18, tzinfo=UTC)
    assert "Never filled" not in room.manager().says("meeting").text
    assert "Never filled" not in room.somebody(ADA).says("meeting").text
