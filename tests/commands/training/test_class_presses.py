"""Presses on a class's card: late ones, ones too early, and of whose class it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commands.kit.problems import Refused
from commands.training.class_views import BACK, COMING, EARLY, HERE, NOT_COMING, OPEN_NOW
from storage.engine import Store
from tests.commands.training.classroom import SIGNIN, classroom
from words.problems import Problem

CLASS = {"class_id": 1}


def test_each_press_that_can_not_be_has_its_own_answer(county_store: Store) -> None:
    room = classroom(county_store)
    room.cora.says(SIGNIN)
    with pytest.raises(Problem, match="opens on 3 Dec 2026 at 17:00"):
        room.ada.clicks(HERE, CLASS)
    assert "Open now" in room.cora.clicks(HERE, CLASS).buttons()
    with pytest.raises(Problem, match="press I'm here first"):
        room.ada.clicks(EARLY, CLASS)
    with pytest.raises(Problem, match="You are not signed in"):
        room.ada.clicks(BACK, CLASS)
    with pytest.raises(Refused, match="not yours"):
        room.ada.clicks(OPEN_NOW, CLASS)
    with pytest.raises(Problem, match="no longer there"):
        room.ada.clicks(HERE, {"class_id": 9})
    room.cora.clicks(OPEN_NOW, CLASS)
    assert "was open already" in room.cora.clicks(OPEN_NOW, CLASS).text
    assert "is open: press I'm here once you are there" in room.ada.clicks(COMING, CLASS).text
    signed = room.ada.clicks(HERE, CLASS)
    stays = room.ada.clicks(NOT_COMING, CLASS)
    assert "You are signed in to ASIM Basic" in stays.text
    assert stays.buttons() == ["I'm leaving early"]
    room.clock.now += timedelta(minutes=5)
    left = room.ada.presses(signed, "I'm leaving early")
    assert "early, at 09:05." in left.text
    assert "You are back" in room.ada.clicks(HERE, CLASS).text
