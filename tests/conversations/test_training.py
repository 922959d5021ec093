"""Logging a class: in words, by the form, for many; undo; the record."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storage.audit import AuditKind, AuditRow, digest_of_records
from storage.people import Person
from storage.training import CompletionRecord, CourseRecord
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
    stage.ada.sees("Undo is available for 10 minutes. The record stands.")
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
    said = "/training log ASIM-A 15 October 4h for @Ben Flores, Abbott and jo.lee@grove.example"
    stage.cora.says(said, stage.room)
    stage.cora.sees("Recorded: ASIM Advanced on 15 Oct 2026, 4 hours, for Ben Flores, Ada Abbott and Jo Lee.")
    with stage.store.reading() as session:
        latest = session.query(CompletionRecord).order_by(CompletionRecord.id.desc()).limit(3).all()
        assert all(record.verified and record.verified_by == "cora@grove.example" for record in latest)


def test_nobody_logs_for_another_agency(stage: Stage) -> None:
    before = recorded(stage)
    stage.cora.says("/training log ASIM-B yesterday for O'Hara")
    stage.cora.sees("among the people you can log for. Nothing was recorded.")
    stage.ada.says("/training log ASIM-B yesterday for @Ben Flores", stage.room)
    stage.ada.sees("Nothing was recorded.")
    assert recorded(stage) == before


BAD_INPUT = [
    ("/training log ASIM Basic 31 February", "“31 February” is no day in the calendar."),
    ("/training log ASIM Basic 2027-01-01", "is still to come"),
    (
        "/training log Underwater Basket Weaving yesterday",
        "I can't find any course called “Underwater Basket Weaving”",
    ),
    ("/training log ASIM yesterday", "matches 2 courses: ASIM-A, ASIM-B. Nothing was recorded."),
    ("/training log", "Say the course, the day and who it is for"),
    ("/training log ASIM Basic yesterday at Station 4", "I did not understand “at Station 4”"),
    ("/training log ASIM Basic 9000h", "9000 hours is more than a class can last"),
    ("/training lgo ASIM Basic", "Did you mean"),
    ("/training log " + "x" * 3000, "characters; I read up to 1,500"),
]


def test_bad_input_is_answered_and_nothing_recorded(stage: Stage) -> None:
    before = recorded(stage)
    for said, answer in BAD_INPUT:
        stage.ada.says(said)
        stage.ada.sees(answer)
        if stage.ada.modal is not None:
            stage.ada.closes()
    assert recorded(stage) == before


def latest(stage: Stage, count: int) -> list[tuple[str, str, str, str]]:
    """The records written last, as person, course, day and result."""
    with stage.store.reading() as session:
        query = select(CompletionRecord, Person, CourseRecord.code).join(
            Person, Person.id == CompletionRecord.person_id
        )
        rows = session.execute(
            query.join(CourseRecord, CourseRecord.id == CompletionRecord.course_id)
            .order_by(CompletionRecord.id.desc())
            .limit(count)
        )
        return sorted(
            (person.name, code, each.completed_on.isoformat(), each.result) for each, person, code in rows
        )


@pytest.mark.postgres
def test_what_was_not_understood_opens_the_form_with_all_the_rest(stage: Stage) -> None:
    before = recorded(stage)
    stage.cora.says("/training log failed BLS 15 Oct 3h for Ben Flores, Nobody Atall and Ada at Station 4")
    form = stage.cora.sees("Log training")
    assert "I can't find “Nobody Atall, Ada at Station 4” among the people you can log for." in form.text
    assert "for. Perhaps Ada" in form.text
    assert "Nothing was recorded." in form.text
    assert "Ben Flores (Cedar Fire Department)" in form.text
    assert recorded(stage) == before
    stage.cora.fills({"People": ["Ben", "Ada"]})
    stage.cora.submits()
    stage.cora.sees("Recorded as not passed: Basic Life Support on 15 Oct 2026, 3 hours, for ", seconds=10)
    assert latest(stage, 2) == [
        ("Ada Abbott", "BLS", "2026-10-15", "incomplete"),
        ("Ben Flores", "BLS", "2026-10-15", "incomplete"),
    ]


def test_whoever_was_named_is_not_the_speaker(stage: Stage) -> None:
    before = recorded(stage)
    stage.cora.says("/training log BLS yesterday for Nobody Atall")
    stage.cora.sees("I can't find “Nobody Atall”")
    stage.cora.submits()
    stage.cora.sees("choose who took it")
    assert recorded(stage) == before


@pytest.mark.postgres
@pytest.mark.both_doors
def test_in_a_conversation_a_button_opens_the_form(stage: Stage) -> None:
    before = recorded(stage)
    stage.ada.says("log ASIM-B yesterday at Station 4")
    seen = stage.ada.sees("I did not understand “at Station 4”. Nothing was recorded.")
    assert "I understood: ASIM Basic, 1 Nov 2026" in seen.text
    stage.clock.moves(days=1)
    stage.ada.presses("Open the form")
    stage.ada.sees("Log training")
    assert recorded(stage) == before
    stage.ada.submits()
    stage.ada.sees("Recorded: ASIM Basic on 1 Nov 2026", seconds=10)


def test_the_form_goes_on_once_it_was_filled_in_from_words(stage: Stage) -> None:
    stage.cora.says("/training log ASIM 10 March for Ben Flores, Jo Lee")
    stage.cora.sees("“ASIM” matches 2 courses")
    stage.cora.fills({"Course": "ASIM-B: ASIM Basic"})
    seen = stage.cora.sees("On record already: Ben Flores, ASIM Basic on 10 Mar 2026.")
    assert "“ASIM” matches 2 courses" in seen.text
    stage.cora.submits()
    stage.cora.sees("Recorded: ASIM Basic on 10 Mar 2026, 4 hours, for Jo Lee.", seconds=10)


def test_a_sentence_that_tells_of_a_class_is_shown_before_it_is_recorded(stage: Stage) -> None:
    before = recorded(stage)
    stage.ada.says("I took BLS on Friday")
    stage.ada.sees("I understood: Basic Life Support, 30 Oct 2026")
    stage.ada.says("just finished my ASIM refresher, 8 hours")
    stage.ada.sees("“ASIM” matches 2 courses")
    assert recorded(stage) == before


@pytest.mark.both_doors
def test_a_pasted_list_is_read_line_by_line(stage: Stage) -> None:
    stage.cora.says("/training log ASIM-A 2 days ago for Ada Abbott\nBen Flores")
    stage.cora.sees("Recorded: ASIM Advanced on 31 Oct 2026, 24 hours, for Ada Abbott and Ben Flores.")
    stage.cora.says("log BLS 3 days ago for\n- Jo Lee, Cedar Fire\n- Ben Flores")
    stage.cora.sees("Recorded: Basic Life Support on 30 Oct 2026, 4 hours, for Jo Lee and Ben Flores.")


def test_a_slip_of_the_finger_records_nothing_by_a_press(stage: Stage) -> None:
    before = recorded(stage)
    stage.ada.says("/training lgo ASIM Basic yesterday")
    stage.ada.sees("Did you mean")
    stage.clock.moves(days=1)
    stage.ada.presses("training log ASIM Basic yesterday")
    stage.ada.sees("Log training")
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
    stage.ada.sees("whose records you can see")
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
