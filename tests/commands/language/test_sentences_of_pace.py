"""Plain questions of pace, by other words each, and a trial of classes, which is asked back."""

from __future__ import annotations

import time

import pytest

from commands.language.sentences_of_pace import senses_of_pace
from commands.language.sentences_of_readiness import senses_of_readiness
from storage.engine import Store
from tests.commands.language.hearing import asked_back, dana, hears, means


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("how far are we from 90%?", "our 90%"),
        ("how close are we to 90 percent?", "our 90 percent"),
        ("how far is fire from 80%?", "fire 80%"),
        ("how far off is Cedar Fire from the target?", "Cedar Fire the target"),
        ("how far is law from reaching 90% in ASIM Basic?", "law 90% in ASIM Basic"),
        ("how long until EMS is trained?", "EMS"),
        ("how long till fire is current?", "fire"),
        ("how long will it take to train law?", "law"),
        ("how soon will it be until Cedar Fire is trained?", "Cedar Fire"),
        ("when will everyone be trained?", "100%"),
        ("when is everybody trained?", "100%"),
        ("when will fire be fully trained?", "fire 100%"),
        ("when will everyone in fire be current?", "everyone in fire 100%"),
        ("when will law be trained in ASIM Basic?", "law in ASIM Basic"),
        ("by when can we be ready?", "our"),
    ],
)
def test_a_projection_is_meant(county_store: Store, sentence: str, text: str) -> None:
    assert means(sentence) == ("readiness projection", text)
    assert "%" in hears(dana(county_store), sentence).text


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("how many refreshers next year?", ""),
        ("how many BLS refreshers in 2027?", "BLS"),
        ("how many renewals do we have next month?", ""),
    ],
)
def test_the_refresher_wave_is_meant(county_store: Store, sentence: str, text: str) -> None:
    assert means(sentence) == ("readiness wave", text)
    assert hears(dana(county_store), sentence).text


@pytest.mark.parametrize(
    "sentence",
    [
        *("what if we run two classes a month?", "what happens if we add a class every month?"),
        *(
            "suppose we hold three classes",
            "would two classes a month be enough?",
            "what if we had more trainers?",
        ),
    ],
)
def test_a_trial_of_classes_is_asked_back(sentence: str) -> None:
    unclear = asked_back(sentence)
    assert "how many a month it would take" in unclear.not_understood
    assert [offer.label for offer in unclear.offers] == ["readiness projection", "readiness wave"]


@pytest.mark.parametrize(
    "sentence",
    [
        *("when will I be trained?", "how many are due in 30 days?", "how many expired last month?"),
        *("when will the minutes be ready?", "who expires next month?", "when does my BLS expire?"),
        *("how many meetings next month?", "how many classes next month?"),
    ],
)
def test_what_is_of_something_else_is_not_taken(sentence: str) -> None:
    assert means(sentence)[0] not in ("readiness projection", "readiness wave")


@pytest.mark.parametrize(
    "sentence",
    [
        "how many people " + "we have " * 18 + "lunch",
        "how many people " + "we have " * 150 + "lunch",
        "how many people " + "in " * 400 + "lunch",
    ],
)
def test_what_is_no_question_of_it_is_soon_known_not_to_be(sentence: str) -> None:
    began = time.process_time()
    assert senses_of_pace(sentence) == senses_of_readiness(sentence) == []
    assert time.process_time() - began < 1
