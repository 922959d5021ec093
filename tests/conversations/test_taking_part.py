"""One's own word about an exercise, said where people talk, and confirmed by whose exercise it is."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storage.audit import AuditKind, AuditRow
from storage.exercises import ParticipationRecord
from storage.positions import CanPlayRow
from tests.commands.exercises.table import exercises_in
from tests.conversations.conftest import Stage


def stood(stage: Stage) -> list[tuple[bool, bool]]:
    """What stands of who took part: own word, verified."""
    with stage.store.reading() as session:
        query = select(ParticipationRecord).where(
            ParticipationRecord.voided_at.is_(None), ParticipationRecord.replaced_by_id.is_(None)
        )
        return [(each.self_reported, each.verified) for each in session.scalars(query)]


@pytest.mark.postgres
def test_ones_own_word_is_said_where_people_talk_and_confirmed_by_whose_exercise_it_is(stage: Stage) -> None:
    exercises_in(stage.store)
    stage.ada.says("@Muster I took BLS on Friday", stage.room)  # a class stays a class
    stage.ada.sees("Basic Life Support")
    stage.ada.says("@Muster I played Transport at the Vine drill yesterday", stage.room)
    stage.ada.sees("Recorded: Vine campus drill, 1 Nov 2026: you as Transport, for Cedar Fire Department.")
    stage.ada.sees("Your own word counts, and is marked self-reported")
    stage.ben.says("I played Triage with Medic 4 at the Vine drill yesterday")
    stage.ben.sees("“with Medic 4”: You can log for yourself")
    stage.ben.presses("Open the form")
    stage.ben.submits()
    stage.ben.sees("you as Triage, for Cedar Fire Department")
    stage.max.says("I was Tactical at the Vine drill on Friday")
    stage.max.sees("You said 30 Oct 2026; I know Vine campus drill, 1 Nov 2026. Nothing was recorded.")
    stage.max.says("Ada Abbott played Tactical at the Vine drill")
    stage.max.sees(
        "I can't find “Ada Abbott” among the people whose part you can record. Nothing was recorded."
    )
    stage.max.sees(
        "Who can: the lead of the agency that hosts it, its point of contact, an emergency manager."
    )
    stage.max.says("I played Tactical at the Umber ball")
    stage.max.sees("I can't find any exercise called “Umber ball”.")
    stage.ada.says("Vine drill - transport")  # no form's words: shown, and recorded by a press alone
    stage.ada.sees("I understood: Vine campus drill, 1 Nov 2026; Transport.")
    stage.ada.says("was I Transport at the Vine drill")
    stage.ada.sees("I did not understand")
    classes = (
        "I took part in BLS yesterday",
        "I observed BLS yesterday",
        "log BLS at the Vine drill yesterday",
        "I took BLS at the Vine campus drill yesterday",
    )
    for told in classes:  # a class, in the words of an exercise: its own form, and nothing recorded
        stage.ada.says(told)
        stage.ada.sees("Basic Life Support")
        stage.ada.sees("Nothing was recorded.")
    stage.ada.says("/exercise log BLS yesterday")
    stage.ada.sees("“BLS” is a class, not a part in an exercise. Nothing was recorded.")
    stage.sam.says("Vine drill - transport")
    stage.sam.sees("I did not understand")
    stage.cora.says("Ben Flores was Triage, at the Elm mall drill")
    stage.cora.sees("Elm mall drill, 5 Oct 2026 was cancelled: nobody took part in it.")
    assert stood(stage) == [(True, False), (True, False)]

    stage.cora.opens_home()
    stage.cora.sees("2 parts in exercises of yours wait for you.")
    stage.cora.says("exercise verify")
    stage.cora.sees("Ada Abbott, Cedar Fire Department: Transport, at Vine campus drill, 1 Nov 2026")
    stage.cora.presses("Verify all")
    stage.cora.sees("Verified: 2 records.")
    assert stood(stage) == [(True, True), (True, True)]
    with stage.store.reading() as session:
        assert session.query(CanPlayRow).filter(CanPlayRow.verified_on.is_not(None)).count() == 2
        kinds = list(session.scalars(select(AuditRow.kind).where(AuditRow.kind.like("participation.%"))))
    assert sorted(kinds) == [AuditKind.TOOK_PART] * 2 + [AuditKind.TOOK_PART_VERIFIED] * 2
    stage.ada.says("history")
    stage.ada.sees("Transport: played 1 Nov 2026 (drill)")
    stage.ada.sees("recorded by ada@grove.example from their own words, verified by cora@grove.example")


def test_the_host_writes_a_whole_exercise_down_and_hears_who_was_not_at_the_table(stage: Stage) -> None:
    exercises_in(stage.store)
    stage.cora.says("/exercise log")
    stage.cora.fills(
        {
            "Exercise": "Vine campus drill",
            "Who took part": ["Ada", "Quinn"],
            "Or a list of names or e-mails": "Ben Flores\nJo Lee",
            "Position": "Transport",
        }
    )
    stage.cora.submits()
    stage.cora.sees(
        "1 person found (Ben Flores); left in the list: 1 line. “Jo Lee” matches Jo Lee "
        "(jo.lee@grove.example)"
    )
    assert stood(stage) == []
    stage.cora.fills({"Or a list of names or e-mails": "jolee@birch.example"})
    stage.cora.submits()
    stage.cora.sees("Ada Abbott and Ben Flores as Transport, for Cedar Fire Department")
    stage.cora.sees("Transport is filled by EMS or Fire: for Pat Quinn and Jo Lee it is on record")
    stage.cora.sees("Joint: 2 agencies played.")
    stage.cora.sees("Dispatch was not at the table.")
    assert stood(stage) == [(False, True)] * 4
    stage.cora.presses("Undo")
    stage.cora.sees("Taken back, 4 records.")
    assert stood(stage) == []
    stage.ada.says("history")
    stage.ada.sees(
        "recorded by cora@grove.example from the form (taken back: undone by the one who recorded it)"
    )
