"""Presses on a meeting's call: what is recorded, what the one who pressed hears, what the cards show."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from commands.kit.problems import Refused
from commands.kit.reply import Message
from storage.audit import Trail
from storage.calling import cancel_meeting
from storage.engine import Store
from storage.meetings import MeetingRecord, MeetingState, RsvpAnswer
from tests.commands.meetings.room import Room, a_room
from tests.commands.speaking import in_slack
from tests.conversations import calls, county
from words.problems import Problem

ADA, BEN, MAX, PAT = "ada@grove.example", "ben@grove.example", "max@birch.example", "pat@birch.example"


@pytest.fixture
def room(county_store: Store) -> Room:
    return a_room(county_store)


def labels(message: Message) -> list[str]:
    rows = [block.to_dict() for block in message.blocks]
    return [each["text"]["text"] for row in rows if row["type"] == "actions" for each in row["elements"]]


def test_the_last_press_counts_and_the_card_shows_counts_alone(room: Room) -> None:
    card = room.card().text
    assert "Kickoff" in card
    assert "Objective: Agree who writes the plan" in card
    assert "Thu 10 Dec 2026, 09:00 to 10:00 CST\nPlace: County EOC" in card
    assert "0 of 2 seats filled, 2 open.\nNobody has answered yet." in card
    assert "Called by emergency management, for the region." in card
    assert "For official use" in card
    pressing = ["Coming", "Not coming", "Not sure yet", "Sending someone", "Add to my calendar"]
    assert labels(room.card()) == pressing
    said = room.somebody(ADA).presses(room.card(), "Coming").text
    assert "You are coming: Kickoff, 10 Dec 2026, 09:00, County EOC." in said
    assert "You said so already. You are coming" in room.somebody(ADA).presses(room.card(), "Coming").text
    unsure = room.somebody(MAX, "America/New_York").presses(room.card(), "Not sure yet").text
    assert "you are not sure yet about Kickoff, 10 Dec 2026, 09:00. I will ask again on 8 Dec 2026." in unsure
    card = room.card().text
    assert "1 of 2 seats filled, 1 open.\n1 coming, 1 not sure yet, 1 has not answered." in card
    assert not any(name in card for name in ("Ada", "Abbott", "Max", "Cora", "Police chiefs"))
    elsewhere = room.somebody(MAX, "America/New_York").presses(room.card(), "Coming").text
    assert "09:00 (10:00 where you are), County EOC." in elsewhere
    assert "All 2 seats filled." in room.card().text
    gone = room.somebody(ADA).presses(room.card(), "Not coming")
    assert (
        "you are not coming to Kickoff, 10 Dec 2026, 09:00. If somebody can come in your place" in gone.text
    )
    assert gone.buttons() == ["Sending someone", "Coming after all"]
    assert calls.answers(room.store, room.meeting) == {
        ADA: RsvpAnswer.NOT_COMING,
        BEN: None,
        MAX: RsvpAnswer.COMING,
    }


def test_readers_elsewhere_see_their_own_time(room: Room) -> None:
    assert "Where you are" not in room.card().text
    in_slack(room.store, "UNY", person_id=room.key(PAT), timezone="America/Phoenix")
    instant = int(datetime(2026, 12, 10, 15, tzinfo=UTC).timestamp())
    for message in (room.card(), room.call_of(ADA)):
        assert f"<!date^{instant}^" in str([block.to_dict() for block in message.blocks])


def test_the_call_of_one_shows_their_seat_and_their_own_answer(room: Room) -> None:
    assert "You are asked to come for the seat Fire and EMS chiefs." in room.call_of(ADA).text
    assert "You have not answered yet." in room.call_of(ADA).text
    room.somebody(ADA).presses(room.call_of(ADA), "Coming")
    assert "You are coming." in room.call_of(ADA).text
    assert "You have not answered yet." in room.call_of(BEN).text


def test_who_is_not_invited_hears_whose_call_it_is(room: Room) -> None:
    with pytest.raises(Refused) as refused:
        room.somebody(PAT).presses(room.card(), "Coming")
    assert "You are not invited to Kickoff, 10 Dec 2026, 09:00. Called by Cora Diaz, for the region." in str(
        refused.value
    )
    assert "Who is invited can send you in their place" in refused.value.who_could
    assert PAT not in calls.answers(room.store, room.meeting)


def test_nothing_is_recorded_once_it_is_cancelled_held_or_over(room: Room) -> None:
    card, ada = room.card(), room.somebody(ADA)
    room.clock.now = datetime(2026, 12, 11, 6, 30, tzinfo=UTC)  # past midnight there
    with pytest.raises(Problem, match=r"Kickoff was on 10 Dec 2026: its answers are closed\. Nothing"):
        ada.presses(card, "Coming")
    assert "Its day has passed: answers are closed." in room.card().text
    assert labels(room.card()) == []
    room.clock.now = datetime(2026, 12, 11, 5, 30, tzinfo=UTC)  # 23:30 of its day
    ada.presses(card, "Not sure yet")
    with room.store.writing() as session:
        meeting = session.get_one(MeetingRecord, room.meeting)
        meeting.state = MeetingState.HELD
    with pytest.raises(Problem, match="was held, and who was there is on record"):
        ada.presses(card, "Coming")
    assert "Held. 0 of 2 seats attended." in room.card().text
    with room.store.writing() as session:
        meeting = session.get_one(MeetingRecord, room.meeting)
        meeting.state = MeetingState.CALLED
        cancel_meeting(session, meeting, "The EOC is flooded", Trail("cora", "slack", county.NOW))
    with pytest.raises(Problem, match=r"was cancelled: The EOC is flooded\. Nothing was recorded\."):
        ada.presses(card, "Coming")
    assert "Cancelled: The EOC is flooded." in room.card().text
    assert "You don't need to do anything." in room.call_of(ADA).text
    assert labels(room.call_of(ADA)) == []
    assert calls.answers(room.store, room.meeting)[ADA] is RsvpAnswer.UNSURE
