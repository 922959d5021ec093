"""How far an exercise reached, and since when a discipline has not played: said at once, and kindly."""

from __future__ import annotations

from collections.abc import Sequence

from commands.kit.request import Request
from readiness.exercises import Reach
from readiness.vocabulary import Discipline
from storage.at_the_table import Away, Reached, away, reached
from storage.catalogue import Catalogue
from words.amounts import listing
from words.days import spoken

SHORT = {
    Discipline.LAW: "law",
    Discipline.FIRE: "fire",
    Discipline.EMS: "EMS",
    Discipline.DISPATCH: "dispatch",
}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NOBODY_YET = "Nobody is on record as having played yet."


def reach_words(catalogue: Catalogue, found: Reached) -> str:
    """How far an exercise reached, in a line."""
    names = [catalogue.agencies[key].name for key in found.agencies]
    match found.reach:
        case Reach.NOT_PLAYED:
            return NOBODY_YET
        case Reach.FULL:
            return "Full reach: law, fire, EMS and dispatch were all at the table."
        case Reach.JOINT:
            return f"Joint: {number(len(names))} agencies played together. {missing_words(found.missing)}."
        case Reach.SILOED:
            alone = f"{names[0]} played on its own" if len(names) == 1 else "one discipline played on its own"
            return f"Siloed: {alone}. {missing_words(found.missing)}."


def missing_words(disciplines: Sequence[str]) -> str:
    """Who was missing: "Dispatch was not at the table"."""
    names = [SHORT[Discipline(each)] for each in disciplines]
    if not names:
        return "Nobody was missing"
    return f"{_begun(listing(names))} {'was' if len(names) == 1 else 'were'} not at the table"


def since_when(of: Away) -> str:
    """Since when a discipline has not played, and how often without them this year; no blame in it."""
    name = _begun(SHORT[Discipline(of.discipline)])
    without = f"{number(of.without)} exercise{'' if of.without == 1 else 's'} this year without them"
    if of.last_on is None:
        rest = f": {without}" if of.without else ""
        return f"{name} has not played in any exercise on record yet{rest}."
    if not of.without:
        return f"{name} last played on {spoken(of.last_on)}."
    return f"{name} has not played since {spoken(of.last_on)}: {without}."


def reach_said(request: Request, exercise_id: int) -> list[str]:
    """How far an exercise reached, and for who was missing since when: what is said once it is on record."""
    found = reached(request.session, request.catalogue, [exercise_id])[exercise_id]
    lines = [reach_words(request.catalogue, found)]
    if found.reach is Reach.NOT_PLAYED:
        return lines
    return lines + [
        since_when(each)
        for each in away(request.session, request.catalogue, request.today, found.missing)
        if each.without > 1 or each.last_on is None
    ]


def number(count: int) -> str:
    """A small number in words: "three"."""
    return NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
