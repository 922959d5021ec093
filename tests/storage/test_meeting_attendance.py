"""Who was there is confirmed by one at a time: of several at once, one; the others look at the list again."""

from __future__ import annotations

import threading
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from storage.audit import AuditKind, AuditRow, Trail
from storage.engine import Store
from storage.meeting_attendance import AnswersChanged, attendance_of, confirm_attendance
from storage.meeting_notes import note_down, notes_of
from storage.meetings import InvitationRecord, MeetingRecord, NoteKind
from tests.commands.meetings.afterwards import a_meeting, invited
from tests.commands.speaking import NOON, small_county

ZONE = ZoneInfo("America/Chicago")
TRAIL = Trail("a test", "slack", NOON)

pytestmark = pytest.mark.postgres


def test_of_several_who_confirm_at_once_one_does_and_a_note_is_noted_once(store: Store) -> None:
    county = small_county(store)
    key = a_meeting(store)
    with store.writing() as session:
        invited(session, key, county.ada)
        seen = attendance_of(session, session.get_one(MeetingRecord, key)).fingerprint
    start, done = threading.Barrier(3), []

    def confirms(person: int) -> None:
        start.wait()
        try:
            with store.writing() as session:
                meeting = session.get_one(MeetingRecord, key)
                note_down(session, meeting, [(NoteKind.DECISION, "One plan")], TRAIL, ZONE)
            with store.writing() as session:
                meeting = session.get_one(MeetingRecord, key)
                confirm_attendance(session, meeting, {person: None}, (), seen, TRAIL, ZONE)
            done.append(person)
        except AnswersChanged:
            done.append(0)

    people = (county.ada, county.ben, county.cy)
    threads = [threading.Thread(target=confirms, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [who] = [each for each in done if each]
    assert done.count(0) == 2
    with store.reading() as session:
        there = session.scalars(select(InvitationRecord).where(InvitationRecord.attended.is_(True)))
        assert [each.person_id for each in there] == [who]
        held = session.scalars(select(AuditRow).where(AuditRow.kind == AuditKind.MEETING_HELD.value)).all()
        assert len(held) == 1
        assert [each.text for each in notes_of(session, key)] == ["One plan"]
