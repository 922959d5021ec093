"""What is said once a class is on record."""

from __future__ import annotations

from tests.commands.training.desk import Desk


def test_ones_own_with_the_standing_it_made(desk: Desk) -> None:
    said = desk.ada.says("training log ASIM Basic yesterday 4h")
    assert said.text == (
        "Recorded: ASIM Basic on 1 Nov 2026, 4 hours, for you. "
        "It counts, and is marked unverified until a lead confirms it.\n"
        "Your standing in ASIM Basic: current until 1 Nov 2028.\n"
        "Undo is available for 10 minutes."
    )
    assert said.buttons() == ["Undo", "What I am due for", "My record"]


def test_what_is_not_asked_of_one_has_no_standing(desk: Desk) -> None:
    assert "Your standing" not in desk.ada.says("training log ASIM Advanced yesterday").text


def test_an_incomplete_one_counts_for_nothing(desk: Desk) -> None:
    said = desk.ada.says("training log failed BLS yesterday").text
    assert "It counts for nothing, and stays on record." in said
    assert "Your standing" not in said


def test_for_others_they_are_named_and_nothing_is_unverified(desk: Desk) -> None:
    said = desk.cora.says("training log BLS yesterday for Ben Flores, jo.lee@grove.example")
    assert said.buttons() == ["Undo", "Who is due"]
    assert said.text == (
        "Recorded: Basic Life Support on 1 Nov 2026, 4 hours, for Ben Flores and Jo Lee. Confirmed by you.\n"
        "Each of them: current until 30 Nov 2028.\n"
        "Undo is available for 10 minutes."
    )


def test_the_speaker_among_others_is_called_you(desk: Desk) -> None:
    said = desk.cora.says("training log BLS yesterday for Ben Flores, me")
    assert said.text.split("\n")[:4] == [
        "Recorded: Basic Life Support on 1 Nov 2026, 4 hours, for Ben Flores and you. "
        "Yours counts, and waits for somebody else to confirm it; the rest is confirmed by you.",
        "Your standing in Basic Life Support: current until 30 Nov 2028.",
        "Ben Flores: current until 30 Nov 2028.",
        "You had it on 9 Sep 2025 too.",
    ]
    assert said.buttons() == ["Undo", "Who is due"]


def test_where_they_stand_unlike_each_is_told_and_their_record_is_a_press_away(desk: Desk) -> None:
    said = desk.cora.says("training log ASIM Basic 1 Jun 2024 for jo.lee@grove.example, Ada Abbott").text
    assert "Confirmed by you.\nJo Lee due 20 Nov 2026; Ada Abbott expired 1 Jun 2026.\n" in said
    one = desk.cora.says("training log ASIM-A yesterday for jo.lee@grove.example")
    assert one.buttons() == ["Undo", "Their record", "Who is due"]
    theirs = desk.cora.presses(one, "Their record")
    assert "The record of Jo Lee" in theirs.text
    assert "What I am due for" not in theirs.buttons()
