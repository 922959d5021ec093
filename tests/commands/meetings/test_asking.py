"""Who is asked to a called meeting is changed: a call for who is added, word to who is taken out."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from commands.kit.problems import Refused
from storage.engine import Store
from storage.meeting_seats import set_invited
from storage.meetings import MeetingRecord, SeatRecord
from tests.commands.meetings.room import TRAIL, Room, a_room, crowd, in_slack_all
from tests.conversations import calls

ADA, BEN, MAX, PAT = "ada@grove.example", "ben@grove.example", "max@birch.example", "pat@birch.example"


@pytest.fixture
def room(county_store: Store) -> Room:
    return a_room(county_store)


def test_who_is_added_gets_the_call_and_who_is_taken_out_hears_it(room: Room) -> None:
    in_slack_all(room, ADA, BEN, PAT)
    manager = room.manager()
    with room.store.reading() as session:
        fire, law = (f"seat{key}" for key in session.scalars(select(SeatRecord.id)))
    opened = manager.clicks("meeting.ask", {"meeting_id": room.meeting})
    assert "Of those who are not shown" not in str(opened.reply.modal)
    keep = {fire: [str(room.key(ADA)), str(room.key(BEN))], law: [str(room.key(MAX))]}
    assert "As it is now: Kickoff" in manager.submits(opened, **keep).text
    room.somebody(ADA).presses(room.call_of(ADA), "Coming")
    done = manager.submits(opened, **{fire: [str(room.key(PAT))], law: [str(room.key(ADA))]})
    assert "1 person more asked now." in done.text
    assert "2 people not asked any more.\nNot in Slack, so please tell them yourself: Max" in done.text
    assert [post.to for post in done.posts if post.card is not None] == [room.key(PAT)]
    assert set(calls.answers(room.store, room.meeting)) == {ADA, PAT}
    assert "You are asked to come for the seat Police chiefs and sheriffs." in room.call_of(ADA).text
    assert "You are coming." in room.call_of(ADA).text
    with pytest.raises(Refused):
        room.somebody(ADA).clicks("meeting.ask", {"meeting_id": room.meeting})


def test_who_is_not_shown_in_the_form_stays_asked(room: Room) -> None:
    manager, people = room.manager(), crowd(room.store, 130)
    with room.store.reading() as session:
        fire, law = (f"seat{key}" for key in session.scalars(select(SeatRecord.id)))
    with room.store.writing() as session:
        meeting = session.get_one(MeetingRecord, room.meeting)
        set_invited(session, meeting, {None: people}, TRAIL)
    opened = manager.clicks("meeting.ask", {"meeting_id": room.meeting})
    assert "And 30 more, who stay asked." in str(opened.reply.modal)
    in_slack_all(room, BEN, PAT)
    ben = room.somebody(BEN)
    ben.submits(ben.presses(room.card(), "Sending someone"), person=PAT)
    keep = {fire: [str(room.key(ADA)), str(room.key(BEN))], law: [str(room.key(MAX))]}
    same = manager.submits(opened, **keep, room=[str(each) for each in people[:100]])
    assert "As it is now: Kickoff" in same.text, "whoever was sent meanwhile was not in the form either"
    shorter = manager.submits(opened, **keep, room=[str(each) for each in people[1:100]])
    assert "1 person not asked any more.\nNot in Slack" in shorter.text
    # Of those beyond, one is asked for a seat by name: that is where they are asked.
    keep[law].append(str(people[-1]))
    keep[fire].append(str(room.key(PAT)))
    opened = manager.clicks("meeting.ask", {"meeting_id": room.meeting})
    moved = manager.submits(opened, **keep, room=[str(each) for each in people[1:101]])
    assert "1 person moved to another seat; their call shows it." in moved.text
    assert moved.text.startswith("Changed: Kickoff")
    opened = manager.clicks("meeting.ask", {"meeting_id": room.meeting})
    fewer = manager.submits(opened, **keep, room=[str(each) for each in people[1:101]], out=[str(people[-2])])
    assert "1 person not asked any more.\nNot in Slack" in fewer.text
    answers = calls.answers(room.store, room.meeting)
    assert len(answers) == 128 + 4
    assert PAT in answers
