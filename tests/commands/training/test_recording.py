"""What is put on record: nothing twice, for others by those who may, and taken back for ten minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commands.kit.problems import Refused
from tests.commands.speaking import audited
from tests.commands.training.desk import Desk


@pytest.mark.postgres
def test_the_same_class_twice_is_recorded_once(desk: Desk) -> None:
    desk.ada.says("training log BLS yesterday")
    again = desk.ada.says("training log BLS yesterday")
    assert again.text == "On record already for you, for 1 Nov 2026: nothing was recorded twice."
    assert "Undo" not in again.buttons()
    assert len(desk.standing()) == 1


def test_on_another_day_it_is_another_class(desk: Desk) -> None:
    desk.ada.says("training log BLS yesterday")
    desk.ada.says("training log BLS today")
    assert [each.completed_on.isoformat() for each in desk.standing()] == ["2026-11-01", "2026-11-02"]


def test_one_not_passed_keeps_no_pass_from_being_recorded(desk: Desk) -> None:
    desk.ada.says("training log failed BLS yesterday")
    desk.ada.says("training log BLS yesterday")
    assert [each.result for each in desk.standing()] == ["incomplete", "pass"]


@pytest.mark.postgres
def test_of_several_those_who_have_it_are_left_as_they_are(desk: Desk) -> None:
    desk.cora.says("training log BLS yesterday for Jo Lee")
    said = desk.cora.says("training log BLS yesterday for Jo Lee, Ben Flores")
    assert "4 hours, for Ben Flores." in said.text
    assert "On record already for Jo Lee, for 1 Nov 2026: nothing was recorded twice." in said.text
    jo, ben = desk.standing()
    assert ben.person_id == desk.person("Ben Flores") != jo.person_id


def test_ones_own_is_unverified(desk: Desk) -> None:
    desk.ada.says("training log BLS yesterday")
    [record] = desk.standing()
    assert (record.verified, record.verified_by, record.verified_at) == (False, "", None)


@pytest.mark.postgres
def test_what_a_lead_logs_for_others_is_verified_and_their_own_is_not(desk: Desk) -> None:
    desk.cora.says("training log BLS yesterday for Ben Flores and me")
    verified = {each.person_id: each.verified_by for each in desk.standing()}
    assert verified == {desk.person("Ben Flores"): "cora@grove.example", desk.person("Cora Diaz"): ""}


def test_nobody_logs_for_another_agency_and_nothing_is_half_recorded(desk: Desk) -> None:
    form = desk.cora.says("training log BLS yesterday for Ben Flores, Pat Quinn")
    assert form.reply.modal is not None, "whom they may not name is nobody they know"
    with pytest.raises(Refused, match="“Ben Flores” among the people you can log for"):
        desk.ada.says("training log BLS yesterday for Ben Flores")
    assert desk.logged() == []


@pytest.mark.parametrize(("minutes", "stands"), [(10, False), (11, True)])
def test_undo_is_there_for_ten_minutes(desk: Desk, minutes: int, stands: bool) -> None:
    said = desk.ada.says("training log BLS yesterday")
    desk.clock.now += timedelta(minutes=minutes)
    if stands:
        with pytest.raises(Refused, match="The record stands"):
            desk.ada.presses(said, "Undo")
    else:
        desk.ada.presses(said, "Undo")
    assert bool(desk.standing()) == stands


def test_what_was_taken_back_can_be_logged_again(desk: Desk) -> None:
    desk.ada.presses(desk.ada.says("training log BLS yesterday"), "Undo")
    desk.ada.says("training log BLS yesterday")
    assert len(desk.standing()) == 1


def test_logging_and_taking_back_are_audited(desk: Desk) -> None:
    desk.ada.presses(desk.ada.says("training log BLS yesterday"), "Undo")
    assert audited(desk.store)[-2:] == [
        "ada@grove.example logged training",
        "ada@grove.example undid a log of training",
    ]
