"""Which sentences ask what is asked, and how often; which courses they name."""

from __future__ import annotations

import pytest

from commands.all import registry
from commands.language.courses import asks_how_often, courses_in
from commands.language.sentences import resolve
from storage.catalogue import catalogue_of
from storage.engine import Store

HOW_OFTEN = "training courses mine"


@pytest.mark.parametrize(
    ("sentence", "form"),
    [
        ("how often do I need BLS?", HOW_OFTEN),
        ("How often is the ASIM Basic refresher due", HOW_OFTEN),
        ("what is asked of me", HOW_OFTEN),
        ("what's required of me, and how often?", HOW_OFTEN),
        ("which courses are mandatory for me?", HOW_OFTEN),
        ("what am I due for?", "due"),
        ("who is overdue for a required BLS refresher?", "due"),
        ("I took BLS yesterday, it was required of me", "training log"),
        ("courses BLS", "training courses"),
        ("training courses mine", HOW_OFTEN),
    ],
)
def test_a_question_of_how_often_is_told_from_others(sentence: str, form: str) -> None:
    assert resolve(registry(), sentence)[0].says == form
    assert asks_how_often([]) is False


def test_the_courses_of_a_sentence_are_found_by_code_title_and_first_words(county_store: Store) -> None:
    with county_store.reading() as session:
        catalogue = catalogue_of(session)
        codes = {each.code: key for key, each in catalogue.courses.items()}
        assert courses_in("how often do I need asim b and Basic Life?", catalogue) == [
            codes["ASIM-B"],
            codes["BLS"],
        ]
        assert courses_in("how often do I need ASIM?", catalogue) == [], "it begins two titles"
