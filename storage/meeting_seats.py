"""The seats of a meeting, and who is invited for each: suggested from the roster, and changed by the caller.

A person has one invitation that stands: one seat a person. Taken out is never deleted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.records import Affiliation
from storage.audit import AuditKind, Trail
from storage.base import is_active
from storage.cards import all_changed, changed, each_changed
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
    """Who is invited now and was not before; who was, and is no more; who has another seat: people's ids.

    `seats`: whether the seats themselves are others, by another name or in another order.
    """

    invited: Sequence[int] = ()
    left: Sequence[int] = ()
    moved: Sequence[int] = ()
    seats: bool = False

    @property
    def is_other(self) -> bool:
        """Whether anything is otherwise than before."""
        return bool(self.invited or self.left or self.moved or self.seats)


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


def suggested(
    session: Session, meeting: MeetingRecord, seats: Sequence[SeatRecord], today: date
) -> dict[int, list[int]]:
    """Who would be invited for some seats, by the seat's id: an agency's leads, or those of a discipline's.

    Only who is on the roster today and on the meeting's day, and for an agency's own meeting on its own.
    Nobody: nobody on the roster can fill it, and the caller is told. Somebody may be suggested for several.
    """
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
    before = seats_of(session, meeting.id)
    was = [each.name for each in before]
    standing = {(each.discipline, each.agency_id): each for each in before}
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
    names = [said.name for said in wanted.values()]
    is_other = [*standing] != [*wanted] or was != names
    if is_other and meeting.state is not MeetingState.DRAFT:
        detail = {"seats": names, "seats_before": was}
        trail.note(session, AuditKind.MEETING_CHANGED, meeting.subject, of=meeting, **detail)
        changed(session, MEETING_CARD, meeting.id, trail.now)
        theirs = select(InvitationRecord.id).where(InvitationRecord.meeting_id == meeting.id, IS_INVITED)
        all_changed(session, INVITATION_CARD, theirs, trail.now)  # each says for which seat it asks
    return Seated(came, [each for each in left if each not in came], seats=is_other)


def set_invited(
    session: Session, meeting: MeetingRecord, wanted: Mapping[int | None, Sequence[int]], trail: Trail
) -> Seated:
    """Makes these the people invited for some seats (None: in the room without one), by the seat's id.

    Seats that are not named keep theirs. Somebody may change from one named seat to another, and keeps their
    answer; whom they send goes along, unless they are named for yet another. Raises TwoSeats, AlreadyInvited
    for who has a seat that is not named, ValueError for a seat that is not the meeting's, MeetingHeld,
    MeetingCancelled.
    """
    lock_meeting(session, meeting)
    refuse_over(meeting)
    known: dict[int | None, str] = {seat.id: seat.name for seat in seats_of(session, meeting.id)}
    if not known.keys() >= {key for key in wanted if key is not None}:
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
    going = {key: seat for key, seat in to_seat.items() if key in standing and standing[key].seat_id != seat}
    _take_along(standing, going)
    _seat_otherwise(session, meeting, [standing[key] for key in going], going, known, trail)
    came = {key: seat for key, seat in to_seat.items() if key not in standing}
    _invite(session, meeting, came, trail)
    return Seated([*came], left, [*going])


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
    return _invite(session, meeting, {person_id: seat_id}, trail)[0]


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
                show_answer(session, each, trail)
    if meeting.state is not MeetingState.DRAFT:
        trail.note(
            session,
            AuditKind.MEETING_UNINVITED,
            invitation.subject,
            of=invitation,
            person=invitation.person_id,
            reason=reason,
        )
        show_answer(session, invitation, trail)


def ask_anew(session: Session, invitation: InvitationRecord, trail: Trail) -> None:
    """Takes an answer back; what it was stays readable in the log. Mark the cards that show it."""
    was, named = str(invitation.answer), invitation.sent_name
    invitation.answer, invitation.answered_at = None, None
    invitation.answered_by, invitation.sent_name = "", ""
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


def show_answer(session: Session, invitation: InvitationRecord, trail: Trail) -> None:
    """Marks the cards that show somebody's answer: the meeting's, their own, and that of who sends them."""
    theirs = [(MEETING_CARD, invitation.meeting_id), (INVITATION_CARD, invitation.id)]
    each_changed(session, theirs, trail.now)
    if invitation.sent_by_id is not None:
        of_sender = select(InvitationRecord.id).where(
            InvitationRecord.meeting_id == invitation.meeting_id,
            InvitationRecord.person_id == invitation.sent_by_id,
            IS_INVITED,
        )
        all_changed(session, INVITATION_CARD, of_sender, trail.now)


def write_invitations(
    session: Session, meeting: MeetingRecord, new: Sequence[InvitationRecord], trail: Trail
) -> None:
    """Writes invitations, all at once; those of a draft get their audit rows with the call."""
    if not new:
        return
    for each in new:
        each.recorded_by, each.recorded_at = trail.by, trail.now
    session.add_all(new)
    session.flush()
    if meeting.state is MeetingState.DRAFT:
        return
    for each in new:
        detail = {"person": each.person_id}
        if each.sent_by_id is not None:
            detail["sent_by"] = each.sent_by_id
        trail.note(session, AuditKind.MEETING_INVITED, each.subject, of=each, **detail)
    changed(session, MEETING_CARD, meeting.id, trail.now)


def _invite(
    session: Session, meeting: MeetingRecord, people: Mapping[int, int | None], trail: Trail
) -> list[InvitationRecord]:
    """Invites some people, each for their seat or without one."""
    new = [
        InvitationRecord(meeting_id=meeting.id, person_id=person_id, seat_id=seat_id)
        for person_id, seat_id in people.items()
    ]
    write_invitations(session, meeting, new, trail)
    return new


def _take_along(standing: Mapping[int, InvitationRecord], going: dict[int, int | None]) -> None:
    """Adds to those who go to another seat whom they send from the one they had, and whom these send."""
    sent: defaultdict[int, list[int]] = defaultdict(list)
    for person_id, each in standing.items():
        if each.sent_by_id is not None and each.voided_at is None:
            sent[each.sent_by_id].append(person_id)
    further = [*going]
    while further:
        sender = further.pop()
        for person_id in sent[sender]:
            if person_id not in going and standing[person_id].seat_id == standing[sender].seat_id:
                going[person_id] = going[sender]
                further.append(person_id)


def _seat_otherwise(
    session: Session,
    meeting: MeetingRecord,
    theirs: Collection[InvitationRecord],
    to_seat: Mapping[int, int | None],
    names: Mapping[int | None, str],
    trail: Trail,
) -> None:
    """Gives some who are invited another seat; of a called meeting each with an audit row."""
    if not theirs:
        return
    before = {each.id: names.get(each.seat_id, "") for each in theirs}
    for each in theirs:
        each.seat_id = to_seat[each.person_id]
    session.flush()
    if meeting.state is MeetingState.DRAFT:
        return
    for each in theirs:
        detail = {"person": each.person_id, "seat": names.get(each.seat_id, ""), "before": before[each.id]}
        trail.note(session, AuditKind.MEETING_SEATED, each.subject, of=each, **detail)
    changed(session, MEETING_CARD, meeting.id, trail.now)
    their_ids = select(InvitationRecord.id).where(InvitationRecord.id.in_([*before]))
    all_changed(session, INVITATION_CARD, their_ids, trail.now)


def _invite_suggested(
    session: Session, meeting: MeetingRecord, seats: Sequence[SeatRecord], trail: Trail, today: date
) -> list[int]:
    """Invites whom new seats suggest, the seat with the fewest first; who was invited already stays there."""
    taken = {person.id for _, person in invitations_of(session, meeting.id)}
    candidates = suggested(session, meeting, seats, today)
    came: dict[int, int | None] = {}
    for seat in sorted(seats, key=lambda each: (len(candidates[each.id]), each.place)):
        for person_id in candidates[seat.id]:
            if person_id not in taken:
                came.setdefault(person_id, seat.id)
    _invite(session, meeting, came, trail)
    return [*came]


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
