"""Which forms a sentence about meetings may mean, and what is taken out of it."""

from __future__ import annotations

import pytest

from commands.language.sentences_of_meetings import senses_of_meetings, taken_on, without_asking


@pytest.mark.parametrize(
    ("said", "forms"),
    [
        ("cancel the kickoff", ["meeting cancel", "training cancel"]),
        ("cancel the kickoff meeting", ["meeting cancel"]),
        ("cancel the BLS class", ["training cancel"]),
        ("cancel the Vine drill", []),
        ("should we cancel the kickoff?", []),
        ("plan a meeting", ["meeting call"]),
        ("plan a training", []),
        ("who was at the Vine drill?", []),
        ("who answered?", ["meeting answers"]),
        ("follow-up: test the sirens", ["meeting follow-up", "checklist add"]),
        ("no problem", []),
        ("no", ["meeting rsvp"]),
        ("who is due?", []),
    ],
)
def test_what_a_sentence_may_mean(said: str, forms: list[str]) -> None:
    assert [each.form for each in senses_of_meetings(said)] == forms


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("Noor to draft the plan by 15 Dec", "Draft the plan by 15 Dec for Noor"),
        ("Noor Dahl will draft the plan.", "Draft the plan for Noor Dahl"),
        ("I will draft it", "Draft it for me"),
        ("draft the plan and send it to Noor", "draft the plan and send it to Noor"),
    ],
)
def test_who_takes_it_on_stands_behind_it(said: str, item: str) -> None:
    assert taken_on(said) == item


def test_what_names_a_meeting_in_a_question() -> None:
    assert without_asking("when is the officers meeting") == "officers meeting"
    assert without_asking("what meetings do we have") is None
    assert without_asking("the officers meeting") is None
