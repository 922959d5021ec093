"""Whom a change of the rules moves, from what to what: always shown before it is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from readiness.dates import ONE_DAY
from readiness.records import CourseId, PersonId, Responder, Revision, Rulebook
from readiness.standing import outlooks
from storage.catalogue import catalogue_of
from storage.responders import load_responders

NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True)
class Move:
    """How many people move from one standing with a course to another; "not asked" is one, too."""

    course: str
    before: str
    after: str
    people: int


@dataclass(frozen=True, slots=True)
class Moves:
    """Whom a change of the rules moves on a day: people, each counted once, and from what to what."""

    on: date
    people: int
    moves: tuple[Move, ...]


def moves_between(
    session: Session,
    before: Rulebook,
    after: Rulebook,
    days: Iterable[date],
    courses: Collection[CourseId] | None = None,
    people: Sequence[PersonId] | None = None,
) -> tuple[Moves, ...]:
    """Whom the second rulebook leaves with another standing than the first, on each of some days.

    Where `courses` are named, for nothing else is anything asked otherwise by the second: the others are not
    looked at, and no completion that could not count for these is read. Where `people` are named, nobody
    else is moved. Days without a move are left out.
    """
    wanted = sorted(set(days))
    if courses is not None:
        before, after = (_about(each, courses) for each in (before, after))
    sources = None if courses is None else _sources(before, courses) | _sources(after, courses)
    responders = list(load_responders(session, people, sources)) if wanted else []
    codes = {key: course.code for key, course in catalogue_of(session).courses.items()}
    found = (_moves_on(day, before, after, responders, codes) for day in wanted)
    return tuple(moves for moves in found if moves.people)


def days_that_matter(revisions: Iterable[Revision], today: date) -> list[date]:
    """Today, the days on which they take effect, and those on which the time to be trained again is over."""
    days = {today}
    for each in revisions:
        days.add(each.effective_on)
        if each.again_by is not None:
            days.add(each.again_by + ONE_DAY)
    return sorted(day for day in days if day >= today)


def _about(rulebook: Rulebook, courses: Collection[CourseId]) -> Rulebook:
    """The rulebook with what it asks for some courses alone."""
    return replace(
        rulebook,
        requirements=[each for each in rulebook.requirements if each.course in courses],
        versions={course: found for course, found in rulebook.versions.items() if course in courses},
    )


def _sources(rulebook: Rulebook, courses: Collection[CourseId]) -> set[CourseId]:
    return {
        source
        for course in courses
        for source in (*rulebook.full_courses(course), *rulebook.refresher_courses(course))
    }


def _moves_on(
    day: date, before: Rulebook, after: Rulebook, responders: Sequence[Responder], codes: dict[int, str]
) -> Moves:
    people = 0
    counted: Counter[tuple[CourseId, str, str]] = Counter()
    for responder in responders:
        was, becomes = _standings(before, responder, day), _standings(after, responder, day)
        moved = [
            (course, was.get(course, NOT_ASKED), becomes.get(course, NOT_ASKED))
            for course in {**was, **becomes}
            if was.get(course) != becomes.get(course)
        ]
        people += bool(moved)
        counted.update(moved)
    moves = [Move(codes[course], was, becomes, number) for (course, was, becomes), number in counted.items()]
    return Moves(day, people, tuple(sorted(moves, key=lambda move: (-move.people, move.course, move.before))))


def _standings(rulebook: Rulebook, responder: Responder, day: date) -> dict[CourseId, str]:
    return {
        course: outlook.status(day).value
        for course, (_, outlook) in outlooks(rulebook, responder, day).items()
    }
