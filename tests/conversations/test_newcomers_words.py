"""A newcomer's own words, over the real protocol: about an item, a list, a call, and taken back."""

from __future__ import annotations

from tests.conversations.calls import a_call
from tests.conversations.conftest import Stage
from tests.conversations.test_checklists import open_items


def test_what_is_said_of_an_item_and_of_a_call_is_about_that_one(stage: Stage) -> None:
    cora, dm = stage.cora, stage.cora.dm
    cora.says("add radio plan on file to our checklist by March 1", dm)
    cora.sees("Added to Checklist of Cedar Fire Department as number 1: radio plan on file.")
    cora.says("we need to test the sirens by March 1", dm)
    cora.sees("Should that go on a checklist? Nothing was recorded.")
    assert len(open_items(stage)) == 1
    cora.says("who has the radio plan?", dm)
    cora.sees("Due 1 Mar 2027")
    cora.says("move the radio plan to Dec 20", dm)
    cora.sees("nothing was changed yet")
    cora.says("the radio plan is done", dm)
    cora.sees("Done: radio plan on file.")
    cora.says("undo", dm)
    cora.sees("Open again: radio plan on file.")
    cora.says("what's overdue?", dm)
    cora.sees("Training that is due is separate.")
    cora.says("yes", dm)
    cora.sees("I did not understand “yes”.")
    a_call(stage.store, {"Chiefs": ["cora@grove.example"]}, agency="Cedar Fire Department")
    cora.says("yes", dm)
    cora.sees("You are coming: Kickoff, 10 Dec 2026, 09:00, County EOC.")
    cora.says("cancel the kickoff", dm)
    cora.sees("say why, and cancel it. Nothing was changed yet.")
    cora.says("I finished BLS yesterday", dm)
    cora.sees("I understood: Basic Life Support, 1 Nov 2026, 4 hours, for you.")
    cora.says("log BLS yesterday", dm)
    cora.says("undo that", dm)
    cora.sees("Taken back.")
