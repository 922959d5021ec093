"""Meetings in the store: a draft, its call, its move that asks everybody anew, its cancellation."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.answering_calls import answer, invitation_for, send
from storage.audit import AuditKind, AuditRow, Trail
from storage.calling import (
    call,
    cancel_meeting,
    change_draft,
    change_meeting,
    discard_draft,
    draft_meeting,
    draft_of,
    never_filled,
    twins,
)
from storage.engine import Store
from storage.meeting_seats import SeatSaid, invitations_of, seats_of, set_seats
from storage.meeting_turns import CalledAlready, MeetingCancelled, MeetingOver, NotCalledYet, turn_with
from storage.meetings import InvitationRecord, MeetingRecord, MeetingState, RsvpAnswer, SeatRecord
from tests.conversations import calls
from tests.conversations.county import NOW

TODAY = date(2026, 11, 2)
ADA, BEN, MAX, PAT = "ada@grove.example", "ben@grove.example", "max@birch.example", "pat@birch.example"


def trail(by: str = "cora@grove.example") -> Trail:
    return Trail(by, "slack", NOW)


def the_call(session: Session, key: int) -> MeetingRecord:
    return session.get_one(MeetingRecord, key)


def says(session: Session, key: int, email: str, said: RsvpAnswer) -> None:
    theirs = invitation_for(session, key, calls.person(session, email))
    assert theirs is not None
    answer(session, theirs, said, trail(email), TODAY)


def people(session: Session, told: object) -> set[str]:
    assert isinstance(told, list)
    return {each for each in (ADA, BEN, MAX, PAT) if calls.person(session, each) in told}


def a_draft(session: Session, title: str = "Kickoff") -> MeetingRecord:
    meeting = MeetingRecord(
        title=title, held_on=date(2026, 12, 10), start_time=time(9), workspace="T1", called_by_user="UDANA"
    )
    return draft_meeting(session, meeting, trail())


@pytest.mark.postgres
def test_a_move_to_another_day_asks_everybody_anew(county_store: Store) -> None:
    key = calls.a_call(county_store)
    with county_store.writing() as session:
        says(session, key, ADA, RsvpAnswer.COMING)
        says(session, key, BEN, RsvpAnswer.NOT_COMING)
        theirs = invitation_for(session, key, calls.person(session, MAX))
        assert theirs is not None
        send(session, theirs, trail(MAX), TODAY, person_id=calls.person(session, PAT))
    with county_store.writing() as session:
        meeting = the_call(session, key)
        done = change_meeting(session, meeting, {"held_on": date(2026, 12, 11)}, trail(), TODAY)
        assert done.before == {"held_on": date(2026, 12, 10)}
        assert done.asks_anew
        assert people(session, done.told) == {ADA, BEN, MAX, PAT}
        assert done.answered[calls.person(session, BEN)] is RsvpAnswer.NOT_COMING
        assert len(done.answered) == 4
        assert meeting.sequence == 1
    with county_store.reading() as session:
        there = invitations_of(session, key)
        assert [each.answer for each, _ in there] == [None] * 4
        taken_back = [
            row.detail
            for row in session.scalars(select(AuditRow).where(AuditRow.kind == AuditKind.MEETING_ANSWERED))
            if row.detail.get("answer") == ""
        ]
        assert sorted(each["before"] for each in taken_back) == [
            "coming",
            "coming",
            "not coming",
            "sending someone",
        ]
    with county_store.writing() as session:
        theirs = invitation_for(session, key, calls.person(session, MAX))
        assert theirs is not None
        answered = answer(session, theirs, RsvpAnswer.COMING, trail(MAX), TODAY, turn=turn_with(session, key))
        gone = [each.person_id for each in answered.taken_back]
        assert gone == [calls.person(session, PAT)], "the move took the answer, and left whom they sent"


def test_what_no_calendar_follows_grows_no_sequence_and_takes_no_answer_back(county_store: Store) -> None:
    key = calls.a_call(county_store)
    with county_store.writing() as session:
        says(session, key, ADA, RsvpAnswer.COMING)
        says(session, key, BEN, RsvpAnswer.NOT_COMING)
        meeting = the_call(session, key)
        assert change_meeting(session, meeting, {"agenda": "Another"}, trail(), TODAY).told == []
        assert meeting.sequence == 0
        done = change_meeting(session, meeting, {"place": "Station 4", "agenda": "Another"}, trail(), TODAY)
        assert people(session, done.told) == {ADA, MAX}
        assert (done.before, meeting.sequence, done.asks_anew) == ({"place": "County EOC"}, 1, False)
        assert change_meeting(session, meeting, {"place": "Station 4"}, trail(), TODAY).before == {}
        with pytest.raises(ValueError, match="agency_id"):
            change_meeting(session, meeting, {"agency_id": None}, trail(), TODAY)
        with pytest.raises(MeetingOver):
            change_meeting(session, meeting, {"place": "EOC"}, trail(), date(2026, 12, 11))
    assert calls.answers(county_store, key)[ADA] is RsvpAnswer.COMING


def test_it_is_cancelled_once_and_who_declined_is_not_told(county_store: Store) -> None:
    key = calls.a_call(county_store)
    with county_store.writing() as session:
        says(session, key, BEN, RsvpAnswer.NOT_COMING)
        meeting = the_call(session, key)
        done = cancel_meeting(session, meeting, "The room is closed.", trail())
        assert people(session, done.told) == {ADA, MAX}
        again = cancel_meeting(session, meeting, "Another reason.", trail())
        assert (again.before, again.told) == ({}, ())
        assert (meeting.cancel_reason, meeting.sequence) == ("The room is closed.", 1)
        with pytest.raises(MeetingCancelled):
            change_meeting(session, meeting, {"place": "EOC"}, trail(), TODAY)
        with pytest.raises(MeetingCancelled):
            call(session, meeting, trail())


def test_a_draft_is_gone_on_with_called_once_or_thrown_away(county_store: Store) -> None:
    with county_store.writing() as session:
        meeting = a_draft(session)
        set_seats(session, meeting, [SeatSaid("Fire chiefs", "fire")], trail(), TODAY)
        found = draft_of(session, "T1", "UDANA")
        assert found is not None
        assert found.id == meeting.id
        assert draft_of(session, "T1", "UCORA") is None
        change_draft(session, meeting, {"title": "The room", "agency_id": None}, trail())
        with pytest.raises(NotCalledYet):
            cancel_meeting(session, meeting, "No", trail())
        call(session, meeting, trail())
        assert (meeting.state, meeting.sequence, meeting.called_at) == (MeetingState.CALLED, 0, NOW)
        for again in (lambda: call(session, meeting, trail()), lambda: discard_draft(session, meeting)):
            with pytest.raises(CalledAlready):
                again()
        with pytest.raises(CalledAlready):
            change_draft(session, meeting, {"title": "Another"}, trail())
        assert draft_of(session, "T1", "UDANA") is None
        thrown = a_draft(session)
        set_seats(session, thrown, [SeatSaid("Fire chiefs", "fire")], trail(), TODAY)
        key = thrown.id
        discard_draft(session, thrown)
        assert session.get(MeetingRecord, key) is None
        assert seats_of(session, key) == []
        assert invitations_of(session, key) == []


def test_twins_are_of_one_title_day_hour_and_agency(county_store: Store) -> None:
    key = calls.a_call(county_store)
    with county_store.writing() as session:
        draft = a_draft(session, "  KICKOFF ")
        assert [each.id for each in twins(session, draft)] == [key]
        assert twins(session, the_call(session, key)) == []
        draft.start_time = time(10)
        assert twins(session, draft) == []


def test_a_seat_is_never_filled_where_no_held_meeting_had_it_attended(county_store: Store) -> None:
    first = calls.a_call(county_store, {"Fire": (ADA,), "Police": (MAX,)}, date(2026, 3, 2))
    second = calls.a_call(county_store, {"Police": (PAT,), "Schools": ()}, date(2026, 4, 2))
    calls.a_call(county_store, {"Hospitals": ()}, date(2026, 5, 2))
    with county_store.writing() as session:
        for seat in session.scalars(select(SeatRecord)):
            seat.discipline = seat.name.lower()
        for each in session.scalars(select(InvitationRecord)):
            each.attended = each.meeting_id == second or each.person_id == calls.person(session, ADA)
        for key in (first, second):
            the_call(session, key).state = MeetingState.HELD
    with county_store.reading() as session:
        year = date(2026, 1, 1), date(2026, 11, 2)
        assert [seat.name for seat in never_filled(session, *year)] == ["Schools"]
        assert [seat.name for seat in never_filled(session, date(2026, 1, 1), date(2026, 3, 31))] == [
            "Police"
        ]
        assert never_filled(session, *year, MeetingRecord.agency_id.is_not(None)) == []
