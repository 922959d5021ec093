"""Reports and summaries as people ask for them; what speaks of something else is left alone."""

from __future__ import annotations

import pytest

from commands.language.sentences_of_documents import REPORT, SUMMARY, senses_of_documents


@pytest.mark.parametrize(
    ("said", "form", "text"),
    [
        ("after action report for Vine drill", REPORT, "Vine drill"),
        ("after-action report", REPORT, ""),
        ("can you send me the AAR for the Vine drill, please?", REPORT, "Vine drill"),
        ("the improvement plan of EX-2026-004", REPORT, "EX-2026-004"),
        ("give me the Vine drill's after action report", REPORT, "Vine drill"),
        ("AAR/IP for Vine drill 20 Oct", REPORT, "Vine drill 20 Oct"),
        ("report on the Vine tabletop", REPORT, "Vine tabletop"),
        ("give me the summary for the council", SUMMARY, ""),
        ("a one-page summary of readiness for the county board", SUMMARY, ""),
        (
            "make the summary of Cedar Fire for the city council as of 1 October",
            SUMMARY,
            "of Cedar Fire as of 1 October",
        ),
        ("council summary", SUMMARY, ""),
        ("council report", SUMMARY, ""),
        ("the county board report, please", SUMMARY, ""),
        ("commissioners briefing for fire", SUMMARY, "for fire"),
        ("readiness one pager for Cedar", SUMMARY, "for Cedar"),
        ("one-pager for Cedar Fire", SUMMARY, "for Cedar Fire"),
        ("a one pager of fire for the council", SUMMARY, "of fire"),
        ("readiness summary for Cedar Fire", SUMMARY, "for Cedar Fire"),
        ("one page for the commissioners", SUMMARY, ""),
    ],
)
def test_what_is_asked_for(said: str, form: str, text: str) -> None:
    [found] = senses_of_documents(said)
    assert (found.form, found.text, found.is_plain) == (form, text, True)


@pytest.mark.parametrize(
    "said",
    [
        "report",
        "what actions are open?",
        "plan an exercise",
        "I played Transport at the Vine drill",
        "give the roadmap to Cedar Fire",
        "the council meeting is moved to 20 Dec",
        "summary",
        "send the roster for the training",
        "what's the report of the roster import",
    ],
)
def test_what_speaks_of_something_else(said: str) -> None:
    assert senses_of_documents(said) == []
