"""Whom a change of a shared plan would move, and who writes it: for the plan and its revisions alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from commands.kit.request import Request
from commands.region.plans_views import Preview
from readiness.plans import ended_by
from readiness.records import CourseId, PersonId, Revision, Rulebook
from readiness.standing import Outlook, Status, all_asked
from storage.answers import asked_on
from storage.catalogue import catalogue_of
from storage.moves import Move, Moves, days_that_matter
from storage.responders import load_responders
from words.amounts import listing, plural

CHANGED_SINCE = "The rules changed since you looked. Nothing was recorded; this is how it is now."
DRAFT_KEY = 0
"""The key of a plan, or of a revision, that is not recorded yet: no record has it."""


def preview(
    request: Request,
    before: Rulebook,
    after: Rulebook,
    courses: Collection[CourseId],
    concerned: Iterable[Revision],
    sentences: Sequence[str],
    notes: Sequence[str],
) -> Preview:
    """What a change would be in sentences, and whom of those who are asked for these courses it moves.

    `concerned` are the revisions that come, go or change: the days that matter are theirs.
    """
    days = days_that_matter(concerned, request.today)
    moves = moves_of(request.session, before, after, courses, days)
    return Preview(sentences, moves, days, [each for each in notes if each])


def moves_of(
    session: Session, before: Rulebook, after: Rulebook, courses: Collection[CourseId], days: Iterable[date]
) -> tuple[Moves, ...]:
    """Whom other revisions leave with another standing in some courses, on each of some days.

    `before` is the rulebook as it is. Nothing but revisions, and who teaches them, may differ in `after`:
    what a revision ends, it ends last, so that where everybody stands without it need not be computed anew
    but for those whom a revision that goes may have ended.
    """
    found = (_moves_on(session, before, after, courses, day) for day in sorted(set(days))) if courses else ()
    return tuple(moves for moves in found if moves.people)


def _moves_on(
    session: Session, before: Rulebook, after: Rulebook, courses: Collection[CourseId], day: date
) -> Moves:
    gone = {each: _without(before.revisions_of(each), after.revisions_of(each)) for each in courses}
    come = {each: _without(after.revisions_of(each), before.revisions_of(each)) for each in courses}
    known: dict[tuple[int, CourseId], tuple[Outlook, Status | None]] = {}
    moved: list[tuple[PersonId, CourseId, Status, Status]] = []
    anew: dict[tuple[PersonId, CourseId], Status] = {}
    for each in asked_on(session, day, courses=courses):
        outlook, key = each.outlook, (id(each.outlook), each.course)
        if key not in known:
            becomes = None
            if not _may_be_ended_by(gone[each.course], outlook, day):
                becomes = _ended_by(come[each.course], outlook, day).status(day)
            known[key] = outlook, becomes
        was, becomes = outlook.status(day), known[key][1]
        if becomes is None:
            anew[each.responder, each.course] = was
        elif becomes is not was:
            moved.append((each.responder, each.course, was, becomes))
    moved += _computed_anew(session, after, anew, day)
    codes = {key: course.code for key, course in catalogue_of(session).courses.items()}
    counted = Counter((course, was, becomes) for _, course, was, becomes in moved)
    moves = [Move(codes[course], was, becomes, many) for (course, was, becomes), many in counted.items()]
    people = len({person for person, *_ in moved})
    return Moves(day, people, tuple(sorted(moves, key=lambda each: (-each.people, each.course, each.before))))


def _without(some: Iterable[Revision], others: Iterable[Revision]) -> list[Revision]:
    there = set(others)
    return [each for each in some if each not in there]


def _may_be_ended_by(revisions: Iterable[Revision], outlook: Outlook, day: date) -> bool:
    """Whether it may be one of these revisions that makes the day on which somebody's training ends."""
    last_on = outlook.last_on
    if last_on is None:
        return False
    return any(
        last_on < each.effective_on <= day and each.again_by == outlook.expires_on for each in revisions
    )


def _ended_by(revisions: Iterable[Revision], outlook: Outlook, day: date) -> Outlook:
    """The outlook, if these revisions were there besides."""
    last_on, expires_on = outlook.last_on, outlook.expires_on
    by_plan = None if last_on is None else ended_by(revisions, last_on, day)
    if by_plan is None or expires_on is None or expires_on <= by_plan:
        return outlook
    return replace(outlook, expires_on=by_plan)


def _computed_anew(
    session: Session, after: Rulebook, anew: Mapping[tuple[PersonId, CourseId], Status], day: date
) -> Iterator[tuple[PersonId, CourseId, Status, Status]]:
    """Those of some people who would stand otherwise, from their records."""
    courses = {course for _, course in anew}
    sources = {source for course in courses for source in after.sources(course)}
    people = sorted({person for person, _ in anew})
    for each in all_asked(after, load_responders(session, people, sources), day, courses):
        was = anew.get((each.responder, each.course))
        becomes = each.outlook.status(day)
        if was is not None and becomes is not was:
            yield each.responder, each.course, was, becomes


def taught_by(request: Request, courses: Collection[CourseId]) -> str:
    """By which courses a plan is taught, as a sentence."""
    titles = sorted(request.catalogue.courses[each].title for each in courses)
    if not titles:
        return "No course teaches it, so nobody is asked to be trained on it: Change plan says which do."
    if len(titles) > 5:
        titles = [*titles[:4], plural(len(titles) - 4, "more course")]
    return f"It is taught by {listing(titles)}."
