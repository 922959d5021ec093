"""What a press on the card records, and what it can't."""

from __future__ import annotations

import json

import pytest

from commands.exercises.closing_views import ADD, Closing
from commands.exercises.signing_in_views import AS, CHOOSE, UNDO, Pressed, Undo
from commands.kit.blocks import raw
from commands.kit.problems import Refused
from commands.kit.request import STALE
from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.positions import PositionRecord
from tests.commands.exercises.signing_desk import SigningDesk
from tests.commands.speaking import buttons_in
from tests.conversations import drill
from tests.conversations.county import NOW
from words.problems import Problem


def test_a_position_taken_out_since_is_not_played(county_store: Store) -> None:
    desk = SigningDesk.of(county_store)
    there, vine = drill.positions(county_store), desk.opened()
    with county_store.writing() as session:
        session.get_one(PositionRecord, there["Triage"]).take_back(NOW, "dana", "no longer used")
        catalogue_changed(session)
    with pytest.raises(Problem, match="Triage was taken out of the catalogue of positions"):
        desk.presses(desk.ada, vine, position=there["Triage"])
    assert drill.parts(county_store, vine) == []


@pytest.mark.parametrize("run", [0, 2])
def test_a_run_there_was_not_is_a_press_from_another_time(county_store: Store, run: int) -> None:
    desk = SigningDesk.of(county_store)
    vine = desk.opened()
    with pytest.raises(Problem, match=STALE[:30]):
        desk.presses(desk.ada, vine, run=run)


def test_a_run_that_is_over_is_still_recorded_and_the_next_one_named(county_store: Store) -> None:
    desk = SigningDesk.of(county_store)
    vine = desk.opened()
    desk.presses(desk.ada, vine)
    desk.cora.says("exercise run 2 Vine drill")
    said = desk.presses(desk.speaker("ben@grove.example"), vine, run=1)
    assert "run 1" in said.text
    assert "Run 2 is on meanwhile" in said.text


def test_more_positions_than_a_menu_takes_are_asked_for_in_a_form(county_store: Store) -> None:
    desk = SigningDesk.of(county_store)
    positions, vine = drill.positions(county_store, more=100), drill.exercise(county_store)
    card = desk.cora.says("exercise signin Vine drill").post_to("C1").message
    [button] = [each for each in buttons_in(raw(card.blocks)) if each["action_id"] == CHOOSE]
    form = desk.ada.clicks(CHOOSE, json.loads(button["value"]))
    assert list(desk.ada.looks_up("signin.played/position", "post 77")) == ["Post 77"]
    assert len(desk.ada.looks_up("signin.played/position", "")) == 100
    said = desk.ada.submits(form, position=str(positions["Post 77"]))
    assert "You are signed in as Post 77, run 1" in said.text
    assert drill.parts(county_store, vine) == [("Ada Abbott", "Post 77", 1, "own word")]


def test_what_the_menu_carries_fits_and_anything_else_is_stale(county_store: Store) -> None:
    largest = Pressed(exercise=2**31 - 1, run=2**31 - 1, position=2**31 - 1)
    assert len(largest.as_value()) <= 150
    desk = SigningDesk.of(county_store)
    for odd in ("", "[" * 5000, '{"exercise": 99999999999999999999}', '{"exercise": "x"}'):
        with pytest.raises(Problem):
            desk.ada.chosen(AS, odd)


def test_undo_takes_back_only_what_one_recorded_oneself(county_store: Store) -> None:
    desk = SigningDesk.of(county_store)
    vine = desk.opened()
    adding = desk.cora.clicks(ADD, Closing(exercise=vine).model_dump())
    desk.cora.submits(adding, pasted="Ada Abbott", run="1")
    said = desk.presses(desk.ada, vine)
    assert "nothing was recorded twice" in said.text
    assert "Undo" not in said.buttons()
    with pytest.raises(Refused, match="You did not record that yourself"):
        desk.ada.clicks(UNDO, Undo(exercise=vine, rows=[1]).model_dump())
    assert drill.parts(county_store, vine) == [("Ada Abbott", "", 1, "another's word")]
