"""What is said once a class is on record."""

from __future__ import annotations

from tests.commands.training.desk import Desk


def test_ones_own_with_the_standing_it_made(desk: Desk) -> None:
    said = desk.ada.says("training log ASIM Basic yesterday 4h")
    assert said.text == (
        "Recorded: ASIM Basic on 1 Nov 2026, 4 hours, for you. "
        "It counts, and is marked unverified until a lead confirms it.\n"
        "Your standing in ASIM Basic: current until 1 Nov 2028.\n"
        "Undo is there for 10 minutes."
    )
    assert said.buttons() == ["Undo", "What I am due for", "My record"]


def test_what_is_not_asked_of_one_has_no_standing(desk: Desk) -> None:
    assert "Your standing" not in desk.ada.says("training log ASIM Advanced yesterday").text


def test_an_incomplete_one_counts_for_nothing(desk: Desk) -> None:
    said = desk.ada.says("training log failed BLS yesterday").text
    assert "It counts for nothing, and stays on record." in said
    assert "Your standing" not in said


def test_for_others_they_are_named_and_nothing_is_unverified(desk: Desk) -> None:
    said = desk.cora.says("training log BLS yesterday for Ben Flores, Ada Abbott").text
    assert said == (
        "Recorded: Basic Life Support on 1 Nov 2026, 4 hours, for Ben Flores and Ada Abbott.\n"
        "Undo is there for 10 minutes."
    )


def test_the_speaker_among_others_is_called_you(desk: Desk) -> None:
    assert "for Ben Flores and you. It counts" in desk.cora.says("training log BLS for Ben Flores, me").text
