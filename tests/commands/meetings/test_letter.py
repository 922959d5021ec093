"""What a letter says of meetings: near, moved, cancelled; asked once more, on its day and once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select

from commands.kit.letters import LetterPart, Line
from commands.meetings.letter import ENTRIES
from storage import letters
from storage.answering_calls import answer, invitation_for, send
from storage.audit import Trail
from storage.calling import cancel_meeting, change_meeting
from storage.engine import Store
from storage.letters import LetterLine
from storage.meetings import InvitationRecord, MeetingRecord, RsvpAnswer
from tests.commands.letters_read import left, person, texts, told
from tests.commands.meetings.room import crowd
from tests.commands.speaking import in_slack
from tests.conversations import calls, county
from tests.counting import statements

ADA, BEN, MAX, CORA = "ada@grove.example", "ben@grove.example", "max@birch.example", "cora@grove.example"
TODAY = county.REGION.day(county.NOW)
NUDGE = date(2026, 12, 8)
PLACE = "Thu 10 Dec 2026, 09:00 to 10:00 CST, County EOC"


@pytest.fixture(autouse=True)
def cora_in_slack(county_store: Store) -> None:
    """Who calls these meetings: of one who is not in Slack they would fall to others."""
    in_slack(county_store, "UCORA", person_id=person(county_store, CORA))


def says(store: Store, meeting: int, email: str, said: RsvpAnswer | None, name: str = "") -> None:
    """Somebody answers; with a name, sends who is called so."""
    with store.writing() as session:
        theirs = invitation_for(session, meeting, calls.person(session, email))
        assert theirs is not None
        trail = Trail(email, "slack", county.NOW)
        if said is None:
            send(session, theirs, trail, TODAY, name=name)
        else:
            answer(session, theirs, said, trail, TODAY)


def read(store: Store, *emails: str, day: date = NUDGE, days: int = 1) -> list[Line]:
    return told(store, ENTRIES, [person(store, each) for each in emails], day, days)


def settle(store: Store, lines: list[Line], day: date) -> None:
    """What the job does with what was told."""
    with store.writing() as session:
        for part in ENTRIES:
            assert isinstance(part, LetterPart)
            if part.settle is not None:
                part.settle(session, day, [each for each in lines if each.text], [])


@pytest.mark.postgres
def test_the_silent_and_the_unsure_are_asked_once_more_on_their_day_and_once(county_store: Store) -> None:
    meeting = calls.a_call(county_store, agency="Cedar Fire Department")
    says(county_store, meeting, BEN, RsvpAnswer.UNSURE)
    everybody = (ADA, BEN, MAX, CORA)
    assert texts(read(county_store, *everybody, day=date(2026, 12, 7))) == []
    lines = read(county_store, *everybody)
    assert sorted(texts(lines)) == [
        "Kickoff, 10 Dec 2026, 09:00. Open seats: Fire and EMS chiefs and Police chiefs and sheriffs. Not "
        "answered: Ada Abbott. Not sure yet: Ben Flores. Not on its roster by then: Max <!channel> O'Hara.",
        f"Kickoff, {PLACE}: you have not answered yet. Are you coming?",
        f"Kickoff, {PLACE}: you have not answered yet. Are you coming?",
        f"Kickoff, {PLACE}: you were not sure yet. Are you coming?",
    ]
    assert all(each.is_urgent for each in lines), "who reads one letter a week has it on its day, too"
    settle(county_store, lines, NUDGE)
    assert texts(read(county_store, *everybody)) == []
    assert texts(read(county_store, *everybody, day=date(2026, 12, 9))) == [
        f"Tomorrow: Kickoff, {PLACE}. You called it."
    ]
    with county_store.reading() as session:
        kept = session.scalars(select(LetterLine.told_on)).all()
    assert kept == [NUDGE] * 4


def test_what_was_not_sent_in_time_waits_and_is_told_where_it_still_holds(county_store: Store) -> None:
    meeting = calls.a_call(county_store, answer_by=date(2026, 12, 4))
    lines = read(county_store, ADA, BEN, day=date(2026, 12, 2))
    assert all(each.endswith("Please answer by 4 Dec 2026.") for each in texts(lines))
    settle(county_store, lines, date(2026, 12, 2))
    with county_store.writing() as session:
        for row in session.scalars(select(LetterLine)):
            row.told_on = None  # as storage.letters.untell does
    says(county_store, meeting, ADA, RsvpAnswer.NOT_COMING)
    lines = read(county_store, ADA, BEN, day=date(2026, 12, 3))
    assert [bool(each.text) for each in sorted(lines, key=lambda each: each.person)] == [False, True]
    assert all(each.waiting is not None for each in lines)


def test_nobody_is_asked_more_who_answered_was_asked_later_or_has_no_meeting(county_store: Store) -> None:
    late = datetime(2026, 12, 9, 15, tzinfo=UTC)
    calls.a_call(county_store, called_at=late, title="Called late", agency="Cedar Fire Department")
    assert texts(read(county_store, ADA, CORA, day=date(2026, 12, 9))) == [
        "Tomorrow: Called late, Thu 10 Dec 2026, 09:00 to 10:00 CST, County EOC. You called it."
    ]
    meeting = calls.a_call(county_store)
    with county_store.writing() as session:
        asked = invitation_for(session, meeting, calls.person(session, MAX))
        assert asked is not None
        asked.recorded_at = late
    says(county_store, meeting, ADA, RsvpAnswer.COMING)
    says(county_store, meeting, BEN, None, "Al Hart")
    assert texts(read(county_store, ADA, BEN, MAX)) == []
    assert texts(read(county_store, MAX, day=date(2026, 12, 9))) == []
    near = texts(read(county_store, ADA, BEN, day=date(2026, 12, 9)))
    assert near == [
        f"Tomorrow: Kickoff, {PLACE}.",
        f"Tomorrow: Kickoff, {PLACE}. You send Al Hart: please remind them.",
    ]
    week = texts(read(county_store, ADA, day=date(2026, 12, 7), days=7))
    assert week == [f"This week: Kickoff, {PLACE}."]
    with county_store.writing() as session:
        trail = Trail("cora", "slack", county.NOW)
        cancel_meeting(session, session.get_one(MeetingRecord, meeting), "The EOC is flooded", trail)
    assert texts(read(county_store, ADA, BEN, MAX)) == []


def test_the_caller_reads_names_only_while_it_is_theirs_to_decide(county_store: Store) -> None:
    calls.a_call(county_store, caller=BEN)  # who leads nothing any more
    assert "Open seats" not in str(texts(read(county_store, BEN)))


def test_what_became_of_a_call_is_said_as_it_is_by_then(county_store: Store) -> None:
    meeting = calls.a_call(county_store)
    says(county_store, meeting, ADA, RsvpAnswer.COMING)
    ada, ben = person(county_store, ADA), person(county_store, BEN)
    with county_store.writing() as session:
        record = session.get_one(MeetingRecord, meeting)
        change_meeting(
            session, record, {"held_on": date(2026, 12, 17)}, Trail("cora", "slack", county.NOW), TODAY
        )
    for mark in ("1", "2"):
        left(county_store, [ada, ben], letters.MEETING_MOVED, meeting, mark)
    left(county_store, [ada], letters.MEETING_LEFT, meeting)
    lines = read(county_store, ADA, BEN, day=TODAY)
    assert len(lines) == 5
    said = texts(lines)
    assert len(said) == 2, "each is told once"
    assert all("Thu 17 Dec 2026, 09:00 to 10:00 CST, County EOC" in each for each in said)
    assert [len(each.buttons) for each in lines if each.text] == [3, 3]
    with county_store.writing() as session:
        query = select(InvitationRecord).where(InvitationRecord.person_id == ben)
        session.scalars(query).one().take_back(county.NOW, "cora", "taken out")
        record = session.get_one(MeetingRecord, meeting)
    left(county_store, [ben], letters.MEETING_LEFT, meeting)
    assert texts(read(county_store, BEN, day=TODAY)) == [
        "You are not asked to Kickoff, 17 Dec 2026, 09:00 any more."
    ]
    with county_store.writing() as session:
        record = session.get_one(MeetingRecord, meeting)
        cancel_meeting(session, record, "The EOC is flooded", Trail("cora", "slack", county.NOW))
    left(county_store, [ada], letters.MEETING_CANCELLED, meeting)
    assert texts(read(county_store, ADA, BEN, day=TODAY)) == [
        "Kickoff, 17 Dec 2026, 09:00 is cancelled: The EOC is flooded."
    ]


def test_what_three_hundred_were_told_is_noted_at_once(county_store: Store) -> None:
    meeting = calls.a_call(county_store)
    people = crowd(county_store, 300)
    day = date(2026, 12, 10)
    lines = [Line(each, letters.MEETING_NUDGE, meeting, "Are you coming?", day) for each in people]
    with statements(county_store) as sent:
        settle(county_store, lines, NUDGE)
    assert len([each for each in sent if "letter_line" in each]) == 1
    with county_store.reading() as session:
        kept = session.scalars(select(LetterLine)).all()
    assert {(each.told_on, each.mark) for each in kept} == {(NUDGE, "2026-12-10")}
    assert len(kept) == 300


def test_what_calendars_follow_puts_no_question_off(county_store: Store) -> None:
    """A new place on the very day, or a press on Add to my calendar, asks nobody anew."""
    meeting = calls.a_call(county_store)
    with county_store.writing() as session:
        found = session.get_one(MeetingRecord, meeting)
        trail = Trail(CORA, "slack", datetime(2026, 12, 8, 16, tzinfo=UTC))
        change_meeting(session, found, {"place": "Station 4"}, trail, NUDGE)
    after = read(county_store, ADA, day=date(2026, 12, 9))
    assert any("you have not answered yet" in each for each in texts(after)), "not told on the day before"
    with county_store.writing() as session:
        found = session.get_one(MeetingRecord, meeting)
        change_meeting(session, found, {"start_time": time(10)}, trail, NUDGE)
    after = read(county_store, ADA, day=date(2026, 12, 9))
    assert not any("you have not answered yet" in each for each in texts(after)), "asked by the move itself"


def test_who_sends_somebody_reads_that_these_do_not_come_while_it_is_so(county_store: Store) -> None:
    meeting, pat = calls.a_call(county_store), "pat@birch.example"
    ada = person(county_store, ADA)
    trail = Trail(ADA, "slack", county.NOW)
    with county_store.writing() as session:
        theirs = invitation_for(session, meeting, ada)
        assert theirs is not None
        send(session, theirs, trail, TODAY, person_id=calls.person(session, pat))
    left(county_store, [ada], letters.SENT_DECLINES, meeting)
    assert texts(read(county_store, ADA, day=TODAY)) == [], "they come after all"
    says(county_store, meeting, pat, RsvpAnswer.NOT_COMING)
    [line] = [each for each in read(county_store, ADA, BEN, day=TODAY) if each.text]
    assert (line.person, line.is_urgent, len(line.buttons)) == (ada, True, 3)
    assert line.text == "Pat Quinn, the one you are sending to Kickoff, 10 Dec 2026, 09:00, is not coming."
    says(county_store, meeting, ADA, RsvpAnswer.UNSURE)
    [line] = read(county_store, ADA, day=TODAY)
    assert (line.text, line.waiting is not None) == ("", True), "it is settled, and nobody reads of it"
