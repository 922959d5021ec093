"""Exercises and positions as people name them: "yesterday's Vine drill", "EX-2026-004", "Transport".

An exercise by its code, its title or a part of it, its type and its day, all of what was said; two that fit
are asked about. Positions by code, title or a part of it. What is pressed carries keys.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain

from pydantic import BaseModel
from rapidfuzz import fuzz, process
from slack_sdk.models.blocks import Option
from sqlalchemy import select

from commands.kit.about import Held
from commands.kit.blocks import OPTION, cut, option
from commands.kit.forms import CantTake
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.positions import near_positions, position_lexicon
from commands.language.scopes import Offering, offers, several, shown
from readiness.positions import Position
from readiness.records import AgencyId
from readiness.vocabulary import ExerciseType
from storage.catalogue import Catalogue
from storage.exercises import ExerciseRecord, ExerciseState
from storage.taking_part import lock_exercise
from words.classes import listed, plain_word
from words.days import Reading, read_day, spoken
from words.folding import fold
from words.names import ALIKE, Kind, Match, tokens
from words.problems import Offer, Problem, Unclear

SHOW = "exercise.show"
"""What a button that shows an exercise is known by; it carries which."""

EXAMPLE = "its code, or its title and its day, such as Vine drill 14 Jan"
OPTIONS = 50
MOST_OFFERED = 5
MOST_WORDS = 30
SHORTEST = 3  # letters of a word that is said in part

KINDS_OF = frozenset(chain.from_iterable(tokens(each) for each in ExerciseType)) | listed(
    "exercise exercises simulation drills"
)
"""Words that say what kind of thing it is; alone they name an exercise only where one alone is of it."""

SMALL_WORDS = listed("the a an at in on of our my for from and that this last")
LATE_IN_THE_DAY = 23


class ExercisePicked(BaseModel):
    """Which exercise a button is about."""

    exercise: int = 0


@dataclass(frozen=True)
class Called:
    """An exercise by all that it may be called."""

    key: int
    code: str
    title: str
    type: str
    simulation: bool
    held_on: date
    state: ExerciseState

    @property
    def match(self) -> Match:
        """It as one of several to choose from; one that was cancelled says so."""
        name = f"{self.title}, {spoken(self.held_on)}"
        cancelled = self.state is ExerciseState.CANCELLED
        return Match(Kind.EXERCISE, self.key, f"{name} (cancelled)" if cancelled else name)

    @cached_property
    def names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Its code and its title, as they are compared."""
        return tokens(self.code), tokens(self.title)

    @cached_property
    def own_words(self) -> tuple[str, ...]:
        """The words of its name and code."""
        return (*tokens(self.title), *tokens(self.code), "".join(tokens(self.code)))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Those, and those that say what kind of thing it is."""
        return (*self.own_words, *tokens(self.type), "exercise", *(["simulation"] * self.simulation))


def exercise_name(exercise: ExerciseRecord) -> str:
    """An exercise as it is spoken of: "Vine campus drill, 14 Jan 2026"."""
    return f"{exercise.title}, {spoken(exercise.held_on)}"


def what_it_is(catalogue: Catalogue, exercise: ExerciseRecord) -> str:
    """What kind it is and who hosts it: "Drill, a simulation, hosted by Cedar Fire Department"."""
    host = catalogue.agencies.get(exercise.host_agency_id or 0)
    simulation = "a simulation" if exercise.simulation else ""
    parts = [exercise.type.capitalize(), simulation, f"hosted by {host.name}" if host else ""]
    return ", ".join(part for part in parts if part)


def held(
    exercise: ExerciseRecord, person: int | None = None, at_table: frozenset[AgencyId] = frozenset()
) -> Held:
    """An exercise as rights see it; `person` is the one whose part in it is spoken of."""
    return Held(exercise.host_agency_id, exercise.poc_id, person, at_table)


def picked(match: Match) -> Offer:
    """The exercise shown, by its key: what pressing one of several does where nothing else is asked."""
    return Offer(match.name, SHOW, ExercisePicked(exercise=int(match.key)))


def exercise_said(
    request: Request, said: str, offering: Offering = picked, example: str = EXAMPLE
) -> ExerciseRecord:
    """The one exercise that all of the words name.

    Raises Unclear for none, with those perhaps meant, and for several; `offering` says what pressing one
    does.
    """
    there = _nearest_first(request, _called(request))
    if not said.strip():
        raise Unclear(
            not_understood="Which exercise?",
            example=example,
            offers=offers([each.match for each in there], offering),
        )
    fitting = _fitting(said, there, request.reading(looks_back=True))
    if not fitting:
        raise _unknown(said, there, offering, example)
    if len(fitting) > 1:
        raise several([each.match for each in fitting], said, offering, example=example)
    return _record(request, fitting[0].key)


def fitting_exercises(request: Request) -> Callable[[str], list[int]]:
    """What answers which exercises all of some words name, nearest to today first; the records are read once.

    It gives their keys; none for words that name none.
    """
    there, reading = _nearest_first(request, _called(request)), request.reading(looks_back=True)

    def fitting(said: str) -> list[int]:
        return [each.key for each in _fitting(said, there, reading)] if said.strip() else []

    return fitting


def exercise_option(exercise: ExerciseRecord) -> Option:
    """An exercise among the options of a search: the day stays readable, however long its title."""
    day = f", {spoken(exercise.held_on)}"
    label = cut(exercise.title, OPTION - len(day)) + day
    return option(label, str(exercise.id), f"{exercise.code} · {exercise.type}")


def search_held(request: Request) -> Reply:
    """Those of them that were held by today: nobody took part yet in one that is still to come."""
    return search_exercises(request, request.today)


def search_exercises(request: Request, until: date = date.max) -> Reply:
    """The exercises that fit what is being typed into a form, nearest to today first; no cancelled ones."""
    there = [
        each
        for each in _called(request)
        if each.state is not ExerciseState.CANCELLED and each.held_on <= until
    ]
    said = request.text.strip()
    ordered = _nearest_first(request, there)
    fitting = _typed(said, ordered) if said else ordered
    records = [_record(request, each.key) for each in fitting[:OPTIONS]]
    return Reply(options=[exercise_option(each) for each in records])


def exercise_keyed(request: Request, key: int | None) -> ExerciseRecord | None:
    """The exercise of a key; None for none, or one that was taken back."""
    found = request.session.get(ExerciseRecord, key) if key else None
    return found if found is not None and found.voided_at is None else None


def exercise_of(request: Request, key: int, lock: bool = False) -> ExerciseRecord:
    """The exercise a button or a form is about; with `lock`, nobody else changes it as long as this lasts.

    Raises Problem for one that is no longer there.
    """
    found = exercise_keyed(request, key)
    if found is not None and lock:
        lock_exercise(request.session, found)
    if found is None or found.voided_at is not None:
        raise Problem("That exercise is no longer there. Nothing was recorded.")
    return found


def read_exercise(request: Request, field: str) -> ExerciseRecord:
    """The exercise chosen in a form's field. Raises CantTake for none."""
    found = exercise_keyed(request, request.typed_id(field))
    if found is None:
        raise CantTake("Choose an exercise from the list.")
    return found


def position_said(request: Request, said: str) -> Position | None:
    """The one position of the catalogue that all of the words name; None where they name none.

    Raises Unclear for several. What to say of none: `unknown_position`.
    """
    words = [word for word in said.split() if plain_word(word) not in SMALL_WORDS] or said.split()
    positions = request.catalogue.positions
    found = position_lexicon(request.catalogue).find(words, [Kind.POSITION])
    if found is None or found.words < len(words):
        return None
    if len(found.matches) > 1:
        names = ", ".join(match.name for match in found.matches)
        raise Unclear(
            not_understood=f"“{shown(said)}” matches {len(found.matches)} positions: {names}.",
            example="one of them by its whole title",
        )
    return positions[int(found.matches[0].key)]


def unknown_position(request: Request, said: str) -> Unclear:
    """What to say of words that name no position: the ones perhaps meant, or those there are."""
    key = fold(said)
    gone = [
        each
        for each in request.catalogue.every_position.values()
        if key in (fold(each.code), fold(each.title)) and each.key not in request.catalogue.positions
    ]
    if gone:
        return Unclear(
            not_understood=f"{gone[0].title} was taken out of the catalogue of positions; what was played in "
            "it stays on record.",
            example=_positions_there(request),
        )
    near = near_positions(request, said)
    hint = f" Did you mean {' or '.join(match.name for match in near)}?" if near else ""
    return Unclear(
        not_understood=f"I can't find any position called “{shown(said)}”.{hint}",
        example=_positions_there(request),
    )


def position_options(request: Request) -> list[Option]:
    """The positions of the catalogue as options, in its order."""
    return [option(each.title, str(key)) for key, each in request.catalogue.positions.items()]


def _positions_there(request: Request) -> str:
    titles = [each.title for each in request.catalogue.positions.values()]
    return ", ".join(titles[:8]) or "none is in the catalogue yet"


def _called(request: Request) -> list[Called]:
    columns = (
        ExerciseRecord.id,
        ExerciseRecord.code,
        ExerciseRecord.title,
        ExerciseRecord.type,
        ExerciseRecord.simulation,
        ExerciseRecord.held_on,
        ExerciseRecord.state,
    )
    rows = request.session.execute(select(*columns).where(ExerciseRecord.voided_at.is_(None)))
    return [Called(*row) for row in rows]


def _nearest_first(request: Request, there: Collection[Called]) -> list[Called]:
    return sorted(there, key=lambda each: (abs(each.held_on - request.today), each.key))


def _record(request: Request, key: int) -> ExerciseRecord:
    found = request.session.get(ExerciseRecord, key)
    assert found is not None
    return found


def _fitting(said: str, there: Sequence[Called], reading: Reading) -> list[Called]:
    """Those that all of the words name; one that was cancelled only where no other is named."""
    fitting = _named(said, there, reading)
    return [each for each in fitting if each.state is not ExerciseState.CANCELLED] or fitting


def _named(said: str, there: Sequence[Called], reading: Reading) -> list[Called]:
    """Those that all of the words name: in full before in part, with a day in them or without."""
    words = _plain(said)
    in_full = _in_full(words, there)
    if in_full or not words or len(words) > MOST_WORDS:
        return in_full
    dated = _with_a_day(words, reading)
    if dated is not None:
        rest, days = dated
        on_day = [each for each in there if each.held_on in days]
        found = (_in_full(rest, on_day) or _in_part(rest, on_day)) if rest else on_day
        if found:
            return found
    return _in_part(words, there)


def _plain(said: str) -> list[str]:
    """The words without marks around them; "yesterday's" is yesterday."""
    words = [word.strip("?!.,;:\"“”()*_`'‘’") for word in said.split()]
    parted = [word.removesuffix("'s").removesuffix("’s") if _is_possessive(word) else word for word in words]
    return [word for word in parted if word]


def _is_possessive(word: str) -> bool:
    return plain_word(word).removesuffix("'s") in ("yesterday", "today", "tonight", "tomorrow") or (
        plain_word(word).endswith("day's")
    )


def _in_full(words: Sequence[str], there: Sequence[Called]) -> list[Called]:
    """Those whose whole code or title it is; the small words before it aside."""
    while words:
        said = tokens(" ".join(words))
        found = [each for each in there if said in each.names]
        if found or words[0].lower() not in SMALL_WORDS:
            return found
        words = words[1:]
    return []


def _in_part(words: Sequence[str], there: Sequence[Called]) -> list[Called]:
    """Those of which each word begins a part of the title, the code or the type."""
    said = [each for word in words if word.lower() not in SMALL_WORDS for each in tokens(word)]
    if not said:
        return []
    is_a_kind = KINDS_OF.issuperset(said)
    in_name = [each for each in there if _all_begin(said, each.own_words)] if not is_a_kind else []
    return in_name or [each for each in there if _all_begin(said, each.words)]


def _all_begin(said: Sequence[str], words: Sequence[str]) -> bool:
    return all(
        any(other == word or (len(word) >= SHORTEST and other.startswith(word)) for other in words)
        for word in said
    )


def _typed(said: str, there: Sequence[Called]) -> list[Called]:
    """Those that fit what is still being typed: a part of a word is enough, and a day says its own."""
    wanted = tokens(said)
    return [
        each
        for each in there
        if all(
            any(word.startswith(part) for word in (*each.words, *tokens(spoken(each.held_on))))
            for part in wanted
        )
    ]


def _with_a_day(words: Sequence[str], reading: Reading) -> tuple[list[str], set[date]] | None:
    """What is left of the words without the day in them, and which days it may be; None without a day.

    A day without a year is the last such one, or the next to come: exercises are planned, and remembered.
    """
    back = replace(reading, looks_back=True, hour=LATE_IN_THE_DAY)
    for place in range(len(words)):
        found = read_day(words[place:], back)
        if found is not None:
            ahead = read_day(words[place:], replace(back, looks_back=False))
            days = {found[0]} | ({ahead[0]} if ahead is not None else set())
            before = list(words[:place])
            return before + list(words[place + found[1] :]), days
    return None


def _unknown(said: str, there: Sequence[Called], offering: Offering, example: str) -> Unclear:
    names = {index: " ".join(tokens(each.title)) for index, each in enumerate(there)}
    codes = {-1 - index: " ".join(tokens(each.code)) for index, each in enumerate(there)}
    ranked = process.extract(
        " ".join(tokens(said)), names | codes, scorer=fuzz.WRatio, limit=MOST_OFFERED, score_cutoff=ALIKE
    )
    near = dict.fromkeys(there[index if index >= 0 else -1 - index] for _, _, index in ranked)
    return Unclear(
        not_understood=f"I can't find any exercise called “{shown(said)}”.",
        example=example,
        offers=offers([each.match for each in near][:3], offering),
    )
