"""A meeting's seats: whom each suggests, one seat a person, and what is taken out."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.answering_calls import invitation_for, send
from storage.audit import AuditKind, AuditRow, Trail
from storage.calling import call, draft_meeting
from storage.engine import Store
from storage.meeting_seats import (
    SeatSaid,
    invitations_of,
    invite,
    seats_of,
    set_invited,
    set_seats,
    suggested,
    uninvite,
)
from storage.meeting_turns import AlreadyInvited, SeatTwice, TwoSeats
from storage.meetings import MeetingRecord, RsvpAnswer
from storage.people import AffiliationRecord, RightKind
from storage.rights import give_right
from tests.conversations import calls
from tests.conversations.county import NOW, agency_id

TODAY = date(2026, 11, 2)
CORA, MAX, PAT = "cora@grove.example", "max@birch.example", "pat@birch.example"
FIRE, EMS, LAW = SeatSaid("Fire", "fire"), SeatSaid("EMS", "ems"), SeatSaid("Police", "law")
TRAIL = Trail(CORA, "slack", NOW)


def a_draft(session: Session, agency: int | None = None) -> MeetingRecord:
    meeting = MeetingRecord(title="K", held_on=date(2026, 12, 10), start_time=time(9), agency_id=agency)
    return draft_meeting(session, meeting, TRAIL)


def lead(store: Store, email: str, agency: str) -> int:
    key = agency_id(store, agency)
    with store.writing() as session:
        give_right(session, calls.person(session, email), RightKind.LEAD, key, "a test", NOW)
    return key


def asked(session: Session, meeting: MeetingRecord) -> dict[str, list[str]]:
    names = {seat.id: seat.name for seat in seats_of(session, meeting.id)}
    found: dict[str, list[str]] = {name: [] for name in names.values()}
    for invitation, person in invitations_of(session, meeting.id):
        found.setdefault(names.get(invitation.seat_id or 0, "no seat"), []).append(person.first_name)
    return found


@pytest.mark.postgres
def test_a_seat_asks_the_leads_on_the_roster_each_for_one_seat(county_store: Store) -> None:
    birch = lead(county_store, MAX, "Birch Police Department")
    lead(county_store, MAX, "Grove 911")
    cedar = agency_id(county_store, "Cedar Fire Department")
    with county_store.writing() as session:
        meeting = a_draft(session)
        seats = [FIRE, EMS, LAW, SeatSaid("Grove 911", agency_id=agency_id(county_store, "Grove 911"))]
        seated = set_seats(session, meeting, [*seats, SeatSaid("Schools", "school")], TRAIL, TODAY)
        assert len(seated.invited) == 2
        assert asked(session, meeting) == {
            "Fire": ["Cora"],
            "EMS": [],
            "Police": ["Max"],
            "Grove 911": [],
            "Schools": [],
        }
        fire, ems, law, dispatch, school = seats_of(session, meeting.id)
        could = suggested(session, meeting, [fire, ems, law, dispatch, school], TODAY)
        assert could[ems.id] == could[fire.id] != []
        assert could[dispatch.id] == could[law.id] != []
        assert could[school.id] == []
        own = a_draft(session, cedar)
        set_seats(session, own, [FIRE, LAW], TRAIL, TODAY)
        assert asked(session, own) == {"Fire": ["Cora"], "Police": []}
        with pytest.raises(SeatTwice):
            set_seats(session, meeting, [FIRE, FIRE], TRAIL, TODAY)
        theirs = AffiliationRecord.agency_id == birch
        [row] = session.scalars(
            select(AffiliationRecord).where(theirs, AffiliationRecord.person_id == calls.person(session, MAX))
        )
        row.left_on = date(2026, 10, 31)
        session.flush()
        assert suggested(session, meeting, [law], TODAY) == {law.id: []}


def test_who_is_asked_is_changed_and_nobody_has_two_seats(county_store: Store) -> None:
    with county_store.writing() as session:
        meeting = a_draft(session)
        set_seats(session, meeting, [FIRE, LAW], TRAIL, TODAY)
        fire, law = seats_of(session, meeting.id)
        cora, top, pat = (calls.person(session, each) for each in (CORA, MAX, PAT))
        with pytest.raises(TwoSeats):
            set_invited(session, meeting, {fire.id: [top], law.id: [top]}, TRAIL)
        with pytest.raises(AlreadyInvited):
            set_invited(session, meeting, {law.id: [cora]}, TRAIL)
        with pytest.raises(AlreadyInvited):
            invite(session, meeting, cora, law.id, TRAIL)
        with pytest.raises(ValueError, match="another meeting"):
            set_invited(session, meeting, {law.id + 50: []}, TRAIL)
        call(session, meeting, TRAIL)
        done = set_invited(session, meeting, {fire.id: [top], law.id: [cora], None: [pat]}, TRAIL)
        assert (sorted(done.invited), done.left, done.moved) == (sorted([top, pat]), [], [cora])
        [row] = session.scalars(select(AuditRow).where(AuditRow.kind == AuditKind.MEETING_SEATED.value))
        assert row.detail == {"person": cora, "seat": "Police", "before": "Fire"}
        assert asked(session, meeting) == {"Fire": ["Max"], "Police": ["Cora"], "no seat": ["Pat"]}
        done = set_invited(session, meeting, {fire.id: [], law.id: [cora]}, TRAIL)
        assert (done.invited, done.left) == ([], [top])


def test_with_a_seat_go_its_invitations_and_who_is_sent_no_more_asks_the_sender_anew(
    county_store: Store,
) -> None:
    with county_store.writing() as session:
        meeting = a_draft(session)
        set_seats(session, meeting, [FIRE, LAW], TRAIL, TODAY)
        call(session, meeting, TRAIL)
        cora, pat = calls.person(session, CORA), calls.person(session, PAT)
        theirs = invitation_for(session, meeting.id, cora)
        assert theirs is not None
        sent = send(session, theirs, TRAIL, TODAY, person_id=pat).sent
        assert sent is not None
        uninvite(session, meeting, sent, TRAIL)
        uninvite(session, meeting, sent, TRAIL)
        assert theirs.answer is None
        send(session, theirs, TRAIL, TODAY, person_id=pat)
        done = set_seats(session, meeting, [SeatSaid("Police chiefs", "law")], TRAIL, TODAY)
        assert sorted(done.left) == sorted([cora, pat])
        assert [seat.name for seat in seats_of(session, meeting.id)] == ["Police chiefs"]
        assert theirs.answer is RsvpAnswer.SENDING or theirs.voided_at is not None
        kinds = session.scalars(select(AuditRow.kind).where(AuditRow.kind == AuditKind.MEETING_UNINVITED))
        assert len(kinds.all()) == 3


def test_whom_somebody_sends_goes_along_to_their_other_seat(county_store: Store) -> None:
    with county_store.writing() as session:
        meeting = a_draft(session)
        set_seats(session, meeting, [FIRE, LAW], TRAIL, TODAY)
        call(session, meeting, TRAIL)
        fire, law = seats_of(session, meeting.id)
        cora, pat, top = (calls.person(session, each) for each in (CORA, PAT, MAX))
        theirs = invitation_for(session, meeting.id, cora)
        assert theirs is not None
        send(session, theirs, TRAIL, TODAY, person_id=pat)
        pats = invitation_for(session, meeting.id, pat)
        assert pats is not None
        send(session, pats, TRAIL, TODAY, person_id=top)
        done = set_invited(session, meeting, {fire.id: [pat, top], law.id: [cora]}, TRAIL)
        assert sorted(done.moved) == sorted([cora, pat, top])
        assert asked(session, meeting) == {"Fire": [], "Police": ["Cora", "Pat", "Max"]}
        # The caller's word goes before: who is named for yet another seat has that one.
        done = set_invited(session, meeting, {fire.id: [cora], law.id: [], None: [pat, top]}, TRAIL)
        assert asked(session, meeting) == {"Fire": ["Cora"], "Police": [], "no seat": ["Pat", "Max"]}


def test_a_seat_that_is_called_otherwise_or_stands_elsewhere_leaves_its_row(county_store: Store) -> None:
    with county_store.writing() as session:
        meeting = a_draft(session)
        set_seats(session, meeting, [FIRE, LAW], TRAIL, TODAY)
        call(session, meeting, TRAIL)

        def rows() -> list[list[str]]:
            kind = AuditRow.kind == AuditKind.MEETING_CHANGED.value
            found = session.scalars(select(AuditRow).where(kind).order_by(AuditRow.id))
            return [each.detail["seats"] for each in found]

        assert not set_seats(session, meeting, [FIRE, LAW], TRAIL, TODAY).is_other
        assert rows() == []
        assert set_seats(session, meeting, [SeatSaid("Fire chiefs", "fire"), LAW], TRAIL, TODAY).is_other
        assert set_seats(session, meeting, [LAW, SeatSaid("Fire chiefs", "fire")], TRAIL, TODAY).is_other
        assert set_seats(session, meeting, [LAW], TRAIL, TODAY).is_other
        assert rows() == [["Fire chiefs", "Police"], ["Police", "Fire chiefs"], ["Police"]]
