"""When somebody became current in a course, and until when a course holds that is asked of nobody.

See "Pace and projection" in docs/rules.md.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from readiness.dates import ONE_DAY
from readiness.expiry import NEVER, versions_in_force
from readiness.qualifying import qualifying
from readiness.records import Completion, CourseId, Rulebook
from readiness.standing import good_through


def became_current(
    rulebook: Rulebook, course: CourseId, completions: Collection[Completion], first: date, last: date
) -> list[date]:
    """The days, of some, on which somebody became current: for the first time, or after a lapse.

    What counts is judged by the eve: who was current on it merely renewed. Leaves and waivers change nothing.
    """
    days = qualifying(rulebook, course, completions, last).days
    return [
        day
        for day in days
        if day >= first
        and _is_current(rulebook, course, completions, day)
        and not _is_current(rulebook, course, completions, day - ONE_DAY)
    ]


def holds_through(
    rulebook: Rulebook, course: CourseId, completions: Collection[Completion], on: date
) -> date | None:
    """Until when somebody's completions of a course hold, as of a day; None without any.

    For good (NEVER) where no version of a rule is in force.
    """
    counted = qualifying(rulebook, course, completions, on)
    if counted.days and not versions_in_force(rulebook.versions.get(course, ()), on):
        return NEVER
    return good_through(rulebook, course, counted, on) if counted.days else None


def _is_current(rulebook: Rulebook, course: CourseId, completions: Collection[Completion], on: date) -> bool:
    through = holds_through(rulebook, course, completions, on)
    return through is not None and through >= on
