"""A year of exercises as one dialogue: planned, signed in to by eight agencies, reviewed, mended and shown.

The 150 presses at once over HTTP are `tests/bot/test_signing_in_at_once.py`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from practice.actor import Actor
from storage.audit import AuditKind, AuditRow
from storage.exercises import ExerciseRecord, RatingRecord, StrengthRecord
from tests.conversations import drill
from tests.conversations.conftest import Stage

VINE = "Vine campus drill"
OBJECTIVES = "Move patients off the campus\n- Set staging\n- Name the command post"


@pytest.mark.postgres
@pytest.mark.settings(muster_region_name="Grove")
@pytest.mark.long
def test_a_year_of_exercises(stage: Stage) -> None:
    drill.positions(stage.store)
    players = drill.eight_agencies(stage)
    stage.dana.says("/readiness teams")
    stage.dana.sees("Grove is 0 teams deep tonight; the first fails at Tactical (0 of 1).")
    planned(stage)
    vine = signed_in_to(stage, players)
    confirmed(stage, vine, len(players))
    reviewed(stage, vine)
    answered_for(stage)
    shown_and_came_back(stage)
    looked_back_on(stage)


def planned(stage: Stage) -> None:
    """The lead of Cedar Fire plans it, with its tasks, and whom to invite is said."""
    cora = stage.cora
    cora.says(f"/exercise plan {VINE} 5 Nov")
    cora.sees("Dispatch has not played in any exercise on record yet.")
    cora.fills(
        {
            "Type": "Full-scale",
            "Objectives and critical tasks": OBJECTIVES,
            "Invited agencies": ["Grove 911", "Birch Police Department", *drill.MORE_AGENCIES],
        }
    )
    cora.submits()
    seen = cora.sees(f"Planned: {VINE}, 5 Nov 2026 (EX-2026-001).")
    assert (
        "Invited: Birch Police Department, Elm Ambulance, Grove 911, Grove Emergency Management, "
        in seen.text
    )
    assert "1 objective and 2 critical tasks." in seen.text


def signed_in_to(stage: Stage, players: dict[str, tuple[Actor, str]]) -> int:
    """On the day everybody signs in on the card, with what they play; in run 2 some swap. Its id."""
    cora = stage.cora
    stage.clock.moves_to(datetime(2026, 11, 5, 15, tzinfo=UTC))
    field = stage.slack.channel("vine-field", members=[actor for actor, _ in players.values()])
    cora.says("/muster exercise signin Vine", field)
    cora.sees("The sign-in card for Vine campus drill, 5 Nov 2026 is on its way into this channel.")
    cora.sees("Nobody has signed in yet.", seconds=10)
    for actor, position in players.values():
        signs_in(actor, position, run=1)
    cora.says("/exercise run 2")
    cora.sees(f"Run 2 of {VINE}, 5 Nov 2026 is on: {len(players)} people are carried over from run 1")
    stage.clock.moves(seconds=5)
    cora.sees("24 here from 8 agencies, 24 of them carried over from the run before.", 10, since="ever")
    for name, position in (("ada", "Transport"), ("ben", "Triage"), ("Pine Fire 1", "Triage")):
        signs_in(players[name][0], position, run=2)
    with stage.store.reading() as session:
        return session.scalars(select(ExerciseRecord.id).where(ExerciseRecord.code == "EX-2026-001")).one()


def signs_in(actor: Actor, position: str, run: int) -> None:
    """One presses the card."""
    if position:
        actor.chooses("I played …", position)
    else:
        actor.presses("I'm here")
    said = actor.sees("You are signed in").text
    assert f"run {run}" in said
    assert not position or f"as {position}, " in said


def confirmed(stage: Stage, vine: int, players: int) -> None:
    """The lead closes it and stands for everybody but herself; nobody is lost, nobody there twice."""
    cora = stage.cora
    cora.says("/exercise close Vine")
    cora.sees(f"{VINE}, 5 Nov 2026: {players} people from 8 agencies in 2 runs.")
    cora.submits()
    said = cora.sees(f"Closed: {VINE}, 5 Nov 2026. {players} people from 8 agencies took part", 10)
    assert "Full reach: law enforcement, fire, EMS and dispatch were all at the table." in said.text
    there = drill.parts(stage.store, vine)
    assert len(there) == len({(who, run) for who, _, run, _ in there}) == 2 * players
    assert ("Ada Abbott", "Transport", 2, "verified") in there
    assert ("Ada Abbott", "Triage", 1, "verified") in there
    assert {each for each in there if each[3] != "verified"} == {
        ("Cora Diaz", "Transport", 1, "own word"),
        ("Cora Diaz", "Transport", 2, "own word"),
    }
    stage.dana.says("/readiness teams")
    stage.dana.sees("Grove is 3 teams deep tonight; the fourth fails at Dispatch (3 of 4).")


def reviewed(stage: Stage, vine: int) -> None:
    """Tasks are rated by run, strengths and issues written, an action for each issue."""
    cora = stage.cora
    # By run, and nothing without a task.
    cora.says("exercise review")
    cora.sees("Vine campus drill, 5 Nov 2026: not reviewed yet")
    reviews(cora, "Vine")
    cora.presses("Rate run 1")
    form = cora.sees("Vine campus drill, 5 Nov 2026, run 1")
    assert "Tasks and runs are rated, never persons." in form.text
    cora.fills({"1. Set staging": "M:", "2. Name the command post": "P:", "How that went (1)": "S:"})
    cora.submits()
    cora.sees("Name the task this rating is for: a rating without a task is not kept.")
    assert ratings(stage) == []
    cora.fills({"Another task (1)": "Split the channel"})
    cora.submits()
    cora.sees("3. Split the channel: run 1 S")
    cora.presses("Rate run 2")
    cora.sees("Vine campus drill, 5 Nov 2026, run 2")
    cora.fills({"1. Set staging": "S:", "3. Split the channel": "N:"})
    cora.submits()
    cora.sees("1. Set staging: run 1 M, run 2 S")
    cora.presses("Rate run 1")
    cora.sees("Why a rating changes")
    cora.fills({"2. Name the command post": "U:", "Why a rating changes": "The evaluator's notes"})
    cora.submits()
    cora.sees("2. Name the command post: run 1 U (was P)")
    assert ("Name the command post", 1, "P", "The evaluator's notes") in ratings(stage)
    assert len(ratings(stage)) == 6  # what was left as it was shown was not written again

    cora.presses("Write strengths")
    cora.sees("Strengths, one a line")
    cora.fills({"Strengths": "• Dispatch named the channel early\nMaps were there"})
    cora.submits()
    cora.sees("• Maps were there")

    # An issue each with its action; what is due before it starts is refused.
    cora.presses("Action for: Set staging")
    cora.sees("Primary responsible organization")
    cora.fills(
        {
            "Issue": "Nobody knew where to stage <!channel>",
            "Corrective action": "Paint staging boxes on the campus map",
            "Capability element": "Planning",
            "Point of contact": "Ben",
            "Starts": date(2026, 11, 10),
            "Due": date(2026, 11, 5),
        }
    )
    cora.submits()
    cora.sees("It starts 10 Nov 2026: it can't be due before that.")
    cora.fills({"Due": date(2026, 11, 20)})
    cora.submits()
    cora.sees("CA-2026-001, Set staging: Nobody knew where to stage <!channel> → Paint staging boxes")
    cora.presses("Action for: Name the command post")
    cora.sees("Primary responsible organization")
    cora.fills({"Issue": "Two posts", "Corrective action": "One radio word", "Due": date(2026, 11, 20)})
    cora.submits()
    cora.sees("CA-2026-002, Name the command post")
    cora.closes()
    with stage.store.reading() as session:
        assert session.get_one(ExerciseRecord, vine).reviewed_on == date(2026, 11, 5)
        assert session.query(StrengthRecord).count() == 2


def answered_for(stage: Stage) -> None:
    """Who answers for an action reads it; overdue it is theirs, then the emergency manager's, then done."""
    ben, cora, dana = stage.ben, stage.cora, stage.dana
    # Who answers for it reads it; everybody else sees counts.
    ben.opens_home()
    ben.sees("CA-2026-001 starts 10 Nov 2026, due 20 Nov 2026: Paint staging boxes on the campus map")
    stage.ada.says("exercise actions")
    counts = stage.ada.sees("Cedar Fire Department: 2 open")
    assert "staging boxes" not in counts.text
    stage.max.says("exercise actions Cedar Fire")
    stage.max.sees("The corrective actions there are not for you.")
    stage.max.says("exercise trend")
    stage.max.sees("How tasks went is not for you here.")

    # Overdue: the point of contact's, after 14 days the emergency manager's too.
    stage.clock.moves_to(datetime(2026, 12, 5, 15, tzinfo=UTC))
    dana.opens_home()
    dana.sees("2 actions in the region overdue for more than 14 days: Cedar Fire Department: 2")
    ben.says("exercise actions mine")
    ben.sees("CA-2026-001: was due 20 Nov 2026, 15 days ago")
    ben.presses("Extend")
    ben.sees("New due day")
    ben.fills({"New due day": date(2026, 11, 19), "Reason": "Paint is on its way"})
    ben.submits()
    ben.sees("It is due 20 Nov 2026 already: choose a later day.")
    ben.fills({"New due day": date(2026, 12, 31)})
    ben.submits()
    ben.sees("CA-2026-001 is extended.")
    ben.sees("due 31 Dec 2026 (extended: Paint is on its way")
    ben.presses("Done")
    ben.sees("Done on")
    ben.fills({"Done on": date(2026, 12, 6), "Evidence": "Map of 4 Dec"})
    ben.submits()
    ben.sees("6 Dec 2026 is still to come: say so once it is done.")
    ben.fills({"Done on": date(2026, 12, 4)})
    ben.submits()
    ben.sees("CA-2026-001: done 4 Dec 2026, not shown yet")
    cora.says("exercise actions mine")
    cora.sees("CA-2026-002: was due 20 Nov 2026")
    cora.presses("Done")
    cora.sees("Done on")
    cora.fills({"Evidence": "Radio card"})
    cora.submits()
    cora.sees("CA-2026-002: done 5 Dec 2026, not shown yet")
    dana.says("exercise actions closed")
    dana.sees(
        "The next exercise has to show again Name the command post: CA-2026-002 Set staging: CA-2026-001"
    )


def shown_and_came_back(stage: Stage) -> None:
    """A later exercise shows the one, and brings the other back: its lowest rating decides."""
    cora, dana = stage.cora, stage.dana
    drill.exercise(stage.store, "School tabletop", date(2026, 12, 10), kind="tabletop")
    stage.clock.moves_to(datetime(2026, 12, 11, 15, tzinfo=UTC))
    reviews(dana, "School tabletop")
    dana.presses("Rate run 1")
    dana.sees("Another task (1)")
    dana.fills({"Another task (1)": "Set Staging", "How that went (1)": "P:"})
    dana.fills({"Another task (2)": "name the  command post", "How that went (2)": "U:"})
    dana.submits()
    dana.sees("Shown here: CA-2026-001. Came back here: CA-2026-002.")
    dana.closes()
    cora.opens_home()
    cora.sees("CA-2026-002 came back on 10 Dec 2026: U in School tabletop, run 1 (done 5 Dec 2026)")
    cora.says("exercise actions mine")
    cora.sees("0 open; 1 came back.")
    cora.presses("Answer")
    cora.sees("Reason")
    cora.fills({"Reason": "New dispatchers that day"})
    cora.submits()
    cora.sees("(answered: New dispatchers that day")
    cora.presses("Open again")
    cora.sees("New due day")
    cora.fills({"New due day": date(2027, 1, 31)})
    cora.submits()
    cora.sees("CA-2026-002: due 31 Jan 2027")
    dana.says("exercise actions closed Cedar Fire")
    dana.sees("1 open; 1 shown. Shown of those said to be done: 100%.")


def looked_back_on(stage: Stage) -> None:
    """The trend with a picture, the ladder, the teams of a year on; and all of it is in the audit."""
    dana = stage.dana
    dana.says("exercise trend staging")
    dana.sees("Last rated P: performed without challenges.")
    dana.sees("5 Nov 26 r1 ██░░ M")
    dana.presses("As a chart")
    dana.sees("How it went: Set", seconds=10)
    dana.says("/exercise trend")
    dana.sees("Name the command post: U → U")
    stage.max.says("exercise ladder Cedar Fire")
    stage.max.sees("All the way up: keep it current. ● Full-scale: last 5 Nov 2026")
    dana.says("/readiness teams")
    dana.sees("Grove is 3 teams deep tonight; the fourth fails at Dispatch (3 of 4).")
    dana.says("/readiness teams 6 Nov 2027")
    dana.sees("Grove is 0 teams deep on 6 Nov 2027, if nothing changes; the first fails at Tactical")
    with stage.store.reading() as session:
        kinds = [row.kind for row in session.scalars(select(AuditRow).order_by(AuditRow.id))]
        assert kinds.count(AuditKind.SIGNIN_CONFIRMED) == kinds.count(AuditKind.RUN_STARTED) == 1
        assert kinds.count("exercise.reviewed") == 3  # each exercise once, and the strengths
        assert kinds.count("action.written") == 2
        assert kinds.count("action.settled") == 5


def ratings(stage: Stage) -> list[tuple[str, int, str, str | None]]:
    """All ratings there are, with why those that were replaced were."""
    with stage.store.reading() as session:
        query = select(RatingRecord).order_by(RatingRecord.id)
        return [(each.task, each.run, each.rating, each.void_reason) for each in session.scalars(query)]


def reviews(who: Actor, said: str) -> None:
    """Opens the review of an exercise."""
    who.says(f"/exercise review {said}")
    who.sees("How the tasks went")
