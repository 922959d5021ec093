"""The statements that count an answer and have its page: one of each shape, made once, handed its values."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import CTE, Integer, Select, bindparam, case, distinct, func, literal, or_, select, union_all

from readiness.question import STATUSES, State
from storage.answers import STANDING
from storage.base import with_its_constants
from storage.due_rows import Shape, some

OVERDUE = STATUSES[State.OVERDUE]
COUNT, PERSON, AGENCY, HEADS = range(4)
"""What a row of the answer is of: a course and a status, a person, an agency, all people."""
KEPT = 200
START, MANY = bindparam("start", type_=Integer), bindparam("many", type_=Integer)


@lru_cache(maxsize=KEPT)
def counting(
    shape: Shape, is_part: bool, leaves_out: bool, of: tuple[int, ...], is_page: bool
) -> Select[Any]:
    """Rows of a kind, a key, a status and four numbers; counts by course and status are always there.

    `is_part`: of the part's courses, agencies and person only (`part_courses`, `part_agencies`,
    `part_person`). `leaves_out`: without those who are `left`. `of`: what else is found, and `is_page`: so
    `many` of them from the `start` on.
    """
    rows = _rows(shape, is_part, leaves_out)
    if PERSON not in of:  # of those who are only counted nobody asks how far their days are
        rows = rows.with_only_columns(*(each for each in rows.selected_columns if each.name != "distance"))
    due = rows.cte("due")
    members = _members(due) if AGENCY in of else due
    branches = {PERSON: _people, AGENCY: _agencies, HEADS: _heads}
    asked = (branches[kind](due if kind == PERSON else members, is_page) for kind in of)
    found: Any = union_all(_counts(due), *asked)
    return with_its_constants(found)


@lru_cache(maxsize=KEPT)
def counted_among(shape: Shape, is_part: bool, leaves_out: bool) -> Select[Any]:
    """Those of some people, `among`, who are counted, by id."""
    due = _rows(shape, is_part, leaves_out)
    people = due.where(STANDING.person_id.in_(some("among"))).subquery()
    return with_its_constants(select(people.c.person_id).distinct())


def _rows(shape: Shape, is_part: bool, leaves_out: bool) -> Select[Any]:
    query, s = shape.rows(), STANDING
    if leaves_out:
        query = query.where(s.person_id.not_in(some("left")))
    if is_part:
        theirs = s.course_id.in_(some("part_courses")), s.agency_id.in_(some("part_agencies"))
        query = query.where(or_(*theirs, s.person_id == bindparam("part_person", type_=Integer)))
    return query


def _branch(kind: int, key: Any, status: Any, *numbers: Any) -> Select[Any]:
    rest = [literal(0)] * (4 - len(numbers))
    return select(literal(kind), key, status, *numbers, *rest)


def _counts(due: CTE) -> Select[Any]:
    c = due.c
    query = _branch(COUNT, c.course_id, c.status, func.count(distinct(c.person_id)))
    return query.group_by(c.course_id, c.status)


def _members(due: CTE) -> CTE:
    """Each person once an agency, and whether they are overdue there: an agency's are counted by these, since
    to count the people among many rows takes as long as to find the rows.
    """
    c = due.c
    overdue = func.max(case((c.status.in_([each.value for each in OVERDUE]), 1), else_=0)).label("overdue")
    return select(c.person_id, c.agency_id, overdue).group_by(c.person_id, c.agency_id).cte("members")


def _heads(due: CTE, _: bool) -> Select[Any]:
    return _branch(HEADS, literal(0), literal(""), func.count(distinct(due.c.person_id)))


def _people(due: CTE, is_page: bool) -> Select[Any]:
    """People with their distance, and how many there are in all."""
    nearest = func.min(due.c.distance).label("nearest")
    of = func.count().over().label("people")
    query = select(due.c.person_id, nearest, of).group_by(due.c.person_id)
    c = _page(query.order_by(nearest, due.c.person_id), is_page).subquery().c
    return _branch(PERSON, c.person_id, literal(""), c.nearest, c.people)


def _agencies(members: CTE, is_page: bool) -> Select[Any]:
    """Agencies with their people and those overdue; how many agencies there are, and people in them."""
    c = members.c
    people, late = func.count().label("people"), func.sum(c.overdue).label("overdue")
    inner = select(c.agency_id, people, late).group_by(c.agency_id).subquery()
    of, in_all = func.count().over().label("of"), func.sum(inner.c.people).over().label("in_all")
    query = select(inner, of, in_all).order_by(inner.c.people.desc(), inner.c.agency_id)
    a = _page(query, is_page).subquery().c
    return _branch(AGENCY, a.agency_id, literal(""), a.people, a.overdue, a.of, a.in_all)


def _page(query: Select[Any], is_page: bool) -> Select[Any]:
    return query.offset(START).limit(MANY) if is_page else query
