"""Answering a call: from the channel, the message and in words; sending someone; asked again by a move."""

from __future__ import annotations

import pytest

from storage.people import RightKind
from storage.rights import give_right
from tests.conversations import county
from tests.conversations.calls import answers
from tests.conversations.classes import person
from tests.conversations.conftest import Stage

CALL = "/meeting call Kickoff 10 Dec 9am at the EOC"


@pytest.mark.postgres
@pytest.mark.long
def test_a_call_is_answered_and_someone_sent_and_asked_anew(stage: Stage) -> None:
    lead(stage, "max@birch.example", "Birch Police Department")
    for each in (stage.ada, stage.ben, stage.cora, stage.max):
        each.opens_home()  # Slack knows them from now on
    stage.dana.says(CALL)
    stage.dana.fills({"Objective": "Agree who writes the plan", "Answer by": "2026-12-08"})
    stage.dana.fills({"Seats to fill": ["Cedar Fire Department", "Birch Police Department"]})
    stage.dana.submits()
    stage.dana.sees("2 people would be asked.")
    stage.dana.fills({"Post its card in": stage.room})
    stage.dana.submits()
    stage.dana.sees("Called: Kickoff", seconds=10)
    stage.cora.sees("You are asked to come for the seat Cedar Fire Department.", seconds=10)
    stage.max.sees("You are asked to come for the seat Birch Police Department.", seconds=10)
    card = stage.ada.sees("0 of 2 seats filled, 2 open.", seconds=10)
    assert "Thu 10 Dec 2026, 09:00 to 10:00 CST" in card.text
    assert "Please answer by Tue 8 Dec 2026." in card.text
    assert "Called by emergency management, for the region." in card.text

    # two rights: who is not invited, and who is
    stage.ada.presses("Coming")
    stage.ada.sees("You are not invited to Kickoff, 10 Dec 2026, 09:00. Called by Dana Reyes")
    stage.sam.presses("Coming")
    stage.sam.sees("Ask to be linked")
    stage.max.presses("Sending someone")
    stage.max.sees("Who comes to Kickoff, 10 Dec 2026, 09:00 in your place?")
    stage.max.submits()
    stage.max.sees("Choose who comes, or write their name below.")
    stage.max.fills({"Or a name, of somebody not on the roster": "Pat Quinn"})
    stage.max.submits()
    stage.max.sees(
        "“Pat Quinn” matches Pat Quinn (Birch Police Department), on the roster: choose them above."
    )
    stage.max.fills({"Or a name, of somebody not on the roster": "", "Or a Slack user": stage.ben})
    stage.max.submits()
    stage.max.sees("Noted: you send Ben Flores to Kickoff", seconds=10)
    stage.ben.sees("sends you for the seat Birch Police Department.", seconds=10)
    shown(stage, "1 of 2 seats filled, 1 open.\n1 coming, 1 has not answered.")

    # one person for two seats: one wins, the other is told
    stage.cora.presses("Sending someone")
    stage.cora.fills({"Somebody on the roster": "Ben Flores"})
    stage.cora.submits()
    stage.cora.sees("Ben Flores is sent for another seat by somebody else already: one seat a person.")
    stage.cora.fills({"Somebody on the roster": None, "Or a name, of somebody not on the roster": "Al Hart"})
    stage.cora.submits()
    stage.cora.sees("Noted: you send Al Hart to Kickoff", seconds=10)
    shown(stage, "All 2 seats filled.")
    stage.cora.says("I'm coming to the kickoff meeting", stage.cora.dm)
    stage.cora.sees("You are coming: Kickoff, 10 Dec 2026, 09:00, the EOC.")
    stage.cora.says("I'll be there", stage.cora.dm)
    stage.cora.sees("You said so already.")
    stage.ben.says("sorry, can't make it on 10 Dec", stage.ben.dm)
    stage.ben.sees("Noted: you are not coming to Kickoff")
    stage.max.sees("You send Ben Flores, who is not coming.", seconds=10)

    # names are for who may decide, and are said where nobody else reads
    stage.cora.says("who is coming to the kickoff?", stage.cora.dm)
    stage.cora.sees("1 coming, 1 not coming. Only those who run the meeting see who answered what.")
    stage.ada.says("who is coming to the kickoff?", stage.ada.dm)
    stage.ada.sees("I can't find any meeting")
    stage.dana.says("/meeting answers", stage.room)
    told = stage.dana.sees("Who answered: Kickoff")
    assert "Cedar Fire Department: Filled\nComing: Cora Diaz" in told.text
    assert "Birch Police Department: Open" in told.text
    assert "Not coming: Ben Flores (sent by Max" in told.text
    assert not any(
        name in str(stage.ada.messages(stage.room)) for name in ("Flores", "O'Hara", "Diaz", "Hart")
    )

    # moved after answers: asked anew, whoever was sent stays asked
    stage.dana.says("/meeting move kickoff to 17 Dec 9am")
    stage.dana.submits()
    stage.dana.sees("Moved: Kickoff", seconds=10)
    shown(stage, "Thu 17 Dec 2026, 09:00 to 10:00 CST")
    shown(stage, "0 of 2 seats filled, 2 open.\nNobody has answered yet.")
    assert set(answers(stage.store, 1).values()) == {None}
    stage.ben.says("I'm not sure yet", stage.ben.dm)
    stage.ben.sees("Noted: you are not sure yet about Kickoff, 17 Dec 2026, 09:00.")
    stage.max.presses("Coming")
    stage.max.sees("Ben Flores is not asked to it any more.", seconds=10)
    stage.ben.sees("you are not asked to it any more.", seconds=10)
    stage.rests()


def lead(stage: Stage, email: str, agency: str) -> None:
    key = county.agency_id(stage.store, agency)
    with stage.store.writing() as session:
        give_right(session, person(session, email), RightKind.LEAD, key, "a test", county.NOW)


def shown(stage: Stage, text: str) -> None:
    """The card in the channel says so, after a while."""
    stage.ada.sees(text, seconds=10, since="ever")
