"""How many people stand where on a day, by what is asked and who asks it: the counts behind every total.

Of everybody they are read from the tally (`storage.tally`), with those few put right of whom it does not say
that day: those left behind by the projection, and those whose days in it are over; and with all of whom it
says what older rules asked (`storage.counted_meanwhile`). Where it says too little, as of days that are past,
everybody is counted, some at a time: no list of all people is ever made.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from operator import add, sub
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    bindparam,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from readiness.places import ANY, COUNTED, asked_as_a_whole, asked_by, counts_at, on_day, place_of_any, put
from readiness.records import CourseId, PersonId
from readiness.standing import Asked
from storage.answers import asked_on
from storage.base import table_of
from storage.catalogue import Catalogue, catalogue_of
from storage.counted_meanwhile import Cells, Placed, add_cells, differences_on, refuse_many, together
from storage.engine import Store, kept_by_look
from storage.hurrying import is_hurried, refuse_long
from storage.left_behind import PERSON
from storage.progress import Progress
from storage.rules_before import note_all_counted
from storage.tally import FOLDED_FOR, SHARE, TALLY, folded_day, read, turned

MOST_APART = 3000
"""For more people than these the tally is not put right: everybody is counted."""
AT_ONCE = 2000
"""People who are counted at once, where everybody is."""
_ON = bindparam("on", type_=Date)
_FOLDED = -1
"""In place of a person: how far the tally was folded."""
PEOPLE = COUNTED.index("people")


def cells_on(session: Session, on: date, courses: Collection[CourseId] | None = None) -> Cells:
    """How many of everybody stand where on a day; of some courses only (None: all, and ANY)."""
    catalogue = catalogue_of(session)
    found = tally_on(session, on, courses)
    if found is None:
        found = {}
        refuse_long(session, session.scalar(select(func.count(PERSON.id))) or 0)
        for people in everybody(session):
            _count(
                found, catalogue, asked_on(session, on, courses=courses, among=people), on, courses is None
            )
    return found


def everybody(session: Session) -> Iterator[Select[int]]:
    """The question of everybody's ids, some at a time."""
    last = session.scalar(select(func.max(PERSON.id))) or 0
    for start in range(1, last + 1, AT_ONCE):
        yield select(PERSON.id).where(PERSON.id.between(start, start + AT_ONCE - 1))


def cells_of(catalogue: Catalogue, asked: Iterable[Asked], on: date) -> Cells:
    """The same of what is asked of some people, which stands together by person."""
    found: Cells = {}
    _count(found, catalogue, asked, on, with_any=True)
    return found


def tally_on(session: Session, on: date, courses: Collection[CourseId] | None = None) -> Cells | None:
    """The same where the tally says it, or nearly; None where everybody would have to be counted.

    One look at the records (`Store.reading`) reads all of it once.
    """
    kept = kept_by_look(session, "tally")
    if on not in kept:
        read_now = _tally_on(session, on, courses)
        if courses is not None:
            return read_now
        kept[on] = read_now
    found: Cells | None = kept[on]
    if found is None or courses is None:
        return found
    return of_courses(found, courses)


def of_courses(cells: Cells, courses: Collection[CourseId]) -> Cells:
    """Those of some courses."""
    return {key: counts for key, counts in cells.items() if key[1] in courses}


def count_ahead(store: Store, on: date, rest: Callable[[float], object]) -> None:
    """Counts what a change of the catalogue makes of the tally of a day, before anybody asks.

    After each slice of people it rests, by `rest`, as long as that took: the others get their turn.
    """
    began = time.monotonic()

    def let_others() -> None:
        nonlocal began
        rest(time.monotonic() - began)
        began = time.monotonic()

    with store.reading() as session:
        catalogue = catalogue_of(session)
        differences_on(session, catalogue, on, let_others)
        note_all_counted(session, catalogue)


def _tally_on(session: Session, on: date, courses: Collection[CourseId] | None) -> Cells | None:
    catalogue = catalogue_of(session)
    given: dict[str, Any] = {"on": on, "courses": sorted(courses or ())}
    found: Cells = {}
    apart: dict[PersonId, str] = {}
    if catalogue.until is not None:
        given["until"] = catalogue.until
    query = _tallied(courses is not None, catalogue.until is not None)
    for person, asked, course, *counts in session.execute(query, given).all():
        if person == _FOLDED:
            if folded_day(asked) > on:
                return None
        elif person:
            apart[person] = asked
        else:
            key = asked, course
            there = found.get(key)
            found[key] = tuple(counts) if there is None else tuple(map(add, there, counts))
    if is_hurried(session):
        refuse_many(session, catalogue, on)
    if len(apart) > MOST_APART:
        return None
    if apart:
        _put_right(session, catalogue, found, apart, on, courses)
    more = differences_on(session, catalogue, on)
    note_all_counted(session, catalogue)
    add_cells(found, (more if courses is None else of_courses(more, courses)).items(), add)
    return {key: counts for key, counts in found.items() if counts[PEOPLE]}


@cache
def _tallied(of_courses: bool, by_rules_before: bool) -> CompoundSelect[Any]:
    """The question of the tally, of whom it does not say a day, and how far it was folded; put together once,
    for that takes longer than to have it answered. In one statement: nobody is counted anew, and nothing is
    folded, between the one part and the other.
    """
    columns = [TALLY.c[name] for name in COUNTED]
    rows = select(literal(0), TALLY.c.asked, TALLY.c.course_id, *columns).where(TALLY.c.from_on <= _ON)
    if of_courses:
        rows = rows.where(TALLY.c.course_id.in_(bindparam("courses", expanding=True)))
    table, nothing = table_of(Progress).c, [literal(0) for _ in columns]
    folded = select(literal(_FOLDED), table.value, literal(0), *nothing).where(table.name == FOLDED_FOR)
    return union_all(folded, rows, *_apart(by_rules_before))


def _apart(by_rules_before: bool = False) -> Iterator[Select[Any]]:
    """The questions of whom the tally does not say a day, with what of it is theirs; of too many, some."""
    nothing = [literal(0) for _ in COUNTED]
    others = select(SHARE.c.person_id, SHARE.c.history, literal(0), *nothing).where(or_(*turned(_ON)))
    left: ColumnElement[bool] = PERSON.holds_from.is_(None)
    if by_rules_before:
        left = or_(left, PERSON.projected_by > bindparam("until"))
    behind = (
        select(PERSON.id, func.coalesce(SHARE.c.history, ""), literal(0), *nothing)
        .outerjoin(SHARE, SHARE.c.person_id == PERSON.id)
        .where(left)
    )
    for query in (others, behind):
        few = query.limit(MOST_APART + 1).subquery()
        yield select(*few.c)


def _put_right(
    session: Session,
    catalogue: Catalogue,
    found: Cells,
    apart: Mapping[PersonId, str],
    on: date,
    courses: Collection[CourseId] | None,
) -> None:
    for history in apart.values():
        for asked, course, counts in on_day(read(history), on):
            if courses is None or course in courses:
                put(found, (asked, course), counts, sub)
    people = sorted(apart)
    for start in range(0, len(people), AT_ONCE):
        some = select(PERSON.id).where(PERSON.id.in_(people[start : start + AT_ONCE]))
        _count(found, catalogue, asked_on(session, on, courses=courses, among=some), on, courses is None)


def _count(found: Cells, catalogue: Catalogue, asked: Iterable[Asked], on: date, with_any: bool) -> None:
    """Adds what is asked of some people; it stands together by person."""
    placed = Placed(catalogue, on)
    for theirs in together(asked):
        for each in theirs:
            put(found, (asked_by(each.agencies), each.course), placed.counts(each), add)
        if with_any:
            whole = asked_as_a_whole({each.course: each.agencies for each in theirs})
            is_there = any(each.outlook.hold is None for each in theirs)
            put(found, (whole, ANY), counts_at(place_of_any(is_there), ANY), add)
