"""In which role somebody was at an exercise, and in which of its runs, as the first of some words say it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from readiness.vocabulary import Role
from words.classes import plain_word
from words.names import tokens

ROLES = {tokens(role.value): role for role in Role}
ORDINALS = {word: n for n, word in enumerate(("first", "second", "third", "fourth", "fifth"), 1)}
NUMBERS = {word: n for n, word in enumerate(("one", "two", "three", "four", "five"), 1)}
NUMBERED = re.compile(r"([1-9]\d?)(?:st|nd|rd|th)")


def run_said(here: Sequence[str]) -> tuple[int, int] | None:
    """A run, and how many words say it: "run 2", "the second run", "in run two"."""
    lead = 0
    while lead < min(2, len(here)) and plain_word(here[lead]) in ("in", "during", "on", "the"):
        lead += 1
    plain = [plain_word(word) for word in here[lead : lead + 2]]
    if len(plain) < 2:
        return None
    first, second = plain
    if first in ("run", "round") and (number := _number(second)):
        return number, lead + 2
    match = NUMBERED.fullmatch(first)
    ordinal = int(match.group(1)) if match else ORDINALS.get(first)
    return (ordinal, lead + 2) if second in ("run", "round") and ordinal else None


def _number(word: str) -> int | None:
    if word.isascii() and word.isdecimal() and len(word) < 3:
        return int(word) or None
    return NUMBERS.get(word)


def role_said(here: Sequence[str]) -> tuple[Role, int] | None:
    """A role by its name, with "as an" before it."""
    lead = 0
    while lead < min(2, len(here)) and plain_word(here[lead]) in ("as", "an", "a", "the"):
        lead += 1
    for length in (2, 1):
        said = tuple(part for word in here[lead : lead + length] for part in tokens(word))
        if len(here) >= lead + length and said in ROLES:
            return ROLES[said], lead + length
    return None
