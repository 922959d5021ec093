"""What waits to be confirmed: one by one, all, mended, voided; nobody confirms their own."""

from __future__ import annotations

import json

import pytest

from commands.kit.problems import Refused, Wrong
from storage.audit import Trail
from storage.exercises import ExerciseRecord, ExerciseState
from storage.imports import ImportRun, ImportState
from storage.position_changes import take_out
from storage.taking_part import Part, take_part
from tests.commands.exercises.table import Table
from tests.commands.speaking import Said, buttons_in
from tests.conversations import county
from words.problems import Problem

SAID = "exercise log I played {} at the Vine drill yesterday"


def pressing(table: Table, said: Said, label: str, place: int = 0) -> Said:
    """Presses one of several buttons of a label, as the host's lead."""
    element = [each for each in buttons_in(said.blocks) if each["text"]["text"] == label][place]
    return table.cora.clicks(element["action_id"], json.loads(element["value"]))


def test_one_is_verified_one_mended_one_voided_and_all_of_it_stays_readable(table: Table) -> None:
    table.ada.says(SAID.format("Transport"))
    table.ada.says(SAID.format("Triage"))
    table.pat.says(SAID.format("Tactical"))
    table.cora.says(SAID.format("Triage"))
    listed = table.cora.says("exercise verify")
    assert "3 parts wait for you to confirm" in listed.text  # not her own
    assert "Ada Abbott, Cedar Fire Department: Transport, at Vine campus drill, 1 Nov 2026" in listed.text
    after = pressing(table, listed, "Verify")
    assert "Verified." in after.text
    with pytest.raises(Problem, match="decided in the meantime"):
        pressing(table, listed, "Verify")
    form = pressing(table, after, "Correct")
    mended = table.cora.submits(
        form,
        position=table.position("TRANSPORT"),
        role="player",
        run="2",
        agency=str(next(iter(table.ada.member.agencies))),
    )
    assert "Corrected: Ada Abbott, Cedar Fire Department: Transport, run 2" in mended.text
    voided = table.cora.submits(pressing(table, mended, "Void"), reason="was not there")
    assert "Voided: Pat Quinn" in voided.text
    assert "Nothing waits for you" in voided.text
    assert table.rows() == [
        ("Ada Abbott", "TRANSPORT", "player", 1, "verified"),
        ("Cora Diaz", "TRIAGE", "player", 1, "own word"),
        ("Ada Abbott", "TRANSPORT", "player", 2, "verified"),
    ]
    record = table.ada.says("training history").text
    assert "Transport: played 1 Nov 2026 (drill)" in record
    assert (
        "Triage, for Cedar Fire Department; recorded by ada@grove.example from their own words (corrected;"
        in record
    )
    assert "“Transport, run 2” stands in its place" in record
    assert "Transport, run 2, for Cedar Fire Department; recorded by cora@grove.example" in record
    assert "(taken back: was not there)" in table.pat.says("training history").text


def test_all_at_once_are_those_that_were_there_when_it_was_shown(table: Table) -> None:
    with table.store.writing() as session:
        session.get_one(ExerciseRecord, int(table.exercise("EX-1"))).run = 2
    for position in ("Transport", "Triage", "Dispatch", "Tactical"):
        table.ada.says(SAID.format(position))
        table.ada.says(f"{SAID.format(position)} run 2")
    listed = table.cora.says("exercise verify")
    assert "1 to 6 of 8." in listed.text
    second = table.cora.presses(listed, "More")
    assert "7 to 8 of 8." in second.text
    table.pat.says(SAID.format("Tactical"))
    after = table.cora.presses(second, "Verify all")
    assert "Verified: 8 records." in after.text
    assert "1 part waits for you to confirm" in after.text
    assert [row[-1] for row in table.rows()] == ["verified"] * 8 + ["own word"]


def test_what_was_confirmed_can_be_mended_and_voided_in_its_exercise(table: Table) -> None:
    table.cora.says("exercise log Transport at the Vine drill yesterday for Ada Abbott")
    form = table.cora.says("exercise log")
    table.cora.submits(form, exercise=table.exercise("EX-1"), headcounts="Grove 911: 2", role="player")
    listed = table.cora.says("exercise verify Vine drill")
    assert "Vine campus drill, 1 Nov 2026: 2 parts of others, all confirmed." in listed.text
    assert "2 of Grove 911: player (confirmed)" in listed.text
    assert [label for label in listed.buttons() if label in ("Verify", "Correct", "Void")] == [
        *("Correct", "Void", "Void")
    ]
    cedar = str(next(iter(table.ada.member.agencies)))
    mended = table.cora.submits(
        table.cora.presses(listed, "Correct"), position=table.position("TRIAGE"), role="player", agency=cedar
    )
    assert "Ada Abbott, Cedar Fire Department: Triage (confirmed)" in mended.text
    voided = table.cora.submits(pressing(table, mended, "Void"), reason="a slip")
    assert "What it had replaced is back." in voided.text
    assert table.rows()[0] == ("Ada Abbott", "TRANSPORT", "player", 1, "verified")
    with pytest.raises(Refused):
        table.ada.says("exercise verify Vine drill")


def test_it_is_for_whose_exercise_it_is_and_never_of_oneself(table: Table) -> None:
    table.ada.says(SAID.format("Transport"))
    table.pat.says("exercise log I played Tactical at EX-2")
    assert "Nothing waits for you" in table.pat.says("exercise verify").text  # her own
    assert "Nothing waits for you" in table.ada.says("exercise verify").text
    listed = table.cora.says("exercise verify")
    for speaker, place in ((table.ada, 0), (table.pat, 0)):
        with pytest.raises(Refused):
            speaker.clicks("exercise.verify.one", {"record": place + 1})
    assert "2 parts" in listed.text


def test_a_part_in_a_position_taken_out_keeps_it_when_it_is_mended(table: Table) -> None:
    table.ada.says(SAID.format("Triage"))
    with table.store.writing() as session:
        take_out(session, int(table.position("TRIAGE")), Trail("Dana", "slack", county.NOW))
    form = pressing(table, table.cora.says("exercise verify"), "Correct")
    assert form.reply.modal is not None
    shown = next(each for each in form.reply.modal.to_dict()["blocks"] if each.get("block_id") == "position")
    chosen = shown["element"]["initial_option"]
    assert chosen["text"]["text"] == "Triage"
    cedar = str(next(iter(table.ada.member.agencies)))
    table.cora.submits(form, position=chosen["value"], role="player", run="2", agency=cedar)
    assert table.rows() == [("Ada Abbott", "TRIAGE", "player", 2, "verified")]


def test_whatever_is_unconfirmed_can_be_confirmed_and_is_not_called_confirmed(table: Table) -> None:
    ada, cedar = table.person("Ada Abbott"), next(iter(table.ada.member.agencies))
    with table.store.writing() as session:
        vine = session.get_one(ExerciseRecord, int(table.exercise("EX-1")))
        trail = Trail("Cora", "slack", county.NOW, "the run before")
        take_part(session, vine, [Part(cedar, ada, run=2)], trail)
        run = ImportRun(
            kind="participation",
            file_name="p.csv",
            state=ImportState.APPLIED,
            started_by="Cora",
            started_at=county.NOW,
        )
        session.add(run)
        session.flush()
        [filed] = take_part(session, vine, [Part(cedar, None, 12)], trail)
        filed.record.import_id = run.id
    assert "1 part waits for you to confirm." in table.cora.says("exercise verify").text
    listed = table.cora.says("exercise verify Vine drill")
    assert "2 parts of others, 2 to confirm." in listed.text
    assert "(confirmed)" not in listed.text
    assert "2 parts of others, all confirmed." in table.cora.presses(listed, "Verify all").text


def test_old_buttons_change_nothing_of_what_was_cancelled_or_is_a_headcount(table: Table) -> None:
    table.ada.says(SAID.format("Triage"))
    listed = table.cora.says("exercise verify")
    correct, void = pressing(table, listed, "Correct"), pressing(table, listed, "Void")
    cedar = str(next(iter(table.ada.member.agencies)))
    filled = {"position": table.position("TRANSPORT"), "role": "player", "run": "1", "agency": cedar}
    table.cora.submits(
        table.cora.says("exercise log"),
        exercise=table.exercise("EX-1"),
        headcounts="Grove 911: 2",
        role="player",
    )
    counted = table.cora.clicks("exercise.verify.correct", {"record": 2})
    with pytest.raises(Wrong):
        table.cora.submits(counted, **filled)
    with table.store.writing() as session:
        session.get_one(ExerciseRecord, int(table.exercise("EX-1"))).state = ExerciseState.CANCELLED
    for label in ("Verify", "Correct"):
        with pytest.raises(Problem, match="was cancelled"):
            pressing(table, listed, label)
    with pytest.raises(Problem, match="was cancelled"):
        table.cora.submits(correct, **filled)
    with pytest.raises(Problem, match="was cancelled"):
        table.cora.submits(void, reason="was not there")
    assert "was cancelled: there is nothing to confirm" in table.cora.says("exercise verify Vine campus").text
