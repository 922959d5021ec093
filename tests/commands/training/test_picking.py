"""Which record is to be corrected: whose, and of which course, in any order."""

from __future__ import annotations

import pytest

from commands.kit.problems import Refused
from commands.training.correcting import PICK
from tests.commands.training.desk import Desk
from words.problems import Unclear


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("Ben Flores, ASIM Basic", "ASIM Basic on 10 Mar 2026, verified"),
        ("BLS Ben", "Basic Life Support on 3 Dec 2024, verified"),
        ("Ben Flores BLS", "Basic Life Support on 3 Dec 2024, verified"),
        ("me", "once it is confirmed"),
        ("ASIM Advanced", "You have no record of ASIM Advanced that is yours to correct"),
        ("Ben Flores ASIM Advanced", "Ben Flores has no record of ASIM Advanced"),
    ],
)
def test_people_and_courses_in_any_order(desk: Desk, said: str, seen: str) -> None:
    view = desk.cora.says(f"training correct {said}").reply.modal
    assert view is not None
    assert seen in str(view.to_dict())


def test_nobody_and_several_are_said(desk: Desk) -> None:
    for said in ("Pat Quinn", "Nobody Atall BLS"):
        with pytest.raises(Refused, match="whose records you can correct"):
            desk.cora.says(f"training correct {said}")
    with pytest.raises(Unclear, match="matches 2 people"):
        desk.manager.says("training correct Jo Lee ASIM Basic")


def test_a_forged_press_names_nobody(desk: Desk) -> None:
    for who, name in ((desk.ada, "Ben Flores"), (desk.cora, "Pat Quinn")):
        with pytest.raises(Refused, match="find that person") as refused:
            who.clicks(PICK, {"person": desk.person(name)})
        assert name not in str(refused.value)
    with pytest.raises(Refused, match="find that person"):
        desk.cora.chosen(f"{PICK}/whose", str(desk.person("Pat Quinn")))


def test_somebody_is_searched_for_above_the_list(desk: Desk) -> None:
    found = desk.cora.looks_up(f"{PICK}/whose", "flo")
    assert list(found) == ["Ben Flores (Cedar Fire Department)"]
    view = desk.cora.chosen(f"{PICK}/whose", next(iter(found.values()))).reply.updated
    assert view is not None
    assert "ASIM Basic on 10 Mar 2026" in str(view.to_dict())
    assert "whose" not in str(desk.ada.says("training correct").reply.modal)
