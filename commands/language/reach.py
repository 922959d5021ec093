"""How far an exercise reached, and since when a discipline has not played: said at once, and kindly."""

from __future__ import annotations

from commands.kit.request import Request
from readiness.exercises import Reach
from storage.exercises import ExerciseRecord
from storage.exercising import Silence, Table, reach_of, silent_disciplines
from words.amounts import listing, plural
from words.days import spoken

SPOKEN = {"law": "law enforcement", "fire": "fire", "ems": "EMS", "dispatch": "dispatch"}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NOBODY_YET = "Nobody is on record as a player yet."
FULL = "Full reach: law enforcement, fire, EMS and dispatch were all at the table."


def reach_lines(request: Request, exercise: ExerciseRecord) -> list[str]:
    """How far an exercise reached, and who was not at the table; kindly, for the next one."""
    table = reach_of(request.session, [exercise.id])[exercise.id]
    if table.reach is Reach.NOT_PLAYED:
        return [NOBODY_YET]
    if table.reach is Reach.FULL:
        return [FULL]
    is_this_year = exercise.held_on.year == request.today.year
    silences = silent_disciplines(request.session, request.today if is_this_year else exercise.held_on)
    without = {each.discipline.value: each.without for each in silences}
    year = "this year" if is_this_year else f"in {exercise.held_on.year}"
    return [_who_played(table), *(_not_there(each, without[each], year) for each in table.missing)]


def reach_in_short(table: Table) -> str:
    """The same in one line, for a list of exercises."""
    if table.reach is Reach.NOT_PLAYED:
        return NOBODY_YET
    if table.reach is Reach.FULL:
        return FULL
    names = [SPOKEN[each] for each in table.missing]
    if not names:
        return _who_played(table)
    return f"{_who_played(table)} {begun(listing(names))} {'was' if len(names) == 1 else 'were'} not there."


def since_when(silence: Silence) -> str:
    """Since when a discipline has not played, and how often without them this year; no blame in it."""
    name = begun(SPOKEN[silence.discipline])
    count = silence.without
    without = f"{number(count)} exercise{'' if count == 1 else 's'} this year without them"
    if silence.last_on is None:
        rest = f": {without}" if count else ""
        return f"{name} has not played in any exercise on record yet{rest}."
    if not count:
        return f"{name} last played on {spoken(silence.last_on)}."
    return f"{name} has not played since {spoken(silence.last_on)}: {without}."


def number(count: int) -> str:
    """A small number in words: "three"."""
    return NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"


def begun(text: str) -> str:
    """A text as it begins a sentence."""
    return text[:1].upper() + text[1:]


def _who_played(table: Table) -> str:
    agencies = plural(len(table.agencies), "agency", "agencies")
    return (
        f"Joint: {agencies} played." if table.reach is Reach.JOINT else f"Siloed so far: {agencies} played."
    )


def _not_there(discipline: str, count: int, year: str) -> str:
    said = f"{begun(SPOKEN[discipline])} was not at the table"
    return f"{said}." if count < 2 else f"{said}; {number(count)} exercises {year} without them."
