"""A number that can be pressed, and who explains it."""

from __future__ import annotations

import pytest

from commands.kit.explained import Explains
from commands.kit.registry import Registry
from storage.shown_numbers import Measure


def test_a_measure_is_explained_by_one_alone() -> None:
    explains = Explains(Measure.SCORE, lambda *_: "a score", lambda *_: "3 of 4", lambda *_: ["by rule"])
    registry = Registry.of([explains])
    assert registry.explains == {Measure.SCORE: explains}
    with pytest.raises(ValueError, match="score"):
        registry.add(explains)
