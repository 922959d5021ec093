"""The words in which somebody tells of an exercise: what they were there, at which, when, in which run.

Nothing is guessed: each word is taken for one thing, and what can't be taken for any is left over, to be
asked about. Positions and exercises are handed in; no record is read here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, pairwise

from commands.language.clauses import BEFORE_VERB, CALLED, SPEAKER, TO_EXERCISE, VERBS, clause, words_of
from commands.language.roles import role_said, run_said
from commands.language.telling import NEVER, WRAPPING, signed
from readiness.vocabulary import Role
from words.classes import listed, plain_word
from words.days import Reading, read_day, read_day_of_month
from words.names import tokens

TO_POSITION = listed("as was were")
SMALL = (
    TO_EXERCISE
    | TO_POSITION
    | listed(
        "the a an and my our on it i we just also part through position role there be been please then both"
    )
)
"""Words that say nothing beside a position, an exercise, a run and a day."""
CREW = ("for", "with", "w/")
ENDS_CREW = TO_EXERCISE | {"on", "as", "yesterday", "today", "tonight", "last"}
BEHIND_POSITION = listed(
    "officer lead leader group supervisor sector unit team manager chief commander person"
)
"""What is said behind a position, and means it: "triage lead", "transport group supervisor"."""
JOINING = listed("and & + then")
NO_DAY = tuple(
    tuple(time.split())
    for time in (
        *("last week", "last month", "last year", "last weekend", "this week", "this month", "this year"),
        *("the other day", "recently", "lately"),
    )
)
"""Times in which many a day lies: which it was is asked."""
MOST_WORDS = 40
LONGEST_TITLE = 12
"""Words of an exercise's title that is said in full."""


@dataclass(frozen=True)
class Names:
    """What an exercise and a position may be called, for whoever tells of one.

    `titled`: the exercises by their whole title or code, as compared; `fitting`: those all of some words
    name; `position`: the positions the first of some words name, and how many words do; `in_full`: the
    position whose whole name some words are; `agency`: the agencies all of some words name; `is_person`:
    whether somebody of that name is for the speaker to name.
    """

    titled: Mapping[tuple[str, ...], Sequence[int]]
    fitting: Callable[[str], Sequence[int]]
    position: Callable[[Sequence[str]], tuple[Sequence[int], int] | None]
    in_full: Callable[[Sequence[str]], bool] = lambda words: False
    agency: Callable[[str], Sequence[int]] = lambda said: ()
    is_person: Callable[[str], bool] = lambda said: False


@dataclass
class Played:
    """What somebody said of an exercise, sorted; `tells`: a speaker or a verb is among the words.

    `positions` and `exercises` are those the words name, `exercises` whatever the day said; `all_of_them`:
    the positions were named one by one, with "and" between them. `agencies` are those for which it was.
    `crew` are words of people: before the verb, and after "for" and "with". `times` name no one day.
    `unknown` is left over.
    """

    role: Role = Role.PLAYER
    tells: bool = False
    positions: list[int] = field(default_factory=list)
    all_of_them: bool = False
    agencies: list[int] = field(default_factory=list)
    run: int | None = None
    day: date | None = None
    exercises: list[int] = field(default_factory=list)
    exercise_words: str = ""
    crew: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
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
    words = words_of(text)
    read = clause(words)
    tells = any(plain_word(word) in SPEAKER | VERBS.keys() for word in words)
    told, said = Played(read.role, tells), list(read.behind)
    _before_verb(read.before, told, reading)
    titled = _titled(said, names)
    rest = _take_in(told, said, titled, reading, names)
    spans = _spans(rest, names)
    if titled is not None:
        _settle(told, rest, _apart(spans))
        told.exercises = list(names.titled[titled[2]])
        told.exercise_words = " ".join(said[titled[0] : titled[0] + titled[1]])
        told.unknown += _left(rest, _apart(spans))
    else:
        _part(told, rest, spans, names)
    told.unknown += signed([word for word in words if word not in told.unknown and word not in told.crew])
    return told


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
    if words and plain_word(words[0]) in SPEAKER and "and" not in map(plain_word, words):
        told.unknown += whom  # "I think I was": nobody else is named
    elif [each for each in whom if plain_word(each) != "and"]:
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
    told: Played,
    words: Sequence[str],
    titled: tuple[int, int, tuple[str, ...]] | None,
    reading: Reading,
    names: Names,
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
        run = told.run
        meant = _meant_by_for(told, here, names)
        used = meant[1] if meant else _taken(told, here, words[place:until], reading)
        if meant:
            rest.append(meant[0])
        elif not used:
            rest.append(here[0])
        elif told.run != run:  # a run stands between two positions: it is the one's, and not the other's
            rest.append("")
        place += used or 1
    return rest


def _taken(told: Played, here: Sequence[str], typed: Sequence[str], reading: Reading) -> int:
    """Takes in what stands first, if it is a day, a run, a role or people; returns how many words that was.

    `typed` are the same words as they were typed, with the commas that part people.
    """
    word = plain_word(here[0])
    if used := _day(told, here, reading):
        return used
    if used := _no_day(told, here):
        return used
    if run := run_said(here):
        told.unknown += here[: run[1]] if told.run not in (None, run[0]) else []
        told.run = run[0] if told.run is None else told.run
        return run[1]
    if role := role_said(here):
        told.role = role[0]
        return role[1]
    if word in CREW:
        return _crew(told, here, typed)
    if word in NEVER:
        told.never.append(here[0])
        return 1
    return 0


def _day(told: Played, here: Sequence[str], reading: Reading) -> int:
    """Takes in a day that stands first, where none was said yet."""
    lead = 1 if plain_word(here[0]) == "on" and len(here) > 1 else 0
    if told.day is not None:
        return 0
    ahead = list(here[lead : lead + 12])
    # "The 2nd" that is no day is a run, or stands in a title: it is one behind "on", or at the end.
    is_day = (lead or len(ahead) == 2) and not {"run", "round"} & {plain_word(each) for each in ahead[2:3]}
    day = read_day(ahead, reading) or (read_day_of_month(ahead, reading) if is_day else None)
    if day is None:
        return 0
    told.day = day[0]
    return day[1] + lead


def _no_day(told: Played, here: Sequence[str]) -> int:
    """Takes in a time that is no one day, such as "last week"."""
    plain = tuple(plain_word(word) for word in here[:3])
    for time in NO_DAY:
        if plain[: len(time)] == time:
            told.times.append(" ".join(time))
            return len(time)
    return 0


def _meant_by_for(told: Played, here: Sequence[str], names: Names) -> tuple[str, int] | None:
    """What stands behind "for", where it is no person: an exercise, a position, or an agency, taken in.

    Returns the word that says so in its place, and how many words that word stands for.
    """
    if plain_word(here[0]) != "for":
        return None
    words = _behind_for(here)
    said = " ".join(_left(words, []))
    if not said or names.is_person(said):
        return None
    is_exercise = plain_word(words[0]) in ("the", "our") or not CALLED.isdisjoint(map(plain_word, words))
    if is_exercise and names.fitting(said):
        return "at", 1
    called = [word for word in words if plain_word(word) not in SMALL | BEHIND_POSITION]
    if called and names.in_full(called):
        return "as", 1
    if len(tokens(said)) > 1 and (agencies := names.agency(said)):
        told.agencies += agencies
        return "and", len(words) + 1
    return None


def _behind_for(here: Sequence[str]) -> list[str]:
    length = 1
    while length < len(here) and plain_word(here[length]) not in ENDS_CREW:
        length += 1
    return list(here[1:length])


def _crew(told: Played, here: Sequence[str], typed: Sequence[str]) -> int:
    """People after "for" or "with", up to where the exercise, the position or a day begins."""
    length = len(_behind_for(here)) + 1
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
            _settle(told, rest, way)
            return
    way = next((each for each in ways if each), [])
    _settle(told, rest, way)
    _say_what_is_left(told, rest, way, names)


def _say_what_is_left(told: Played, rest: Sequence[str], way: Sequence[_Span], names: Names) -> None:
    """Where words are left over in every way: the most of them that name an exercise, and what stands about.

    Behind "at", where that is said.
    """
    leads = [n for n, word in enumerate(rest[:MOST_WORDS]) if plain_word(word) in TO_EXERCISE]
    starts = leads or [0]
    taken = {place for each in way for place in range(each.place, each.place + each.words)}
    fits = {n for n in range(min(len(rest), MOST_WORDS)) if n not in taken and _fits(rest[n], names)}
    for start in starts:
        runs = _runs(rest, start, fits)
        left = _left(rest[start:], way)
        # What begins behind "at", or is all that names one: of two such there is one too many.
        for run in [each for each in runs if len(runs) == 1 or rest[each[0]] == left[0]][:1]:
            said = " ".join(rest[n] for n in run)
            found = names.fitting(said)
            is_all = len(run) == len(left)
            if len(found) == 1 or (found and is_all):
                told.exercises, told.exercise_words = list(found), said
                told.unknown += [rest[n] for n in _places_left(rest, way) if n not in run]
                return
    told.exercise_words = " ".join(_left(rest, way))


def _fits(word: str, names: Names) -> bool:
    """Whether a word is one of an exercise's name; a number is of many a thing."""
    is_name = any(not each.isdecimal() for each in tokens(word))
    return is_name and plain_word(word) not in SMALL and bool(names.fitting(word))


def _runs(rest: Sequence[str], start: int, fits: set[int]) -> list[list[int]]:
    """Places of words that stand together, small ones aside, and each name an exercise by itself."""
    runs: list[list[int]] = [[]]
    for place in range(start, min(len(rest), MOST_WORDS)):
        if place in fits:
            runs[-1].append(place)
        elif tokens(rest[place]) and plain_word(rest[place]) not in SMALL:
            runs.append([])
    return [run for run in runs if run]


def _settle(told: Played, rest: Sequence[str], way: Sequence[_Span]) -> None:
    told.positions = list(dict.fromkeys(key for each in way for key in each.keys))
    told.all_of_them = _are_joined(rest, way)


def _are_joined(rest: Sequence[str], way: Sequence[_Span]) -> bool:
    """Whether several positions are named one by one: "Triage, Transport and Staging"."""
    between = [
        [plain_word(word) or word for word in rest[one.place + one.words : other.place]]
        for one, other in pairwise(way)
    ]
    return (
        bool(between)
        and bool(between[-1])
        and all(len(each.keys) == 1 for each in way)
        and all(JOINING.issuperset(each) for each in between)
    )


def _likely(way: Sequence[_Span]) -> tuple[int, int, int]:
    """How likely some words are meant as a position: before the exercise, else rather not at all."""
    if not way:
        return 1, 0, 0
    return max(each.rank for each in way), -sum(each.words for each in way), way[0].place


def _left(rest: Sequence[str], way: Sequence[_Span]) -> list[str]:
    """The words that neither a position takes nor are small."""
    return [rest[place] for place in _places_left(rest, way)]


def _places_left(rest: Sequence[str], way: Sequence[_Span]) -> list[int]:
    taken = {place for each in way for place in range(each.place, each.place + each.words)}
    there = [(place, word) for place, word in enumerate(rest) if place not in taken]
    return [place for place, word in there if tokens(word) and plain_word(word) not in SMALL]


def _spans(rest: Sequence[str], names: Names) -> list[_Span]:
    """All words that name a position, wherever they stand."""
    found = []
    lead = next((n for n, word in enumerate(rest) if plain_word(word) in TO_EXERCISE), len(rest))
    for place, word in enumerate(rest):
        named = None if plain_word(word) in SMALL else names.position(rest[place:])
        if named is not None:
            keys, used = named
            while place + used < len(rest) and plain_word(rest[place + used]) in BEHIND_POSITION:
                used += 1
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
