"""On which days people became current in a course, and since when there are records of it: for a pace.

Of completions only those of the people asked about are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from readiness.becoming import became_current
from readiness.dates import add_months, end_of_month
from readiness.pace import PACE_MONTHS
from readiness.records import Completion, CourseId, PersonId
from storage.catalogue import Catalogue
from storage.responders import COMPLETION, COUNTING, PART, SOME_PASSES


def days_became_current(
    session: Session,
    catalogue: Catalogue,
    course: CourseId,
    people: Collection[PersonId],
    first: date,
    last: date,
) -> dict[PersonId, list[date]]:
    """On which days, of some, some people became current in a course, by person."""
    rulebook = catalogue.rulebook
    sources = rulebook.sources(course)
    query = SOME_PASSES.where(COMPLETION.course_id.in_(sources), COMPLETION.completed_on <= last)
    passed: defaultdict[PersonId, list[Completion]] = defaultdict(list)
    wanted = sorted(set(people))
    for start in range(0, len(wanted), PART):
        for row in session.execute(query, {"people": wanted[start : start + PART]}):
            passed[row[0]].append(Completion(row[1], row[2], row[3], row[4]))
    alike: dict[tuple[Completion, ...], list[date]] = {}  # those of one class often have one history
    found = {}
    for person, completions in passed.items():
        key = tuple(replace(each, verified=True) for each in completions)
        if key not in alike:
            alike[key] = became_current(rulebook, course, completions, first, last)
        found[person] = alike[key]
    return found


def first_record(session: Session, catalogue: Catalogue, course: CourseId, on: date) -> date | None:
    """The first day of which the region has a record of a course; earlier ones than a pace asks for are one.

    None without any up to the day.
    """
    rulebook = catalogue.rulebook
    sources = rulebook.sources(course)
    first = add_months(on.replace(day=1), -PACE_MONTHS)
    of_course = (COMPLETION.course_id.in_(sources), *COUNTING)
    early = select(COMPLETION.id).where(*of_course, COMPLETION.completed_on <= end_of_month(first)).limit(1)
    if session.scalar(early) is not None:
        return first
    earliest: date | None = session.scalar(select(func.min(COMPLETION.completed_on)).where(*of_course))
    return earliest
