"""The words of a class's card: the press where one class fits, a question for several, nothing for none."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.engine import Store
from tests.commands.training.classroom import SIGNIN, classroom
from words.problems import Problem, Unclear


def test_what_is_said_is_the_press_where_one_class_fits(county_store: Store) -> None:
    room = classroom(county_store)
    ada, here = room.ada, "training here "
    with pytest.raises(Problem, match="No class is planned"):
        ada.says(here + "I'm coming")
    room.cora.says(SIGNIN)
    assert "You are coming" in ada.says(here + "I'm coming to the ASIM class").text
    assert "not coming" in ada.says(here + "I can't make it").text
    with pytest.raises(Problem, match="No class takes sign-ins now"):
        ada.says(here + "I'm here")
    room.cora.says("training signin BLS 3 Dec 18:00 Station 4")
    with pytest.raises(Unclear, match="Which class") as back:
        ada.says(here + "I'm coming")
    assert len(back.value.offers) == 2
    room.clock.now += timedelta(days=31, hours=8, minutes=30)
    with pytest.raises(Problem, match="You are signed in to no class now"):
        ada.says(here + "leaving early")
    assert "signed in" in ada.says(here + "I'm here for BLS").text
    assert "early" in ada.says(here + "I'm leaving early").text
    assert "signed in" in ada.says(here + "I'm back").text


def test_a_class_is_cancelled_for_the_reason_that_was_said(county_store: Store) -> None:
    room = classroom(county_store)
    room.cora.says(SIGNIN)
    for said, why in (
        ("ASIM because the instructor is sick", "the instructor is sick"),
        ("ASIM Basic 3 Dec because of the snow", "the snow"),
        ("ASIM Basic 3 Dec, instructor is sick", "instructor is sick"),
    ):
        asked = room.cora.says(f"training cancel {said}")
        assert asked.reply.modal is not None
        assert f"'initial_value': '{why}'" in str(asked.reply.modal.to_dict()), said
    room.cora.submits(asked, reason="instructor is sick")
    still = room.ada.says("training classes is the ASIM Basic class still on?").text
    assert "ASIM Basic, 3 Dec 2026, 18:00 is cancelled: instructor is sick." in still
