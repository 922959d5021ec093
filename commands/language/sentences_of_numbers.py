"""What is asked of a number that was shown, by its key: "how do you know 7KQ2MNA4WD?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from storage.shown_numbers import KEY_LENGTH, SIGNS, key_typed
from words.classes import plain_word

EXPLAIN = "readiness explain"

POLITELY = r"(?:(?:please|can you|could you|would you|hi|hello|hey|muster)[ ,]+)*"
ASKED = r"(?:know|get|reach|count|calculate|figure out|work out|come up with|come to|arrive at|have)"
ASKS = re.compile(
    rf"{POLITELY}(?:"
    rf"how (?:do|did|does|can) (?:you|we|they|i|muster) {ASKED}"
    r"|how (?:was|is|were) "
    r"|how come |where (?:does|did|is) |what(?:'s| is) behind |what does |what is |what's |why is |why was "
    r"|explain|show|tell me about|where do you get)"
    r"(?P<key>.+)",
    re.IGNORECASE,
)
BEFORE = frozenset(("the", "key", "number", "figure", "that", "this", "value", "of", "me"))
BEHIND = frozenset(
    ("come", "from", "mean", "reached", "counted", "made", "calculated", "known", "please", "about", "now")
)


def asks_of_a_number(words: Sequence[str]) -> str | None:
    """The key of the number that a sentence asks about, as typed; None where it asks about none.

    A key is known by its shape: none is looked up. Said alone it asks, too.
    """
    alone = _key_in(words)
    if alone is not None:
        return alone
    match = ASKS.fullmatch(" ".join(words).replace("\u2019", "'"))
    return None if match is None else _key_in(match["key"].split())


def _key_in(words: Sequence[str]) -> str | None:
    """What is left without small words, where it has the shape of a key: its signs, a digit among them."""
    left = list(words)
    while left and plain_word(left[0]) in BEFORE:
        left.pop(0)
    while left and plain_word(left[-1]) in BEHIND:
        left.pop()
    typed = " ".join(left)
    key = key_typed(typed)
    has_shape = len(key) == KEY_LENGTH and set(key) <= set(SIGNS) and any(sign.isdigit() for sign in key)
    return typed if has_shape and not any(sign in typed for sign in "/@<>:") else None
