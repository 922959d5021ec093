"""What is asked of a number that was shown, by its key: "how do you know 7KQ2MNA4WD?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from storage.shown_numbers import KEY_LENGTH, SIGNS, key_typed
from words.classes import listed, plain_word

EXPLAIN = "readiness explain"
OF_WHOM = "numbers of"
"""What stands before whose numbers are asked about, where no key was said."""

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

WHY = re.compile(
    rf"{POLITELY}(?:(?:but|and|so) )?(?:why|how come|how (?:is|are|was|"
    rf"were|do|did|does) "
    r"(?:it|this|that|you|we|they|the|these|those)?|where (?:does|did|do)|what(?:'s| is) behind|explain|"
    r"show me how|"
    r"tell me how)\b(?P<of>.*\d{1,3} ?(?:%|percent).*)",
    re.IGNORECASE,
)
COUNTED = re.compile(
    rf"{POLITELY}(?:(?:show|tell|explain)(?: to)?(?: me| us)? )?(?:how|where) (?:(?:was|were|is|are|did|"
    rf"do|does|have|"
    r"has) )?(?:it|this|that|these|those|they|you|we|the (?:number|numbers|digest|figures?|shares?|"
    r"percentages?|counts?|"
    r"coverage|readiness|total|totals))(?: (?:was|were|is|are|did|do|get|got|been|have|has|all|numbers?|"
    r"figures?))* "
    r"?(?:counted|count|calculated|calculate|worked out|reached|computed|come from|came from|come up "
    r"with|figured out|"
    r"measured|derived|know|get (?:this|that|these|those|the|it)(?: numbers?| figures?)?)(?: (?:it|that|"
    r"this|them))?",
    re.IGNORECASE,
)
"""What asks how numbers are counted, and names none."""
PERCENT = re.compile(r"\b\d{1,3} ?(?:%|percent\b)")
BESIDE = listed(
    "a are at calculated come comes counted coverage covered current did do does for from get got have "
    "how in is it just made number of on only reach reached readiness share so still that the they this "
    "to was we were why you"
)


def asks_how_counted(words: Sequence[str]) -> str | None:
    """Of whom a sentence asks how a number was counted that has no key in it: "why is fire at 46%?".

    Empty where it names nobody; None for any other sentence.
    """
    said = " ".join(words).replace("\u2019", "'").rstrip("?!. ")
    if COUNTED.fullmatch(said):
        return ""
    found = WHY.fullmatch(said)
    if found is None:
        return None
    left = [word for word in PERCENT.sub(" ", found["of"]).split() if plain_word(word) not in BESIDE]
    return " ".join(left)


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
