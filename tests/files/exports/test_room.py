"""Meetings and checklists as files: what was called and kept, with names; nothing that was confided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

import pytest

from files.exports.room import TAKEN
from files.guard import guard
from files.kinds import KINDS
from files.write import write_csv
from storage.audit import Trail
from storage.checklists import ChecklistItem, ChecklistRecord, ItemState, OwnerRight, whose_of
from storage.confided import Matter
from storage.confiding import answer, tell
from storage.engine import Store
from storage.meetings import (
    InvitationRecord,
    MeetingNote,
    MeetingRecord,
    MeetingState,
    NoteKind,
    RsvpAnswer,
    SeatRecord,
)
from storage.region import Region
from tests.commands.speaking import NOON, small_county
from tests.files.exports.exported import export_rows

REGION = Region("America/Chicago")
DAY = date(2026, 11, 10)
DANGEROUS = "=cmd|' /C calc'!A0"


def exported(store: Store) -> dict[str, list[dict[str, object]]]:
    with store.reading() as session:
        found = {name: export_rows(session, taken, REGION) for name, taken in TAKEN.items()}
    assert all(len(row) == len(each.columns) for each in found.values() for row in each.rows)
    for each in found.values():
        write_csv(*each)  # nothing in it that a file can't hold
    return {
        name: [dict(zip(each.columns, row, strict=True)) for row in each.rows] for name, each in found.items()
    }


@pytest.mark.postgres
def test_what_was_called_and_kept_is_taken_away_with_names(store: Store) -> None:
    county = small_county(store)
    with store.writing() as session:
        held = [
            MeetingRecord(
                title=title,
                held_on=DAY,
                start_time=time(18),
                state=state,
                changed_at=NOON,
                recorded_at=NOON,
                called_at=NOON,
                agency_id=county.cedar,
            )
            for title, state in (("First meeting", MeetingState.HELD), ("Half made", MeetingState.DRAFT))
        ]
        session.add_all(held)
        session.flush()
        for meeting in held:
            seat, gone = (
                SeatRecord(meeting_id=meeting.id, place=place, name=name, discipline="fire")
                for place, name in enumerate(("Fire chiefs", "Taken out"))
            )
            gone.take_back(NOON, "a test", "not needed")
            session.add_all([seat, gone])
            session.flush()
            ada = InvitationRecord(
                meeting_id=meeting.id,
                person_id=county.ada,
                seat_id=seat.id,
                answer=RsvpAnswer.SENDING,
                answered_at=NOON,
                recorded_at=NOON,
                attended=False,
            )
            sent = InvitationRecord(
                meeting_id=meeting.id,
                person_id=county.cy,
                seat_id=seat.id,
                sent_by_id=county.ada,
                recorded_at=NOON,
                attended=True,
            )
            note = MeetingNote(
                meeting_id=meeting.id, kind=NoteKind.DECISION, text=DANGEROUS, recorded_at=NOON
            )
            unsaid = MeetingNote(
                meeting_id=meeting.id, kind=NoteKind.CONCERN, text="Not so", recorded_at=NOON
            )
            unsaid.take_back(NOON, "a test", "a slip")
            session.add_all([ada, sent, note, unsaid])
        first = held[0]
        for agency, title in ((county.oak, "Oak's list"), (None, "The region's")):
            kept = ChecklistRecord(
                title=title, agency_id=agency, whose=whose_of(agency, None), recorded_at=NOON
            )
            session.add(kept)
            session.flush()
            item = ChecklistItem(
                checklist_id=kept.id,
                place=1,
                text=f"Sign for {title}",
                owner_id=county.cy,
                owner_right=OwnerRight.LEAD,
                due_on=DAY,
                state=ItemState.DONE,
                closed_on=DAY,
                evidence="Signed",
                meeting_id=first.id,
                recorded_at=NOON,
            )
            session.add(item)
        session.flush()
        record = first.record
    found = exported(store)
    assert [(each["title"], each["agency"], each["starts"], each["state"]) for each in found["meetings"]] == [
        ("First meeting", "Cedar Fire Department", "18:00", "held")
    ]
    assert [(each["seat"], each["discipline"]) for each in found["seats"]] == [("Fire chiefs", "fire")]
    there = ("email", "member_id", "answer", "sent_by", "attended")
    assert [tuple(each[name] for name in there) for each in found["attendance"]] == [
        ("ada@cedar.example", None, "sending someone", None, False),
        (None, "OAK-7", None, "ada@cedar.example", True),
    ]
    assert [(each["kind"], each["text"]) for each in found["minutes"]] == [("decision", DANGEROUS)]
    assert guard(DANGEROUS) != DANGEROUS
    kept_by = ("checklist", "agency", "owner", "state", "evidence", "meeting")
    assert [tuple(each[name] for name in kept_by) for each in found["checklists"]] == [
        ("The region's", None, "OAK-7", "done", "Signed", record),
        ("Oak's list", "Oak Police", "OAK-7", "done", "Signed", record),
    ]


def test_what_was_confided_is_in_no_export(store: Store) -> None:
    county = small_county(store)
    trail = Trail("ada@cedar.example", "slack", NOON)
    with store.writing() as session:
        told = tell(session, county.ada, Matter.CONCERN, "The radios fail", [county.cedar], trail)
        answer(session, told, "A repeater is ordered", trail)
    with store.reading() as session:
        county_files = {name: export_rows(session, kind, REGION) for name, kind in KINDS.items()}
        taken = {name: export_rows(session, each, REGION) for name, each in TAKEN.items()}

    def cells() -> Iterator[str]:
        for each in (*county_files.values(), *taken.values()):
            yield from map(str, (*each.columns, *(cell for row in each.rows for cell in row)))

    assert not {*county_files} & {*TAKEN}
    assert [cell for cell in cells() if "radios" in cell or "repeater" in cell or "confided" in cell] == []
