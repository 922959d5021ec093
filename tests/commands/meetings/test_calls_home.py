"""Home names the calls that wait for one's answer, each with the answers to press, and no others."""

from __future__ import annotations

from datetime import date

import pytest

from commands.home import entries as home_entries
from commands.kit.reading import text_of
from commands.kit.registry import HomePart
from commands.meetings import calls_home
from storage.engine import Store
from tests.commands.meetings import room as rooms
from tests.commands.meetings.room import Room, a_room
from tests.conversations import calls

ADA, PAT = "ada@grove.example", "pat@birch.example"
PARTS = [each for each in calls_home.ENTRIES if isinstance(each, HomePart)]


@pytest.fixture
def room(county_store: Store, monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setattr(rooms, "ENTRIES", (*rooms.ENTRIES, *home_entries(PARTS)))
    return a_room(county_store)


def at_home(room: Room, email: str) -> str:
    view = room.somebody(email).clicks("home", {}).reply.home
    assert view is not None
    return text_of(view.blocks)


def test_a_call_waits_in_home_until_it_is_answered(room: Room) -> None:
    for day in (11, 14, 15):
        calls.a_call(room.store, held_on=date(2026, 12, day), title=f"Meeting of the {day}th")
    said = at_home(room, ADA)
    assert "What waits for you\nKickoff, Thu 10 Dec 2026, 09:00 to 10:00 CST" in said
    assert "2 more meetings ask for your answer." in said
    assert "Meeting of the 11th" in said
    assert "Meeting of the 14th" not in said
    room.somebody(ADA).presses(room.card(), "Coming")
    said = at_home(room, ADA)
    assert "Kickoff" not in said
    assert "Meeting of the 14th" in said
    assert "What waits" not in at_home(room, PAT)
