"""Another run of an exercise, and what it begins with."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from commands.exercises.runs_views import SWAP
from commands.exercises.signing_in_views import SignInOf
from commands.kit.problems import Refused
from storage.audit import Trail
from storage.engine import Store
from storage.exercises import ParticipationRecord
from storage.position_changes import take_out
from storage.taking_part import standing_parts, verify_parts
from tests.commands.exercises.signing_desk import SigningDesk, shown_in
from tests.conversations import county, drill
from words.problems import Problem, Unclear


def test_the_next_run_begins_with_those_of_the_one_before(county_store: Store) -> None:
    desk = SigningDesk.of(county_store)
    there, vine = drill.positions(county_store), desk.opened()
    with pytest.raises(Problem, match="Nobody signed in to run 1 yet"):
        desk.cora.says("exercise run 2")
    desk.presses(desk.ada, vine, position=there["Transport"])
    with pytest.raises(Refused):
        desk.ada.says("exercise run 2 Vine drill")
    with pytest.raises(Unclear, match="the next is run 2"):
        desk.cora.says("exercise run 3")
    with pytest.raises(Unclear, match=r"name the exercise\. Who can: the lead of the agency") as none:
        desk.ada.says("exercise run 2")
    assert none.value.example == "/exercise run 2 Vine drill"
    drill.exercise(county_store, "Vine tabletop")  # not open: of two that fit, the one that is
    assert "1 person is carried over from run 1" in desk.cora.says("exercise run 2 Vine").text
    assert "Run 2 of Vine drill, 2 Nov 2026 is on already." in desk.cora.says("exercise run 2").text
    assert drill.parts(county_store, vine)[1] == ("Ada Abbott", "Transport", 2, "own word")
    said = desk.presses(desk.ada, vine, run=2, position=there["Triage"])
    assert "You are signed in as Triage, run 2" in said.text
    assert drill.parts(county_store, vine)[1:] == [("Ada Abbott", "Triage", 2, "own word")]
    desk.ada.presses(said, "Undo")
    assert drill.parts(county_store, vine)[1:] == [("Ada Abbott", "Transport", 2, "own word")]


def test_positions_are_swapped_in_the_run_they_are_of(county_store: Store) -> None:
    desk = SigningDesk.of(county_store)
    there, vine = drill.positions(county_store), desk.opened()
    for email, title in (("ada@grove.example", "Transport"), ("ben@grove.example", "Triage")):
        desk.presses(desk.speaker(email), vine, position=there[title])
    cora = desk.cora
    cora.says("exercise run 2")
    form = cora.clicks(SWAP, SignInOf(exercise=vine).model_dump())
    ada, ben = [block["block_id"] for block in shown_in(form) if block["type"] == "input"]
    done = cora.submits(form, **{ada: str(there["Triage"]), ben: "0"})
    assert "2 positions changed in run 2" in done.text
    assert cora.presses(done, "Swap positions").reply.modal is not None
    assert drill.parts(county_store, vine) == [
        ("Ada Abbott", "Transport", 1, "own word"),
        ("Ada Abbott", "Triage", 2, "another's word"),
        ("Ben Flores", "", 2, "another's word"),
        ("Ben Flores", "Triage", 1, "own word"),
    ]
    assert "No position" in cora.looks_up("run.swap/position", "tri")
    cora.says("exercise run 3")
    with pytest.raises(Problem, match="Run 3 is on meanwhile"):
        cora.submits(form, **{ada: str(there["Transport"])})


def test_a_run_begun_makes_nobodys_own_word_anothers(county_store: Store) -> None:
    desk = SigningDesk.of(county_store)
    there, vine = drill.positions(county_store), desk.opened()
    desk.presses(desk.ada, vine, position=there["Transport"])
    desk.presses(desk.cora, vine, position=there["Triage"])
    with county_store.writing() as session:
        take_out(session, there["Triage"], Trail("Dana", "slack", county.NOW))
    said = desk.cora.says("exercise run 2").text
    assert "Triage was taken out of the catalogue of positions" in said
    assert drill.parts(county_store, vine) == [
        ("Ada Abbott", "Transport", 1, "own word"),
        ("Ada Abbott", "Transport", 2, "own word"),
        ("Cora Diaz", "", 2, "own word"),
        ("Cora Diaz", "Triage", 1, "own word"),
    ]


def test_a_swap_is_the_givers_word_and_leaves_what_was_confirmed_so(county_store: Store) -> None:
    desk = SigningDesk.of(county_store)
    there, vine = drill.positions(county_store), desk.opened()
    for who in (desk.ada, desk.speaker("ben@grove.example"), desk.cora):
        desk.presses(who, vine, position=there["Transport"])
    with county_store.writing() as session:
        ada = session.scalars(select(ParticipationRecord)).first()
        assert ada is not None
        verify_parts(session, [ada], Trail("Eve", "slack", county.NOW, ""))
    form = desk.cora.clicks(SWAP, SignInOf(exercise=vine).model_dump())
    fields = [block["block_id"] for block in shown_in(form) if block["type"] == "input"]
    desk.cora.submits(form, **dict.fromkeys(fields, str(there["Triage"])))
    assert drill.parts(county_store, vine) == [
        ("Ada Abbott", "Triage", 1, "verified"),
        ("Ben Flores", "Triage", 1, "another's word"),
        ("Cora Diaz", "Triage", 1, "own word"),
    ]
    with county_store.writing() as session:
        own = session.scalars(standing_parts(ParticipationRecord.person_id == desk.cora.member.person_id))
        verify_parts(session, own.all(), Trail("Eve", "slack", county.NOW, ""))
    again = shown_in(desk.cora.clicks(SWAP, SignInOf(exercise=vine).model_dump()))
    assert sum(block["type"] == "input" for block in again) == 2
