"""Sentences that ask of scorecards, and such that do not."""

from __future__ import annotations

import pytest

from commands.all import registry
from commands.kit.problems import Refused
from commands.language.sentences import resolve
from commands.language.sentences_of_scores import SCORECARD
from storage.engine import Store
from tests.commands.language.hearing import hears, lead, responder
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


@pytest.mark.parametrize(
    "sentence",
    [
        *("fill in our scorecard", "answer the scorecard", "answer our scorecard", "complete the scorecard"),
        *("fill out the scorecard", "fill in my department's scorecard", "update our scorecard"),
        *("what's my department's score?", "what is my agency’s score?", "my score", "our score"),
        *(
            "how does our agency score?",
            "my department's scorecard",
            "how do we score as an agency, our agency?",
        ),
    ],
)
def test_ones_own_is_that_of_the_agency_one_leads(county_store: Store, sentence: str) -> None:
    said = hears(lead(county_store), sentence)
    assert "Scorecard: Cedar Fire Department" in said.text
    assert any(label.startswith("Answer") for label in said.buttons())


@pytest.mark.parametrize("sentence", ["what's my department's score?", "my agency's scorecard", "my score"])
def test_who_leads_nobody_is_told_whose_it_is_to_see(county_store: Store, sentence: str) -> None:
    with pytest.raises(Refused):
        hears(responder(county_store), sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        *(
            "how do we score on documentation?",
            "how do we score in training?",
            "what's our score for policy?",
        ),
        *(
            "how do we score on communications and coordination?",
            "what's our score on exercises & performance?",
        ),
        *(
            "what's proven and what's claimed?",
            "what is claimed and what is proven?",
            "what can we prove of what we claim?",
        ),
        *("what do we hope and what can we prove?", "claimed vs proven", "fill in the region's scorecard"),
        *("fill in our scorecard", "answer the scorecard", "what's our score?"),
    ],
)
def test_of_the_region_it_is_the_regions(county_store: Store, sentence: str) -> None:
    form, text = resolve(registry(), sentence)
    assert form.says == SCORECARD
    assert "Scorecard: the region" in dana(county_store).says(f"{SCORECARD} {text}").text
