"""Commands as they are called in a workspace where another app may have their names."""

from __future__ import annotations

import pytest

from commands.kit.slash import in_our_words, locally, unprefixed
from storage.region import Region

OURS, PREFIXED, ONE = Region(), Region(command_prefix="em-"), Region(short_commands=False)
GLUED = Region(command_prefix="em")
COMMANDS = ("training", "due", "readiness", "muster")


@pytest.mark.parametrize(
    ("region", "said"),
    [
        (OURS, "Say /due Cedar, or /training log, or /muster help."),
        (PREFIXED, "Say /em-due Cedar, or /em-training log, or /muster help."),
        (ONE, "Say /muster due Cedar, or /muster training log, or /muster help."),
    ],
)
def test_commands_are_named_as_they_are_called_here(region: Region, said: str) -> None:
    assert locally("Say /due Cedar, or /training log, or /muster help.", region) == said


@pytest.mark.parametrize("text", ["https://x.example/due", "11/1/2026", "and/or", "a/due"])
def test_a_slash_within_a_word_begins_no_command(text: str) -> None:
    assert locally(text, PREFIXED) == text


@pytest.mark.parametrize(
    ("region", "said", "ours"),
    [
        (PREFIXED, "/em-due Cedar Fire", "/due Cedar Fire"),
        (PREFIXED, "em-due Cedar", "due Cedar"),
        (PREFIXED, "EM-due Cedar", "due Cedar"),
        (PREFIXED, "muster em-due Cedar", "muster due Cedar"),
        (PREFIXED, "due Cedar", "due Cedar"),
        (GLUED, "emdue Cedar", "due Cedar"),
        (GLUED, "emergency Cedar", "emergency Cedar"),
        (OURS, "due  Cedar", "due  Cedar"),
    ],
)
def test_a_sentence_is_read_by_the_names_the_commands_have_here(region: Region, said: str, ours: str) -> None:
    assert in_our_words(said, COMMANDS, region) == ours


@pytest.mark.parametrize(
    ("region", "word"), [(OURS, "/due"), (OURS, "DUE"), (PREFIXED, "/em-due"), (PREFIXED, "due")]
)
def test_a_command_is_known_with_and_without_what_stands_before_it(region: Region, word: str) -> None:
    assert unprefixed(word, region) == "due"
