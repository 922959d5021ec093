"""Which meeting is meant, and whose it is to decide about."""

from __future__ import annotations

from datetime import date

import pytest

from commands.kit.problems import Refused
from storage.engine import Store
from tests.commands.meetings.room import Room, a_room
from tests.conversations import calls
from words.problems import Unclear

CORA, ADA = "cora@grove.example", "ada@grove.example"


@pytest.fixture
def room(county_store: Store) -> Room:
    return a_room(county_store)


def test_a_meeting_by_its_title_its_day_its_time_and_its_place(room: Room) -> None:
    calls.a_call(room.store, {}, date(2026, 12, 17), title="Kickoff")
    calls.a_call(room.store, {}, date(2026, 12, 17), title="Radio plan")
    manager = room.manager()
    for said in ("kickoff 10 Dec", "the kickoff on 10 December at 9am", "kick 12/10", "EOC 10 Dec"):
        assert "Kickoff, 10 Dec 2026, 09:00" in str(manager.says(f"meeting move {said}").reply.modal)
    assert "Radio plan" in str(manager.says("meeting move radio").reply.modal)
    with pytest.raises(Unclear, match="matches 2") as both:
        manager.says("meeting move kickoff")
    assert [each.label for each in both.value.offers] == [
        "Kickoff, 10 Dec 2026, 09:00, County EOC",
        "Kickoff, 17 Dec 2026, 09:00, County EOC",
    ]
    for said in ("dinner", "kickoff 11 Dec", "kickoff 10 Dec 10am"):
        with pytest.raises(Unclear, match=f"I can't find any meeting called “{said}” here"):
            manager.says(f"meeting move {said}")
    with pytest.raises(Unclear, match="Which meeting"):
        manager.says("meeting cancel")


def test_another_ones_meeting_is_not_moved(room: Room) -> None:
    with pytest.raises(Refused, match="not yours to change"):
        room.somebody(CORA).says("meeting move kickoff")
    with pytest.raises(Refused, match="not yours to change"):
        room.somebody(ADA).says("meeting cancel kickoff")
    with pytest.raises(Refused, match="Calling a meeting is for the leads"):
        room.somebody(ADA).says("meeting cancel dinner")
    calls.a_call(room.store, {}, title="Officers", agency="Cedar Fire Department")
    assert "Officers" in str(room.somebody(CORA).says("meeting move").reply.modal)
