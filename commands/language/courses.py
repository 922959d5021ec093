"""Questions about what is asked and how often: "what is asked of me?", "how often do I need BLS?"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from commands.language.naming import lexicon_of
from readiness.records import CourseId
from storage.catalogue import Catalogue
from words.classes import listed, plain_word
from words.names import Kind

ASKED = listed("asked required expected mandatory")
SELF = listed("me i my myself mine i'm")
WHICH = listed("what what's whats which")


def asks_how_often(words: Sequence[str]) -> bool:
    """Whether a sentence asks what is asked of the speaker, or how often something is."""
    plain = [plain_word(word) for word in words]
    if ("how", "often") in pairwise(plain):
        return True
    asks = bool(plain) and (plain[0] in WHICH or words[-1].endswith("?"))
    return asks and not ASKED.isdisjoint(plain) and not SELF.isdisjoint(plain)


def courses_in(text: str, catalogue: Catalogue) -> list[CourseId]:
    """The courses that a sentence names, by code, title, alias, or a title's first words."""
    words, lexicon = text.split(), lexicon_of(catalogue)
    found: dict[CourseId, None] = {}
    place = 0
    while place < len(words):
        there = lexicon.exactly(words[place:], [Kind.COURSE]) or lexicon.beginning(words[place:], Kind.COURSE)
        if there is None or len(there.matches) > 1:
            place += 1
            continue
        found[int(there.matches[0].key)] = None
        place += there.words
    return list(found)
