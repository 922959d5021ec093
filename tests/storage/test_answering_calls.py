"""Answers to a meeting's call in the store: the last one counts, one seat a person, whoever presses when."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.answering_calls import (
    SENDS_NO_MORE,
    AnswerCount,
    answer,
    answers_of,
    invitation_for,
    seat_states,
    send,
)
from storage.audit import AuditKind, AuditRow, Trail
from storage.cards import place
from storage.deliveries import Delivery
from storage.engine import Store
from storage.meeting_seats import uninvite
from storage.meeting_turns import (
    AlreadyInvited,
    MeetingCancelled,
    MeetingHeld,
    MeetingOver,
    NamedAlready,
    NotAsItStands,
    NotCalledYet,
    NotInvited,
    NotOnRoster,
    SendsThemself,
)
from storage.meetings import (
    INVITATION_CARD,
    InvitationRecord,
    MeetingRecord,
    MeetingState,
    RsvpAnswer,
    SeatRecord,
)
from storage.people import AffiliationRecord, AgencyRecord, Person

DAY = date(2026, 12, 10)
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
TODAY = date(2026, 11, 20)
ADA, BEN, CLEO, DAN, EVE, FAY = range(1, 7)
COMING, NOT_COMING, UNSURE = RsvpAnswer.COMING, RsvpAnswer.NOT_COMING, RsvpAnswer.UNSURE


def by(person: int) -> Trail:
    return Trail(f"person {person}", "slack", NOW)


def called(session: Session) -> MeetingRecord:
    """Ada and Ben are asked for the first seat, Cleo for the second; Eve has left the roster by then."""
    agency = AgencyRecord(key="cedar", name="Cedar")
    people = [Person(id=n, first_name="Person", last_name=f"{n:03}") for n in range(1, 7)]
    meeting = MeetingRecord(
        title="Kickoff",
        held_on=DAY,
        start_time=time(9),
        state=MeetingState.CALLED,
        changed_at=NOW,
        recorded_at=NOW,
    )
    session.add_all([agency, meeting, *people])
    session.flush()
    seats = [SeatRecord(meeting_id=meeting.id, place=n, name=f"Seat {n}") for n in (1, 2)]
    left = {EVE: DAY - timedelta(days=1)}
    terms = [
        AffiliationRecord(person_id=each.id, agency_id=agency.id, left_on=left.get(each.id))
        for each in people
    ]
    session.add_all([*seats, *terms])
    session.flush()
    for person, seat in ((ADA, 0), (BEN, 0), (CLEO, 1)):
        session.add(
            InvitationRecord(meeting_id=meeting.id, person_id=person, seat_id=seats[seat].id, recorded_at=NOW)
        )
    session.flush()
    return meeting


def asked(session: Session, meeting: MeetingRecord, person: int) -> InvitationRecord:
    found = invitation_for(session, meeting.id, person)
    assert found is not None
    return found


def filled(session: Session, meeting: MeetingRecord) -> list[tuple[int, int, int, int]]:
    return [
        (each.invited, each.coming, each.unsure, each.silent) for each in seat_states(session, meeting.id)
    ]


@pytest.mark.postgres
def test_the_last_answer_counts_and_whom_one_sends_has_the_seat(store: Store) -> None:
    with store.writing() as session:
        meeting = called(session)
        ada, cleo = asked(session, meeting, ADA), asked(session, meeting, CLEO)
        assert filled(session, meeting) == [(2, 0, 0, 2), (1, 0, 0, 1)]
        assert answer(session, ada, UNSURE, by(ADA), TODAY).is_new
        assert not answer(session, ada, UNSURE, by(ADA), TODAY).is_new
        sent = send(session, ada, by(ADA), TODAY, person_id=DAN)
        assert not send(session, ada, by(ADA), TODAY, person_id=DAN).is_new
        assert sent.sent is not None
        assert (sent.sent.answer, sent.sent.answered_by, sent.sent.sent_by_id) == (COMING, "person 1", ADA)
        assert filled(session, meeting) == [(3, 1, 0, 1), (1, 0, 0, 1)]
        named = send(session, cleo, by(CLEO), TODAY, name="Al Hart")
        assert not send(session, cleo, by(CLEO), TODAY, name="al  hart").is_new
        assert (named.sent, cleo.sent_name) == (None, "Al Hart")
        assert all(each.filled for each in seat_states(session, meeting.id))
        assert answers_of(session, meeting.id) == AnswerCount(coming=2, silent=1)
        # Dan says so himself, then sends Al, who is named for the other seat
        dan = asked(session, meeting, DAN)
        assert answer(session, dan, COMING, by(DAN), TODAY).is_new, "by his own word now"
        assert not answer(session, dan, COMING, by(DAN), TODAY).is_new
        with pytest.raises(NamedAlready):
            send(session, dan, by(DAN), TODAY, name="AL HART")
        # Ada comes herself after all
        back = answer(session, ada, COMING, by(ADA), TODAY)
        assert [each.person_id for each in back.taken_back] == [DAN]
        assert (dan.void_reason, ada.sent_name) == (SENDS_NO_MORE, "")
        with pytest.raises(NotInvited):
            answer(session, dan, COMING, by(DAN), TODAY)
        answer(session, cleo, NOT_COMING, by(CLEO), TODAY)
        assert (filled(session, meeting), cleo.sent_name) == ([(2, 1, 0, 1), (1, 0, 0, 0)], "")
        kinds = session.scalars(select(AuditRow.kind).order_by(AuditRow.id)).all()
        assert kinds.count(AuditKind.MEETING_ANSWERED.value) == 6
        assert kinds.count(AuditKind.MEETING_INVITED.value) == 1
        assert kinds.count(AuditKind.MEETING_UNINVITED.value) == 1


def test_who_is_sent_in_turn_goes_with_the_one_who_sent(store: Store) -> None:
    with store.writing() as session:
        meeting = called(session)
        ada = asked(session, meeting, ADA)
        send(session, ada, by(ADA), TODAY, person_id=DAN)
        with pytest.raises(NotOnRoster):
            send(session, asked(session, meeting, DAN), by(DAN), TODAY, person_id=EVE)
        session.get_one(AffiliationRecord, EVE).left_on = None
        send(session, asked(session, meeting, DAN), by(DAN), TODAY, person_id=EVE)
        gone = send(session, ada, by(ADA), TODAY, name="Al Hart").taken_back
        assert [each.person_id for each in gone] == [DAN, EVE]
        assert send(session, ada, by(ADA), TODAY, person_id=EVE).sent is not None, "free to be sent again"


def test_the_senders_card_shows_what_the_one_sent_answers(store: Store) -> None:
    with store.writing() as session:
        meeting = called(session)
        ada = asked(session, meeting, ADA)
        send(session, ada, by(ADA), TODAY, person_id=DAN)
        dan = asked(session, meeting, DAN)
        posted = Delivery(
            key="card", workspace="T1", recipient="U1", text="x", next_attempt_at=NOW, created_at=NOW
        )
        session.add(posted)
        card = place(session, INVITATION_CARD, ada.id, posted, NOW)

        def version() -> int:
            session.refresh(card)
            return card.version

        answer(session, dan, NOT_COMING, by(DAN), TODAY)
        assert version() == 1
        send(session, dan, by(DAN), TODAY, person_id=FAY)
        assert version() == 2
        uninvite(session, meeting, asked(session, meeting, FAY), by(DAN))
        assert (dan.answer, version()) == (None, 3)
        uninvite(session, meeting, dan, by(DAN))
        assert version() > 3


@pytest.mark.parametrize(
    ("who", "why"), [(ADA, SendsThemself), (BEN, AlreadyInvited), (CLEO, AlreadyInvited), (EVE, NotOnRoster)]
)
def test_who_cannot_be_sent(store: Store, who: int, why: type[NotAsItStands]) -> None:
    with store.writing() as session:
        meeting = called(session)
        with pytest.raises(why):
            send(session, asked(session, meeting, ADA), by(ADA), TODAY, person_id=who)
        assert filled(session, meeting) == [(2, 0, 0, 2), (1, 0, 0, 1)], "nothing half-written"


@pytest.mark.parametrize(
    ("state", "today", "why"),
    [
        (MeetingState.CANCELLED, TODAY, MeetingCancelled),
        (MeetingState.HELD, DAY, MeetingHeld),
        (MeetingState.DRAFT, TODAY, NotCalledYet),
        (MeetingState.CALLED, DAY + timedelta(days=1), MeetingOver),
    ],
)
def test_nobody_answers_a_meeting_that_is_not_ahead(
    store: Store, state: MeetingState, today: date, why: type[NotAsItStands]
) -> None:
    with store.writing() as session:
        meeting = called(session)
        meeting.state = state
        changes: list[Callable[[InvitationRecord], object]] = [
            lambda theirs: answer(session, theirs, COMING, by(ADA), today),
            lambda theirs: send(session, theirs, by(ADA), today, person_id=DAN),
        ]
        for change in changes:
            with pytest.raises(why):
                change(asked(session, meeting, ADA))
        answers = session.scalars(select(InvitationRecord.answer)).all()
        assert answers == [None, None, None]


@pytest.mark.postgres
def test_one_person_is_sent_for_two_seats_in_the_same_moment(store: Store) -> None:
    """One of the senders wins, the other is told; whoever comes second sees what the first did."""
    with store.writing() as session:
        meeting = called(session).id

    def sends(person: int) -> str:
        with store.writing() as session:
            theirs = invitation_for(session, meeting, person)
            assert theirs is not None
            try:
                send(session, theirs, by(person), TODAY, person_id=DAN)
            except AlreadyInvited as why:
                return f"sent by {why.theirs.sent_by_id}"
            return "won"

    with ThreadPoolExecutor(2) as both:
        came = dict(zip((ADA, CLEO), both.map(sends, (ADA, CLEO)), strict=True))
    winner = next(person for person, what in came.items() if what == "won")
    assert came[ADA + CLEO - winner] == f"sent by {winner}"
    with store.reading() as session:
        standing = select(InvitationRecord).where(InvitationRecord.person_id == DAN)
        assert [each.sent_by_id for each in session.scalars(standing)] == [winner]
        assert sum(each.filled for each in seat_states(session, meeting)) == 1
