"""Who is left behind: whose projected rows do not hold on a day, or not for all courses.

Their answers are computed from the records, and nobody sees that; only who is in a hurry is told where they
are many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, bindparam, case, func, or_, select, union
from sqlalchemy.orm import Session

from readiness.records import CourseId, PersonId
from storage.base import plainly, table_of
from storage.catalogue import catalogue_of
from storage.hurrying import NotCountedYet, is_hurried
from storage.people import Person
from storage.standing import why_left_behind

MOST_LEFT = 2500
"""So many who are left behind, at most, are computed while somebody in a hurry waits."""
MUCH_TOO_MANY = 10_000
"""So many nobody computes who is in a hurry."""
SECONDS_TO_MOVE = 0.003
"""What it takes to move one on, others being let in between."""

PERSON = table_of(Person).c
ON = bindparam("on", type_=Date)
_MOST = bindparam("most", type_=Integer)
_LEFT = select(PERSON.id, PERSON.holds_from, PERSON.reproject_on, PERSON.projected_by)
_BY_RULES = _LEFT.where(
    PERSON.projected_by < bindparam("newest", type_=Integer),
    PERSON.holds_from <= ON,
    or_(PERSON.reproject_on.is_(None), PERSON.reproject_on > ON),
).limit(_MOST)
"""Those who are left behind by a change of what is asked, and by nothing else."""


class _Left:
    """The questions of who is left behind: some of them, all of them, and those of some people.

    Of the first each reason's index is used: an OR of them would have the whole of another one read. No index
    fits the last, so that those who are asked about are looked up, and nobody else.
    """

    def __init__(self, until: Any = None) -> None:
        why = why_left_behind(ON, ON, bindparam("newest", type_=Integer), until)
        self.some = union(*(select(_LEFT.where(each).limit(_MOST).subquery()) for each in why))
        self.all = _LEFT.where(or_(*why))
        self.among = _LEFT.where(case((or_(*why), 1), else_=0) == 1)


_LEFT_NOW, _LEFT_BEFORE = _Left(), _Left(bindparam("until", type_=Integer))


def left_behind(
    session: Session,
    on: date,
    conditions: Callable[[], Iterable[ColumnElement[bool]]],
    most: int | None = None,
) -> dict[PersonId, frozenset[CourseId]]:
    """Of those the conditions hold for, whose rows do not say all of a day, with the courses these do not
    speak of; so many at most.

    Seldom is anybody left behind: whether so is asked first, of all, which reads nobody.

    Raises NotCountedYet where many are, and who asks is in a hurry (`storage.hurrying`).
    """
    catalogue = catalogue_of(session)
    until = catalogue.until
    given = {"on": on, "newest": catalogue.newest, "most": most or 1}
    left = _LEFT_NOW
    if until is not None:
        left, given["until"] = _LEFT_BEFORE, until
    rows = plainly(session, left.some, given).all()
    narrower = list(conditions()) if rows else []
    if rows and most is None and is_hurried(session):
        _refuse_many(session, given, narrower)
    if narrower:
        rows = session.execute(left.among.where(*narrower).limit(most), given).all()
    elif rows and most is None:
        rows = session.execute(left.all, given).all()
    everything = frozenset(catalogue.courses)
    since: dict[int, frozenset[CourseId]] = {}
    found = {}
    for person, first, turn, version in rows:
        is_over = first is None or first > on or (turn is not None and turn <= on)
        if is_over or (until is not None and version > until):
            found[person] = everything
        else:
            if version not in since:
                since[version] = catalogue.changed_since(version)
            found[person] = since[version]
    return found


def _refuse_many(session: Session, given: Mapping[str, Any], narrower: Sequence[ColumnElement[bool]]) -> None:
    """Raises NotCountedYet where a change of what is asked has left many of those behind who are asked about.

    They are answered from the projection again once everybody is moved on.
    """
    some = _BY_RULES.where(*narrower)
    left = len(session.execute(some, {**given, "most": MUCH_TOO_MANY}).all())
    if left > MOST_LEFT:
        everywhere = session.scalar(select(func.count()).where(PERSON.projected_by < given["newest"]))
        raise NotCountedYet(left, SECONDS_TO_MOVE * (everywhere or 0))
