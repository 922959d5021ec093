"""A log that was taken back comes back in the form, filled in with what it had recorded."""

from __future__ import annotations

import pytest

from commands.kit.problems import Refused
from tests.commands.training.desk import Desk, shown_in
from words.problems import Unclear


def test_one_s_own_log_comes_back_as_it_was(desk: Desk) -> None:
    back = desk.ada.presses(desk.ada.says("training log failed BLS 15 Oct 3h"), "Undo")
    opened = desk.ada.presses(back, "Log again")
    fields = shown_in(opened)
    assert fields["course"]["element"]["initial_option"]["text"]["text"] == "BLS: Basic Life Support"
    assert fields["day"]["element"]["initial_date"] == "2026-10-15"
    assert fields["hours"]["element"]["initial_value"] == "3"
    assert fields["result"]["element"]["initial_option"]["value"] == "incomplete"
    assert "people" not in fields
    assert desk.standing() == []


def test_those_it_was_logged_for_are_chosen_again(desk: Desk) -> None:
    said = desk.cora.says("training log ASIM-A yesterday for Ben Flores, Ada Abbott, exp 11/30/2028")
    back = desk.cora.presses(said, "Undo")
    fields = shown_in(desk.cora.presses(back, "Log again"))
    chosen = [each["value"] for each in fields["people"]["element"]["initial_options"]]
    assert chosen == [str(desk.person("Ben Flores")), str(desk.person("Ada Abbott"))]
    assert fields["expires"]["element"]["initial_date"] == "2028-11-30"
    assert desk.standing() == []


def test_nobody_brings_back_what_another_logged(desk: Desk) -> None:
    back = desk.cora.presses(desk.cora.says("training log ASIM-A yesterday for Ada Abbott"), "Undo")
    with pytest.raises(Refused):
        desk.ada.presses(back, "Log again")


def test_it_is_said_as_well_as_pressed(desk: Desk) -> None:
    with pytest.raises(Unclear, match="You haven't undone a log"):
        desk.ada.says("training again")
    desk.ada.presses(desk.ada.says("training log failed BLS 15 Oct 3h"), "Undo")
    fields = shown_in(desk.ada.says("training again"))
    assert fields["day"]["element"]["initial_date"] == "2026-10-15"
    with pytest.raises(Unclear, match="Nothing was recorded"):
        desk.cora.says("training again")
    assert desk.standing() == []
