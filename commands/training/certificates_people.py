"""Whose certificate it is, as said with a file: "Ben's BLS card", "BLS for Ben Flores", "@ben ASIM".

A file that is said to be somebody else's never goes to the speaker's own record: a name that is nobody's,
or not for the speaker to name, is said, and which record it is for is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from commands.kit.member import Needs
from commands.kit.request import Request
from commands.language.naming import find_people
from commands.language.telling import KEY, WRAPPING
from storage.people import Person
from words.classes import listed, plain_word
from words.days import Reading, read_day
from words.names import Kind, Lexicon

POSSESSIVE = re.compile(r"([^\W\d_][^'’]*(?:['’][^\W\d_]{2,})*)(?:['’][sS]|(?<=[sS])['’])")
"""A name of whom something is: "Ben's", "O'Hara's", "Flores'"."""

LONGEST_NAME = 4
"""Words of a name."""

MARKS = " \t.,:;!?" + WRAPPING
IS = listed("it here that there what who where this let he she how")
"""Before "'s" these say that something is, or are nobody."""

NOT_NAMES = listed(
    "me my mine myself i we us our you your the a an this that it its and is here please hi hello hey "
    "card cards certificate certificates cert certs completion attendance achievement training course class "
    "record records file files photo photos picture scan scans copy pdf front back side page new renewed old "
    "original provider proof from attached see thanks thank sent log date number"
)
"""Words that stand with a certificate and are nobody's name."""


@dataclass(frozen=True)
class Named:
    """Those a sentence names, the words that seem to name somebody and do not, and the other words."""

    people: Sequence[Person]
    unknown: Sequence[str]
    rest: Sequence[str]


def people_named(request: Request, words: Sequence[str], reading: Reading, lexicon: Lexicon) -> Named:
    """Those who are named as whose something is, by a mention, by "'s", or behind "for" and "of"."""
    people: dict[int, Person] = {}
    unknown: list[str] = []
    rest: list[str] = []
    place = 0
    while place < len(words):
        word, step = words[place].strip(MARKS), 1
        of = plain_word(words[place])
        if KEY.fullmatch(word):
            people |= _called(request, [word], unknown)
        elif (owner := POSSESSIVE.fullmatch(word)) and not _is_nobody(owner[1], reading):
            before = _before(request, rest, owner[1])
            people |= _called(request, [*rest[len(rest) - before :], owner[1]], unknown)
            rest = rest[: len(rest) - before]
        elif of in ("for", "of") and place + 1 < len(words):
            length = _name_behind(request, words[place + 1 :], of == "for", reading, lexicon)
            if length:
                people |= _called(request, words[place + 1 : place + 1 + length], unknown)
            step += length
            # What is behind it and names nobody is read as if it stood alone: "certificate for ASIM Basic".
            rest += [] if length or of == "for" else [words[place]]
        else:
            rest.append(words[place])
        place += step
    return Named(list(people.values()), unknown, rest)


def with_bare_names(request: Request, named: Named, left: Sequence[str]) -> Named:
    """The same with those whose names stand alone among the words that were not understood otherwise.

    Two names in a row are somebody, known or not; one alone may be any word, where it is nobody known.
    """
    people, unknown = {each.id: each for each in named.people}, list(named.unknown)
    for run in _runs(left, named.rest):
        found = _found(request, run)
        if found or len(run) > 1:
            people |= {each.id: each for each in found}
            unknown += [] if found else [" ".join(run)]
    return Named(list(people.values()), unknown, named.rest)


def _runs(left: Sequence[str], said: Sequence[str]) -> list[list[str]]:
    """The names in a row among some words that are left of a sentence."""
    runs: list[list[str]] = []
    waiting, is_open = list(left), False
    for word in said:
        bare = word.strip(MARKS)
        is_left = bool(waiting) and bare == waiting[0].strip(MARKS)
        if is_left:
            waiting.pop(0)
        is_name = is_left and bare[:1].isupper() and plain_word(bare) not in NOT_NAMES
        if is_name and is_open:
            runs[-1].append(bare)
        elif is_name:
            runs.append([bare])
        is_open = is_name
    return runs


def _called(request: Request, words: Sequence[str], unknown: list[str]) -> dict[int, Person]:
    found = _found(request, words)
    if not found:
        unknown.append(" ".join(words).strip(MARKS))
    return {each.id: each for each in found}


def _found(request: Request, words: Sequence[str]) -> list[Person]:
    said = " ".join(words).strip(MARKS)
    own = POSSESSIVE.fullmatch(said)
    return find_people(request.session, own[1] if own else said, request.member)


def _is_nobody(word: str, reading: Reading) -> bool:
    """Whether a word before "'s" is nobody: "it's", "here's", "yesterday's"."""
    return plain_word(word) in IS or read_day([word], reading) is not None


def _before(request: Request, before: Sequence[str], owner: str) -> int:
    """How many words before an owner are of the name: "Ben Flores's"."""
    for length in range(min(LONGEST_NAME - 1, len(before)), 0, -1):
        words = before[len(before) - length :]
        if plain_word(words[0]) not in NOT_NAMES and _found(request, [*words, owner]):
            return length
    return 0


def _name_behind(
    request: Request, words: Sequence[str], is_for: bool, reading: Reading, lexicon: Lexicon
) -> int:
    """How many words behind "for" or "of" name somebody, known or not; none where they say something else."""
    first = words[0].strip(MARKS)
    if not first or plain_word(first) in NOT_NAMES or read_day(words, reading) is not None:
        return 0
    if lexicon.exactly(words, [Kind.COURSE]) or any(each.isdigit() for each in first):
        return 0
    if request.member.may(Needs.LEAD):
        for length in range(min(LONGEST_NAME, len(words)), 0, -1):
            if _found(request, words[:length]):
                return length
    if lexicon.beginning(words, Kind.COURSE):
        return 0
    return 1 if is_for or first[:1].isupper() else 0
