"""Which sentences ask what is asked, and how often; which courses they name."""

from __future__ import annotations

import pytest

from commands.all import registry
from commands.language.courses import asked_about, asks_how_often
from commands.language.sentences import resolve
from storage.catalogue import catalogue_changed, catalogue_of
from storage.engine import Store
from storage.training import CourseRecord

HOW_OFTEN = "training courses mine"


@pytest.mark.parametrize(
    ("sentence", "form"),
    [
        ("how often do I need BLS?", HOW_OFTEN),
        ("How often is the ASIM Basic refresher due", HOW_OFTEN),
        ("what is asked of me", HOW_OFTEN),
        ("what's required of me, and how often?", HOW_OFTEN),
        ("which courses are mandatory for me?", HOW_OFTEN),
        ("what is asked of Cedar Fire?", HOW_OFTEN),
        ("is BLS required of police?", HOW_OFTEN),
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


def test_what_a_question_names_is_found_and_what_names_nothing_is_kept(county_store: Store) -> None:
    with county_store.writing() as session:
        session.add(CourseRecord(key="is", code="IS-100", title="IS-100 Introduction to ICS"))
        session.add(CourseRecord(key="hz", code="HZ-24", title="24-Hour HAZWOPER"))
        catalogue_changed(session)
    asked: dict[str, tuple[list[str], list[str], list[str]]] = {
        "how often do I need asim b and Basic Life?": (["ASIM-B", "BLS"], [], []),
        "how often do I need ASIM?": (["ASIM-A", "ASIM-B"], [], []),
        "what is asked of me?": ([], [], []),
        "What is required of me, and how often?": ([], [], []),
        "am I required to have IS 100?": (["IS-100"], [], []),
        "is hazwoper required for me?": (["HZ-24"], [], []),
        "which classes are mandatory for me?": ([], [], []),
        "How often do I have to do CPR?": ([], [], ["CPR"]),
        "how often do I need BLS and Swift Water?": (["BLS"], [], ["Swift Water"]),
        "what is asked of Cedar Fire, and how often?": ([], ["Cedar Fire"], []),
        "is BLS required of the police?": (["BLS"], ["police"], []),
        "what is asked of everybody": ([], [], []),
        "what was asked of me, does it do or have to be done again?": ([], [], ["done"]),
    }
    with county_store.reading() as session:
        catalogue = catalogue_of(session)
        for text, wanted in asked.items():
            found = asked_about(text, catalogue)
            codes = sorted(catalogue.courses[each].code for each in found.courses)
            assert (codes, [said for said, _ in found.scopes], found.unknown) == wanted, text
