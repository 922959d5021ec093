"""A scorecard as a dialogue: what the records prove, what a lead hopes, who is asked once a quarter."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.commands.scorecard.county import prepared
from tests.conversations.conftest import Stage


def morning(stage: Stage, year: int, month: int, day: int) -> None:
    """It is 08:00 in Chicago on a day, and what comes by itself has come."""
    stage.clock.moves_to(datetime(year, month, day, 14, 0, 5, tzinfo=UTC))
    for job in ("projection", "scorecards", "letters"):
        stage.muster.jobs.run(job, stage.clock())
    stage.rests()


@pytest.mark.postgres
@pytest.mark.long
def test_what_is_hoped_and_what_is_proven_over_a_quarter(stage: Stage) -> None:
    prepared(stage.store)
    for actor in (stage.ben, stage.cora, stage.dana):  # the first word of each links them
        actor.says("/muster help")
        actor.sees("You are signed in as")
    for job in ("scorecards", "letters"):
        stage.muster.jobs.run(job, stage.clock())

    stage.ben.says("how do we score?")
    seen = stage.ben.sees("Scorecard: the region")
    assert "Policy & Planning: we hope 25%, we can prove 25%" in seen.text
    assert "Answer 1 question" not in seen.buttons
    stage.ben.says("/readiness scorecard Cedar Fire")
    stage.ben.sees("You can't see that agency's scorecard.")

    morning(stage, 2027, 1, 1)
    stage.ben.does_not_see("Scorecard of", since="ever")
    seen = stage.cora.sees("Scorecard of Cedar Fire Department, once a quarter: 2 questions wait.")
    seen = stage.dana.sees("Scorecard of the region, once a quarter: 1 question waits; those of 2 agencies")
    stage.cora.presses("Answer")
    stage.cora.sees("Does your own procedure point to the regional plan?")
    stage.cora.fills({"Does your own procedure point to the regional plan?": "4: in place and in use"})
    stage.cora.fills(
        {"Evidence: own procedure": "SOG 12.4", "Day of that evidence: own procedure": "2027-01-02"}
    )
    stage.cora.submits()
    assert "still to come" in str(stage.cora.modal_errors)
    stage.cora.fills({"Day of that evidence: own procedure": "2026-12-01"})
    stage.cora.fills({"Are the common terms and call signs in use?": "3: nearly there"})
    stage.cora.submits()
    seen = stage.cora.sees("Recorded for the scorecard of Cedar Fire Department.")
    assert "It counts 3 as claimed and 1 as proven: without evidence." in seen.text
    stage.cora.presses("Scorecard")
    seen = stage.cora.sees("Scorecard: Cedar Fire Department")
    assert "up from" not in seen.text, "the day the bars were kept is not measured against itself"
    assert "Measured against" not in seen.text

    morning(stage, 2027, 1, 2)
    stage.cora.says("/readiness scorecard Cedar Fire")
    seen = stage.cora.sees("Scorecard: Cedar Fire Department")
    assert "Policy & Planning: we hope 100%, we can prove 100% (up from 50%)" in seen.text
    assert "Measured against 1 Jan 2027." in seen.text
    stage.cora.presses("How it was counted")
    seen = stage.cora.sees("● The shared plan in force is adopted: 4 of 4 · 1 of 1 plan (100%)")
    assert "proven 4 of 4 · evidence of 1 Dec 2026: SOG 12.4 · 0 proven on 1 Jan 2027" in seen.text

    stage.dana.says("what raises our score most?")
    seen = stage.dana.sees("Scorecard: the region")
    assert "2 agencies have still to answer" in seen.text
    stage.dana.presses("As a chart")
    stage.dana.sees("The chart comes to you in a direct message.")
    stage.dana.sees("What we hope and what we can prove", seconds=10, since="ever")

    morning(stage, 2027, 1, 2)
    stage.cora.does_not_see("once a quarter", since="last")


def test_two_who_answer_at_once(stage: Stage) -> None:
    stage.dana.says("/readiness scorecard Cedar Fire")
    stage.dana.presses("Answer 2 questions")
    stage.cora.says("/readiness scorecard Cedar Fire")
    stage.cora.presses("Answer 2 questions")
    for actor, level in ((stage.cora, "4: in place and in use"), (stage.dana, "1: begun")):
        actor.fills({"Are the common terms and call signs in use?": level})
        actor.submits()
    stage.cora.sees("Recorded for the scorecard of Cedar Fire Department.")
    stage.dana.sees(
        "Answered by somebody else meanwhile: Common terms and call signs in use: 4 of 4, no evid"
    )
    stage.dana.submits()
    stage.dana.sees("Common terms and call signs in use: 1 of 4, no evidence.")
    stage.dana.says("undo")
    stage.dana.sees("Taken back: Common terms and call signs in use.")
