"""Words that say something by themselves in a sentence, so that nothing may be called by them alone.

"all", "my team", "today", "next month", "help": whoever types them means what they say. A name may have them
among others: "Log Cabin Fire".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from words.asking import phrase_at, plain_words
from words.classes import listed
from words.names import names_nothing
from words.periods import read_period
from words.problems import Unclear
from words.reading import MONTH, Reading
from words.written import DateOrder

COMMANDS = listed(
    "ask checklist due exercise meeting muster readiness training absent agencies help import letters link "
    "names people plan positions rights setup transfer undo log"
)
"""The first words of what Muster does, and those behind its own name."""
ANSWERS = listed(
    "yes no ok okay yep nope sure share confirm cancel stop go on more back next done hi hello hey thanks "
    "thank please nobody nothing none something anything somebody us we you they them him her he she it"
)
"""What is said to it beside, and for somebody who was named before."""
ABOUT = ("in", "by", "on", "since")
"""A time without its leading word is one all the same."""
SOME_DAY = date(2026, 1, 15)
MARKUP = frozenset("<>*_~`|@#")
"""What Slack makes a mention, a link or a format of."""


def says_by_itself(name: str) -> bool:
    """Whether a name is a time, or made of words alone that say something by themselves."""
    plain = plain_words(name.replace("-", " ").split())
    return _is_time(name.split()) or _is_time(name.replace("-", " ").split()) or _is_said(plain)


def is_unwritable(name: str) -> bool:
    """Whether a name has marks that Slack takes for a mention or a format, or signs that nobody sees."""
    return any(each in MARKUP or not (each.isprintable() or each == " ") for each in name)


def _is_said(plain: Sequence[str]) -> bool:
    place = 0
    while place < len(plain):
        word = plain[place]
        found = phrase_at(plain, place)
        if found is not None:
            place += found[1]
        elif word in COMMANDS | ANSWERS or (names_nothing(word) and not word.isdecimal()):
            place += 1
        else:
            return False
    return bool(plain)


def _is_time(words: Sequence[str]) -> bool:
    reading = Reading(SOME_DAY, DateOrder.MDY, looks_back=False)
    if len(words) == 1 and MONTH.fullmatch(words[0].lower()):
        return True
    for before in ((), *((each,) for each in ABOUT)):
        said = [*before, *words]
        try:
            found = read_period(said, reading, past=False)
        except Unclear:  # "31 February", "fiscal year"; but "March Air Base" is a place
            if words[-1].lower() == "year" or any(each.isdecimal() for word in words for each in word):
                return True
            continue
        if found is not None and found.used == len(said):
            return True
    return False
