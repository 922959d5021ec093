"""Telling emergency management privately: kept, answered, never shown to a chief, whatever else they are."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sqlalchemy import select

from practice.actor import Actor
from storage.confided import ConfidedRecord
from storage.deliveries import Delivery
from storage.letters import LetterLine
from storage.people import Person, RightKind
from storage.rights import give_right, take_right
from storage.tables import metadata
from tests.conversations import county
from tests.conversations.conftest import Stage
from tests.conversations.test_letters import morning

RADIOS = "Our radios can't reach dispatch in the mall, and *nobody* <!channel> helps"
PLAN = "Two words for staging cost us ten minutes at Vine"


def meet(stage: Stage, *people: Actor) -> None:
    for each in people:
        each.says("/muster help")
        each.sees("You are signed in as")


def person(stage: Stage, email: str) -> int:
    with stage.store.reading() as session:
        return session.query(Person).filter_by(email=email).one().id


def makes_manager(stage: Stage, email: str) -> None:
    with stage.store.writing() as session:
        give_right(session, person(stage, email), RightKind.MANAGER, None, "a test", stage.clock())


def where_it_stands(stage: Stage, words: str) -> set[str]:
    """The tables some row of which has the words in it."""
    with stage.store.reading() as session:
        return {
            table.name
            for table in metadata.sorted_tables
            if any(words in " ".join(map(str, row)) for row in session.execute(select(table)))
        }


def never_seen_by(people: Iterable[Actor], *words: str) -> None:
    for each in people:
        said = each.transcript()
        assert [word for word in words if word in said] == [], each


@pytest.mark.postgres
@pytest.mark.both_doors
def test_what_is_told_is_answered_and_never_shown_to_a_chief(stage: Stage) -> None:
    meet(stage, stage.ada, stage.cora, stage.dana, stage.max)
    makes_manager(stage, "cora@grove.example")  # she leads Ada's agency, too
    stage.ada.says("/ask", stage.room)
    seen = stage.ada.sees("Emergency managers read it. Your agency's lead does not. Today it is read by Dana")
    assert "Cora Diaz does not read it: an emergency manager who leads an agency of yours" in seen.text
    stage.ada.submits()
    stage.ada.sees("Please complete this required field.")
    stage.ada.fills({"What is it about?": "Why a shared plan is wanted"})
    stage.ada.submits()
    stage.ada.sees("Say it in a few words, please.")
    stage.ada.fills({"In your words": PLAN})
    stage.ada.submits()
    stage.ada.sees("Kept: why a shared plan is wanted. Emergency managers read it.")
    stage.ada.says(f"/ask concern {RADIOS}", stage.room)
    stage.ada.sees("Kept: your concern. Emergency managers read it.")
    stage.ada.says(f"/ask concern {RADIOS}", stage.room)
    stage.ada.sees("You told this already, on 2 Nov 2026: it stands. Nothing was kept twice.")
    stage.ada.says("I'd be a champion")
    stage.ada.sees("Kept: your offer to be a champion.")
    stage.ada.says("@Muster I have a concern: the siren is broken", stage.room)
    stage.ada.sees("What you wrote stands here for everybody to read, so I kept nothing of it.")
    stage.max.says("/ask Our radios fail too", stage.room)
    stage.max.sees(
        "Today it is read by Cora Diaz and Dana Reyes, and by nobody else."
    )  # nobody leads Max's agency
    stage.max.submits()
    stage.max.sees("Please complete this required field.")
    stage.max.closes()

    stage.dana.opens_home()
    stage.dana.sees("3 things people told wait for an answer: 1 reason for a shared plan, 1 offer to be a")
    stage.cora.opens_home()
    stage.cora.does_not_see("people told wait")
    stage.cora.says("/ask list")
    seen = stage.cora.sees("Nothing that is yours to read was told.")
    assert "What people of Cedar Fire Department tell is never in it: you lead there." in seen.text
    stage.cora.says("/ask list Cedar Fire")
    stage.cora.sees("What that agency's people tell is not for you: you lead it, whatever else you are.")
    stage.cora.says("/ask champions")
    seen = stage.cora.sees("0 people offer to be a champion of the shared plan, in 0 agencies.")
    assert "Of Cedar Fire Department it says nothing: you lead there." in seen.text
    assert "Without one, as far as you can see: Birch Police Department and Grove 911." in seen.text
    stage.max.says("/ask champions")
    stage.max.sees("Fewer than 2 people of the region offer to be a champion so far.")
    stage.max.says("/ask list")
    stage.max.sees("An emergency manager can do this.")
    morning(stage, 3)
    seen = stage.dana.sees(
        "New, told privately: 1 reason for a shared plan, 1 offer to be a champion and 1 concern."
    )
    assert "radios" not in seen.text

    stage.dana.presses("Read what people told")
    seen = stage.dana.sees("3 wait for an answer")
    assert f"A concern · Ada Abbott, Cedar Fire Department · 2 Nov 2026\n{RADIOS}" in seen.text
    stage.dana.says("/ask champions")
    seen = stage.dana.sees("1 person offers to be a champion of the shared plan, in 1 agency.")
    assert "Cedar Fire Department: Ada Abbott" in seen.text
    stage.dana.says("/ask list open")
    stage.dana.sees("3 wait for an answer")
    stage.dana.presses("Noted")  # the first, why a shared plan is wanted
    seen = stage.dana.sees("Noted, without an answer: Ada Abbott is told in their next letter.")
    stage.dana.presses("What else people told")
    stage.dana.sees("2 wait for an answer")
    stage.dana.presses("Answer")
    stage.dana.sees(RADIOS)
    stage.dana.submits()
    stage.dana.sees("Please complete this required field.")
    stage.dana.fills({"Your answer": "A repeater is ordered. Not for your chief <@U1> to hear."})
    stage.dana.submits()
    stage.dana.sees("Answered. It goes to Ada Abbott alone, by direct message.")
    seen = stage.ada.sees("Dana Reyes answers your concern of 2 Nov 2026:")
    assert "A repeater is ordered. Not for your chief <@U1> to hear." in seen.text
    morning(stage, 4)
    stage.ada.sees("Read by emergency management, and noted without an answer: why a shared plan is wanted")
    stage.ada.says("what did I tell you?")
    seen = stage.ada.sees("What you told emergency management")
    assert "A repeater is ordered" in seen.text
    assert "Read and noted by dana@grove.example on 3 Nov 2026." in seen.text
    stage.ada.presses("Take it back")  # the newest, her offer
    stage.ada.sees("Taken back: emergency managers do not see it any more.")
    stage.dana.says("/ask champions")
    stage.dana.sees("0 people offer to be a champion")
    stage.rests()
    assert where_it_stands(stage, "Two words for staging") == {"confided"}
    assert where_it_stands(stage, "reach dispatch in the mall") == {"confided", "delivery"}  # the answer's
    assert where_it_stands(stage, "siren") == set()
    never_seen_by(
        [stage.cora, stage.max, stage.ben], "repeater", "radios can't", "staging cost", "answers your"
    )


def test_a_right_that_came_meanwhile_shuts_it_and_giving_it_back_opens_nothing(stage: Stage) -> None:
    meet(stage, stage.ben, stage.dana)
    stage.ben.says(f"I have a concern: {RADIOS}")
    stage.ben.sees("Kept: your concern.")
    stage.dana.says("/ask list")
    stage.dana.sees("1 waits for an answer: 1 concern.")
    cedar = county.agency_id(stage.store, "Cedar Fire Department")
    dana = stage.store
    with dana.reading() as session:
        key = session.scalars(select(ConfidedRecord.id)).one()
    with stage.store.writing() as session:
        her = session.query(Person).filter_by(email="dana@grove.example").one().id
        give_right(session, her, RightKind.LEAD, cedar, "a test", stage.clock())
    stage.dana.presses("Noted")
    stage.dana.sees("What people tell emergency management is not for you.")
    stage.ben.says("/ask")
    seen = stage.ben.sees("The only emergency manager, Dana Reyes, also leads an agency of yours")
    assert "Nothing was kept." in seen.text
    with stage.store.writing() as session:
        take_right(session, her, RightKind.LEAD, cedar, "a test", stage.clock(), county.REGION)
    stage.dana.says("/ask list")
    stage.dana.sees("Nothing that is yours to read was told.")
    morning(stage, 3)
    with stage.store.reading() as session:
        assert session.get_one(ConfidedRecord, key).answered_at is None
        lines = session.scalars(select(LetterLine).where(LetterLine.about_id == key)).all()
        assert [line.told_on is not None for line in lines] == [True]  # settled, and told to nobody
        assert "told privately" not in "".join(session.scalars(select(Delivery.text)))
