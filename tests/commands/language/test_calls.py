"""A call answered in words, and who is asked after: what the words name, and what they don't."""

from __future__ import annotations

import pytest

from commands.all import registry
from commands.language.calls import asked_who_comes, call_words, sending_words, unsure_words
from commands.language.sentences import resolve


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("I'm coming to the kickoff meeting", ("coming", "kickoff meeting")),
        ("not coming to the kickoff", ("not coming", "kickoff")),
        ("I can't make it on 10 Dec", ("not coming", "on 10 Dec")),
        ("I'm not sure yet", ("not sure", "")),
        ("sorry, not sure about the kickoff yet", ("not sure", "kickoff yet")),
        ("I am not sure if I can come to the kickoff", ("not sure", "kickoff")),
        ("not certain", ("not sure", "")),
        ("I'm here", None),  # signs in to a class
        ("I'm not sure what is due", None),
        ("not sure when BLS expires", None),
        ("am I not sure?", None),
        ("", None),
    ],
)
def test_the_words_that_answer_a_call(said: str, meant: tuple[str, str] | None) -> None:
    assert call_words(said.split()) == meant
    if meant is not None and meant[0] == "not sure":
        assert unsure_words(said.split()) == meant


@pytest.mark.parametrize(
    ("said", "which"),
    [
        ("who is coming to the kickoff?", "kickoff"),
        ("who's coming?", ""),
        ("who answered the call", "call"),
        ("who will be attending on 10 Dec?", "on 10 Dec"),
        ("who is coming to the BLS class?", None),
        ("who is coming to the Vine drill", None),
        ("who is due?", None),
        ("who leads Cedar?", None),
    ],
)
def test_who_is_asked_after(said: str, which: str | None) -> None:
    assert asked_who_comes(said.split()) == which
    if which is not None:
        form, rest = resolve(registry(), said)
        assert (form.says, rest) == ("meeting answers", which)


@pytest.mark.parametrize(
    ("said", "whom"),
    [
        ("I'm sending Kim Lee to the kickoff", "Kim Lee to the kickoff"),
        ("sorry, I am sending somebody", "somebody"),
        ("I'll send Kim.", "Kim"),
        ("send me a letter weekly", None),
        ("am I sending Kim?", None),
    ],
)
def test_whom_somebody_sends(said: str, whom: str | None) -> None:
    assert sending_words(said.split()) == whom
    if whom is not None:
        form, rest = resolve(registry(), said)
        assert (form.says, rest) == ("meeting send", whom)


def test_not_sure_goes_to_the_calls() -> None:
    form, rest = resolve(registry(), "I'm not sure yet")
    assert (form.says, rest) == ("meeting rsvp", "I'm not sure yet")
