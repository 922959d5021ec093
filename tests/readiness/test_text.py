from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.text import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("José", "jose"),
        ("JOSÉ", "jose"),
        ("Jose\u0301", "José"),
        ("  Alder\t Fire \n Department", "alder fire department"),
        ("Alder\u00a0Fire", "alder fire"),
        ("STRAẞE", "strasse"),
        ("Müller", "muller"),
        ("İzmir", "izmir"),
        ("O'Neil", "o'neil"),
    ],
)
def test_compares_without_case_accents_and_extra_spaces(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Ana", "Anna"), ("Smith-Jones", "Smith Jones"), ("Ann A", "Anna")]
)
def test_tells_apart_what_differs(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
