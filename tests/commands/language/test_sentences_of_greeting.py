"""Greetings, thanks and first questions, as they are typed, and what is not one of them."""

from __future__ import annotations

import pytest

from commands.all import registry
from commands.language.sentences import resolve
from commands.language.sentences_of_greeting import SAID, greeted


def test_each_is_understood_however_it_is_typed() -> None:
    known = registry()
    for (form, text), every in SAID.items():
        for said in every:
            for typed in (said, f"{said.capitalize()}!", f"Hey Muster, {said}?", f"*{said}* please"):
                found, rest = resolve(known, typed)
                assert (found.says, rest) == (form, text), typed


@pytest.mark.parametrize(
    "said",
    [
        "",
        "hi I took BLS yesterday",
        "thanks for the class",
        "hello due",
        "am I current in BLS",
        "please",
        "ok log BLS",
        "never mind the class",
    ],
)
def test_a_sentence_that_says_more_is_none(said: str) -> None:
    assert greeted(said.split()) is None
