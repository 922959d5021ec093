"""Calling a meeting: its draft, its call, its move and its cancellation. Its seats: `storage.meeting_seats`.

Every change of one that was called marks its cards and leaves an audit row, in the one transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, delete, select, true
from sqlalchemy.orm import Session

from readiness.text import fold
from storage.audit import AuditKind, Trail
from storage.cards import all_changed, changed
from storage.meeting_roster import on_its_roster
from storage.meeting_seats import ask_anew, invitations_of
from storage.meeting_turns import CalledAlready, NotCalledYet, lock_called, lock_meeting, refuse_over
from storage.meetings import (
    INVITATION_CARD,
    IS_INVITED,
    MEETING_CARD,
    TAKES_PLACE,
    InvitationRecord,
    MeetingRecord,
    MeetingState,
    RsvpAnswer,
    SeatRecord,
)

FACTS = frozenset(
    ("title", "objective", "agenda", "held_on", "start_time", "minutes", "place", "link", "answer_by")
)
"""What of a meeting may become another; of a draft also whose it is."""
IN_CALENDARS = ("title", "held_on", "start_time", "minutes", "place", "link")
"""Of which calendars have to follow, and people have to know."""
ANOTHER_TIME = ("held_on", "start_time")
"""With which an answer is no answer any more: it was given to another day or hour."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What was otherwise before, by its column (nothing: the same was said again); who is to be told.

    Told are, of a move to another day or hour, all who are invited, since each of them is asked anew; of
    anything else that calendars follow, and of a cancellation, all but those who said that they don't come.
    Who would be told, and is not on the roster on that day, is in `left` instead. `answered`: what those who
    are asked anew had answered, by person.
    """

    before: Mapping[str, Any]
    told: Sequence[int] = ()
    left: Sequence[int] = ()
    answered: Mapping[int, RsvpAnswer] = field(default_factory=dict)

    @property
    def asks_anew(self) -> bool:
        """Whether answers given before stand no more."""
        return any(name in self.before for name in ANOTHER_TIME)


def draft_meeting(session: Session, meeting: MeetingRecord, trail: Trail) -> MeetingRecord:
    """Adds a draft: nobody is told. Its `workspace` and `called_by_user` say whose draft it is."""
    meeting.state, meeting.changed_at = MeetingState.DRAFT, trail.now
    meeting.recorded_by, meeting.recorded_at = trail.by, trail.now
    session.add(meeting)
    session.flush()
    trail.note(session, AuditKind.MEETING_DRAFTED, meeting.subject, of=meeting)
    return meeting


def draft_of(session: Session, workspace: str, user: str) -> MeetingRecord | None:
    """The draft somebody was putting together last; None where there is none to go on with."""
    query = select(MeetingRecord).where(
        MeetingRecord.state == MeetingState.DRAFT,
        MeetingRecord.workspace == workspace,
        MeetingRecord.called_by_user == user,
    )
    return session.scalars(query.order_by(MeetingRecord.id.desc()).limit(1)).first()


def change_draft(session: Session, meeting: MeetingRecord, facts: Mapping[str, Any], trail: Trail) -> None:
    """Writes what a step of the form says into the draft. Raises CalledAlready for what is none any more."""
    if not (FACTS | {"agency_id"}).issuperset(facts):
        raise ValueError(f"not to be changed: {sorted(set(facts) - FACTS)}")
    lock_meeting(session, meeting)
    if meeting.state is not MeetingState.DRAFT:
        raise CalledAlready(meeting)
    for name, value in facts.items():
        setattr(meeting, name, value)
    meeting.recorded_at = trail.now
    session.flush()


def discard_draft(session: Session, meeting: MeetingRecord) -> None:
    """Throws a draft away: it is the state of a form that nobody was told of, and no record yet.

    Raises CalledAlready for what is no draft.
    """
    lock_meeting(session, meeting)
    if meeting.state is not MeetingState.DRAFT:
        raise CalledAlready(meeting)
    for table in (InvitationRecord, SeatRecord):
        session.execute(delete(table).where(table.meeting_id == meeting.id))
    session.delete(meeting)
    session.flush()


def twins(session: Session, meeting: MeetingRecord) -> list[MeetingRecord]:
    """Other meetings that take place on the same day at the same time, of the same agency and title."""
    query = select(MeetingRecord).where(
        TAKES_PLACE,
        MeetingRecord.held_on == meeting.held_on,
        MeetingRecord.start_time == meeting.start_time,
        MeetingRecord.id != (meeting.id or 0),
        MeetingRecord.agency_id.is_(None)
        if meeting.agency_id is None
        else MeetingRecord.agency_id == meeting.agency_id,
    )
    found = session.scalars(query.order_by(MeetingRecord.id))
    return [each for each in found if fold(each.title) == fold(meeting.title)]


def call(session: Session, meeting: MeetingRecord, trail: Trail) -> MeetingRecord:
    """Calls a draft: from now on people answer. Who is told are its `invitations_of`.

    Raises CalledAlready for one that was called before, MeetingHeld, MeetingCancelled.
    """
    lock_meeting(session, meeting)
    refuse_over(meeting)
    if meeting.state is not MeetingState.DRAFT:
        raise CalledAlready(meeting)
    meeting.state, meeting.sequence = MeetingState.CALLED, 0
    meeting.called_at = meeting.changed_at = trail.now
    meeting.recorded_by, meeting.recorded_at = trail.by, trail.now
    session.flush()
    trail.note(session, AuditKind.MEETING_CALLED, meeting.subject, of=meeting)
    for invitation, person in invitations_of(session, meeting.id):
        trail.note(session, AuditKind.MEETING_INVITED, invitation.subject, of=invitation, person=person.id)
    return meeting


def change_meeting(
    session: Session, meeting: MeetingRecord, changes: Mapping[str, Any], trail: Trail, today: date
) -> Changed:
    """Moves a called meeting, or changes what else of it may become another (`FACTS`).

    An answer given to another day or hour is no answer to this one: it is taken back, and stays readable in
    the log, so that nobody is shown as coming who did not say so for this day. Who was sent stays invited.
    `today` is the region's. Raises ValueError for what cannot change, NotCalledYet, MeetingOver, MeetingHeld
    and MeetingCancelled.
    """
    if not FACTS.issuperset(changes):
        raise ValueError(f"not to be changed: {sorted(set(changes) - FACTS)}")
    lock_called(session, meeting, today)
    others = {name: value for name, value in changes.items() if getattr(meeting, name) != value}
    if not others:
        return Changed({})
    before = {name: getattr(meeting, name) for name in others}
    for name, value in others.items():
        setattr(meeting, name, value)
    follows = any(name in before for name in IN_CALENDARS)
    if follows:
        meeting.sequence, meeting.changed_at = meeting.sequence + 1, trail.now
    is_moved = any(name in before for name in ANOTHER_TIME)
    if is_moved:
        meeting.moved_at = trail.now
    session.flush()
    was = {name: None if value is None else str(value) for name, value in before.items()}
    trail.note(session, AuditKind.MEETING_CHANGED, meeting.subject, of=meeting, before=was)
    concerned = _concerned(session, meeting.id) if follows else []
    answered: dict[int, RsvpAnswer] = {}
    if is_moved:
        answered = _ask_anew(session, meeting, trail)
        concerned = sorted(person.id for _, person in invitations_of(session, meeting.id))
    mark_cards(session, meeting, trail)
    there = on_its_roster(session, meeting, concerned)
    told, left = _parted(concerned, there)
    return Changed(before, told, left, answered)


def cancel_meeting(session: Session, meeting: MeetingRecord, reason: str, trail: Trail) -> Changed:
    """Cancels a called meeting with a reason; what people answered is kept, and calendars follow.

    One that was cancelled before keeps its first reason, and nobody is told again. Raises NotCalledYet
    for a draft (`discard_draft`), MeetingHeld.
    """
    lock_meeting(session, meeting)
    if meeting.state is MeetingState.CANCELLED:
        return Changed({})
    refuse_over(meeting)
    if meeting.state is MeetingState.DRAFT:
        raise NotCalledYet(meeting)
    before = {"state": meeting.state}
    meeting.state, meeting.cancel_reason = MeetingState.CANCELLED, reason
    meeting.closed_by, meeting.closed_at = trail.by, trail.now
    meeting.sequence, meeting.changed_at = meeting.sequence + 1, trail.now
    session.flush()
    trail.note(session, AuditKind.MEETING_CANCELLED, meeting.subject, of=meeting, reason=reason)
    mark_cards(session, meeting, trail)
    concerned = _concerned(session, meeting.id)
    told, left = _parted(concerned, on_its_roster(session, meeting, concerned))
    return Changed(before, told, left)


def mark_cards(session: Session, meeting: MeetingRecord, trail: Trail) -> None:
    """Marks every card that shows a meeting, in channels and with those invited."""
    changed(session, MEETING_CARD, meeting.id, trail.now)
    theirs = select(InvitationRecord.id).where(InvitationRecord.meeting_id == meeting.id)
    all_changed(session, INVITATION_CARD, theirs, trail.now)


def seats_never_filled(session: Session, on: date, among: ColumnElement[bool]) -> list[SeatRecord]:
    """The seats asked for in some meetings of a day's year up to it, and never filled.

    `among`: the condition of the meetings that count.
    """
    return never_filled(session, on.replace(month=1, day=1), on, among)


def never_filled(
    session: Session, first: date, last: date, among: ColumnElement[bool] | None = None
) -> list[SeatRecord]:
    """The seats asked for in meetings held from one day to another, in none of which they were attended.

    A discipline or an agency each once, by its latest seat, in the order of their names. `among`: the
    condition of the meetings that count. One whose attendance is not confirmed says nothing yet; a seat that
    was taken out was not asked for.
    """
    query = (
        select(SeatRecord, InvitationRecord.attended, InvitationRecord.sent_attended)
        .join(MeetingRecord, MeetingRecord.id == SeatRecord.meeting_id)
        .outerjoin(InvitationRecord, (InvitationRecord.seat_id == SeatRecord.id) & IS_INVITED)
        .where(
            MeetingRecord.state == MeetingState.HELD,
            MeetingRecord.held_on.between(first, last),
            true() if among is None else among,
            SeatRecord.voided_at.is_(None),
        )
        .order_by(MeetingRecord.held_on, MeetingRecord.start_time, SeatRecord.id)
    )
    asked: dict[tuple[str | None, int | None], SeatRecord] = {}
    filled: set[tuple[str | None, int | None]] = set()
    for seat, attended, sent_attended in session.execute(query):
        whose = (seat.discipline, seat.agency_id)
        asked[whose] = seat
        if attended or sent_attended:
            filled.add(whose)
    never = [seat for whose, seat in asked.items() if whose not in filled]
    return sorted(never, key=lambda seat: fold(seat.name))


def _concerned(session: Session, meeting_id: int) -> list[int]:
    """Who has to know of a change: everybody invited who did not say that they don't come."""
    there = invitations_of(session, meeting_id)
    return sorted(person.id for each, person in there if each.answer is not RsvpAnswer.NOT_COMING)


def _parted(concerned: Sequence[int], there: Collection[int]) -> tuple[list[int], list[int]]:
    """Those who are told, and those who left the roster."""
    return [each for each in concerned if each in there], [each for each in concerned if each not in there]


def _ask_anew(session: Session, meeting: MeetingRecord, trail: Trail) -> dict[int, RsvpAnswer]:
    """Takes back what people answered to another day, each with an audit row; what it was, by person."""
    found: dict[int, RsvpAnswer] = {}
    for each, person in invitations_of(session, meeting.id):
        if each.answer is None:
            continue
        found[person.id] = each.answer
        ask_anew(session, each, trail)
    return found
