"""A call answered in words: the one that fits; of a meeting and a class it is asked which."""

from __future__ import annotations

from datetime import date

import pytest

from commands.all import registry
from commands.kit.request import Door
from commands.language.sentences import resolve
from storage.calling import cancel_meeting
from storage.engine import Store
from storage.meetings import MeetingRecord, RsvpAnswer
from tests.commands.meetings.room import TRAIL, Room, a_room
from tests.commands.speaking import Said
from tests.conversations import calls
from tests.conversations.classes import a_class
from words.problems import Problem, Unclear

ADA, PAT = "ada@grove.example", "pat@birch.example"


@pytest.fixture
def room(county_store: Store) -> Room:
    return a_room(county_store)


def says(room: Room, who: str, sentence: str) -> Said:
    """In a direct message, where a sentence names no command."""
    form, text = resolve(registry(), sentence)
    return room.somebody(who)._run(form, Door.DIRECT, text=text)


def answer(room: Room) -> RsvpAnswer | None:
    return calls.answers(room.store, room.meeting)[ADA]


def test_the_one_call_that_fits_is_answered(room: Room) -> None:
    assert "you are not sure yet about Kickoff" in says(room, ADA, "I'm not sure yet").text
    assert answer(room) is RsvpAnswer.UNSURE
    assert "You are coming: Kickoff" in says(room, ADA, "I'm coming to the kickoff meeting").text
    assert "You said so already." in says(room, ADA, "I'll be there").text
    assert "you are not coming to Kickoff" in says(room, ADA, "sorry, can't make it on 10 Dec").text
    assert answer(room) is RsvpAnswer.NOT_COMING
    with pytest.raises(Unclear, match="I can't find any meeting called “budget meeting” here"):
        says(room, ADA, "I'm coming to the budget meeting")
    with pytest.raises(Problem, match="No meeting's call waits for your answer"):
        says(room, PAT, "I'm not sure yet")
    with pytest.raises(Unclear, match="Are you coming, or not"):
        room.somebody(ADA)._run(registry().forms["meeting rsvp"], Door.COMMAND, text="perhaps")


def test_of_several_and_of_a_class_it_is_asked_which(room: Room) -> None:
    a_class(room.store, on=date(2026, 12, 3))
    with pytest.raises(Unclear) as asked:
        says(room, ADA, "I'm coming")
    offers = [(each.label, each.action.partition(":")[0]) for each in asked.value.offers]
    assert offers == [
        ("Kickoff, 10 Dec 2026, 09:00, County EOC", "meeting.coming"),
        ("ASIM Basic, 3 Dec 2026, 08:00, Station 4", "class.coming"),
    ]
    assert answer(room) is None
    assert "You are coming: ASIM Basic" in says(room, ADA, "I'm coming to ASIM Basic").text
    assert "You are coming: Kickoff" in says(room, ADA, "I'm coming to the kickoff").text
    calls.a_call(room.store, title="Budget", held_on=date(2026, 12, 11))
    with pytest.raises(Unclear) as asked:
        says(room, ADA, "I'm not sure yet")
    assert len(asked.value.offers) == 2
    assert answer(room) is RsvpAnswer.COMING


def test_of_a_cancelled_one_it_is_said_that_it_was_cancelled(room: Room) -> None:
    with room.store.writing() as session:
        cancel_meeting(session, session.get_one(MeetingRecord, room.meeting), "no quorum", TRAIL)
    cancelled = "Kickoff, 10 Dec 2026, 09:00 was cancelled: no quorum. Nothing was recorded."
    for sentence in (
        "I'm coming to the kickoff",
        "not sure about the kickoff",
        "I am sending Pat to the kickoff",
    ):
        with pytest.raises(Problem, match=cancelled):
            says(room, ADA, sentence)
    with pytest.raises(Problem, match="No meeting's call waits for your answer"):
        says(room, ADA, "I'm coming to the meeting")
