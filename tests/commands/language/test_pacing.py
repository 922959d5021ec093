"""Sentences that ask for a pace or a wave, and what they name."""

from __future__ import annotations

from datetime import date

import pytest

from commands.all import registry
from commands.kit.member import Member
from commands.language.pacing import PROJECTION, WAVE, PaceAsked, form_of_pace, pace_asked
from commands.language.sentences import resolve
from storage.catalogue import catalogue_of
from storage.engine import Store
from tests.commands.speaking import WORKSPACE
from tests.commands.training.courses_desk import course_id
from words.days import Reading
from words.problems import Unclear
from words.written import DateOrder

REGISTRY = registry()
READING = Reading(date(2026, 11, 2), DateOrder.MDY, looks_back=False)


@pytest.mark.parametrize(
    ("sentence", "form"),
    [
        ("when will law reach 90%?", PROJECTION),
        ("When will law be at 90 percent in ASIM Basic?", PROJECTION),
        ("what would it take to reach 90% by March?", PROJECTION),
        ("how long until dispatch is at 90%?", PROJECTION),
        ("how many classes a month do we need by June?", PROJECTION),
        ("are we on track?", PROJECTION),
        ("will fire reach the target by 1 March?", PROJECTION),
        ("please show me the projection for fire", PROJECTION),
        ("how many refreshers fall due each month?", WAVE),
        ("do we have enough trainers?", WAVE),
        ("Are there enough instructors for ASIM Basic?", WAVE),
        ("show the refresher wave for law", WAVE),
        ("can our trainers keep up?", WAVE),
        ("who is due for a refresher in Cedar Fire?", "due"),
        ("what would it take", None),
        ("how many classes are coming?", "training classes"),
        ("when is the radio plan due?", None),
    ],
)
def test_which_form_a_sentence_means(sentence: str, form: str | None) -> None:
    if form not in (PROJECTION, WAVE):
        assert form_of_pace(sentence.split()) is None
    if form is not None:
        assert resolve(REGISTRY, sentence)[0].says == form


MANAGER = Member(WORKSPACE, "UMORGAN", is_manager=True)


def asked(store: Store, text: str) -> PaceAsked:
    with store.reading() as session:
        return pace_asked(text, catalogue_of(session), READING, PROJECTION, MANAGER)


@pytest.mark.parametrize(
    ("text", "scope", "target", "by"),
    [
        ("", "everyone", None, None),
        ("when will law reach 90%?", "discipline:law", 90, None),
        ("by 1 March law", "discipline:law", None, date(2027, 3, 1)),
        ("what would it take for fire to reach 80 % by March?", "discipline:fire", 80, date(2027, 3, 31)),
        ("by the end of 2027", "everyone", None, date(2027, 12, 31)),
        ("in 6 months", "everyone", None, date(2027, 5, 2)),
        ("our goal by the end of the year", "everyone", None, date(2026, 12, 31)),
    ],
)
def test_what_a_text_names(
    county_store: Store, text: str, scope: str, target: int | None, by: date | None
) -> None:
    assert asked(county_store, text) == PaceAsked(scope=scope, target=target, by=by)
    bls = f"{text} for BLS"
    assert asked(county_store, bls).course == course_id(county_store, "BLS")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Narnia", "I can't find any course, agency or discipline called “Narnia”"),
        ("law 0%", "0% can't be a target"),
        ("law by 1 March 2020", "is not in the future"),
        ("law and fire", "One scope at a time"),
        ("BLS and ASIM-B", "One course at a time"),
        ("a " * 41, "41 words"),
    ],
)
def test_what_is_not_understood_is_said(county_store: Store, text: str, wrong: str) -> None:
    with pytest.raises(Unclear) as caught:
        asked(county_store, text)
    assert wrong in caught.value.not_understood
    assert caught.value.example
