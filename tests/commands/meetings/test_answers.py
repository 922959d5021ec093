"""Who answered what, seat by seat: for who may decide; counts for who is invited, nothing for others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from commands.kit.problems import Refused
from storage.deliveries import post, quarantine
from storage.engine import Store
from storage.meetings import InvitationRecord
from tests.commands.meetings.room import Room, a_room
from tests.conversations import calls
from tests.conversations.county import NOW
from words.problems import Unclear

ADA, BEN, MAX, PAT = "ada@grove.example", "ben@grove.example", "max@birch.example", "pat@birch.example"
EARLIER = NOW - timedelta(hours=1)
LEES = ["jo.lee@grove.example", "jolee@birch.example"]


@pytest.fixture
def room(county_store: Store) -> Room:
    return a_room(county_store)


def test_who_may_decide_sees_every_seat_with_its_names(room: Room) -> None:
    room.somebody(ADA).presses(room.card(), "Coming")
    room.somebody(BEN).presses(room.card(), "Not coming")
    max_ = room.somebody(MAX)
    max_.submits(max_.presses(room.card(), "Sending someone"), person=PAT)
    said = room.manager().says("meeting answers kickoff").text
    assert "Who answered: Kickoff\nThu 10 Dec 2026, 09:00 to 10:00 CST\nAll 2 seats filled." in said
    assert "Fire and EMS chiefs: Filled\nComing: Ada Abbott\nNot coming: Ben Flores" in said
    assert "Coming: Pat Quinn (sent by Max <!channel> O'Hara)" in said
    assert "Sending someone" not in said, "who is sent is named with the sender"
    max_.submits(max_.presses(room.card(), "Sending someone"), named="Al Hart")
    said = room.manager().says("meeting answers").text
    assert "(sends Al Hart, not on the roster)" in said
    assert "Pat Quinn" not in said


def test_whom_the_call_did_not_reach_is_said_to_who_may_decide_alone(room: Room) -> None:
    with room.store.writing() as session:
        for each in session.scalars(select(InvitationRecord).where(InvitationRecord.seat_id == 1)):
            given_up = post(
                session, f"call {each.id}", "T1", each.person_id, "x", [], EARLIER, about=each.subject
            )
            quarantine(given_up, "user_disabled")
    said = room.manager().says("meeting answers kickoff").text
    assert "My message did not reach: Ada Abbott and Ben Flores. Please tell them." in said
    assert "did not reach" not in room.somebody(ADA).says("meeting answers kickoff").text
    room.somebody(ADA).presses(room.card(), "Coming")
    said = room.manager().says("meeting answers kickoff").text
    assert "My message did not reach: Ben Flores." in said


def test_who_is_invited_hears_counts_and_others_nothing(room: Room) -> None:
    said = room.somebody(ADA).says("meeting answers kickoff").text
    assert (
        "0 of 2 seats filled, 2 open. Nobody has answered yet. "
        "Only those who run the meeting see who answered what." in said
    )
    with pytest.raises(Unclear, match="I can't find any meeting"):
        room.somebody(PAT).says("meeting answers kickoff")
    with pytest.raises(Refused, match="not yours to change"):
        room.somebody(PAT).clicks("meeting.answers", {"meeting_id": room.meeting})
    with pytest.raises(Refused, match="not yours to change"):
        room.somebody(PAT).clicks("meeting.answers:more", {"meeting_id": room.meeting, "start": 8})


def test_many_seats_are_paged_and_namesakes_told_apart(county_store: Store) -> None:
    seats = {"Both": LEES} | {f"Seat {n:02}": [] for n in range(2, 13)}
    room = Room(county_store, calls.a_call(county_store, seats), a_room(county_store).clock)
    said = room.manager().clicks("meeting.answers", {"meeting_id": room.meeting})
    assert "Jo Lee (Cedar Fire Department) and Jo Lee (Birch Police Department)" in said.text
    assert "Seat 02: Open\nNobody is invited for it" in said.text
    assert "Seats 1 to 8 of 12." in said.text
    rest = room.manager().presses(said, "Next seats")
    assert "Seat 12" in rest.text
    assert rest.reply.replaces
