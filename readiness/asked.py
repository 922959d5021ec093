"""What is asked of a person on a day, and since when.

See "Standing" (for *start*) and "Who is due" (for *required*) in docs/rules.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from readiness.dates import ONE_DAY
from readiness.records import Affiliation, CourseId, Requirement, Responder, Rulebook


def is_active(affiliation: Affiliation, on: date) -> bool:
    """Whether a membership covers a day; its first and last day count."""
    return (affiliation.joined_on is None or affiliation.joined_on <= on) and (
        affiliation.left_on is None or on <= affiliation.left_on
    )


def required_of(
    rulebook: Rulebook, responder: Responder, on: date
) -> dict[CourseId, tuple[Affiliation, ...]]:
    """The courses asked of a person on a day, each with the active affiliations that must hold it.

    A course without a version of a rule in force asks nothing.
    """
    asked: dict[CourseId, tuple[Affiliation, ...]] = {}
    for affiliation in responder.affiliations:
        if not is_active(affiliation, on):
            continue
        fitting = rulebook.requirements_fitting(affiliation)
        for course in dict.fromkeys(row.course for row in fitting if is_in_force(row, on)):
            if any(version.effective_on <= on for version in rulebook.versions.get(course, ())):
                asked[course] = (*asked.get(course, ()), affiliation)
    return asked


def start(
    rulebook: Rulebook, responder: Responder, course: CourseId, holding: Sequence[Affiliation], on: date
) -> date | None:
    """From what day the time allowed at the start is counted, for a course that `holding` must hold.

    The day the person joined, through transfers that left no day between, or the first day the course was
    asked of them, if that is later. None when no active affiliation says when it began.
    """
    began_on = min((a.joined_on for a in holding if a.joined_on is not None), default=None)
    if began_on is None:
        return None
    began_on = _followed_back(rulebook, responder, course, began_on, on)
    rows = [row for affiliation in holding for row in _rows(rulebook, affiliation, course, on)]
    asked_since = [row.effective_on for row in rows if row.effective_on is not None]
    if len(asked_since) < len(rows):  # one of them was always asked
        return began_on
    return max(began_on, min(asked_since))


def _followed_back(
    rulebook: Rulebook, responder: Responder, course: CourseId, began_on: date, on: date
) -> date:
    """The first day of the unbroken service, under the same requirement, that leads to `began_on`."""
    terms = [
        (a.joined_on, a.left_on)
        for a in responder.affiliations
        if a.joined_on is not None and a.left_on is not None and _rows(rulebook, a, course, on)
    ]
    while True:
        earlier = [
            joined_on
            for joined_on, left_on in terms
            if joined_on < began_on and left_on >= began_on - ONE_DAY
        ]
        if not earlier:
            return began_on
        began_on = min(earlier)


def _rows(rulebook: Rulebook, affiliation: Affiliation, course: CourseId, on: date) -> list[Requirement]:
    """The requirements in force that make an affiliation hold a course."""
    fitting = rulebook.requirements_fitting(affiliation)
    return [row for row in fitting if row.course == course and is_in_force(row, on)]


def is_in_force(requirement: Requirement, on: date) -> bool:
    """Whether a requirement has taken effect by a day."""
    return requirement.effective_on is None or requirement.effective_on <= on
