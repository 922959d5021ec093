"""Sentences that mean a form, or a button of a class's card, without using its words."""

from __future__ import annotations

import pytest

from commands.all import registry
from commands.language.phrases import card_words, phrased
from commands.language.sentences import resolve

PLANNED = "an ASIM Basic class next Thursday at 6pm"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("I'm leaving early", ("early", "")),
        ("leaving early", ("early", "")),
        ("I have to leave early", ("early", "")),
        ("I\u2019m here", ("here", "")),
        ("I'm here for the BLS class", ("here", "BLS class")),
        ("here", ("here", "")),
        ("I'm back!", ("back", "")),
        ("I'm coming", ("coming", "")),
        ("I'm coming to the BLS class", ("coming", "BLS class")),
        ("I'll be there", ("coming", "")),
        ("not coming", ("not coming", "")),
        ("sorry, I can't make it to BLS on 3 Dec", ("not coming", "BLS on 3 Dec")),
        ("I'm not here", None),
        ("I'm not leaving early", None),
        ("here is my card", None),
        ("am I coming?", None),
        ("back from leave", None),
        ("there", None),
        ("coming up", None),
        ("", None),
    ],
)
def test_the_words_of_a_card(said: str, meant: tuple[str, str] | None) -> None:
    assert card_words(said.split()) == meant


@pytest.mark.parametrize(
    ("said", "form", "text"),
    [
        ("mute", "muster letters", "mute"),
        ("write me weekly", "muster letters", "write me weekly"),
        ("stop the letters", "muster letters", "stop the letters"),
        ("what classes are coming?", "training classes", "what classes are coming?"),
        ("is the BLS class still on?", "training classes", "is the BLS class still on?"),
        ("when is the next BLS class", "training classes", "when is the next BLS class"),
        ("can I get my transcript?", "training transcript", ""),
        ("my transcript", "training transcript", ""),
        ("can I get the transcript of Ada Abbott?", "training transcript", "Ada Abbott"),
        ("what do I have to verify?", "training verify", ""),
        ("take back BLS 29 Nov", "training correct", "BLS 29 Nov"),
        (f"plan {PLANNED}", "training plan", PLANNED),
        ("I'm leaving early", "training here", "I'm leaving early"),
        ("who is due for the BLS class?", "due", "who is due for the BLS class?"),
        ("I took the BLS class", "training log", "I took the BLS class"),
        ("training transcript Ada", "training transcript", "Ada"),
        ("next meeting?", "meeting", "next meeting?"),
        ("what meetings are coming", "meeting", "what meetings are coming"),
        ("which seats have never been filled?", "meeting", "which seats have never been filled?"),
        ("please call a meeting Kickoff 12 Jan", "meeting call", "Kickoff 12 Jan"),
    ],
)
def test_a_sentence_means_a_form(said: str, form: str, text: str) -> None:
    found, behind = resolve(registry(), said)
    assert (found.says, behind) == (form, text)


def test_nothing_means_nothing() -> None:
    assert phrased([]) is None
    assert phrased(["stop", "it"]) is None
