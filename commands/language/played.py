"""The words in which somebody tells of an exercise: what they were there, at which, when, in which run.

Nothing is guessed: each word is taken for one thing, and what can't be taken for any is left over, to be
asked about. Positions and exercises are handed in; no record is read here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from commands.language.telling import LEADING, NEVER, NEW_LINE, WRAPPING, signed
from readiness.vocabulary import Role
from words.classes import listed, plain_word
from words.days import Reading, read_day
from words.names import tokens

VERBS = {
    **dict.fromkeys(("played", "walked", "participated", "was", "were", "worked", "ran"), Role.PLAYER),
    **dict.fromkeys(("did", "filled", "staffed", "covered", "took", "taken", "attended"), Role.PLAYER),
    "evaluated": Role.EVALUATOR,
    "controlled": Role.CONTROLLER,
    "facilitated": Role.FACILITATOR,
    "observed": Role.OBSERVER,
    "planned": Role.PLANNER,
    "simulated": Role.SIMULATOR,
    "directed": Role.EXERCISE_DIRECTOR,
}
"""What people did at an exercise, and the role that makes it."""

ROLES = {tokens(role.value): role for role in Role}
SPEAKER = listed("i i've ive i'm im we we've me myself")
BEFORE_VERB = SPEAKER | listed("exercise log logged record that just also have has hi hey hello please my")
TO_EXERCISE = listed("at in during of")
TO_POSITION = listed("as was were")
SMALL = (
    TO_EXERCISE
    | TO_POSITION
    | listed("the a an and my our on it i we just also part through position role there be been please")
)
"""Words that say nothing beside a position, an exercise, a run and a day."""
ORDINALS = {word: n for n, word in enumerate(("first", "second", "third", "fourth", "fifth"), 1)}
NUMBERS = {word: n for n, word in enumerate(("one", "two", "three", "four", "five"), 1)}
NUMBERED = re.compile(r"([1-9]\d?)(?:st|nd|rd|th)")
CREW = ("for", "with", "w/")
ENDS_CREW = TO_EXERCISE | {"on", "as", "yesterday", "today", "tonight", "last"}
LONGEST_TITLE = 12
"""Words of an exercise's title that is said in full."""


@dataclass(frozen=True)
class Names:
    """What an exercise and a position may be called, for whoever tells of one.

    `titled`: the exercises by their whole title or code, as compared; `fitting`: those all of some words
    name; `position`: the positions the first of some words name, and how many words do.
    """

    titled: Mapping[tuple[str, ...], Sequence[int]]
    fitting: Callable[[str], Sequence[int]]
    position: Callable[[Sequence[str]], tuple[Sequence[int], int] | None]


@dataclass
class Played:
    """What somebody said of an exercise, sorted.

    `positions` and `exercises` are those the words name, `exercises` whatever the day said. `crew` are words
    of people: before the verb, and after "for" and "with". `unknown` is left over.
    """

    role: Role = Role.PLAYER
    positions: list[int] = field(default_factory=list)
    run: int | None = None
    day: date | None = None
    exercises: list[int] = field(default_factory=list)
    exercise_words: str = ""
    crew: list[str] = field(default_factory=list)
    never: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Span:
    """Words that name a position: where they stand, how many, which, and how likely they are meant so."""

    place: int
    words: int
    keys: tuple[int, ...]
    rank: int


def told_part(text: str, reading: Reading, names: Names) -> Played:
    """All words of it. Raises Unclear for a day that is none."""
    words = _words(text)
    told = Played()
    said = _after_verb(words, told, reading)
    titled = _titled(said, names)
    rest = _take_in(told, said, titled, reading)
    spans = _spans(rest, names)
    if titled is not None:
        _settle(told, _apart(spans))
        told.exercises = list(names.titled[titled[2]])
        told.exercise_words = " ".join(said[titled[0] : titled[0] + titled[1]])
        told.unknown += _left(rest, _apart(spans))
    else:
        _part(told, rest, spans, names)
    told.unknown += signed([word for word in words if word not in told.unknown and word not in told.crew])
    return told


def _words(text: str) -> list[str]:
    lines = [LEADING.sub("", line, count=1) for line in text.split(NEW_LINE)]
    return " ".join(lines).replace(",", ", ").split()


def _after_verb(words: Sequence[str], told: Played, reading: Reading) -> list[str]:
    """What stands behind the verb; who stands before it, and the role it makes, are taken in."""
    for place, word in enumerate(words[:10]):
        role = VERBS.get(plain_word(word))
        if role is None:
            continue
        _before_verb(words[:place], told, reading)
        told.role = role
        return list(words[place + 1 :])
    start = 0
    while start < len(words) and plain_word(words[start]) in BEFORE_VERB - {"exercise"}:
        start += 1
    return list(words[start:])


def _before_verb(words: Sequence[str], told: Played, reading: Reading) -> None:
    """Takes in a day, a denial, and whoever else it is told of."""
    whom: list[str] = []
    place = 0
    while place < len(words):
        word = plain_word(words[place])
        used = _day(told, words[place:], reading)
        if not used and word in NEVER:
            told.never.append(words[place])
        elif not used and word not in BEFORE_VERB:
            whom.append(words[place])
        place += used or 1
    if [each for each in whom if plain_word(each) != "and"]:
        mine = [each for each in words if plain_word(each) in SPEAKER]
        told.crew += [*whom, *(["and", "me"] if mine else [])]


def _titled(words: Sequence[str], names: Names) -> tuple[int, int, tuple[str, ...]] | None:
    """Where an exercise is named by its whole code or title, in how many words, and how; the longest such."""
    for length in range(min(len(words), LONGEST_TITLE), 0, -1):
        for place in range(len(words) - length + 1):
            spread = [tokens(word) for word in words[place : place + length]]
            said = tuple(chain.from_iterable(spread))
            if said in names.titled and spread[0] and spread[-1]:
                return place, length, said
    return None


def _take_in(
    told: Played, words: Sequence[str], titled: tuple[int, int, tuple[str, ...]] | None, reading: Reading
) -> list[str]:
    """Takes in day, run, role and people; returns the words that may name a position or an exercise."""
    rest: list[str] = []
    place = 0
    while place < len(words):
        if titled is not None and place == titled[0]:
            place += titled[1]
            rest.append("at")
            continue
        until = len(words) if titled is None or place > titled[0] else titled[0]
        here = [word.strip(WRAPPING + ",;.!") or word for word in words[place:until]]
        used = _taken(told, here, words[place:until], reading)
        if not used:
            rest.append(here[0])
        place += used or 1
    return rest


def _taken(told: Played, here: Sequence[str], typed: Sequence[str], reading: Reading) -> int:
    """Takes in what stands first, if it is a day, a run, a role or people; returns how many words that was.

    `typed` are the same words as they were typed, with the commas that part people.
    """
    word = plain_word(here[0])
    if used := _day(told, here, reading):
        return used
    if run := _run(here):
        told.run = run[0] if told.run is None else told.run
        return run[1]
    if role := _role(here):
        told.role = role[0]
        return role[1]
    if word in CREW:
        return _crew(told, here, typed)
    if word in NEVER:
        told.never.append(here[0])
        return 1
    return 0


def _run(here: Sequence[str]) -> tuple[int, int] | None:
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


def _role(here: Sequence[str]) -> tuple[Role, int] | None:
    """A role by its name, with "as an" before it."""
    lead = 0
    while lead < min(2, len(here)) and plain_word(here[lead]) in ("as", "an", "a", "the"):
        lead += 1
    for length in (2, 1):
        said = tuple(part for word in here[lead : lead + length] for part in tokens(word))
        if len(here) >= lead + length and said in ROLES:
            return ROLES[said], lead + length
    return None


def _day(told: Played, here: Sequence[str], reading: Reading) -> int:
    """Takes in a day that stands first, where none was said yet."""
    lead = 1 if plain_word(here[0]) == "on" and len(here) > 1 else 0
    day = read_day(list(here[lead : lead + 12]), reading) if told.day is None else None
    if day is None:
        return 0
    told.day = day[0]
    return day[1] + lead


def _crew(told: Played, here: Sequence[str], typed: Sequence[str]) -> int:
    """People after "for" or "with", up to where the exercise, the position or a day begins."""
    length = 1
    while length < len(here) and plain_word(here[length]) not in ENDS_CREW:
        length += 1
    if length > 1:
        told.crew += typed[:length]
    return length


def _part(told: Played, rest: Sequence[str], spans: Sequence[_Span], names: Names) -> None:
    """Finds the way to part the words into a position and an exercise in which none is left over."""
    several = [each for each in _apart(spans) if each.rank == 0]
    ways = [[each] for each in spans] + [[]]
    if len(several) > 1:
        ways = [several]
    ways.sort(key=_likely)
    for way in ways:
        said = " ".join(_left(rest, way))
        if said and (found := names.fitting(said)):
            told.exercises, told.exercise_words = list(found), said
            _settle(told, way)
            return
    way = next((each for each in ways if each), [])
    _settle(told, way)
    _say_what_is_left(told, rest, way, names)


def _say_what_is_left(told: Played, rest: Sequence[str], way: Sequence[_Span], names: Names) -> None:
    """Where words are left over in every way: the exercise behind "at", and what stands about it."""
    for start, word in enumerate(rest):
        if plain_word(word) not in TO_EXERCISE or any(span.place > start for span in way):
            continue
        for end in range(len(rest), start, -1):
            said = " ".join(_left(rest[start:end], []))
            found = names.fitting(said) if said else ()
            if len(found) == 1 or (found and end == len(rest)):
                told.exercises, told.exercise_words = list(found), said
                told.unknown += _left(rest[:start], way) + _left(rest[end:], [])
                return
    told.exercise_words = " ".join(_left(rest, way))


def _settle(told: Played, way: Sequence[_Span]) -> None:
    told.positions = list(dict.fromkeys(key for each in way for key in each.keys))


def _likely(way: Sequence[_Span]) -> tuple[int, int, int]:
    """How likely some words are meant as a position: before the exercise, else rather not at all."""
    if not way:
        return 1, 0, 0
    return max(each.rank for each in way), -sum(each.words for each in way), way[0].place


def _left(rest: Sequence[str], way: Sequence[_Span]) -> list[str]:
    """The words that neither a position takes nor are small."""
    taken = {place for each in way for place in range(each.place, each.place + each.words)}
    there = [word for place, word in enumerate(rest) if place not in taken]
    return [word for word in there if tokens(word) and plain_word(word) not in SMALL]


def _spans(rest: Sequence[str], names: Names) -> list[_Span]:
    """All words that name a position, wherever they stand."""
    found = []
    lead = next((n for n, word in enumerate(rest) if plain_word(word) in TO_EXERCISE), len(rest))
    for place, word in enumerate(rest):
        named = None if plain_word(word) in SMALL else names.position(rest[place:])
        if named is not None:
            keys, used = named
            is_led = any(plain_word(each) in TO_POSITION for each in rest[max(0, place - 2) : place])
            found.append(_Span(place, used, tuple(keys), 0 if place < lead or is_led else 2))
    return found


def _apart(spans: Sequence[_Span]) -> list[_Span]:
    """Of overlapping ones the longest."""
    kept: list[_Span] = []
    for span in sorted(spans, key=lambda each: (-each.words, each.place)):
        if all(span.place + span.words <= k.place or k.place + k.words <= span.place for k in kept):
            kept.append(span)
    return sorted(kept, key=lambda each: each.place)
