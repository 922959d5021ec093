"""Meetings, checklists and what was said for scorecards, to be taken away only: no import reads them.

Names are in them as in every export: for who may take one. What was confided to emergency management is in
none. A meeting that was not called yet is nobody's but whose who puts it together, and is left out; so is
what was taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from files.write import Value
from readiness.scorecard_items import BY_CODE
from storage.checklists import LIST_STANDS, ChecklistItem, ChecklistRecord, TemplateRecord
from storage.meetings import (
    IS_INVITED,
    SEAT_STANDS,
    InvitationRecord,
    MeetingNote,
    MeetingRecord,
    MeetingState,
    SeatRecord,
)
from storage.people import AgencyRecord, Person
from storage.region import Region
from storage.scorecards import ScoreSaid

Row = tuple[Value, ...]
WAS_CALLED = MeetingRecord.state != MeetingState.DRAFT


@dataclass(frozen=True)
class Taken:
    """Records that are taken away and not brought in: their name, their columns, how they are read."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[Session, Region], Iterator[Row]]


def meetings(session: Session, region: Region) -> Iterator[Row]:
    """Meetings by day, cancelled ones too, with the reason."""
    query = (
        select(MeetingRecord, AgencyRecord.name)
        .outerjoin(AgencyRecord, AgencyRecord.id == MeetingRecord.agency_id)
        .where(WAS_CALLED)
        .order_by(MeetingRecord.held_on, MeetingRecord.record)
    )
    for meeting, agency in session.execute(query):
        yield (
            meeting.record,
            meeting.title,
            meeting.objective,
            agency,
            meeting.held_on,
            f"{meeting.start_time:%H:%M}",
            meeting.minutes,
            meeting.place,
            meeting.link,
            meeting.agenda,
            meeting.answer_by,
            str(meeting.state),
            meeting.cancel_reason,
            meeting.recorded_by,
            _day(meeting.called_at, region),
            meeting.closed_by,
            _day(meeting.closed_at, region),
        )


def seats(session: Session, region: Region) -> Iterator[Row]:
    """The seats of each meeting, in their order."""
    query = (
        select(MeetingRecord, SeatRecord, AgencyRecord.name)
        .join(MeetingRecord, MeetingRecord.id == SeatRecord.meeting_id)
        .outerjoin(AgencyRecord, AgencyRecord.id == SeatRecord.agency_id)
        .where(WAS_CALLED, SEAT_STANDS)
        .order_by(MeetingRecord.held_on, MeetingRecord.record, SeatRecord.place, SeatRecord.id)
    )
    for meeting, seat, agency in session.execute(query):
        yield meeting.record, meeting.title, meeting.held_on, seat.name, seat.discipline, agency


def attendance(session: Session, region: Region) -> Iterator[Row]:
    """Who was invited to which meeting, what they answered, and whether they were there."""
    sender = aliased(Person)
    query = (
        select(MeetingRecord, InvitationRecord, Person, SeatRecord.name, sender)
        .join(MeetingRecord, MeetingRecord.id == InvitationRecord.meeting_id)
        .join(Person, Person.id == InvitationRecord.person_id)
        .outerjoin(SeatRecord, SeatRecord.id == InvitationRecord.seat_id)
        .outerjoin(sender, sender.id == InvitationRecord.sent_by_id)
        .where(WAS_CALLED, IS_INVITED)
        .order_by(MeetingRecord.held_on, MeetingRecord.record, Person.sort_key, InvitationRecord.id)
    )
    for meeting, invitation, person, seat, sent_by in session.execute(query):
        yield (
            meeting.record,
            meeting.title,
            meeting.held_on,
            seat,
            person.email,
            person.member_id,
            person.first_name,
            person.last_name,
            None if invitation.answer is None else str(invitation.answer),
            _day(invitation.answered_at, region),
            _contact(sent_by),
            invitation.sent_name,
            invitation.attended,
            invitation.sent_attended,
        )


def minutes(session: Session, region: Region) -> Iterator[Row]:
    """What was decided, and what was objected and raised, by meeting."""
    query = (
        select(MeetingRecord.record, MeetingRecord.title, MeetingRecord.held_on, MeetingNote)
        .join(MeetingRecord, MeetingRecord.id == MeetingNote.meeting_id)
        .where(WAS_CALLED, MeetingNote.voided_at.is_(None))
        .order_by(MeetingRecord.held_on, MeetingRecord.record, MeetingNote.id)
    )
    for record, title, held_on, note in session.execute(query):
        yield (
            record,
            title,
            held_on,
            str(note.kind),
            note.text,
            note.recorded_by,
            _day(note.recorded_at, region),
        )


def checklists(session: Session, region: Region) -> Iterator[Row]:
    """The items of every checklist, the region's first, in their order; closed ones with their evidence."""
    followed, meeting = aliased(ChecklistItem), aliased(MeetingRecord)
    query = (
        select(ChecklistRecord, ChecklistItem, AgencyRecord, TemplateRecord.key, Person)
        .add_columns(meeting.record, followed.record)
        .join(ChecklistRecord, ChecklistRecord.id == ChecklistItem.checklist_id)
        .outerjoin(AgencyRecord, AgencyRecord.id == ChecklistRecord.agency_id)
        .outerjoin(TemplateRecord, TemplateRecord.id == ChecklistRecord.template_id)
        .outerjoin(Person, Person.id == ChecklistItem.owner_id)
        .outerjoin(meeting, meeting.id == ChecklistItem.meeting_id)
        .outerjoin(followed, followed.id == ChecklistItem.follows_id)
        .where(LIST_STANDS)
    )
    rows = sorted(
        session.execute(query),
        key=lambda row: (row[2].key if row[2] else "", row[0].title, row[0].record, row[1].place, row[1].id),
    )
    for checklist, item, agency, template, owner, of_meeting, follows in rows:
        yield (
            checklist.title,
            None if agency is None else agency.name,
            template,
            item.step,
            item.text,
            item.notes,
            _contact(owner),
            str(item.owner_right),
            item.due_on,
            item.every_months,
            item.due_day,
            item.needs_evidence,
            str(item.state),
            item.closed_on,
            item.closed_by,
            item.evidence,
            item.evidence_on,
            item.why_dropped,
            item.snoozed_until,
            of_meeting,
            item.record,
            follows,
            item.recorded_by,
            _day(item.recorded_at, region),
        )


def scorecards(session: Session, region: Region) -> Iterator[Row]:
    """What was said of the items of scorecards, the region's first, oldest first; newer words count."""
    query = (
        select(ScoreSaid, AgencyRecord.name)
        .outerjoin(AgencyRecord, AgencyRecord.id == ScoreSaid.agency_id)
        .where(ScoreSaid.voided_at.is_(None))
        .order_by(ScoreSaid.id)
    )
    rows = sorted(session.execute(query), key=lambda row: row[1] or "")
    for said, agency in rows:
        item = BY_CODE.get(said.item)
        yield (
            agency,
            "" if item is None else item.category.text,
            said.item,
            said.points,
            said.evidence,
            said.evidence_on,
            said.said_on,
            said.recorded_by,
            _day(said.recorded_at, region),
        )


def _contact(person: Person | None) -> str | None:
    return None if person is None else person.email or person.member_id or person.name


def _day(instant: datetime | None, region: Region) -> date | None:
    return None if instant is None else region.day(instant)


def _columns(names: str) -> tuple[str, ...]:
    return tuple(names.split())


TAKEN: Mapping[str, Taken] = MappingProxyType(
    {
        each.name: each
        for each in (
            Taken(
                "meetings",
                _columns(
                    "meeting title objective agency held_on starts minutes place link agenda answer_by state "
                    "cancel_reason recorded_by called_on closed_by closed_on"
                ),
                meetings,
            ),
            Taken("seats", _columns("meeting title held_on seat discipline agency"), seats),
            Taken(
                "attendance",
                _columns(
                    "meeting title held_on seat email member_id first_name last_name answer answered_on "
                    "sent_by sent_name attended sent_attended"
                ),
                attendance,
            ),
            Taken("minutes", _columns("meeting title held_on kind text recorded_by recorded_on"), minutes),
            Taken(
                "checklists",
                _columns(
                    "checklist agency template step item notes owner owner_right due_on every_months due_day "
                    "needs_evidence state closed_on closed_by evidence evidence_on why_dropped snoozed_until "
                    "meeting record follows recorded_by recorded_on"
                ),
                checklists,
            ),
            Taken(
                "scorecards",
                _columns("agency category item points evidence evidence_on said_on recorded_by recorded_on"),
                scorecards,
            ),
        )
    }
)
"""What is taken away and not brought in, by its name."""
