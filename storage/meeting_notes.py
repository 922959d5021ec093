"""What is kept of what was said in a meeting: decisions, objections, concerns.

A note that was taken back stays readable, and its words with it. When and by whom stands with each.
"""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.text import fold
from storage.audit import AuditKind, Trail
from storage.meeting_attendance import refuse_before_it_begins
from storage.meeting_turns import lock_meeting
from storage.meetings import MeetingNote, MeetingRecord, NoteKind


def notes_of(session: Session, meeting_id: int, taken_back: bool = False) -> list[MeetingNote]:
    """The notes of a meeting as they were written; with `taken_back` those too that do not stand."""
    query = select(MeetingNote).where(MeetingNote.meeting_id == meeting_id)
    if not taken_back:
        query = query.where(MeetingNote.voided_at.is_(None))
    return list(session.scalars(query.order_by(MeetingNote.id)))


def note_down(
    session: Session,
    meeting: MeetingRecord,
    said: Iterable[tuple[NoteKind, str]],
    trail: Trail,
    zone: ZoneInfo,
) -> list[MeetingNote]:
    """Writes notes down, each once: what stands already is not written again. Those that are new.

    Raises NotBegun, MeetingCancelled and NotCalledYet.
    """
    lock_meeting(session, meeting)
    refuse_before_it_begins(meeting, trail.now, zone)
    known = {(each.kind, fold(each.text)) for each in notes_of(session, meeting.id)}
    new: list[MeetingNote] = []
    for kind, text in said:
        if (kind, fold(text)) in known:
            continue
        known.add((kind, fold(text)))
        note = MeetingNote(
            meeting_id=meeting.id, kind=kind, text=text, recorded_by=trail.by, recorded_at=trail.now
        )
        session.add(note)
        session.flush()
        trail.note(session, AuditKind.MEETING_NOTED, meeting.subject, of=note, note=note.id, said=str(kind))
        new.append(note)
    return new


def take_note_back(session: Session, meeting: MeetingRecord, note: MeetingNote, trail: Trail) -> bool:
    """Takes a note back; False where it was taken back before. Its words stay readable."""
    lock_meeting(session, meeting)
    session.refresh(note)
    if note.voided_at is not None:
        return False
    note.take_back(trail.now, trail.by, "taken back")
    session.flush()
    detail = {"note": note.id, "said": str(note.kind), "taken_back": True}
    trail.note(session, AuditKind.MEETING_NOTED, meeting.subject, of=note, **detail)
    return True
