"""The list at the close: its pages, who is added and struck out, and who may not."""

from __future__ import annotations

from typing import Any

import pytest

from commands.exercises.closing_views import ADD, PAGE, STRIKE, Closing
from commands.exercises.signing_in_views import CLOSE, SignInOf
from commands.kit.problems import Refused, Wrong
from storage.audit import Trail
from storage.engine import Store
from storage.exercises import ExerciseRecord
from storage.people import AffiliationRecord, Person
from storage.taking_part import Part, take_part
from tests.commands.exercises.signing_desk import CEDAR, SigningDesk, shown_in
from tests.conversations import county, drill
from words.problems import Problem

TRAIL = Trail("a test", "slack", county.NOW, "a test")


def many(store: Store, exercise: int, count: int) -> None:
    """So many people of Cedar Fire took part."""
    cedar = county.agency_id(store, CEDAR)
    with store.writing() as session:
        people = [Person(email=f"m{n}@x.example", first_name="M", last_name=f"{n:03}") for n in range(count)]
        for person in people:
            person.rekey()
        session.add_all(people)
        session.flush()
        session.add_all(AffiliationRecord(person_id=each.id, agency_id=cedar) for each in people)
        parts = [Part(cedar, each.id) for each in people]
        take_part(session, session.get_one(ExerciseRecord, exercise), parts, TRAIL)


def test_a_hundred_and_fifty_are_read_in_pages_and_confirmed_together(county_store: Store) -> None:
    desk = SigningDesk.of(county_store)
    vine = desk.opened()
    many(county_store, vine, 150)
    desk.presses(desk.cora, vine)
    cora = desk.cora
    form = cora.clicks(CLOSE, SignInOf(exercise=vine).model_dump())
    said = str(shown_in(form))
    assert "151 people from 1 agency" in said
    assert "1 to 50 of 151" in said
    last = str(shown_in(cora.clicks(PAGE, Closing(exercise=vine, start=150).model_dump())))
    assert "151 to 151 of 151" in last
    done = cora.submits(form)
    assert "151 people from 1 agency took part; all but you are confirmed." in done.text
    assert "Siloed so far: 1 agency played." in done.text
    states = [state for *_, state in drill.parts(county_store, vine)]
    assert (states.count("verified"), states.count("own word")) == (150, 1)
    late = desk.presses(cora, vine)
    assert "is closed. Nothing was recorded; you can still write it down." in late.text
    assert late.buttons() == ["Log who played"]
    with pytest.raises(Problem, match="is closed, and who took part is confirmed"):
        cora.clicks(CLOSE, SignInOf(exercise=vine).model_dump())


def test_nothing_of_a_list_is_added_unless_all_of_it_can_be(county_store: Store) -> None:
    desk = SigningDesk.of(county_store)
    vine = desk.opened()
    drill.belongs(county_store, "ben@grove.example", "Grove 911")
    cora, closing = desk.cora, Closing(exercise=vine).model_dump()
    adding = cora.clicks(ADD, closing)
    for pasted, why in (("Jo Lee", "matches Jo Lee"), ("Nobody Atall", "is nobody on the roster")):
        with pytest.raises(Wrong, match=why):
            cora.submits(adding, pasted=pasted, run="1")
    with pytest.raises(Wrong, match="Choose somebody, or paste a list"):
        cora.submits(adding, run="1")
    with pytest.raises(Wrong, match="Choose a run that there was"):
        cora.submits(adding, pasted="Eve Nakamura", run="7")
    position = str(drill.positions(county_store)["Dispatch"])
    # What names nobody is left in the field, and nothing is recorded before a yes.
    asked = cora.submits(
        adding, pasted="1. Capt. Flores, Ben\nNobody Atall\nJo Lee", position=position, run="1"
    )
    told = str(shown_in(asked))
    assert (
        "1 person found (Ben Flores); left in the list: 2 lines.\\n• “Nobody Atall” is nobody on the roster."
        in told
    )
    assert "'Nobody Atall\\nJo Lee'" in told
    assert "Add the 1 found, without these 2 lines" in told
    assert drill.parts(county_store, vine) == []
    rest: dict[str, Any] = {"position": position, "run": "1"}
    asked = cora.submits(asked, **{"pasted.1": "Nobody Atall\njolee@birch.example", **rest})
    said = str(shown_in(cora.submits(asked, **rest, **{"pasted.2": "Nobody Atall", "without.2": ["yes"]})))
    assert "is filled by" in said
    assert "for Jo Lee it is on record" in said
    assert "Left out: “Nobody Atall” is nobody on the roster." in said
    assert drill.parts(county_store, vine) == [
        ("Ben Flores", "Dispatch", 1, "another's word"),
        ("Jo Lee", "Dispatch", 1, "another's word"),
    ], "the host's"
    closed = cora.submits(cora.clicks(CLOSE, closing)).text
    assert "for Jo Lee it is on record, but does not count toward a team." in closed


def test_striking_out_needs_somebody_there_and_a_reason(county_store: Store) -> None:
    desk = SigningDesk.of(county_store)
    vine = desk.opened()
    desk.presses(desk.ada, vine)
    cora = desk.cora
    striking = cora.clicks(STRIKE, Closing(exercise=vine).model_dump())
    with pytest.raises(Wrong, match="This is needed"):
        cora.submits(striking, who="1", reason="")
    with pytest.raises(Wrong, match="taken back meanwhile"):
        cora.submits(striking, who="99", reason="Was not there")
    cora.submits(striking, who="1", reason="Was not there")
    assert drill.parts(county_store, vine) == []
    with pytest.raises(Problem, match="Nobody signed in"):
        cora.submits(cora.clicks(CLOSE, SignInOf(exercise=vine).model_dump()))


def test_the_list_is_for_whose_exercise_it_is(county_store: Store) -> None:
    desk = SigningDesk.of(county_store)
    vine = desk.opened()
    for action in (PAGE, ADD, STRIKE):
        with pytest.raises(Refused):
            desk.ada.clicks(action, Closing(exercise=vine).model_dump())


def test_nobody_is_confirmed_whom_the_list_did_not_show(county_store: Store) -> None:
    desk = SigningDesk.of(county_store)
    vine = desk.opened()
    desk.presses(desk.ada, vine)
    form = desk.cora.clicks(CLOSE, SignInOf(exercise=vine).model_dump())
    desk.presses(desk.speaker("ben@grove.example"), vine)
    again = desk.cora.submits(form)
    assert "1 part more since this list was shown" in str(shown_in(again))
    assert [state for *_, state in drill.parts(county_store, vine)] == ["own word", "own word"]
    assert "all are confirmed" in desk.cora.submits(again).text
