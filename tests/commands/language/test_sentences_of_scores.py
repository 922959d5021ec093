"""Sentences that ask of scorecards, and such that do not."""

from __future__ import annotations

import pytest

from commands.all import registry
from commands.language.sentences import resolve
from commands.language.sentences_of_scores import SCORECARD
from storage.engine import Store
from tests.commands.scorecard.county import dana


@pytest.mark.parametrize(
    "sentence",
    [
        *("how do we score?", "How do we score", "what is our score?", "show me the scorecard"),
        *("scorecard", "what raises our score most?", "what would raise our score the most?"),
        *("muster scorecard", "our scorecard, please", "readiness scorecard"),
    ],
)
def test_the_regions_scorecard_is_asked_for(store: Store, sentence: str) -> None:
    form, text = resolve(registry(), sentence)
    assert form.says == SCORECARD
    assert "Scorecard: the region" in dana(store).says(f"{SCORECARD} {text}").text


@pytest.mark.parametrize(
    "sentence",
    [
        *("scorecard for Cedar Fire", "how does Cedar Fire score?", "show me Cedar Fire scorecard"),
        *("readiness scorecard Cedar Fire", "what is the score of Cedar Fire Department?"),
    ],
)
def test_an_agencys_scorecard_is_asked_for(county_store: Store, sentence: str) -> None:
    form, text = resolve(registry(), sentence)
    assert form.says == SCORECARD
    assert "Scorecard: Cedar Fire Department" in dana(county_store).says(f"{SCORECARD} {text}").text


@pytest.mark.parametrize(
    "sentence", ["who is due?", "log ASIM Basic yesterday", "teams tonight", "readiness"]
)
def test_other_sentences_mean_what_they_meant(sentence: str) -> None:
    assert resolve(registry(), sentence)[0].says != SCORECARD
