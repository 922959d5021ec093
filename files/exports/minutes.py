"""A meeting's minutes, read from the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.documents.minutes import FollowUp, Minutes, NoteKept, SeatKept
from files.documents.report import moment
from storage.audit import AuditKind, Trail
from storage.base import is_active
from storage.catalogue import Catalogue, catalogue_of
from storage.checklist_counts import Standing, standing_of
from storage.checklist_owners import SeenTo, owners_on
from storage.checklists import ITEM_STANDS, ChecklistItem, ChecklistRecord, ItemState, OwnerRight
from storage.meeting_attendance import Invited, attendance_of
from storage.meeting_notes import notes_of
from storage.meeting_seats import seats_of
from storage.meeting_times import begins, ends
from storage.meetings import MeetingNote, MeetingRecord, MeetingState, NoteKind
from storage.people import Person
from storage.region import Region
from storage.roster import terms_of
from storage.sealing import head_line
from words.days import spoken

NOT_ON_ROSTER = "not on the roster"


def minutes_of(session: Session, region: Region, meeting: MeetingRecord, now: datetime) -> Minutes:
    """The minutes as of an instant; before who was there is confirmed, without anybody."""
    catalogue, today = catalogue_of(session), region.day(now)
    is_held = meeting.state is MeetingState.HELD
    seats, others = _present(session, catalogue, meeting) if is_held else ([], [])
    notes = notes_of(session, meeting.id)
    return Minutes(
        audit_head=head_line(session),
        meeting=meeting.title,
        objective=meeting.objective,
        when=f"{moment(begins(meeting, region.zone), region.zone)} to "
        f"{ends(meeting, region.zone).astimezone(region.zone):%H:%M %Z}",
        where=", ".join(filter(None, (meeting.place, meeting.link))),
        whose=catalogue.agencies[meeting.agency_id].name if meeting.agency_id else region.name,
        called_by=_caller(session, meeting),
        confirmed=_confirmed(region, meeting) if is_held else "",
        region=region.name or "Muster",
        handling_mark=region.handling_mark,
        made_at=now,
        zone=region.zone,
        agenda=[each.strip() for each in meeting.agenda.splitlines() if each.strip()],
        seats=seats,
        others=others,
        decisions=_notes(region, notes, NoteKind.DECISION),
        objections=_notes(region, notes, NoteKind.OBJECTION),
        concerns=_notes(region, notes, NoteKind.CONCERN),
        follow_ups=[
            FollowUp(item.text, owner, item.due_on, state_of(item, today))
            for item, owner in follow_ups_of(session, region, meeting, today)
        ],
    )


def note_minutes(session: Session, trail: Trail, meeting: MeetingRecord, made: Minutes) -> None:
    """Leaves the audit row of minutes that were made for somebody."""
    detail = {
        "people": sum(len(each.present) for each in made.seats) + len(made.others),
        "decisions": len(made.decisions),
        "follow_ups": len(made.follow_ups),
    }
    trail.note(session, AuditKind.MINUTES_WRITTEN, meeting.subject, of=meeting, **detail)


def follow_ups_of(
    session: Session, region: Region, meeting: MeetingRecord, today: date
) -> list[tuple[ChecklistItem, str]]:
    """The follow-ups of a meeting as they were written down, each with who sees to it, in words.

    What somebody took on who left the roster since falls to a right, and it is said so; what is closed keeps
    the name it was closed under.
    """
    query = (
        select(ChecklistItem, ChecklistRecord)
        .join(ChecklistRecord, ChecklistRecord.id == ChecklistItem.checklist_id)
        .where(ChecklistItem.meeting_id == meeting.id, ITEM_STANDS)
        .order_by(ChecklistItem.id)
    )
    rows = [(item, checklist) for item, checklist in session.execute(query)]
    seen_to, catalogue = owners_on(session, rows, today, region), catalogue_of(session)
    return [(item, _owner(session, catalogue, item, seen_to[item.id])) for item, _ in rows]


def _owner(session: Session, catalogue: Catalogue, item: ChecklistItem, seen_to: SeenTo) -> str:
    named = None if item.owner_id is None else session.get_one(Person, item.owner_id).name
    if named is not None and (seen_to.person is not None or item.state is not ItemState.OPEN):
        return named
    right = right_name(catalogue, seen_to.agency, seen_to.right or item.owner_right)
    return right if named is None else f"{right}, since {named} left"


def right_name(catalogue: Catalogue, agency_id: int | None, right: OwnerRight) -> str:
    """Who has a right, in words; of no agency it is the emergency managers'."""
    agency = catalogue.agencies.get(agency_id or 0)
    return OwnerRight.MANAGER.called() if agency is None else right.called(agency.name)


def state_of(item: ChecklistItem, today: date) -> str:
    """How far an item is on a day: "open", "overdue", "done on 3 Dec 2026", "not doing: …"."""
    match standing_of(item, today):
        case Standing.DONE:
            return "done" if item.closed_on is None else f"done on {spoken(item.closed_on)}"
        case Standing.DROPPED:
            return f"not doing: {item.why_dropped}" if item.why_dropped else "not doing"
        case Standing.OVERDUE:
            return "overdue"
        case _:
            return "open"


def _present(
    session: Session, catalogue: Catalogue, meeting: MeetingRecord
) -> tuple[list[SeatKept], list[str]]:
    """Who sat in each seat, and who was there without one."""
    found = attendance_of(session, meeting)
    terms = terms_of(session, [each.person.id for each in found.present])
    by_seat: defaultdict[int | None, list[str]] = defaultdict(list)

    def named(each: Invited) -> str:
        there = dict.fromkeys(
            catalogue.agencies[term.agency].name
            for term in terms.get(each.person.id, ())
            if is_active(term.joined_on, term.left_on, meeting.held_on)
        )
        return ", ".join([each.person.name, *there])

    for each in found.present:
        by_seat[each.invitation.seat_id].append(named(each))
    for each in found.named_present:
        by_seat[each.invitation.seat_id].append(f"{each.named}, {NOT_ON_ROSTER}")
    seats = [SeatKept(each.name, by_seat.pop(each.id, [])) for each in seats_of(session, meeting.id)]
    return seats, [name for rest in by_seat.values() for name in rest]


def _notes(region: Region, notes: Sequence[MeetingNote], kind: NoteKind) -> list[NoteKept]:
    return [
        NoteKept(each.text, each.recorded_by, region.day(each.recorded_at))
        for each in notes
        if each.kind is kind
    ]


def _caller(session: Session, meeting: MeetingRecord) -> str:
    person = session.get(Person, meeting.called_by_id) if meeting.called_by_id else None
    return meeting.recorded_by if person is None else person.name


def _confirmed(region: Region, meeting: MeetingRecord) -> str:
    day = f", {spoken(region.day(meeting.closed_at))}" if meeting.closed_at else ""
    return f"{meeting.closed_by or 'somebody'}{day}"
