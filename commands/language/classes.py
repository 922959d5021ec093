"""Classes as people name them: "the ASIM Basic on 3 Dec", "Station 4", and what a button about one carries.

A class by its course, its day, its time and its place, all of what was said; two that fit are asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

from pydantic import BaseModel
from sqlalchemy import ColumnElement, select, true

from commands.kit.class_rights import classes_for, taught
from commands.kit.may import Action, may
from commands.kit.request import Request
from commands.language.naming import lexicon_of
from commands.language.scopes import several, shown
from storage.catalogue import Catalogue
from storage.class_turns import lock_class
from storage.classes import IS_GOING, ClassRecord
from words.classes import listed, plain_word
from words.days import read_day, read_day_of_month, spoken
from words.names import Kind, Match, tokens
from words.problems import Offer, Problem, Unclear
from words.times import read_time

EXAMPLE = "its course and its day, such as ASIM Basic 3 Dec"
LATELY = timedelta(days=30)
"""How long ago a class may have been that is named without its day."""
COMING, NOT_COMING = "class.coming", "class.not_coming"
"""What the buttons are known by that say whether one comes to a class."""
OPTIONS = 50
SMALL = listed("the a an at in on of our my for from and that this class training session")


class ClassPicked(BaseModel):
    """Which class a button is about; `start`: from which one on a list goes on."""

    class_id: int = 0
    start: int = 0


def class_title(catalogue: Catalogue, held: ClassRecord) -> str:
    """What a class teaches: the title of its course."""
    course = catalogue.courses.get(held.course_id)
    return course.title if course is not None else "A class"


def class_name(catalogue: Catalogue, held: ClassRecord) -> str:
    """A class as it is spoken of: "ASIM Basic, 3 Dec 2026, 18:00"."""
    at = f", {held.start_time:%H:%M}" if held.start_time is not None else ""
    return f"{class_title(catalogue, held)}, {spoken(held.held_on)}{at}"


def class_keyed(request: Request, key: int | None) -> ClassRecord | None:
    """The class of a key; None where there is none."""
    return request.session.get(ClassRecord, key) if key else None


def class_of(request: Request, key: int | None, lock: bool = False) -> ClassRecord:
    """The class a button or a form is about; with `lock`, nobody else changes it as long as this lasts.

    Raises Problem for one that is not there.
    """
    found = class_keyed(request, key)
    if found is None:
        raise Problem("That class is no longer there. Nothing was recorded.")
    if lock:
        lock_class(request.session, found)
    return found


def theirs_to_hold(request: Request, key: int | None, lock: bool = False) -> ClassRecord:
    """The class, if it is the speaker's to open, move and close. Raises Refused otherwise.

    What changes it asks with `lock`, before people are locked: whose it is may have become another's until
    its turn came.
    """
    held = class_of(request, key, lock)
    may(request.member, Action.CLASS, taught(held), held.held_on, request.today).or_refuse()
    return held


def class_match(catalogue: Catalogue, held: ClassRecord) -> Match:
    """A class as one of several to choose from; where it is held tells it from another of that day."""
    place = f", {held.place}" if held.place else ""
    return Match(Kind.CLASS, held.id, f"{class_name(catalogue, held)}{place}")


def class_said(
    request: Request, said: str, action: str, among: ColumnElement[bool], example: str = EXAMPLE
) -> ClassRecord:
    """The one class of some that all of the words name; the only one there is, where nothing is said.

    Raises Unclear for none and for several; pressing one of them is known by `action`.
    """
    there = _nearest_first(request, among)
    fitting = [each for each in there if _fits(request, said, each)]
    matches = [class_match(request.catalogue, each) for each in fitting or there]

    def offering(match: Match) -> Offer:
        return Offer(match.name, f"{action}:{match.key}", ClassPicked(class_id=int(match.key)))

    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise Unclear(
            not_understood=f"I can't find any class called “{shown(said)}” that is still ahead or still open."
            if said
            else "There is no such class now.",
            example=example,
            offers=[offering(each) for each in matches[:5]],
        )
    if not said:
        raise Unclear(
            not_understood="Which class?", example=example, offers=[offering(each) for each in matches[:5]]
        )
    raise several(matches, said, offering, example=example)


def classes_fitting(request: Request, said: str, among: ColumnElement[bool]) -> list[ClassRecord]:
    """Those of some classes that all of the words name, the nearest first; all, where nothing is said."""
    return [each for each in _nearest_first(request, among) if _fits(request, said, each)]


def class_said_to_hold(request: Request, said: str, action: str) -> ClassRecord:
    """The same of those that are the speaker's to hold. Raises Refused for one that is somebody else's."""
    try:
        return class_said(request, said, action, IS_GOING & classes_for(request.member))
    except Unclear:
        fitting = [each for each in _nearest_first(request, IS_GOING) if said and _fits(request, said, each)]
        if len(fitting) == 1:
            theirs_to_hold(request, fitting[0].id)
        raise


def _nearest_first(request: Request, among: ColumnElement[bool] | None = None) -> list[ClassRecord]:
    """The classes of late and to come of which something holds, the nearest to today first."""
    query = select(ClassRecord).where(
        true() if among is None else among, ClassRecord.held_on >= request.today - LATELY
    )
    found = request.session.scalars(query)
    return sorted(found, key=lambda each: (abs((each.held_on - request.today).days), each.id))


def _fits(request: Request, said: str, held: ClassRecord) -> bool:
    """Whether all that was said is of this class: its day, its time, words of its course and its place."""
    course = request.catalogue.courses.get(held.course_id)
    own = tokens(f"{course.code} {course.title} {held.place} {held.provider}" if course else held.place)
    words, place = said.split(), 0
    while place < len(words):
        step = when_named(request, words[place:], held.held_on, held.start_time)
        if step == 0:
            return False
        if step is None:
            if not _is_its(words[place:], own, request, held):
                return False
            step = 1
        place += step
    return True


def when_named(request: Request, words: Sequence[str], on: date, start: time | None) -> int | None:
    """How many words name a day or a time; 0 where they name another, None where they name none."""
    lead = 1 if plain_word(words[0]) in ("on", "of", "for") and len(words) > 1 else 0
    days = [read_day(words[lead:], request.reading(looks_back)) for looks_back in (False, True)]
    by_number = read_day_of_month(words[lead:], request.reading(looks_back=False))
    if by_number is not None and by_number[0].day == on.day:
        return lead + by_number[1]  # "the 8th", of whichever month
    found = [each for each in days if each is not None]
    if found:
        return next((lead + used for day, used in found if day == on), 0)
    at = read_time(words, after_a_day=True)
    if at is not None:
        return at[1] if at[0].at == start else 0
    return None


def _is_its(words: Sequence[str], own: Sequence[str], request: Request, held: ClassRecord) -> bool:
    """Whether the first word is small, or of its course or its place; an alias of the course counts too."""
    said = tokens(words[0])
    if not said or plain_word(words[0]) in SMALL:
        return True
    if all(any(each.startswith(word) for each in own) for word in said):
        return True
    named = lexicon_of(request.catalogue).exactly(words, [Kind.COURSE])
    return named is not None and any(int(match.key) == held.course_id for match in named.matches)
