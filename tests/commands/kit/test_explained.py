"""A number that can be pressed, and who explains it."""

from __future__ import annotations

import json

import pytest

from commands.kit.explained import Explained, Explains, number_button
from commands.kit.registry import Registry
from storage.shown_numbers import Measure


def test_a_button_of_a_number_carries_its_key_and_is_told_from_its_neighbours() -> None:
    first, second = number_button("41 of 52", "7KQ2MNA4WD"), number_button("30 due", "8KQ2MNA4WD")
    assert Explained.model_validate(json.loads(first.value or "")).key == "7KQ2MNA4WD"
    assert first.action_id != second.action_id
    assert first.action_id == "number.show:7KQ2MNA4WD"


def test_a_measure_is_explained_by_one_alone() -> None:
    explains = Explains(Measure.SCORE, lambda *_: "a score", lambda *_: "3 of 4", lambda *_: ["by rule"])
    registry = Registry.of([explains])
    assert registry.explains == {Measure.SCORE: explains}
    with pytest.raises(ValueError, match="score"):
        registry.add(explains)
