"""`undo`, said: what one did last is undone, whatever it was; where it has no Undo, nothing else goes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commands.checklists import adding, closing, snoozing
from commands.kit.registry import Click, Undoes
from commands.undoing import entries
from storage.checklists import ItemState
from storage.engine import Store
from tests.commands.checklists.desk import Desk, desk_of
from tests.commands.speaking import Office
from words.problems import Problem, Unclear

DECLARED = (*adding.ENTRIES, *closing.ENTRIES, *snoozing.ENTRIES)
UNDO = entries(
    {each.kind.value: each for each in DECLARED if isinstance(each, Undoes)},
    {each.action: each for each in DECLARED if isinstance(each, Click)},
)


@pytest.fixture
def desk(store: Store) -> Desk:
    there = desk_of(store)
    return Desk(store, there.there, Office(store, (*DECLARED, *UNDO)))


def passes(desk: Desk, seconds: int) -> None:
    desk.office.clock.now += timedelta(seconds=seconds)


def test_the_last_thing_is_undone_and_what_came_before_it_stands(desk: Desk) -> None:
    desk.lead.says("checklist add Radio plan on file")
    passes(desk, 60)
    desk.lead.says("checklist done radio plan")
    assert desk.item("Radio plan on file").state is ItemState.DONE
    passes(desk, 60)
    assert "Open again: Radio plan on file." in desk.lead.says("muster undo").text
    assert desk.item("Radio plan on file").state is ItemState.OPEN
    passes(desk, 60)
    with pytest.raises(Unclear, match="I can't undo by a word what you did last: you ") as again:
        desk.lead.says("muster undo")
    assert [each.label for each in again.value.offers] == ["Undo: said what became of a checklist's item"]


def test_what_was_added_is_taken_out_and_others_undo_nothing_of_it(desk: Desk) -> None:
    desk.lead.says("checklist add Radio plan on file")
    with pytest.raises(Problem, match="I know of nothing that you did"):
        desk.manager.says("muster undo")
    assert "Taken out of" in desk.lead.says("muster undo").text


def test_what_has_no_undo_is_said_and_nothing_earlier_goes(desk: Desk) -> None:
    desk.lead.says("checklist add Radio plan on file")
    passes(desk, 60)
    desk.lead.says("checklist snooze radio plan until 1 March")
    passes(desk, 60)
    with pytest.raises(Unclear, match="Nothing was changed"):
        desk.lead.says("muster undo")
    assert desk.item("Radio plan on file").voided_at is None


def test_after_ten_minutes_nothing_is_undone(desk: Desk) -> None:
    desk.lead.says("checklist add Radio plan on file")
    passes(desk, 601)
    with pytest.raises(Problem, match="I know of nothing that you did in the last 10 minutes"):
        desk.lead.says("muster undo")
