"""Which of a person's completions count for a course.

See "Which completions qualify" in docs/rules.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from readiness.dates import ONE_DAY, add_months
from readiness.expiry import NEVER, expiry, versions_in_force
from readiness.records import Completion, CourseId, Rulebook, RuleVersion


def qualifying_days(
    rulebook: Rulebook, course: CourseId, completions: Iterable[Completion], on: date
) -> tuple[date, ...]:
    """The days up to `on` that count for `course`, ascending, each once.

    A full completion always counts; a refresher only after a full one, and only while it still suffices.
    """
    full, refreshers = rulebook.full_courses(course), rulebook.refresher_courses(course)
    is_full: dict[date, bool] = {}  # a full one hides a refresher of its day
    for completion in completions:
        if completion.completed_on > on:
            continue
        if completion.course in full:
            is_full[completion.completed_on] = True
        elif completion.course in refreshers:
            is_full.setdefault(completion.completed_on, False)

    versions = rulebook.versions.get(course, ())
    counted: list[date] = []
    for day in sorted(is_full):
        if is_full[day] or (counted and _still_suffices(versions, counted, day)):
            counted.append(day)
    return tuple(counted)


def _still_suffices(versions: Sequence[RuleVersion], counted: Sequence[date], day: date) -> bool:
    """Whether a refresher on `day` counts, judged by what was shown and in force on its eve.

    Judging by the eve alone keeps it counted whatever the rules become later.
    """
    eve = day - ONE_DAY
    in_force = versions_in_force(versions, eve)
    expires_on = expiry(in_force, counted, eve)
    if expires_on is None or expires_on == NEVER:  # None: no version was in force yet
        return True
    return day <= add_months(expires_on, in_force[-1].lapse_months)
