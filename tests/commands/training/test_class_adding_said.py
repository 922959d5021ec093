"""`/training add`: the list of the class, for whoever holds it."""

from __future__ import annotations

import pytest

from commands.kit.problems import Refused
from commands.training import class_adding_said
from storage.engine import Store
from tests.commands.training.classroom import ENTRIES, SIGNIN, classroom


def test_who_holds_the_class_is_led_to_its_list(county_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.commands.training.classroom.ENTRIES", (*ENTRIES, *class_adding_said.ENTRIES))
    room = classroom(county_store)
    room.cora.says(SIGNIN)
    said = room.cora.says("training add Ben Flores to the ASIM class")
    assert "ASIM Basic, 3 Dec 2026, 18:00: open its list, and press Add people for “Ben Flores”." in said.text
    assert said.buttons() == ["Open the list"]
    with pytest.raises(Refused):
        room.ada.says("training add Ben Flores to the ASIM class")
