"""`/training classes`: what is coming, page by page, with where the reader stands and what they may do."""

from __future__ import annotations

from commands.training.class_views import COMING
from storage.engine import Store
from tests.commands.training.classroom import classroom


def test_classes_are_listed_with_what_one_may_do(county_store: Store) -> None:
    room = classroom(county_store)
    for day in range(10, 16):
        room.cora.says(f"training signin ASIM Basic {day} Nov 18:00 Station 4, 1 seat, for Cedar Fire")
    room.cora.clicks(COMING, {"class_id": 1})
    room.ada.clicks(COMING, {"class_id": 1})
    listed = room.ada.says("training classes")
    assert listed.text.startswith("6 classes are coming.")
    assert "1 coming of 1 seat, 1 waiting for a seat.\nYou are first in line for a seat." in listed.text
    assert listed.buttons() == ["Coming", "Not coming"] * 5 + ["More"]
    rest = room.ada.presses(listed, "More")
    assert rest.reply.replaces
    assert "15 Nov 2026, 18:00 to 22:00, Station 4." in rest.text
    holds = room.cora.says("training classes").buttons()
    assert holds[:5] == ["Coming", "Not coming", "Open now", "Move or change", "Cancel it"]
    assert holds[-1] == "Plan a class"
