"""Sentences about what something is called: "CFD means Cedar Fire", "what do we call BLS?", "forget CFD".

What of them names an agency, a unit or a course is told by the catalogue. Where neither part does, most of
these sentences are about something else, and are left to whoever understands them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from commands.kit.request import Request
from commands.language.naming import lexicon_of
from commands.language.said_plainly import is_short, matched, part, plainly_said, whole
from commands.language.senses import Fits, Sense, always
from storage.also_called import NAMED
from storage.catalogue import Catalogue
from storage.course_aliases import as_compared
from words.asking import phrase_at
from words.classes import FILLERS, MINE, TURNING, VERBS, listed, plain_word
from words.names import Kind, Match
from words.own_words import says_by_itself

NAMES = "muster names"
MOST_OF_A_NAME = 5
"""Words of another name."""

DONE_TO = listed("back again up over off out in later soon first instead too today tonight tomorrow now")
"""Behind "call" and a name these are no other name of it: "call Cedar Fire back"."""

_PEOPLE = r"(?:we|you|people|folks|they|everyone|everybody|i|some|most of us)"
_NAME = r"(?:(?:other |short |nick ?)?names?|alias(?:es)?|nicknames?|short forms?|abbreviations?|acronyms?)"
_ANY_MORE = r"(?: any ?more| any longer| again)?"
OWN_WORDS = re.compile(r"\A(?:/?muster )?names\b[:,]? (?!of\b|for\b)", re.IGNORECASE)
"""Before what is said with the form's own words: "names Zulu means Cedar Fire"."""
MEANS = whole(
    r"(?P<alias>.+?) (?:means|stands for|is short for|refers to|is what " + _PEOPLE + r" call|"
    r"is (?:the |our |an? |another )?" + _NAME + r" (?:of|for)|is another word for) (?P<of>.+)",
    rf"(?:add|keep|use|record|take) (?:the |an? )?(?:{_NAME} )?(?P<alias>.+?) (?:as (?:the |an? |another )?"
    rf"{_NAME} )(?:of|for|to) (?P<of>.+)",
    rf"(?:add|record) (?:the |an? )?{_NAME} (?P<alias>.+?) (?:of|for|to) (?P<of>.+)",
    rf"{_PEOPLE} say (?P<alias>.+?) (?:for|when we mean|and mean) (?P<of>.+)",
)
GOES_BY = whole(
    r"(?P<of>.+?),? (?:(?:is|are) )?(?:(?:also|sometimes|often|usually|better) )?"
    r"(?:called|known as|nicknamed|referred to as) (?P<alias>.+)",
    r"(?P<of>.+?) (?:also )?goes (?:also )?by (?:the name (?:of )?)?(?P<alias>.+)",
    r"(?P<of>.+?),? (?:aka|a\.k\.a\.?) (?P<alias>.+)",
    r"(?P<of>.+?) (?:is|are) also (?P<alias>.+)",
)
CALL = whole(rf"(?:{_PEOPLE} )?(?:also )?calls? (?P<both>.+)", r"nickname (?P<both>.+)")
FORGET = whole(
    rf"forget (?:about )?(?:the )?{_NAME} (?P<alias>.+?)(?: (?:of|for) (?P<of>.+))?",
    r"forget (?:that )?(?P<alias>.+?) (?:means|stands for|is) (?P<of>.+)",
    rf"(?:remove|delete|drop|take away|void) (?:the )?{_NAME} (?P<alias>.+?)(?: (?:of|for|from) (?P<of>.+))?",
    rf"(?P<alias>.+?) (?:no longer means?|does(?: not|n't) mean|no longer stands for) (?P<of>.+?){_ANY_MORE}",
    rf"(?:stop calling|do not call|don't call|never call|no longer call) (?P<both>.+?){_ANY_MORE}",
    r"forget (?P<alias>.+)",
)
MEANING = whole(r"what (?:does|do) (?P<of>.+?) (?:mean|stand for|refer to)", r"what is (?P<of>.+?) short for")
CALLED = whole(
    rf"what(?: else)? (?:do|does|can|could|should) {_PEOPLE} (?:also |else )?call (?P<of>.+?)"
    r"(?: else| also)?",
    r"what(?:'s| is| are)? (?:else |also )(?:is |are )?(?P<of>.+?) (?:called|known as)",
    r"what(?:'s| is| are) (?P<of>.+?) (?:also |else )?(?:called|known as)(?: else| also)?",
    rf"(?:by )?what (?:other )?{_NAME} (?:does|do) (?P<of>.+?) (?:go(?: by)?|have|use)",
    r"(?:what (?:are|is) |show (?:me )?|list )?(?:the |all )*(?:other names?|alias(?:es)?|nicknames?|"
    r"short forms?|short names?) (?:of|for) (?P<of>.+)",
    r"(?:what (?:are|is) |show (?:me )?|list )?(?:the |all |our )*(?:other names|aliases|nicknames)",
)


class Does(StrEnum):
    """What such a sentence does."""

    CALL = "call"
    FORGET = "forget"
    ASK = "ask"
    MEAN = "mean"


@dataclass(frozen=True)
class NameSaid:
    """A sentence about a name: what it does, the name, and what it is of; `both` where nothing parts them."""

    does: Does
    alias: str = ""
    of: str = ""
    both: str = ""
    is_sure: bool = True
    """Whether nothing else says it so: it is answered, whatever is named."""


@dataclass(frozen=True)
class Named:
    """What is named, where it is known: one thing, or several; and the other name."""

    matches: Sequence[Match] = ()
    alias: str = ""
    of: str = ""


def name_said(sentence: str) -> NameSaid | None:
    """A sentence about a name, with the form's own words before it or without; None for any other."""
    said = OWN_WORDS.sub("", plainly_said(sentence))
    if not is_short(said):
        return None
    if found := matched(MEANING, said):
        return NameSaid(Does.MEAN, of=part(found, "of"), is_sure=False)
    if found := matched(CALLED, said):
        return NameSaid(Does.ASK, of=part(found, "of"))
    if found := matched(FORGET, said):
        sure = found.re is not FORGET[-1]
        return NameSaid(Does.FORGET, part(found, "alias"), part(found, "of"), part(found, "both"), sure)
    if found := matched(MEANS, said):
        return NameSaid(Does.CALL, part(found, "alias"), part(found, "of"))
    if found := matched(GOES_BY, said):
        return NameSaid(Does.CALL, part(found, "alias"), part(found, "of"), is_sure=False)
    if found := matched(CALL, said):
        return NameSaid(Does.CALL, both=part(found, "both"), is_sure=False)
    return None


def senses_of_names(sentence: str) -> list[Sense]:
    """What a sentence about a name means."""
    said = name_said(sentence)
    if said is None:
        return []
    otherwise: Fits | None = always if said.is_sure or _may_be_a_name(said.alias, is_sure=False) else None
    return [Sense(NAMES, sentence, fits=lambda request: _is_about(request, said), otherwise=otherwise)]


def _is_about(request: Request, said: NameSaid) -> bool:
    if said.does is Does.ASK and not said.of:
        return True
    if said.does is Does.FORGET:
        return bool(bearers(request.catalogue, named(request.catalogue, said).alias))
    there = named(request.catalogue, said)
    if said.does is Does.MEAN and _may_be_a_name(said.of):
        return True
    return bool(there.matches) and (said.does is not Does.CALL or _may_be_a_name(there.alias, said.is_sure))


def bearers(catalogue: Catalogue, alias: str) -> list[Match]:
    """What goes by another name, as it is kept."""
    wanted = as_compared(alias)
    return [
        match for match, aliases in all_called(catalogue) if wanted in {as_compared(each) for each in aliases}
    ]


def all_called(catalogue: Catalogue) -> Iterator[tuple[Match, Sequence[str]]]:
    """All that goes by other names, with those: agencies, units, then courses."""
    for key, agency in catalogue.agencies.items():
        if aliases := catalogue.agency_aliases.get(key):
            yield Match(Kind.AGENCY, key, agency.name), aliases
    for unit in catalogue.units.values():
        if aliases := catalogue.unit_aliases.get(unit.id):
            yield Match(Kind.UNIT, unit.id, catalogue.unit_called(unit.id)), aliases
    for course in catalogue.courses.values():
        if course.aliases:
            yield Match(Kind.COURSE, course.id, course.title), course.aliases


def named(catalogue: Catalogue, said: NameSaid) -> Named:
    """Which part of a sentence names something that is known; what is said first wins, if both do."""
    if said.both:
        return next(_parted(catalogue, said.both.split()), Named(alias=said.both))
    if matches := known(catalogue, said.of):
        return Named(matches, said.alias, said.of)
    if said.does is Does.CALL and not said.is_sure and (matches := known(catalogue, said.alias)):
        return Named(matches, said.of, said.alias)
    return Named(alias=said.alias, of=said.of)


def _parted(catalogue: Catalogue, words: Sequence[str]) -> Iterator[Named]:
    """Where a row of words is a known name and another one behind it, or before it; never a name alone."""
    if known(catalogue, " ".join(words)):
        return
    for size in range(len(words) - 1, 0, -1):
        first, rest = " ".join(words[:size]), " ".join(words[size:])
        if matches := known(catalogue, first):
            yield Named(matches, rest.strip("\"'“”:, "), first)
    for size in range(len(words) - 1, 0, -1):
        rest, last = " ".join(words[:-size]), " ".join(words[-size:])
        if matches := known(catalogue, last):
            yield Named(matches, rest.strip("\"'“”:, "), last)


def known(catalogue: Catalogue, said: str) -> Sequence[Match]:
    """What all of some words name, of what may go by other names."""
    words = said.split()
    found = lexicon_of(catalogue).find(words, NAMED) if words else None
    return found.matches if found is not None and found.words == len(words) else ()


def _may_be_a_name(alias: str, is_sure: bool = True) -> bool:
    """Whether words may be a name, and not the rest of a sentence: "call Cedar Fire about the drill".

    Where nothing says that it is one (`is_sure`), neither may it say something by itself, as "required", nor
    tell what is done, as "hosting" or "back".
    """
    plain = [plain_word(word) for word in alias.split()]
    small = FILLERS | MINE | TURNING | VERBS
    if not plain or len(plain) > MOST_OF_A_NAME or not small.isdisjoint(plain):
        return False
    if is_sure:
        return True
    is_written = any(sign.isupper() or sign.isdigit() for sign in alias)
    tells = any(word in DONE_TO or (word.endswith(("ing", "ed")) and not is_written) for word in plain)
    return not tells and not says_by_itself(alias) and phrase_at(plain, 0) is None
