"""A letter says how much was told, to those it is for as they are then; never to who leads them."""

from __future__ import annotations

from datetime import date

from commands.asking.letter import ENTRIES
from commands.letters.news import ENTRIES as NEWS
from storage.audit import Trail
from storage.confided import ConfidedRecord, Matter
from storage.confiding import answer, tell
from storage.engine import Store
from storage.letters import CONFIDED, CONFIDED_NOTED
from storage.people import RightKind
from storage.rights import give_right
from tests.commands.letters_read import left, person, texts, told
from tests.conversations import county

TUESDAY = date(2026, 11, 3)


def test_one_line_counts_what_waits_and_the_one_who_told_it_reads_that_it_was_noted(
    county_store: Store,
) -> None:
    store = county_store
    ada, cora = person(store, "ada@grove.example"), person(store, "cora@grove.example")
    manager, both = person(store, "pat@birch.example"), person(store, "lou@birch.example")
    trail = Trail("ada@grove.example", "slack", county.NOW)
    cedar = county.agency_id(store, "Cedar Fire Department")
    with store.writing() as session:
        for each in (manager, both, cora):
            give_right(session, each, RightKind.MANAGER, None, "a test", county.NOW)
        kept = [
            tell(session, ada, matter, "radios", [cedar], trail).id
            for matter in (Matter.CONCERN, Matter.CHAMPION, Matter.WHY)
        ]
    for each in kept:
        left(store, [manager, both, cora], CONFIDED, each)
    with store.writing() as session:
        give_right(session, both, RightKind.LEAD, cedar, "a test", county.NOW)  # meanwhile
    lines = told(store, ENTRIES, [manager, both, cora], TUESDAY)
    assert texts(lines) == [
        "New, told privately: 1 reason for a shared plan, 1 offer to be a champion and 1 concern."
    ]
    assert [each.person for each in lines if each.text] == [manager]
    assert len(lines) == 9  # all are settled
    with store.writing() as session:
        for each in kept[:2]:
            answer(
                session, session.get_one(ConfidedRecord, each), "" if each == kept[0] else "Welcome", trail
            )
    assert texts(told(store, ENTRIES, [manager], TUESDAY)) == [
        "New, told privately: 1 reason for a shared plan."
    ]
    for each in kept[:2]:
        left(store, [ada], CONFIDED_NOTED, each)
    read = "Read by emergency management, and noted without an answer: your concern of 2 Nov 2026."
    assert texts(told(store, ENTRIES, [ada], TUESDAY)) == [read]
    # None of them has Slack here: who leads them is told of nothing.
    assert told(store, NEWS, [cora, manager], TUESDAY) == []
