"""A sentence as it is matched against ways of saying something: without its greeting, as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import overload

from commands.kit.request import Request
from commands.language.naming import lexicon_of
from words.names import Kind

POLITE = re.compile(
    r"(?:(?:please|hi|hello|hey|ok|okay|so|well|and|also|can you|could you|can we|could we|can i|i want to|"
    r"i'd like to|i would like to|we want to|we should|we have to|we need to|i need to|let's|lets"
    r"|just)[ ,:]+)*",
    re.IGNORECASE,
)
ASIDE = re.compile(r"[ ,]+(?:please|thanks|thank you|now)$", re.IGNORECASE)

MOST_ASKED = 40
"""Words of a plain question: whoever says more of it tells something."""
THE_LIST = r"(?:the |our |my |your |this )?(?:check ?list|to-?do(?: list)?|list)"
"""A checklist that is not named, as a part of such a way."""


class Ways(Sequence[re.Pattern[str]]):
    """Ways of saying something, made ready when the first sentence is held against them.

    There are hundreds of them: a start that made them all ready took a tenth longer.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = patterns

    @cached_property
    def _ready(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(each, re.IGNORECASE | re.DOTALL) for each in self._patterns)

    def __iter__(self) -> Iterator[re.Pattern[str]]:
        return iter(self._ready)

    def __len__(self) -> int:
        return len(self._patterns)

    @overload
    def __getitem__(self, place: int) -> re.Pattern[str]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[re.Pattern[str]]: ...
    def __getitem__(self, place: int | slice) -> re.Pattern[str] | Sequence[re.Pattern[str]]:
        return self._ready[place]


def whole(*patterns: str) -> Ways:
    """Ways of saying something, each of which takes in all that is said."""
    return Ways(patterns)


def plainly_said(sentence: str) -> str:
    """A sentence without its greeting, its politeness and its last mark."""
    text = sentence.replace("\u2019", "'").strip().rstrip("?!. ")
    return ASIDE.sub("", text[_polite(text) :])


def _polite(text: str) -> int:
    found = POLITE.match(text)
    return 0 if found is None else found.end()


def after(sentence: str, used: int) -> str:
    """What stands behind the first words, in the lines in which it was typed."""
    rest = sentence.split(None, used)
    return rest[used].strip() if len(rest) > used else ""


def is_short(said: str) -> bool:
    """Whether a sentence can be a plain question. Of a long one its ways would take seconds to say no."""
    return len(said.split()) <= MOST_ASKED


def matched(patterns: Sequence[re.Pattern[str]], said: str) -> re.Match[str] | None:
    """The first of some ways of saying it that takes in the whole."""
    return next((found for each in patterns if (found := each.fullmatch(said))), None)


def part(found: re.Match[str], name: str) -> str:
    """What stands at one place of it; empty where that way of saying it has no such place."""
    return (found.groupdict().get(name) or "").strip(" ,;:")


def names_a_course(request: Request, text: str) -> bool:
    """Whether a course is named in full somewhere in a text."""
    said, lexicon = text.split(), lexicon_of(request.catalogue)
    return any(lexicon.exactly(said[place:], [Kind.COURSE]) for place in range(len(said)))
