"""Logging a class: in words, by the form, for many; undo; the record."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storage.audit import AuditKind, AuditRow, digest_of_records
from storage.training import CompletionRecord
from tests.conversations.conftest import Stage


def recorded(stage: Stage) -> int:
    """How many completions stand."""
    with stage.store.reading() as session:
        return session.query(CompletionRecord).filter_by(voided_at=None).count()


@pytest.mark.postgres
@pytest.mark.both_doors
def test_a_responder_logs_a_class_and_is_due_no_longer(stage: Stage) -> None:
    stage.ada.says("/due")
    stage.ada.sees("You are due for ASIM Basic")
    stage.ada.says("/training log ASIM Basic yesterday 4h")
    stage.ada.sees("Recorded: ASIM Basic on 1 Nov 2026, 4 hours, for you.")
    stage.ada.sees("marked unverified until a lead confirms it")
    stage.ada.says("/due")
    stage.ada.sees("You are current in everything asked of you.")
    stage.ada.says("/training history")
    stage.ada.sees("1 Nov 2026: ASIM Basic, 4 h, unverified")


@pytest.mark.postgres
def test_undo_is_there_for_ten_minutes(stage: Stage) -> None:
    before = recorded(stage)
    stage.ada.says("/training log ASIM-B yesterday")
    stage.ada.sees("Recorded")
    stage.ada.presses("Undo")
    stage.ada.sees("Taken back")
    assert recorded(stage) == before
    stage.ada.says("/due")
    stage.ada.sees("You are due for ASIM Basic")
    stage.ada.says("/training history")
    stage.ada.sees("taken back: undone by the one who logged it")
    stage.ada.says("/training log ASIM-B yesterday")
    stage.ada.sees("Recorded")
    stage.clock.moves(minutes=11)
    stage.ada.presses("Undo")
    stage.ada.sees("Undo is there for 10 minutes. The record stands.")
    assert recorded(stage) == before + 1


def test_undo_pressed_again_after_the_record_was_taken_back(stage: Stage) -> None:
    stage.ada.says("/training log ASIM-B yesterday", stage.room)
    stage.ada.sees("Recorded")
    with stage.store.writing() as session:
        record = session.query(CompletionRecord).order_by(CompletionRecord.id.desc()).first()
        assert record is not None
        record.take_back(stage.clock.now, "somebody", "a test")
    stage.ada.presses("Undo")
    stage.ada.sees("It was taken back already; nothing changed.")


@pytest.mark.postgres
def test_a_lead_logs_for_their_people_by_name_and_mention(stage: Stage) -> None:
    stage.cora.says("/training log BLS 15 October 4h for @Ben Flores, Abbott and Jo Lee", stage.room)
    stage.cora.sees(
        "Recorded: Basic Life Support on 15 Oct 2026, 4 hours, for Ben Flores, Ada Abbott and Jo Lee."
    )
    with stage.store.reading() as session:
        latest = session.query(CompletionRecord).order_by(CompletionRecord.id.desc()).limit(3).all()
        assert all(record.verified and record.verified_by == "cora@grove.example" for record in latest)


def test_nobody_logs_for_another_agency(stage: Stage) -> None:
    before = recorded(stage)
    stage.cora.says("/training log ASIM-B yesterday for O'Hara")
    stage.cora.sees("whom you may log for. Nothing was recorded.")
    stage.ada.says("/training log ASIM-B yesterday for @Ben Flores", stage.room)
    stage.ada.sees("Nothing was recorded.")
    assert recorded(stage) == before


BAD_INPUT = [
    ("/training log ASIM Basic 31 February", "“31 February” is no day in the calendar."),
    ("/training log ASIM Basic 2027-01-01", "is still to come"),
    ("/training log Underwater Basket Weaving yesterday", "I know no course “Underwater Basket Weaving”"),
    ("/training log ASIM yesterday", "fits 2 courses: ASIM-A, ASIM-B"),
    ("/training log", "Say the course, the day and for whom"),
    ("/training log ASIM Basic yesterday at Station 4", "I did not understand “at Station 4”"),
    ("/training log ASIM Basic 9000h", "9000 hours is more than a class lasts"),
    ("/training lgo ASIM Basic", "Did you mean"),
    ("/training log " + "x" * 3000, "characters; I read up to 1,500"),
]


def test_bad_input_is_answered_and_nothing_recorded(stage: Stage) -> None:
    before = recorded(stage)
    for said, answer in BAD_INPUT:
        stage.ada.says(said)
        stage.ada.sees(answer)
    assert recorded(stage) == before


def test_the_same_class_is_not_recorded_twice(stage: Stage) -> None:
    stage.ada.says("/training log ASIM-B yesterday")
    stage.ada.sees("Recorded")
    before = recorded(stage)
    stage.ada.says("/training log ASIM-B yesterday")
    stage.ada.sees("On record already for you, for 1 Nov 2026: nothing was recorded twice.")
    assert recorded(stage) == before


@pytest.mark.postgres
@pytest.mark.both_doors
def test_the_form_for_many(stage: Stage) -> None:
    stage.cora.says("/training")
    stage.cora.sees("Log training")
    stage.cora.fills({"Course": "ASIM-B: ASIM Basic", "Day": "2026-10-20", "People": ["Ada", "Ben"]})
    stage.cora.fills({"Hours": "3.5", "Provider": "County <academy>", "Grant": "EMPG"})
    stage.cora.submits()
    stage.cora.sees(
        "Recorded: ASIM Basic on 20 Oct 2026, 3.5 hours, for Ada Abbott and Ben Flores.", seconds=10
    )
    assert stage.cora.modal is None
    stage.cora.says("/training history Ben")
    stage.cora.sees("20 Oct 2026: ASIM Basic, 3.5 h, County <academy>, verified")


def test_the_form_warns_of_what_is_there_already(stage: Stage) -> None:
    stage.cora.says("/training")
    stage.cora.fills({"Course": "ASIM-B: ASIM Basic", "People": ["Ben"], "Day": "2026-03-10"})
    stage.cora.sees("On record already: Ben Flores, ASIM Basic on 10 Mar 2026.")
    before = recorded(stage)
    stage.cora.submits()
    stage.cora.sees("nothing was recorded twice", seconds=10)
    assert recorded(stage) == before


def test_the_form_says_under_the_field_what_is_wrong(stage: Stage) -> None:
    stage.ada.uses_shortcut("Log training")
    stage.ada.sees("Log training")
    stage.ada.fills({"Course": "BLS: Basic Life Support", "Day": "2026-12-24"})
    stage.ada.submits()
    stage.ada.sees("24 Dec 2026 is still to come")
    assert stage.ada.modal is not None
    stage.ada.fills({"Day": "2026-11-01"})
    stage.ada.submits()
    stage.ada.sees("Recorded: Basic Life Support on 1 Nov 2026", seconds=10)


def test_a_record_is_for_those_it_concerns(stage: Stage) -> None:
    stage.ada.says("/training history Ben Flores")
    stage.ada.sees("whose record is for you")
    stage.dana.says("/training history Ben Flores")
    stage.dana.sees("10 Mar 2026: ASIM Basic, verified")


def test_every_change_leaves_an_audit_row(stage: Stage) -> None:
    stage.ada.says("/training log ASIM-B yesterday")
    stage.ada.sees("Recorded")
    with stage.store.reading() as session:
        row = session.query(AuditRow).order_by(AuditRow.id.desc()).first()
        assert row is not None
        assert (row.actor, row.door, row.what) == ("ada@grove.example", "slack", "logged training")


def test_a_log_says_what_was_recorded_and_undoing_it_what_became_of_it(stage: Stage) -> None:
    stage.ada.says("/training log ASIM-B yesterday")
    logged = _agreeing(stage, AuditKind.TRAINING_LOGGED)
    stage.ada.presses("Undo")
    undone = _agreeing(stage, AuditKind.TRAINING_UNDONE)
    assert logged.digest != undone.digest
    assert undone.subject_id == logged.id


def _agreeing(stage: Stage, kind: AuditKind) -> AuditRow:
    """The newest row, of that kind, and agreeing with the records it speaks of."""
    with stage.store.reading() as session:
        row: AuditRow | None = session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
        assert row is not None
        assert row.kind == kind
        ids = row.detail["records"]
        query = select(CompletionRecord).where(CompletionRecord.id.in_(ids)).order_by(CompletionRecord.id)
        assert row.digest == digest_of_records(session.scalars(query))
        return row
