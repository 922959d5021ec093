"""What comes after a meeting: who was there, what was decided, who does what until when, and the minutes."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from jobs.posting import content_of
from storage.audit import AuditKind, AuditRow
from storage.checklists import ChecklistItem, ChecklistRecord
from storage.deliveries import Delivery
from storage.letters import ITEM_GIVEN, LetterLine
from storage.meetings import InvitationRecord, MeetingNote, MeetingRecord, MeetingState
from tests.conversations.classes import person
from tests.conversations.conftest import Stage
from tests.conversations.meetings import ROOM, the_room


@pytest.mark.postgres
def test_who_was_there_is_confirmed_mended_noted_and_followed_up(stage: Stage) -> None:
    key = the_room(stage.store)

    # Somebody who may not: nothing is recorded.
    stage.max.says("/muster meeting decision We split the county")
    stage.max.sees("agency lead")
    stage.cora.says("/muster meeting decision We split the county")
    stage.cora.sees(
        "No meeting that is yours to decide about began in the last two weeks. Nothing was recorded."
    )
    stage.max.says("/muster meeting minutes")
    stage.max.sees("There are no minutes for you of the last two weeks.")

    # An RSVP is no attendance.
    stage.dana.says("/muster meeting attendance")
    seen = stage.dana.sees("An answer is no attendance: nobody counts until you confirm it.")
    assert "Police chiefs and sheriffs: Max <!channel> O'Hara (said they're coming); Pat Quinn" in seen.text
    assert "Cedar Fire: Ben Flores (sends Kim *Park*)" in seen.text
    assert "911 and dispatch: Eve Nakamura (said they're not coming)" in seen.text
    assert "Schools: nobody invited" in seen.text
    assert "Without a seat: Ada Abbott (did not answer)" in seen.text
    stage.dana.submits()
    stage.dana.sees("Choose who was there. A meeting that did not take place is cancelled instead.")
    stage.dana.presses("Begin with the 2 who said they're coming")
    stage.dana.sees("Who was there")
    stage.dana.fills(
        {
            "Who was there": [
                "Max",
                "Lou Ito",
            ],
            "Those who were not invited sat for": "911 and dispatch",
            "And of those who are not on the roster": ["Kim *Park*, for Ben Flores"],
        }
    )
    stage.dana.submits()
    said = stage.dana.sees(f"Confirmed: {ROOM}. 3 people were there.", seconds=10)
    assert "Seats attended: 3 of 4.\nNobody filled: Schools." in said.text

    # Corrected, with what was said before in the log.
    stage.dana.presses("Correct who was there")
    stage.dana.sees(f"{ROOM}: confirmed by you on 2 Nov 2026.")
    stage.dana.fills(
        {
            "Who was there": [
                "Max",
                "Ada Abbott",
            ]
        }
    )
    stage.dana.submits()
    said = stage.dana.sees(f"Corrected: {ROOM}. 3 people were there.", seconds=10)
    assert "Nobody filled: 911 and dispatch and Schools." in said.text

    # Notes, in a sitting and in words.
    stage.dana.presses("Notes")
    stage.dana.sees("0 notes so far.")
    stage.dana.fills({"Decisions": "One shared plan by June\nOne radio plan\none  shared plan by june"})
    stage.dana.submits()
    stage.dana.sees("Noted: 2 decisions. 1 line was there already, and nothing was noted twice.")
    stage.dana.fills({"Concerns": "Nobody pays for *overtime*"})
    stage.dana.submits()
    stage.dana.sees("Noted: 1 concern.")
    stage.dana.presses("Take back")
    stage.dana.sees("Taken back; it stays readable beneath.")
    stage.dana.sees("Taken back: decision, One shared plan by June")
    stage.dana.closes()
    stage.dana.says("/muster meeting objection Birch keeps <!here> its radio plan")
    stage.dana.sees(f"Objection noted, of {ROOM}: Birch keeps <!here> its radio plan")
    stage.dana.says("meeting note we need more trainers")
    stage.dana.sees("Is that a decision, an objection or a concern? Nothing was recorded.")
    stage.dana.presses("Concern")
    stage.dana.sees(f"Concern noted, of {ROOM}: we need more trainers")

    # Follow-ups are items of the region's checklist.
    stage.dana.says("/muster meeting follow-up Draft the shared plan")
    stage.dana.sees("0 follow-ups so far.")
    stage.dana.fills({"Who sees to it": "Otis", "Until when": date(2026, 11, 1)})
    stage.dana.submits()
    stage.dana.sees("1 Nov 2026 has passed: choose today or a later day.")
    stage.dana.sees("Otis Oldham is not on the roster today")
    stage.dana.fills({"Who sees to it": "Ben Flores", "Until when": date(2026, 12, 1)})
    stage.dana.submits()
    stage.dana.sees("Written down for Ben Flores, due 1 Dec 2026. They are told in their next letter.")
    stage.dana.fills(
        {
            "What needs to be done": "Ask the board for money",
            "Who sees to it": "An emergency manager",
            "Until when": date(2026, 11, 20),
        }
    )
    stage.dana.submits()
    stage.dana.sees("Written down for an emergency manager, due 20 Nov 2026.")
    stage.dana.closes()

    # The minutes: for who decides and for who was there, to nobody else.
    stage.dana.says("/muster meeting minutes")
    stage.dana.sees(f"The minutes of {ROOM} come to you in a direct message, as PDF.")
    stage.dana.sees(f"The minutes of {ROOM}.", seconds=10)
    stage.max.says("meeting minutes")
    stage.max.sees(f"The minutes of {ROOM} come to you in a direct message, as PDF.")
    stage.max.sees(f"The minutes of {ROOM}.", seconds=10)
    stage.ben.says("/muster meeting minutes")
    stage.ben.sees("There are no minutes for you of the last two weeks.")
    stage.sam.says("/muster meeting minutes")
    stage.sam.sees("I can't find you on the roster.")
    stage.rests()

    with stage.store.reading() as session:
        meeting = session.get_one(MeetingRecord, key)
        assert (meeting.state, meeting.closed_by) == (MeetingState.HELD, "dana@grove.example")
        attended = select(InvitationRecord).where(InvitationRecord.attended.is_(True))
        there = session.scalars(attended.where(InvitationRecord.voided_at.is_(None)))
        ada, max_, ben, lou = (
            person(session, each)
            for each in (
                "ada@grove.example",
                "max@birch.example",
                "ben@grove.example",
                "lou@birch.example",
            )
        )
        assert {each.person_id for each in there} == {ada, max_}
        held = session.scalars(select(AuditRow).where(AuditRow.kind == AuditKind.MEETING_HELD.value)).all()
        assert [row.detail["people"] for row in held] == [sorted([max_, lou]), sorted([ada, max_])]
        assert [row.detail["before"] for row in held] == [
            None,
            {"people": sorted([max_, lou]), "named": held[0].detail["named"]},
        ]
        notes = session.scalars(select(MeetingNote).order_by(MeetingNote.id)).all()
        assert [(str(each.kind), each.text, each.voided_at is None) for each in notes] == [
            ("decision", "One shared plan by June", False),
            ("decision", "One radio plan", True),
            ("concern", "Nobody pays for *overtime*", True),
            ("objection", "Birch keeps <!here> its radio plan", True),
            ("concern", "we need more trainers", True),
        ]
        rows = session.execute(
            select(ChecklistItem, ChecklistRecord.whose)
            .join(ChecklistRecord, ChecklistRecord.id == ChecklistItem.checklist_id)
            .order_by(ChecklistItem.id)
        ).all()
        assert [(item.text, item.owner_id, item.due_on, item.meeting_id, whose) for item, whose in rows] == [
            ("Draft the shared plan", ben, date(2026, 12, 1), key, "region:own"),
            ("Ask the board for money", None, date(2026, 11, 20), key, "region:own"),
        ]
        lines = session.scalars(select(LetterLine).where(LetterLine.matter == ITEM_GIVEN)).all()
        assert [line.person_id for line in lines] == [ben]
        files = [each.file for each in session.scalars(select(Delivery).order_by(Delivery.id)) if each.file]
        assert [each["name"] for each in files] == ["minutes-the_room-2026-11-02.pdf"] * 2
        text = "\n".join(
            page.extract_text() for page in PdfReader(BytesIO(content_of(files[0]))).pages
        ).replace("\n", " ")
    for kept in (
        "Minutes: The room",
        "Agree who owns the plan",
        "2 Nov 2026, 08:00 CST to 09:30 CST",
        "Max <!channel> O'Hara, Birch Police Department",
        "Kim *Park*, not on the roster",
        "Nobody filled: 911 and dispatch and Schools.",
        "One radio plan",
        "Birch keeps <!here> its radio plan",
        "Ben Flores 1 Dec 2026 open",
        "For official use",
    ):
        assert kept in text, kept
    for never in ("Pat Quinn", "Eve Nakamura", "Lou Ito", "One shared plan by June"):
        assert never not in text, never
