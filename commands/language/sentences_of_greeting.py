"""What people say before they know what can be said: "hi", "thanks", "what can I say?", "am I current?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from words.classes import plain_word

HELP, DUE, READINESS = "muster help", "due", "readiness"
THANKS = "thanks"
"""What help is asked with by who says thanks: it takes the thanks, and tells nothing."""
ALL_RIGHT = "all right"
"""The same by who lets it be: nothing is done, and nothing was."""
LEADS = frozenset(("muster", "please", "so", "and", "ok", "okay", "well", "oh", "hey", "hi", "hello"))
"""Words before a greeting's own, which mean nothing more with it."""
ENDS = frozenset(("muster", "please", "there", "again", "now", "today", "everybody", "everyone", "all"))

SAID = {
    (HELP, ""): (
        "hi",
        "hello",
        "hey",
        "howdy",
        "good morning",
        "good afternoon",
        "good evening",
        "what can i say",
        "what can i ask",
        "what can i do",
        "what can you do",
        "what do you do",
        "what can you tell me",
        "what do you know",
        "how can you help",
        "how do i log training",
        "how do i log a class",
        "how do i use this",
        "what are you",
        "who are you",
        "how does this work",
        "how do you work",
        "where do i start",
        "how do i start",
    ),
    (HELP, THANKS): (
        "thanks",
        "thanks a lot",
        "thank you",
        "thank you very much",
        "thx",
        "much appreciated",
        "great thanks",
        "perfect thanks",
    ),
    (HELP, ALL_RIGHT): (
        "ok",
        "okay",
        "k",
        "kk",
        "ok then",
        "all right",
        "alright",
        "right",
        "got it",
        "sounds good",
        "no problem",
        "sure",
        "cool",
        "great",
        "good",
        "perfect",
        "never mind",
        "nevermind",
        "nvm",
        "forget it",
        "forget that",
        "forget about it",
        "no worries",
        "\U0001f44d",
        "\U0001f44c",
        "+1",
        "thumbsup",
        "ok_hand",
    ),
    (DUE, "am I current"): (
        "am i current",
        "am i up to date",
        "am i good",
        "am i ok",
        "am i okay",
        "am i all set",
    ),
    (DUE, ""): ("how do i stand",),
    (READINESS, ""): (
        "how ready are we",
        "how do we stand",
        "where do we stand",
        "are we ready",
        "how are we doing",
    ),
}
"""By the form that is meant, and the text it is asked with."""
MEANT = {tuple(said.split()): meant for meant, every in SAID.items() for said in every}
TONE = re.compile("::skin-tone-\\d(?=:)|[\U0001f3fb-\U0001f3ff\ufe0f]")
LONGEST = max(map(len, MEANT)) + 4


def greeted(words: Sequence[str]) -> tuple[str, str] | None:
    """The form a whole sentence of a greeting means, and the text it is asked with; None for any other."""
    plain = [each for word in words[: LONGEST + 1] if (each := plain_word(TONE.sub("", word)))]
    if not plain or len(plain) > LONGEST:
        return None
    for start in range(len(plain)):
        for end in range(len(plain), start, -1):
            meant = MEANT.get(tuple(plain[start:end]))
            if meant is not None and set(plain[end:]) <= ENDS:
                return meant
        if plain[start] not in LEADS:
            return None
    return None
