"""Whom a change of the rules moves, from what to what: always shown before it is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from readiness.dates import ONE_DAY
from readiness.records import CourseId, PersonId, Responder, Revision, Rulebook
from readiness.standing import outlooks
from storage.catalogue import catalogue_of
from storage.responders import AFFILIATION, load_responders

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


def most_moved(
    session: Session, before: Rulebook, after: Rulebook, courses: Collection[CourseId], today: date
) -> int:
    """How many people at most a change of what is asked for some courses can move: one quick question.

    Everybody who belongs, or is to belong, to an agency of which one of them is asked before or after.
    """
    disciplines = [row.disciplines for each in (before, after) for row in _about(each, courses).requirements]
    asked = [
        agency.key
        for agency in after.agencies.values()
        if any(not some or some & agency.disciplines for some in disciplines)
    ]
    members = select(func.count(AFFILIATION.person_id.distinct())).where(
        AFFILIATION.agency_id.in_(asked),
        AFFILIATION.voided_at.is_(None),
        or_(AFFILIATION.left_on.is_(None), AFFILIATION.left_on >= today),
    )
    return session.scalar(members) or 0 if asked else 0


def _about(rulebook: Rulebook, courses: Collection[CourseId]) -> Rulebook:
    """The rulebook with what it asks for some courses alone."""
    return replace(
        rulebook,
        requirements=[each for each in rulebook.requirements if each.course in courses],
        versions={course: found for course, found in rulebook.versions.items() if course in courses},
    )


def _sources(rulebook: Rulebook, courses: Collection[CourseId]) -> set[CourseId]:
    return {source for course in courses for source in rulebook.sources(course)}


def _moves_on(
    day: date, before: Rulebook, after: Rulebook, responders: Sequence[Responder], codes: dict[int, str]
) -> Moves:
    before, after = _by_then(before, day), _by_then(after, day)
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


def _by_then(rulebook: Rulebook, day: date) -> Rulebook:
    """The rulebook without what is still to come on a day: no standing of that day knows of it."""
    return replace(
        rulebook,
        versions={
            course: [each for each in found if each.effective_on <= day]
            for course, found in rulebook.versions.items()
        },
        revisions={
            plan: [each for each in found if each.effective_on <= day]
            for plan, found in rulebook.revisions.items()
        },
    )


def _standings(rulebook: Rulebook, responder: Responder, day: date) -> dict[CourseId, str]:
    return {
        course: outlook.status(day).value
        for course, (_, outlook) in outlooks(rulebook, responder, day).items()
    }
