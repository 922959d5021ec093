"""Sending someone: found on the roster, or named in words; asked back, never guessed; one seat a person."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from commands.kit.problems import Wrong
from commands.kit.request import Door
from jobs.posting import put
from storage.answering_calls import invitation_for
from storage.calendar_files import CalendarOwed
from storage.engine import Store
from storage.letters import MEETING_LEFT, SENT_DECLINES, LetterLine
from storage.meeting_seats import uninvite
from storage.meetings import MeetingRecord, RsvpAnswer
from tests.commands.meetings.room import TRAIL, Room, a_room, in_slack_all
from tests.commands.speaking import Said, in_slack
from tests.conversations import calls, county
from words.problems import Problem, Unclear

ADA, BEN, MAX, PAT = "ada@grove.example", "ben@grove.example", "max@birch.example", "pat@birch.example"
CORA, OTIS, LOU = "cora@grove.example", "old@grove.example", "lou@birch.example"


@pytest.fixture
def room(county_store: Store) -> Room:
    return a_room(county_store)


def sends(room: Room, who: str, **fields: object) -> Said:
    speaker = room.somebody(who)
    return speaker.submits(speaker.presses(room.card(), "Sending someone"), **fields)


def refused(room: Room, who: str, **fields: object) -> dict[str, str]:
    with pytest.raises(Wrong) as wrong:
        sends(room, who, **fields)
    return wrong.value.fields


def test_who_is_sent_has_the_call_and_the_seat_and_may_answer_otherwise(room: Room) -> None:
    in_slack_all(room, PAT, MAX)
    said = sends(room, MAX, person=PAT)
    assert "Noted: you send Pat Quinn to Kickoff, 10 Dec 2026, 09:00. They have the call" in said.text
    sent, file = (post for post in said.posts if post.to == room.key(PAT))
    assert file.file is not None, "their calendar has it, like everybody's who is invited"
    assert "sends you for the seat Police chiefs and sheriffs." in sent.message.text
    assert "You are coming, by the word of who sends you." in sent.message.text
    assert sent.card is not None
    assert "1 of 2 seats filled, 1 open.\n1 coming, 2 have not answered." in room.card().text
    assert "You said so already. Noted: you send Pat" in sends(room, MAX, person=PAT).text
    assert "You send Pat Quinn." in room.call_of(MAX).text
    room.somebody(PAT).presses(room.call_of(PAT), "Coming")
    assert "You are coming.\n" in room.call_of(PAT).text
    room.clock.now = datetime(2026, 12, 9, 16, tzinfo=UTC)  # the day before: nobody waits for a letter
    declined = room.somebody(PAT).presses(room.call_of(PAT), "Not coming")
    told = declined.post_to(room.key(MAX)).message.text
    assert "Pat Quinn, the one you are sending to Kickoff, 10 Dec 2026, 09:00, is not coming." in told
    assert "You send Pat Quinn, who is not coming." in room.call_of(MAX).text
    assert "0 of 2 seats filled" in room.card().text
    back = room.somebody(MAX).presses(room.card(), "Coming")
    assert "Pat Quinn is not asked to it any more." in back.text
    gone = back.post_to(room.key(PAT)).message.text
    assert "comes themself. You are not asked to it any more." in gone
    assert PAT not in calls.answers(room.store, room.meeting)


def test_somebody_not_on_the_roster_is_named_in_words(room: Room) -> None:
    said = sends(room, MAX, named="Al  Hart of Elm EMS")
    assert "you send Al Hart of Elm EMS to Kickoff" in said.text
    assert "please pass the call on" in said.text
    assert "1 of 2 seats filled" in room.card().text
    assert "one seat a person" in refused(room, ADA, named="al hart of elm ems")["named"]
    assert "is not coming" not in room.call_of(MAX).text
    sends(room, MAX, person=LOU)
    assert "You send Lou Ito." in room.call_of(MAX).text
    assert calls.answers(room.store, room.meeting)[LOU] is RsvpAnswer.COMING


def test_what_cannot_be_is_said_at_its_field(room: Room) -> None:
    assert "Choose who comes, or write" in refused(room, MAX)["person"]
    for key in range(1, 20):  # nobody is found, or sent, by trying numbers
        if key != room.key(MAX):
            assert refused(room, MAX, person=str(key)) == {"person": "Choose somebody from the list."}
    assert "take one of the two out" in refused(room, MAX, person=PAT, named="Al Hart")["named"]
    assert "That is you" in refused(room, MAX, person=MAX)["person"]
    assert "is invited for another seat already" in refused(room, MAX, person=ADA)["person"]
    assert "is invited for that seat already" in refused(room, ADA, person=BEN)["person"]
    said = refused(room, MAX, person=OTIS)["person"]
    assert said == "Otis Oldham is not on the roster on 10 Dec 2026: write the name below instead."
    in_slack(room.store, "UNEW")
    assert "not linked to the roster" in refused(room, MAX, user="UNEW")["user"]
    assert "not linked to the roster" in refused(room, MAX, user="UNOBODY")["user"]
    assert set(calls.answers(room.store, room.meeting).values()) == {None}, "nothing half-written"
    in_slack(room.store, "UPAT", person_id=room.key(PAT))
    sends(room, MAX, user="UPAT")
    said = refused(room, ADA, person=PAT)["person"]
    assert said == "Pat Quinn is sent for another seat by somebody else already: one seat a person."


def test_a_name_that_fits_people_on_the_roster_is_asked_back(county_store: Store) -> None:
    room = Room(
        county_store, calls.a_call(county_store, {"Fire": [CORA], "Law": [MAX]}), a_room(county_store).clock
    )
    said = refused(room, CORA, named="Ada")["named"]
    assert "“Ada” matches Ada Abbott (Cedar Fire Department), on the roster: choose them above." in said
    said = refused(room, CORA, named="jolee@birch.example")["named"]
    assert "matches Jo Lee (Birch Police Department)" in said
    # Who may find nobody by name says it in words: nothing is told of the roster
    assert "you send Jo Lee to Kickoff" in sends(room, MAX, named="Jo Lee").text


def test_options_are_those_the_speaker_may_find(room: Room) -> None:
    found = room.somebody(MAX).looks_up("meeting.send/person", "Quinn", {"meeting_id": room.meeting})
    assert not any("Quinn" in label for label in found)
    whole = room.somebody(MAX).looks_up("meeting.send/person", PAT, {"meeting_id": room.meeting})
    assert whole == {"Pat Quinn (Birch Police Department)": PAT}
    assert county.REGION.smallest_count == 2


def test_whom_one_sends_is_said_in_words_and_looked_at_in_the_form(room: Room) -> None:
    max_ = room.somebody(MAX)
    opened = max_.says("meeting send Al Hart of Elm EMS to the kickoff")
    assert opened.reply.modal is not None
    assert "Al Hart of Elm EMS" in str(opened.reply.modal.to_dict())
    assert set(calls.answers(room.store, room.meeting).values()) == {None}, "saying it records nothing"
    asked = max_.says(f"meeting send {PAT} to the kickoff", Door.DIRECT)
    assert f"{PAT} comes to Kickoff, 10 Dec 2026, 09:00 in your place? Say so in the form." in asked.text
    opened = max_.presses(asked, "Open the form")
    assert opened.reply.modal is not None
    assert "Pat Quinn (Birch Police Department)" in str(opened.reply.modal.to_dict())
    with pytest.raises(Unclear, match="I can't find any meeting called “budget” here"):
        max_.says("meeting send somebody to budget")
    with pytest.raises(Problem, match="No meeting's call waits for your answer"):
        room.somebody(PAT).says("meeting send Kim Lee")


def test_a_sender_who_is_asked_no_more_hears_no_answer_of_whom_they_sent(room: Room) -> None:
    sends(room, MAX, person=PAT)
    with room.store.writing() as session:
        theirs = invitation_for(session, room.meeting, room.key(MAX))
        meeting = session.get_one(MeetingRecord, room.meeting)
        assert theirs is not None
        uninvite(session, meeting, theirs, TRAIL)
    declined = room.somebody(PAT).presses(room.call_of(PAT), "Not coming")
    assert room.key(MAX) not in [post.to for post in declined.posts]


def test_in_the_night_nobody_is_written_to_for_what_is_weeks_off(room: Room) -> None:
    in_slack_all(room, PAT, MAX)
    with room.store.writing() as session:
        for each in sends(room, MAX, person=PAT).posts:
            put(session, each, "T1", f"sent {each.key}", county.NOW)
    room.clock.now = datetime(2026, 11, 4, 9, tzinfo=UTC)  # 03:00 there
    assert not room.somebody(PAT).presses(room.call_of(PAT), "Not coming").posts
    assert lines(room) == {(SENT_DECLINES, room.key(MAX), room.meeting)}
    assert not room.somebody(MAX).presses(room.call_of(MAX), "Coming").posts, "nor the file that takes it out"
    assert lines(room) >= {(MEETING_LEFT, room.key(PAT), room.meeting)}
    with room.store.reading() as session:
        [owed] = session.scalars(select(CalendarOwed)).all()
    assert (owed.person_id, owed.gone) == (room.key(PAT), True)


def lines(room: Room) -> set[tuple[str, int, int]]:
    """The lines that wait for letters."""
    with room.store.reading() as session:
        return {(each.matter, each.person_id, each.about_id) for each in session.scalars(select(LetterLine))}
