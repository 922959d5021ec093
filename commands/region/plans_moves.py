"""Whom a change of a shared plan would move, and who writes it: for the plan and its revisions alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from commands.kit.request import Request
from commands.region.plans_views import Preview
from files.imports.moves import moves_between
from files.imports.plan import Moves
from readiness.records import CourseId, Revision, Rulebook
from storage.revising import Hand
from words.amounts import listing, plural

ONE_DAY = timedelta(days=1)
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
    moves: tuple[Moves, ...] = ()
    if courses:
        moves = moves_between(
            request.session, only_asking_for(before, courses), only_asking_for(after, courses), days
        )
    return Preview(sentences, moves, days, [each for each in notes if each])


def days_that_matter(revisions: Iterable[Revision], today: date) -> list[date]:
    """Today, the days on which they take effect, and those on which the time to be trained again is over."""
    days = {today}
    for each in revisions:
        days.add(each.effective_on)
        if each.again_by is not None:
            days.add(each.again_by + ONE_DAY)
    return sorted(day for day in days if day >= today)


def only_asking_for(rulebook: Rulebook, courses: Collection[CourseId]) -> Rulebook:
    """The rulebook as far as it asks for some courses: of the others nobody moves."""
    return replace(rulebook, requirements=[row for row in rulebook.requirements if row.course in courses])


def taught_by(request: Request, courses: Collection[CourseId]) -> str:
    """By which courses a plan is taught, as a sentence."""
    titles = sorted(request.catalogue.courses[each].title for each in courses)
    if not titles:
        return "No course teaches it, so nobody is asked to be trained on it: Change plan says which do."
    if len(titles) > 5:
        titles = [*titles[:4], plural(len(titles) - 4, "more course")]
    return f"It is taught by {listing(titles)}."


def hand(request: Request) -> Hand:
    """Who writes it down: the one who asks."""
    return Hand(request.member.label, "slack", request.now, request.today)
