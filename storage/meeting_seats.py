"""The seats of a meeting, and who is invited for each: suggested from the roster, and changed by the caller.

A person has one invitation that stands: one seat a person. Taken out is never deleted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.records import Affiliation
from storage.audit import AuditKind, Trail
from storage.base import is_active
from storage.cards import changed
from storage.meeting_turns import AlreadyInvited, SeatTwice, TwoSeats, lock_meeting, refuse_over
from storage.meetings import (
    INVITATION_CARD,
    IS_INVITED,
    MEETING_CARD,
    SEAT_STANDS,
    InvitationRecord,
    MeetingRecord,
    MeetingState,
    RsvpAnswer,
    SeatRecord,
)
from storage.people import AgencyDiscipline, Person
from storage.rights import leads_by_agency
from storage.roster import terms_of

TAKEN_OUT = "taken out by the caller"


@dataclass(frozen=True, slots=True)
class SeatSaid:
    """A seat as it is asked for: a discipline's or an agency's, never both; what it is called."""

    name: str
    discipline: str | None = None
    agency_id: int | None = None

    @property
    def whose(self) -> tuple[str | None, int | None]:
        """What tells seats of a meeting apart."""
        return (self.discipline, self.agency_id)


@dataclass(frozen=True, slots=True)
class Seated:
    """Who is invited now and was not before; who was, and is no more: people's ids."""

    invited: Sequence[int] = ()
    left: Sequence[int] = ()


def seats_of(session: Session, meeting_id: int) -> list[SeatRecord]:
    """The seats of a meeting that stand, in their order."""
    query = select(SeatRecord).where(SeatRecord.meeting_id == meeting_id, SEAT_STANDS)
    return list(session.scalars(query.order_by(SeatRecord.place, SeatRecord.id)))


def invitations_of(session: Session, meeting_id: int) -> list[tuple[InvitationRecord, Person]]:
    """The invitations of a meeting that stand with whom they invite, as they were made."""
    query = (
        select(InvitationRecord, Person)
        .join(Person, Person.id == InvitationRecord.person_id)
        .where(InvitationRecord.meeting_id == meeting_id, IS_INVITED)
        .order_by(InvitationRecord.id)
    )
    return [(invitation, person) for invitation, person in session.execute(query)]


def suggested_for(session: Session, seat: SeatRecord, today: date) -> list[int]:
    """Who would be invited for a seat: an agency's leads, or the leads of a discipline's agencies.

    Only who is on the roster today and on the meeting's day, and for an agency's own meeting on its own.
    Nobody: nobody on the roster can fill it, and the caller is told.
    """
    meeting = session.get_one(MeetingRecord, seat.meeting_id)
    return suggested(session, meeting, [seat], today)[seat.id]


def suggested(
    session: Session, meeting: MeetingRecord, seats: Sequence[SeatRecord], today: date
) -> dict[int, list[int]]:
    """The same for several seats at once, by the seat's id; somebody may be suggested for more than one."""
    days = (today, meeting.held_on)
    leads = leads_by_agency(session)
    terms = terms_of(session, sorted({person for led in leads.values() for person in led}))
    there: dict[int, list[int]] = {}
    for agency, people in leads.items():
        there[agency] = [
            person
            for person in people
            if all(_is_there(terms.get(person, ()), agency, meeting.agency_id, day) for day in days)
        ]
    doing: defaultdict[str, list[int]] = defaultdict(list)
    for row in session.scalars(select(AgencyDiscipline).order_by(AgencyDiscipline.agency_id)):
        doing[row.discipline].append(row.agency_id)
    found: dict[int, list[int]] = {}
    for seat in seats:
        agencies = [seat.agency_id] if seat.agency_id is not None else doing[seat.discipline or ""]
        found[seat.id] = list(dict.fromkeys(person for key in agencies for person in there.get(key, ())))
    return found


def set_seats(
    session: Session, meeting: MeetingRecord, seats: Sequence[SeatSaid], trail: Trail, today: date
) -> Seated:
    """Makes these the seats of a meeting, in this order; those that stood already keep who is invited.

    A new seat invites whom it suggests, each person for one seat: the one that has the fewest others. With a
    seat that is taken out go its invitations. Raises SeatTwice, MeetingHeld, MeetingCancelled.
    """
    lock_meeting(session, meeting)
    refuse_over(meeting)
    standing = {(each.discipline, each.agency_id): each for each in seats_of(session, meeting.id)}
    wanted: dict[tuple[str | None, int | None], SeatSaid] = {}
    for said in seats:
        if said.whose in wanted:
            raise SeatTwice(meeting, said.name)
        wanted[said.whose] = said
    left: list[int] = []
    for whose, seat in standing.items():
        if whose not in wanted:
            left += _take_out(session, meeting, seat, trail)
    new: list[SeatRecord] = []
    for place, (whose, said) in enumerate(wanted.items(), 1):
        kept = standing.get(whose)
        if kept is None:
            kept = SeatRecord(
                meeting_id=meeting.id,
                place=place,
                name=said.name,
                discipline=said.discipline,
                agency_id=said.agency_id,
            )
            session.add(kept)
            new.append(kept)
        kept.place, kept.name = place, said.name
    session.flush()
    came = _invite_suggested(session, meeting, new, trail, today)
    if (new or left or len(wanted) != len(standing)) and meeting.state is not MeetingState.DRAFT:
        names = [seat.name for seat in seats_of(session, meeting.id)]
        trail.note(session, AuditKind.MEETING_CHANGED, meeting.subject, of=meeting, seats=names)
        changed(session, MEETING_CARD, meeting.id, trail.now)
    return Seated(came, [each for each in left if each not in came])


def set_invited(
    session: Session, meeting: MeetingRecord, wanted: Mapping[int | None, Sequence[int]], trail: Trail
) -> Seated:
    """Makes these the people invited for some seats (None: in the room without one), by the seat's id.

    Seats that are not named keep theirs. Somebody may change from one named seat to another, and keeps their
    answer. Raises TwoSeats, AlreadyInvited for who has a seat that is not named, ValueError for a seat that
    is not the meeting's, MeetingHeld, MeetingCancelled.
    """
    lock_meeting(session, meeting)
    refuse_over(meeting)
    known = {seat.id for seat in seats_of(session, meeting.id)}
    if not known.issuperset(key for key in wanted if key is not None):
        raise ValueError("a seat of another meeting")
    to_seat: dict[int, int | None] = {}
    for seat_id, people in wanted.items():
        for person_id in dict.fromkeys(people):
            if person_id in to_seat:
                raise TwoSeats(meeting, person_id)
            to_seat[person_id] = seat_id
    standing = {person.id: each for each, person in invitations_of(session, meeting.id)}
    for person_id in to_seat:
        if person_id in standing and standing[person_id].seat_id not in wanted:
            raise AlreadyInvited(meeting, standing[person_id])
    left: list[int] = []
    for person_id, each in standing.items():
        if each.seat_id in wanted and person_id not in to_seat:
            uninvite(session, meeting, each, trail)
            left.append(person_id)
    came: list[int] = []
    for person_id, seat_id in to_seat.items():
        if person_id not in standing:
            _invited(session, meeting, person_id, seat_id, trail)
            came.append(person_id)
        elif standing[person_id].seat_id != seat_id:
            standing[person_id].seat_id = seat_id
            changed(session, INVITATION_CARD, standing[person_id].id, trail.now)
            changed(session, MEETING_CARD, meeting.id, trail.now)
    session.flush()
    return Seated(came, left)


def invite(
    session: Session, meeting: MeetingRecord, person_id: int, seat_id: int | None, trail: Trail
) -> InvitationRecord:
    """Invites one person more, for a seat or without one.

    Raises AlreadyInvited, MeetingHeld, MeetingCancelled.
    """
    lock_meeting(session, meeting)
    refuse_over(meeting)
    theirs = [each for each, person in invitations_of(session, meeting.id) if person.id == person_id]
    if theirs:
        raise AlreadyInvited(meeting, theirs[0])
    return _invited(session, meeting, person_id, seat_id, trail)


def uninvite(
    session: Session,
    meeting: MeetingRecord,
    invitation: InvitationRecord,
    trail: Trail,
    reason: str = TAKEN_OUT,
) -> None:
    """Takes an invitation back; what was answered to it stays readable. Lock the meeting first.

    Who sent them sends nobody any more: their answer stands no longer, and they are asked anew.
    """
    if invitation.voided_at is not None:
        return
    invitation.take_back(trail.now, trail.by, reason)
    session.flush()
    if invitation.sent_by_id is not None:
        for each, person in invitations_of(session, meeting.id):
            if person.id == invitation.sent_by_id and each.answer is RsvpAnswer.SENDING:
                ask_anew(session, each, trail)
    if meeting.state is not MeetingState.DRAFT:
        trail.note(
            session,
            AuditKind.MEETING_UNINVITED,
            invitation.subject,
            of=invitation,
            person=invitation.person_id,
            reason=reason,
        )
        changed(session, MEETING_CARD, meeting.id, trail.now)
        changed(session, INVITATION_CARD, invitation.id, trail.now)


def ask_anew(session: Session, invitation: InvitationRecord, trail: Trail) -> None:
    """Takes an answer back; what it was stays readable in the log."""
    was, named = str(invitation.answer), invitation.sent_name
    invitation.answer, invitation.answered_at = None, None
    invitation.answered_by, invitation.sent_name = "", ""
    session.flush()
    trail.note(
        session,
        AuditKind.MEETING_ANSWERED,
        invitation.subject,
        of=invitation,
        person=invitation.person_id,
        answer="",
        before=was,
        **({"sent": named} if named else {}),
    )
    changed(session, INVITATION_CARD, invitation.id, trail.now)


def _invited(
    session: Session, meeting: MeetingRecord, person_id: int, seat_id: int | None, trail: Trail
) -> InvitationRecord:
    """Writes an invitation; one of a draft gets its audit row with the call."""
    invitation = InvitationRecord(
        meeting_id=meeting.id,
        person_id=person_id,
        seat_id=seat_id,
        recorded_by=trail.by,
        recorded_at=trail.now,
    )
    session.add(invitation)
    session.flush()
    if meeting.state is not MeetingState.DRAFT:
        trail.note(session, AuditKind.MEETING_INVITED, invitation.subject, of=invitation, person=person_id)
        changed(session, MEETING_CARD, meeting.id, trail.now)
    return invitation


def _invite_suggested(
    session: Session, meeting: MeetingRecord, seats: Sequence[SeatRecord], trail: Trail, today: date
) -> list[int]:
    """Invites whom new seats suggest, the seat with the fewest first; who was invited already stays there."""
    taken = {person.id for _, person in invitations_of(session, meeting.id)}
    candidates = suggested(session, meeting, seats, today)
    came: list[int] = []
    for seat in sorted(seats, key=lambda each: (len(candidates[each.id]), each.place)):
        for person_id in candidates[seat.id]:
            if person_id not in taken:
                taken.add(person_id)
                _invited(session, meeting, person_id, seat.id, trail)
                came.append(person_id)
    return came


def _take_out(session: Session, meeting: MeetingRecord, seat: SeatRecord, trail: Trail) -> list[int]:
    """Takes a seat out, and with it the invitations for it; whose they were."""
    seat.take_back(trail.now, trail.by, TAKEN_OUT)
    left: list[int] = []
    for each, person in invitations_of(session, meeting.id):
        if each.seat_id == seat.id:
            uninvite(session, meeting, each, trail)
            left.append(person.id)
    return left


def _is_there(terms: Sequence[Affiliation], agency: int, own_agency: int | None, today: date) -> bool:
    """Whether a lead of an agency is on the roster that day; for an agency's own meeting, on its roster.

    Who left the agency leads it no more, who never belonged to it does (`storage.rights.leads_of`).
    """
    active = {term.agency for term in terms if is_active(term.joined_on, term.left_on, today)}
    theirs = [term for term in terms if term.agency == agency]
    if own_agency is not None:
        return own_agency in active
    return agency in active if theirs else bool(active)
