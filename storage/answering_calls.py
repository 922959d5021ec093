"""Answering a meeting's call: who comes, who sends whom, and which seats that fills.

An answer is no attendance. Whoever presses how often and where, the last answer counts; every change marks
the meeting's card and the invitation's, and leaves an audit row, in the one transaction.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from readiness.text import fold
from storage.audit import AuditKind, Trail
from storage.meeting_roster import on_its_roster
from storage.meeting_seats import seats_of, show_answer, write_invitations
from storage.meeting_turns import (
    AlreadyInvited,
    NamedAlready,
    NotInvited,
    NotOnRoster,
    SendsThemself,
    lock_called,
    refuse_not_called,
)
from storage.meetings import (
    IS_INVITED,
    InvitationRecord,
    MeetingRecord,
    RsvpAnswer,
    SeatRecord,
)
from storage.people import AffiliationRecord, Person, lock_people
from storage.roster import is_on_roster

STILL_OPEN = (None, RsvpAnswer.UNSURE)
"""What somebody answered who is asked once more."""
SENDS_NO_MORE = "not sent any more"
"""Why the invitation of somebody was taken back whom the sender sends no longer."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody answers to a call now; whether that is new.

    `sent` is the invitation of the one on the roster whom they send. `taken_back` are the invitations of
    those who are sent no more by it, with whoever these had sent in turn.
    """

    invitation: InvitationRecord
    is_new: bool = True
    sent: InvitationRecord | None = None
    taken_back: Sequence[InvitationRecord] = ()


@dataclass(frozen=True, slots=True)
class SeatState:
    """A seat: how many are asked for it, of them coming, unsure and silent; whether it was attended.

    Somebody who is sent and named in words only counts as coming; who sends is neither coming nor silent.
    """

    seat: SeatRecord
    invited: int = 0
    coming: int = 0
    unsure: int = 0
    silent: int = 0
    attended: bool = False

    @property
    def filled(self) -> bool:
        """Whether somebody for it is coming."""
        return self.coming > 0


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """How many answered what. Who sends someone is counted by the one sent."""

    coming: int = 0
    not_coming: int = 0
    unsure: int = 0
    silent: int = 0


def answer(
    session: Session,
    invitation: InvitationRecord,
    said: RsvpAnswer,
    trail: Trail,
    today: date,
    turn: MeetingRecord | None = None,
) -> Answered:
    """Keeps whether somebody comes; the same again changes nothing. `today` is the region's day.

    `turn` is the meeting where the caller has its turn (`turn_with`) and read the invitation since: neither
    is read again. Many answer at the same moment, one after the other.

    Whom they had sent is sent no more. Raises NotInvited, MeetingCancelled, MeetingHeld, MeetingOver and
    NotCalledYet; ValueError for "sending someone", which `send` keeps.
    """
    if said is RsvpAnswer.SENDING:
        raise ValueError("who is sent is said with it")
    if turn is None:
        meeting = _locked(session, invitation, today)
    else:
        meeting = turn
        refuse_not_called(meeting, today)
    # What the sender said for the one sent becomes their own word once they say it.
    if invitation.answer is said and (invitation.sent_by_id is None or invitation.answered_by == trail.by):
        return Answered(invitation, is_new=False)
    gone = _no_more_sent(session, meeting, invitation, trail)
    _says(session, invitation, said, trail)
    return Answered(invitation, taken_back=gone)


def send(
    session: Session,
    invitation: InvitationRecord,
    trail: Trail,
    today: date,
    person_id: int | None = None,
    name: str = "",
) -> Answered:
    """Keeps that somebody sends someone: a person on the roster, or, who is not on it, by a name in words.

    The person gets an invitation of their own for the same seat, coming by the sender's word. Whom the sender
    had sent before is sent no more. Raises SendsThemself, AlreadyInvited for who has a seat or an invitation
    of their own, NotOnRoster on the meeting's day, NamedAlready, and what `answer` raises.
    """
    if (person_id is None) == (not name):
        raise ValueError("either a person or a name")
    meeting = _locked(session, invitation, today)
    people = [invitation.person_id] if person_id is None else [invitation.person_id, person_id]
    lock_people(session, people)
    theirs = None if person_id is None else _may_be_sent(session, meeting, invitation, person_id)
    is_same = theirs is not None or (bool(name) and fold(name) == fold(invitation.sent_name))
    if is_same and invitation.answer is RsvpAnswer.SENDING:
        return Answered(invitation, is_new=False, sent=theirs)
    if theirs is not None:  # asked anew since, both of them: the one sent stays invited
        _says(session, invitation, RsvpAnswer.SENDING, trail, sends=person_id)
        if theirs.answer is None:
            _says(session, theirs, RsvpAnswer.COMING, trail)
        return Answered(invitation, sent=theirs)
    if name:
        _refuse_named(session, meeting, invitation, name)
    gone = _no_more_sent(session, meeting, invitation, trail)
    invitation.sent_name = name
    _says(session, invitation, RsvpAnswer.SENDING, trail, sends=person_id)
    sent = None if person_id is None else _sent(session, meeting, invitation, person_id, trail)
    return Answered(invitation, sent=sent, taken_back=gone)


def sent_by(session: Session, invitation: InvitationRecord) -> InvitationRecord | None:
    """The invitation of the person on the roster whom somebody sends; None where there is none."""
    query = _standing(invitation.meeting_id).where(InvitationRecord.sent_by_id == invitation.person_id)
    return session.scalars(query.execution_options(populate_existing=True)).first()


def invitation_for(session: Session, meeting_id: int, person_id: int | None) -> InvitationRecord | None:
    """Somebody's invitation that stands; None for who is not invited."""
    if person_id is None:
        return None
    query = _standing(meeting_id).where(InvitationRecord.person_id == person_id)
    return session.scalars(query.execution_options(populate_existing=True)).first()


def open_answers(session: Session, meeting: MeetingRecord) -> list[InvitationRecord]:
    """The invitations of those who are silent or not sure yet, and on the roster on the meeting's day."""
    found = [each for each in session.scalars(_standing(meeting.id)) if each.answer in STILL_OPEN]
    there = on_its_roster(session, meeting, {each.person_id for each in found})
    return [each for each in found if each.person_id in there]


def note_asked_again(
    session: Session, meeting: MeetingRecord, people: int, trail: Trail, today: date
) -> None:
    """Keeps that so many were asked once more; lock the meeting first. `today` is the region's."""
    meeting.reminded_on = today
    session.flush()
    trail.note(session, AuditKind.MEETING_REMINDED, meeting.subject, of=meeting, people=people)


def seat_states(session: Session, meeting_id: int) -> list[SeatState]:
    """The seats of a meeting in their order, as they are filled and attended now."""
    by_seat: defaultdict[int | None, list[InvitationRecord]] = defaultdict(list)
    for each in session.scalars(_standing(meeting_id)):
        by_seat[each.seat_id].append(each)
    return [_state(seat, by_seat[seat.id]) for seat in seats_of(session, meeting_id)]


def answers_of(session: Session, meeting_id: int) -> AnswerCount:
    """How many answered what to a meeting's call."""
    return _counted(session.scalars(_standing(meeting_id)).all())


def _state(seat: SeatRecord, asked: Sequence[InvitationRecord]) -> SeatState:
    count = _counted(asked)
    attended = any(each.attended or each.sent_attended for each in asked)
    return SeatState(seat, len(asked), count.coming, count.unsure, count.silent, attended)


def _counted(invitations: Iterable[InvitationRecord]) -> AnswerCount:
    said: Counter[RsvpAnswer | None] = Counter()
    named = 0
    for each in invitations:
        said[each.answer] += 1
        named += each.answer is RsvpAnswer.SENDING and bool(each.sent_name)
    return AnswerCount(
        said[RsvpAnswer.COMING] + named,
        said[RsvpAnswer.NOT_COMING],
        said[RsvpAnswer.UNSURE],
        said[None],
    )


def _standing(meeting_id: int) -> Select[InvitationRecord]:
    return (
        select(InvitationRecord)
        .where(InvitationRecord.meeting_id == meeting_id, IS_INVITED)
        .order_by(InvitationRecord.id)
    )


def _locked(session: Session, invitation: InvitationRecord, today: date) -> MeetingRecord:
    meeting = session.get_one(MeetingRecord, invitation.meeting_id)
    lock_called(session, meeting, today)
    session.refresh(invitation)
    if invitation.voided_at is not None:
        raise NotInvited(meeting)
    return meeting


def _may_be_sent(
    session: Session, meeting: MeetingRecord, sender: InvitationRecord, person_id: int
) -> InvitationRecord | None:
    """The invitation of somebody whom this sender sends already; None for who can be sent."""
    if person_id == sender.person_id:
        raise SendsThemself(meeting)
    theirs = invitation_for(session, meeting.id, person_id)
    if theirs is not None and theirs.sent_by_id == sender.person_id:
        return theirs
    if theirs is not None:
        raise AlreadyInvited(meeting, theirs)
    there = select(AffiliationRecord.id).where(
        AffiliationRecord.person_id == person_id, is_on_roster(meeting.held_on)
    )
    if session.scalars(there.limit(1)).first() is None:
        raise NotOnRoster(meeting)
    return None


def _refuse_named(session: Session, meeting: MeetingRecord, sender: InvitationRecord, name: str) -> None:
    """Raises NamedAlready for a name under which another is sent, or is invited: one seat a person."""
    others = _standing(meeting.id).where(InvitationRecord.id != sender.id)
    invited = select(Person).where(
        Person.id.in_(others.with_only_columns(InvitationRecord.person_id).order_by(None))
    )
    names = [each.sent_name for each in session.scalars(others)]
    names += [each.name for each in session.scalars(invited)]
    if fold(name) in map(fold, names):
        raise NamedAlready(meeting)


def _no_more_sent(
    session: Session, meeting: MeetingRecord, sender: InvitationRecord, trail: Trail
) -> list[InvitationRecord]:
    """Takes the invitation of whom somebody sent back, and those of whom these sent in turn.

    Who did not say that they send somebody sends nobody; a move takes the answer, and leaves the one sent.
    """
    if sender.answer is not RsvpAnswer.SENDING and meeting.moved_at is None:
        return []
    sender.sent_name = ""
    gone = sent_by(session, sender)
    if gone is None:
        return []
    further = _no_more_sent(session, meeting, gone, trail)
    gone.take_back(trail.now, trail.by, SENDS_NO_MORE)
    session.flush()
    trail.note(session, AuditKind.MEETING_UNINVITED, gone.subject, of=gone, person=gone.person_id)
    show_answer(session, gone, trail)
    return [gone, *further]


def _sent(
    session: Session, meeting: MeetingRecord, sender: InvitationRecord, person_id: int, trail: Trail
) -> InvitationRecord:
    sent = InvitationRecord(
        meeting_id=meeting.id,
        person_id=person_id,
        seat_id=sender.seat_id,
        answer=RsvpAnswer.COMING,
        answered_at=trail.now,
        answered_by=trail.by,
        sent_by_id=sender.person_id,
    )
    write_invitations(session, meeting, [sent], trail)
    return sent


def _says(
    session: Session,
    invitation: InvitationRecord,
    said: RsvpAnswer,
    trail: Trail,
    sends: int | None = None,
) -> None:
    before = invitation.answer
    invitation.answer, invitation.answered_at, invitation.answered_by = said, trail.now, trail.by
    session.flush()
    detail = {
        "person": invitation.person_id,
        "answer": str(said),
        "before": None if before is None else str(before),
    }
    if sends is not None:
        detail["sends"] = sends
    trail.note(session, AuditKind.MEETING_ANSWERED, invitation.subject, of=invitation, **detail)
    show_answer(session, invitation, trail)
