"""A called meeting is moved and changed: who is told, and that an answer to another day no longer counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from commands.kit.problems import Wrong
from commands.meetings.calling_form import FIRST_SEATS
from jobs.posting import put
from readiness.vocabulary import Discipline
from storage.engine import Store
from storage.letters import LetterLine
from storage.meetings import MeetingRecord, MeetingState, SeatRecord
from storage.people import AffiliationRecord, SlackIdentity
from tests.commands.meetings.room import Room, a_room, in_slack_all
from tests.commands.speaking import Said
from tests.conversations import calls
from tests.counting import statements
from words.problems import Problem

ADA, BEN, MAX = "ada@grove.example", "ben@grove.example", "max@birch.example"
NOW_IT_IS: dict[str, Any] = {
    "title": "Kickoff",
    "objective": "Agree who writes the plan",
    "agenda": "Where we stand\nWho writes what",
    "day": "2026-12-10",
    "at": "09:00",
    "length": "60",
    "place": "County EOC",
}


@pytest.fixture
def room(county_store: Store) -> Room:
    room = a_room(county_store)
    in_slack_all(room, ADA, BEN, MAX)
    with county_store.writing() as session:
        for seat, discipline in zip(session.scalars(select(SeatRecord)), ("fire", "law"), strict=True):
            seat.discipline, seat.name = discipline, FIRST_SEATS[Discipline(discipline)]
    return room


def moved(room: Room, **more: Any) -> Said:
    fields = {**NOW_IT_IS, "seats": ["d:fire", "d:law"], **more}
    return room.manager().submits(room.manager().says("meeting move kickoff"), **fields)


def waiting(room: Room, matter: str) -> int:
    with room.store.reading() as session:
        return len(session.scalars(select(LetterLine).where(LetterLine.matter == matter)).all())


def test_the_same_again_changes_nothing(room: Room) -> None:
    done = moved(room)
    assert "As it is now: Kickoff" in done.text
    assert done.posts == ()


def test_a_seat_that_nobody_can_fill_is_a_change_and_is_said(room: Room) -> None:
    done = moved(room, seats=["d:fire", "d:law", "d:school"])
    assert "Changed: Kickoff" in done.text
    assert "Its seats are others now; the cards show it." in done.text


def test_a_move_far_ahead_waits_for_the_letter_and_asks_anew(room: Room) -> None:
    room.somebody(ADA).presses(room.call_of(ADA), "Coming")
    done = moved(room, day="2026-12-11")
    assert "Moved: Kickoff\nFri 11 Dec 2026, 09:00 to 10:00 CST" in done.text
    assert "3 people hear it in their next letter." in done.text
    assert "1 person had answered for the other time, and is asked again." in done.text
    assert waiting(room, "meeting moved") == 3
    assert all(post.file is not None for post in done.posts)  # calendars follow at once
    assert "You have not answered yet." in room.call_of(ADA).text
    assert set(calls.answers(room.store, room.meeting).values()) == {None}


def test_a_move_within_a_day_is_said_at_once(room: Room) -> None:
    room.clock.now = datetime(2026, 12, 10, 4, tzinfo=UTC)  # 22:00 on the day before
    done = moved(room, at="10:00")
    [said] = [post for post in done.posts if post.to == room.key(ADA) and post.file is None]
    text = said.message.text
    assert "Kickoff is moved: it is now Thu 10 Dec 2026, 10:00 to 11:00 CST, County EOC." in text
    assert "It was: Kickoff, Thu 10 Dec 2026, 09:00 to 10:00 CST, County EOC." in text
    assert "please say again whether you are coming." in text
    assert "You are coming" in room.somebody(ADA).presses(said.message, "Coming").text
    assert waiting(room, "meeting moved") == 0


def test_a_new_place_keeps_answers_and_passes_over_who_declined(room: Room) -> None:
    room.somebody(ADA).presses(room.call_of(ADA), "Coming")
    room.somebody(BEN).presses(room.call_of(BEN), "Not coming")
    done = moved(room, place="Station 4")
    assert "Changed: Kickoff" in done.text
    assert "2 people hear it in their next letter." in done.text
    assert waiting(room, "meeting changed") == 2
    assert "You are coming." in room.call_of(ADA).text
    assert "nobody is notified" in moved(room, place="Station 4", agenda="Another").text


def test_a_seat_taken_out_tells_its_people_and_a_new_one_calls_its_own(room: Room) -> None:
    in_slack_all(room, "cora@grove.example")
    done = moved(room, seats=["d:fire", "d:ems"])
    assert "1 person more asked now." in done.text
    assert "1 person not asked any more, and told so." in done.text
    assert waiting(room, "meeting left") == 1
    assert [post.to for post in done.posts if post.card is not None] == [room.key("cora@grove.example")]
    assert "not asked to it any more" not in room.call_of(ADA).text


def test_what_cannot_be_moved(room: Room) -> None:
    with pytest.raises(Wrong, match="1 Nov 2026 has passed"):
        moved(room, day="2026-11-01")
    with room.store.writing() as session:
        session.get_one(MeetingRecord, room.meeting).answer_by = date(2026, 11, 1)
    assert "Changed" in moved(room, place="EOC", answer_by="2026-11-01").text  # it stays as it was
    with pytest.raises(Wrong, match="1 Nov 2026 has passed: choose a day from today on"):
        moved(room, day="2026-12-11", answer_by="2026-11-01")
    with pytest.raises(Wrong, match="there is no 02:30 that day"):
        moved(room, day="2027-03-14", at="02:30")
    calls.a_call(room.store, {}, title="Radio plan")
    asked = moved(room, title="Radio plan")
    assert "There is one of that title and time" in str(asked.reply.updated)
    opened = room.manager().says("meeting move kickoff")
    with room.store.writing() as session:
        session.get_one(MeetingRecord, room.meeting).state = MeetingState.HELD
    with pytest.raises(Problem, match="was held, and who was there is on record"):
        room.manager().submits(opened, **NOW_IT_IS, seats=[])
    with pytest.raises(Problem, match="was held"):
        room.manager().clicks("meeting.move", {"meeting_id": room.meeting})


@pytest.mark.postgres
def test_the_turn_to_call_comes_before_a_meeting_is_locked(room: Room) -> None:
    """So whoever calls and whoever moves one never wait for each other; SQLite takes turns anyway."""
    manager = room.manager()
    orders = []
    with statements(room.store) as sent:
        moved(room, day="2026-12-11")
        orders.append(order_of(sent))
    opened = manager.says("meeting call Another")
    fields = {**NOW_IT_IS, "title": "Another", "day": "2026-12-12", "seats": ["d:fire"]}
    with statements(room.store) as sent:
        shown = manager.submits(opened, **fields)
        orders.append(order_of(sent))
    with statements(room.store) as sent:
        manager.submits(shown, channel="C1")
        orders.append(order_of(sent))
    for order in orders:
        assert order[:1] == ([] if room.store.is_sqlite else ["turn"])
        assert "turn" not in order[1:], "not once it is locked"


def order_of(sent: list[str]) -> list[str]:
    """In what order turns were taken and meetings locked."""
    known = {"pg_advisory_xact_lock(": "turn", "FROM meeting \nWHERE": "lock"}
    found = [next((what for words, what in known.items() if words in each), "") for each in sent]
    return [what for what, each in zip(found, sent, strict=True) if what == "turn" or "FOR UPDATE" in each]


def leaves(room: Room, email: str, day: date = date(2026, 11, 2)) -> None:
    """Somebody leaves the roster."""
    with room.store.writing() as session:
        theirs = AffiliationRecord.person_id == calls.person(session, email)
        for each in session.scalars(select(AffiliationRecord).where(theirs)):
            each.left_on = day


def test_who_is_not_in_slack_is_named_and_counted_with_nobody(room: Room) -> None:
    with room.store.writing() as session:
        for each in session.scalars(select(SlackIdentity).where(SlackIdentity.person_id == room.key(BEN))):
            each.is_deactivated = True
    done = moved(room, day="2026-12-11")
    assert "2 people hear it in their next letter." in done.text
    assert "Not in Slack, so please tell them yourself: Ben Flores." in done.text


def test_who_left_the_roster_hears_no_more_and_reads_no_more(room: Room) -> None:
    added = room.somebody(MAX).presses(room.call_of(MAX), "Add to my calendar")
    with room.store.writing() as session:
        for post in added.posts:
            put(session, post, "T1", "added", room.clock())
    leaves(room, MAX)
    room.clock.now += timedelta(minutes=5)
    done = moved(room, link="https://meet.example/secret", day="2026-12-11")
    assert "2 people hear it in their next letter." in done.text
    assert "Not on the roster on 11 Dec 2026, so not told: Max <!channel> O'Hara." in done.text
    [gone] = [post for post in done.posts if post.to == room.key(MAX)]
    assert gone.file is not None
    assert isinstance(gone.file.content, bytes)
    assert b"METHOD:CANCEL" in gone.file.content
    assert b"secret" not in gone.file.content
    assert "secret" not in room.call_of(MAX).text
    assert "you are not on the roster on that day" in room.call_of(MAX).text
    with room.store.writing() as session:
        put(session, gone, "T1", "gone", room.clock())
    again = moved(room, link="https://meet.example/other", day="2026-12-11")
    assert room.key(MAX) not in [post.to for post in again.posts], "it is taken out once"
