"""Which forms a sentence about checklists may mean, before anything of the speaker's is looked at."""

from __future__ import annotations

import pytest

from commands.language.sentences_of_lists import senses_of_duties, senses_of_lists


@pytest.mark.parametrize(
    ("said", "forms"),
    [
        ("the radio plan is done", ["checklist done"]),
        ("is the radio plan done?", ["checklist"]),
        ("the radio plan is not done", []),
        ("the radio plan isn't done yet", []),
        ("mark the BLS class done", []),  # the noun says what is meant
        ("close the Vine exercise", []),
        ("who has the radio plan?", ["checklist"]),
        ("give the radio plan to Ada", ["checklist assign"]),
        ("move the radio plan to 20 Dec", ["checklist change"]),
        ("move the kickoff meeting to 20 Dec", []),
        ("remind me about the radio plan on Monday", ["checklist snooze", "checklist add"]),
        ("add the radio plan to the list", ["checklist add"]),
        ("are we overdue?", ["checklist"]),  # "we" names no item: it is left to who is due
        ("what's overdue", ["checklist"]),
        ("what is overdue in Cedar Fire?", []),
        ("I'm overdue", []),
        ("hello", []),
    ],
)
def test_what_a_sentence_may_mean(said: str, forms: list[str]) -> None:
    assert [each.form for each in senses_of_lists(said)] == forms


@pytest.mark.parametrize(
    ("said", "is_one"),
    [
        ("we need to test the sirens by 1 March", True),
        ("I have to renew it every year", True),
        ("we need to test the sirens", False),
        ("do we need to test the sirens by 1 March?", False),
    ],
)
def test_a_duty_has_its_day(said: str, is_one: bool) -> None:
    assert bool(senses_of_duties(said)) == is_one
