"""Which of a person's completions count for a course.

See "Which completions qualify" in docs/rules.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from readiness.dates import ONE_DAY, add_months
from readiness.expiry import NONE_OWN, OwnExpiry, expiry, versions_in_force
from readiness.records import Completion, CourseId, Rulebook, RuleVersion


class Qualifying(NamedTuple):
    """The days that count for a course, ascending, each once; and what certificates of those days say."""

    days: tuple[date, ...]
    own: Mapping[date, OwnExpiry]


def qualifying(
    rulebook: Rulebook, course: CourseId, completions: Collection[Completion], on: date
) -> Qualifying:
    """What counts for `course` of the completions up to `on`.

    A full completion always counts; a refresher only after a full one, and only while it still suffices.
    """
    full, refreshers = rulebook.full_courses(course), rulebook.refresher_courses(course)
    is_full: dict[date, bool] = {}  # a full one hides a refresher of its day
    own = NONE_OWN
    for completion in completions:
        if completion.completed_on > on:
            continue
        if completion.course in full:
            is_full[completion.completed_on] = True
            if completion.expires_on is not None and own is NONE_OWN:
                own = _own_expiries(course, full, completions)
        elif completion.course in refreshers:
            is_full.setdefault(completion.completed_on, False)

    versions = rulebook.versions.get(course, ())
    counted: list[date] = []
    for day in sorted(is_full):
        if is_full[day] or (counted and _still_suffices(versions, counted, own, day)):
            counted.append(day)
    return Qualifying(tuple(counted), own)


def _own_expiries(
    course: CourseId, full: Collection[CourseId], completions: Collection[Completion]
) -> dict[date, OwnExpiry]:
    """Until when certificates of the course itself say that they hold, by the day it was completed.

    For a course that it merely satisfies, a completion holds by that course's rule: of several on one day the
    longest decides.
    """
    longest: dict[date, date] = {}
    by_rule: set[date] = set()
    for completion in completions:
        day, expires_on = completion.completed_on, completion.expires_on
        if completion.course == course and expires_on is not None:
            longest[day] = max(expires_on, longest.get(day, expires_on))
        elif completion.course in full:
            by_rule.add(day)
    return {day: OwnExpiry(expires_on, day not in by_rule) for day, expires_on in longest.items()}


def _still_suffices(
    versions: Sequence[RuleVersion], counted: Sequence[date], own: Mapping[date, OwnExpiry], day: date
) -> bool:
    """Whether a refresher on `day` counts, judged by what was shown and in force on its eve.

    Judging by the eve alone keeps it counted whatever the rules become later.
    """
    eve = day - ONE_DAY
    in_force = versions_in_force(versions, eve)
    expires_on = expiry(in_force, counted, eve, own)
    if expires_on is None or day <= expires_on:  # None: no version was in force yet
        return True
    return day <= add_months(expires_on, in_force[-1].lapse_months)
