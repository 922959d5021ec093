"""Signing in to an exercise: the card, the presses on it, another run, and closing it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from storage.audit import AuditKind, AuditRow
from storage.exercises import ExerciseRecord, ExerciseState
from tests.conversations import drill
from tests.conversations.conftest import Stage


@pytest.mark.postgres
@pytest.mark.long
def test_an_exercise_is_signed_in_to_run_twice_and_closed(stage: Stage) -> None:
    store, room = stage.store, stage.room
    drill.positions(store)
    vine = drill.exercise(store)

    stage.ada.says("/muster exercise signin Vine drill", room)
    stage.ada.sees("That exercise is not yours to change.")
    stage.cora.says("/muster exercise signin Vine drill", room)
    stage.cora.sees("The sign-in card for Vine drill, 2 Nov 2026 is on its way into this channel.")
    card = stage.ada.sees("Nobody has signed in yet.", seconds=10)
    assert "Full-scale, hosted by Cedar Fire Department, 2 Nov 2026" in card.text

    stage.ada.presses("I'm here")
    stage.ada.sees("You are signed in for Cedar Fire Department, run 1.")
    stage.ada.sees("It rests on your word until the sign-in is confirmed.")
    stage.ada.presses("I'm here")
    stage.ada.sees("already: nothing was recorded twice.")
    stage.ada.chooses("I played …", "Transport")
    stage.ada.sees("You are signed in as Transport, run 1, for Cedar Fire Department.")
    assert drill.parts(store, vine) == [("Ada Abbott", "Transport", 1, "own word")]
    stage.ada.presses("Undo")
    stage.ada.sees("Taken back: as Transport, run 1, for Cedar Fire Department.")
    assert drill.parts(store, vine) == [("Ada Abbott", "", 1, "own word")]
    stage.ada.chooses("I played …", "Triage")
    stage.ada.sees("signed in as Triage, run 1")
    stage.ben.chooses("I played …", "Tactical")
    stage.ben.sees(
        "Tactical is filled by Law enforcement: for you it is on record, but does not count toward a team."
    )
    stage.cora.chooses("I played …", "Transport")
    stage.cora.sees("signed in as Transport, run 1")
    stage.sam.presses("I'm here")
    stage.sam.sees("Ask to be linked")
    stage.otis.presses("I'm here")
    stage.otis.sees("ended on 2025-06-30")
    shown(stage, "3 here from 1 agency.")

    stage.cora.says("/muster exercise run 2")
    stage.cora.sees("Run 2 of Vine drill, 2 Nov 2026 is on: 3 people are carried over from run 1")
    stage.cora.presses("Swap positions")
    stage.cora.sees("Vine drill, 2 Nov 2026, run 2: who plays what now?")
    stage.cora.fills({"Ben Flores, Cedar Fire Department": "Transport"})
    stage.cora.submits()
    stage.cora.sees("1 position changed in run 2", seconds=10)
    shown(stage, "3 here from 1 agency, 2 of them carried over from the run before.")
    stage.ada.chooses("I played …", "Transport")
    stage.ada.sees("You are signed in as Transport, run 2, for Cedar Fire Department.")
    stage.max.chooses("I played …", "Tactical")
    stage.max.sees("signed in as Tactical, run 2, for Birch Police Department.")

    stage.max.presses("Close")
    stage.max.sees("That exercise is not yours to change.")
    stage.cora.presses("Close")
    seen = stage.cora.sees("Vine drill, 2 Nov 2026: 4 people from 2 agencies in 2 runs.")
    assert "Ben Flores: Tactical, run 1; Transport, run 2, given for this run" in seen.text
    assert "Your own part waits for somebody else" in seen.text
    stage.cora.presses("Add people")
    stage.cora.sees("Or a list")
    stage.cora.fills({"Or a list": "Eve Nakamura\nJo Lee\nNobody Atall"})
    stage.cora.submits()
    stage.cora.sees("“Nobody Atall” is nobody on the roster.")
    stage.cora.fills({"Or a list": "eve@grove.example\nJo Lee, Birch Police", "Position": "Dispatch"})
    stage.cora.submits()
    assert "Eve Nakamura: Dispatch, run 2" in stage.cora.sees("6 people from 3 agencies").text
    stage.cora.presses("Strike out")
    stage.cora.sees("Reason")
    stage.cora.fills({"Whom": "Jo Lee (Birch Police Department): Dispatch, run 2", "Reason": "Sent home"})
    stage.cora.submits()
    stage.cora.sees("5 people from 3 agencies in 2 runs.")
    stage.cora.submits()
    said = stage.cora.sees("Closed: Vine drill, 2 Nov 2026. 5 people from 3 agencies took part", seconds=10)
    assert "Full reach: law enforcement, fire, EMS and dispatch were all at the table." in said.text
    assert "all but you are confirmed" in said.text
    assert "[Log who played] [Review]" in said.text
    shown(stage, "Sign-in is closed: 5 people from 3 agencies, in 2 runs.")
    assert drill.parts(store, vine) == [
        ("Ada Abbott", "Transport", 2, "verified"),
        ("Ada Abbott", "Triage", 1, "verified"),
        ("Ben Flores", "Tactical", 1, "verified"),
        ("Ben Flores", "Transport", 2, "verified"),
        ("Cora Diaz", "Transport", 1, "own word"),
        ("Cora Diaz", "Transport", 2, "own word"),
        ("Eve Nakamura", "Dispatch", 2, "verified"),
        ("Max <!channel> O'Hara", "Tactical", 2, "verified"),
    ]
    kinds = {
        AuditKind.SIGNIN_OPENED: 1,
        AuditKind.RUN_STARTED: 1,
        AuditKind.SIGNIN_CONFIRMED: 1,
        AuditKind.TOOK_PART_VERIFIED: 6,
    }
    assert {kind: audited(stage, kind) for kind in kinds} == kinds


def audited(stage: Stage, kind: AuditKind) -> int:
    """How often something was done."""
    with stage.store.reading() as session:
        return len(session.scalars(select(AuditRow.id).where(AuditRow.kind == kind.value)).all())


def shown(stage: Stage, said: str) -> None:
    """The card comes to say it: at its next update, some seconds later."""
    stage.clock.moves(seconds=5)
    stage.ben.sees(said, seconds=10, since="ever")


@pytest.mark.both_doors
def test_who_signs_in_when_and_where_nobody_can(stage: Stage) -> None:
    store, room, day = stage.store, stage.room, date(2026, 11, 3)
    drill.positions(store)
    table = drill.exercise(store, "Elm table", on=day, host="Grove 911", poc="ben@grove.example")
    drill.belongs(store, "ada@grove.example", "Birch Police Department")

    stage.ben.says("@Muster exercise signin Elm table", room)
    stage.ben.sees("It takes presses from 3 Nov 2026 on.")
    stage.ada.sees("Sign-in opens on 3 Nov 2026.", seconds=10)
    stage.ada.presses("I'm here")
    stage.ada.sees("opens on 3 Nov 2026: press again on the day. Nothing was recorded.")
    stage.ben.says("exercise close Elm table")
    stage.ben.sees("is still to come: its sign-in opens on 3 Nov 2026.")
    stage.ben.says("exercise run 2 Elm table")
    stage.ben.sees("Nobody is signed in to Elm table, 3 Nov 2026 yet")
    assert drill.parts(store, table) == []

    stage.clock.moves(days=1)
    stage.ada.chooses("I played …", "Transport")
    stage.ada.sees("signed in as Transport, run 1, for Cedar Fire Department")
    stage.ada.presses("Undo")
    stage.ada.sees("You are not signed in to Elm table, 3 Nov 2026.")
    stage.ada.presses("Sign in again")
    stage.ada.sees("You belong to Cedar Fire Department and Birch Police Department. For which of them")
    stage.ada.presses("Birch Police Department")
    stage.ada.sees("You are signed in for Birch Police Department, run 1.")
    stage.ada.chooses("I played …", "Transport")
    stage.ada.sees("signed in as Transport, run 1, for Birch Police Department.")
    stage.ada.does_not_see("Transport is filled by EMS or Fire")  # Cedar Fire, theirs too, fills it
    stage.dana.presses("I'm here")
    stage.dana.sees("You were on no agency's roster on 3 Nov 2026")

    stage.ben.says("exercise signin Elm table")
    stage.ben.sees("Into which channel?")
    stage.ben.presses("Open the sign-in")
    stage.ben.fills({"Channel": room})
    stage.ben.submits()
    stage.ben.sees("is on its way into that channel", seconds=10)
    stage.ada.sees("the sign-in is further down in this channel.", seconds=10, since="ever")

    bridge = stage.slack.channel("bridge", members=[stage.ben, stage.max], shared=True)
    stage.ben.says("@Muster exercise signin Elm table", bridge)
    stage.ben.sees("readiness stays inside", seconds=10)
    assert not [said for said in stage.max.messages(bridge) if "here from" in str(said)]

    with store.writing() as session:
        session.get_one(ExerciseRecord, table).state = ExerciseState.CANCELLED
    stage.max.presses("I'm here")
    stage.max.sees("Elm table, 3 Nov 2026 was cancelled: there is nothing to sign in to.")
    with store.writing() as session:
        session.get_one(ExerciseRecord, table).state = ExerciseState.CONFIRMED
    stage.max.presses("I'm here")
    stage.max.sees("is closed. Nothing was recorded. Who can add you: the lead of Grove 911, its")
    stage.ada.presses("Undo")
    stage.ada.sees("who took part is confirmed, so it stays.")
    assert drill.parts(store, table) == [("Ada Abbott", "Transport", 1, "own word")]
