"""How many people are asked for what on a day, in numbers: read off the tally, kept while it says the same.

Every answer with counts, or with a button to share them, asks for it, and most of the time nothing of it is
another than the time before: people come and go seldom. So a look at the records asks first by what mark they
may be known (`Mark`), sums them up where it is a new one, and what is made of the same sums is made once. Of
what the tally does not say it knows nothing (`storage.cells`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property, reduce
from operator import add
from typing import Any, TypeVar, cast

from sqlalchemy import (
    BigInteger,
    CompoundSelect,
    Date,
    Integer,
    Select,
    String,
    bindparam,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy import cast as cast_to
from sqlalchemy.orm import Session

from readiness.due import Scope
from readiness.places import ANY
from readiness.records import AgencyId, CourseId
from storage.base import plainly, table_of, with_its_constants
from storage.catalogue import Catalogue
from storage.engine import kept_by_look, may_change
from storage.left_behind import PERSON
from storage.progress import Progress
from storage.rules_before import note_all_counted
from storage.tally import FOLDED_FOR, SHARE, TALLY, UNCOUNTED, folded_day, turned

Numbers = Mapping[frozenset[AgencyId], tuple[int, int]]
"""How many people some agencies ask: all, and those neither on leave nor waived."""
Sums = tuple[tuple[CourseId, str], ...]
"""By course, in one text: by who asks, as `readiness.places` writes it, how many people and how many of them
are there. So a few rows are read, whatever the size of the region."""
Mark = tuple[date, str]
"""By what a day's sums are known again. The rows of the tally never change: those that say how many are asked
are others when their number is another, their newest, or the sums of what they say, each times its row's id.
"""

Key = TypeVar("Key")

ALL_COURSES: CourseId = 0
KEPT = 4
"""So many crowds are kept with a catalogue: of today and a few other days."""
_ON, _NEWEST = bindparam("on", type_=Date), bindparam("newest", type_=Integer)
_IS, _NEXT = "=", ";"
_APART, _FOLDED = -1, -2
"""In place of a course: there is somebody of whom the tally does not say the day; how far it was folded."""


@dataclass(frozen=True)
class Crowd:
    """How many people are asked on a day, by course (ALL_COURSES: for any) and by the agencies that ask.

    `shown` is what was found of it: by the fewest that are counted and course, the parts that may be.
    """

    numbers: Mapping[CourseId, Numbers]
    shown: dict[tuple[int, CourseId], frozenset[Scope]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def people(
        self, agencies: Collection[AgencyId] | None, courses: Collection[CourseId] = (ALL_COURSES,)
    ) -> int:
        """Of how many people some agencies (None: any) ask some courses; asked for two, one counts twice."""
        if agencies is not None and len(agencies) == 1:
            (agency,) = agencies
            return sum(self._by_agency.get(course, {}).get(agency, 0) for course in courses)
        return sum(
            people
            for course in courses
            for asking, (people, _) in self.numbers.get(course, {}).items()
            if agencies is None or not asking.isdisjoint(agencies)
        )

    @cached_property
    def _by_agency(self) -> Mapping[CourseId, Mapping[AgencyId, int]]:
        found: defaultdict[CourseId, defaultdict[AgencyId, int]] = defaultdict(lambda: defaultdict(int))
        for course, numbers in self.numbers.items():
            for asking, (people, _) in numbers.items():
                for agency in asking:
                    found[course][agency] += people
        return found


def counted_crowd(session: Session, catalogue: Catalogue, on: date) -> Crowd | None:
    """Who is asked for what on a day; None where the tally does not say it of everybody."""
    if catalogue.until is not None:
        return None  # of whoever was moved on by newer rules meanwhile it says what these ask
    kept, key = kept_by_look(session, "crowds"), (on, catalogue.number)
    if key not in kept:
        kept[key] = _counted(session, catalogue, on)
    found: Crowd | None = kept[key]
    return found


def _counted(session: Session, catalogue: Catalogue, on: date) -> Crowd | None:
    if may_change(session):
        return _summed(session, catalogue, on)
    said = _said(session, _marking(), catalogue, on)
    if said is None:
        return None
    note_all_counted(session, catalogue)
    marks = cast(dict[Mark, Crowd], catalogue.made.setdefault("crowds by mark", {}))
    ((_, sums_of),) = said
    mark = on, sums_of
    found = marks.get(mark)
    return found or _keep(marks, mark, _summed(session, catalogue, on))


def _summed(session: Session, catalogue: Catalogue, on: date) -> Crowd | None:
    sums = _said(session, _summing(), catalogue, on)
    if sums is None:
        return None
    kept = cast(dict[Sums, Crowd], catalogue.made.setdefault("crowds", {}))
    return kept.get(sums) or _keep(kept, sums, crowd_of(_read(sums)))


def _keep(kept: dict[Key, Crowd], key: Key, crowd: Crowd | None) -> Crowd | None:
    if crowd is not None:
        if len(kept) >= KEPT:
            kept.clear()
        kept[key] = crowd
    return crowd


def _said(session: Session, question: CompoundSelect[Any], catalogue: Catalogue, on: date) -> Sums | None:
    """What the tally says; None where it does not say the day of everybody."""
    said: list[tuple[CourseId, str]] = []
    for course, text in plainly(session, question, {"on": on, "newest": catalogue.newest}).all():
        if course == _APART or (course == _FOLDED and folded_day(text) > on):
            return None
        if course != _FOLDED:
            said.append((course, text))
    return tuple(said)


def _read(sums: Sums) -> Iterator[tuple[str, CourseId, int, int]]:
    for course, said in sums:
        for each in said.split(_NEXT):
            asked, people, there = each.split(_IS)
            yield asked, course, int(people), int(there)


def crowd_of(sums: Iterable[tuple[str, CourseId, int, int]]) -> Crowd:
    """The crowd that some sums make."""
    numbers: defaultdict[CourseId, dict[frozenset[AgencyId], tuple[int, int]]] = defaultdict(dict)
    of_any: dict[frozenset[AgencyId], tuple[int, int]] = {}
    for asked, course, people, there in sums:
        if course != ANY:
            numbers[course][frozenset(map(int, asked.split(",")))] = people, there
            continue
        asking = frozenset(int(part.partition(":")[0]) for part in asked.split(" "))
        before = of_any.get(asking, (0, 0))
        of_any[asking] = before[0] + people, before[1] + there
    if of_any:
        numbers[ALL_COURSES] = of_any
    return Crowd(dict(numbers))


@cache
def _marking() -> CompoundSelect[Any]:
    """The mark of a day's sums, and what keeps the tally from saying them."""
    number, people, there = cast_to(TALLY.c.id, BigInteger), TALLY.c.people, TALLY.c.there
    marks = func.count(), func.max(TALLY.c.id), func.sum(number * people), func.sum(number * there)
    mark = reduce(add, (cast_to(func.coalesce(each, 0), String) + _NEXT for each in marks))
    changes_numbers = or_(people != 0, there != 0)
    return _with_what_it_lacks(
        select(literal(ALL_COURSES), mark).where(TALLY.c.from_on <= _ON, changes_numbers)
    )


@cache
def _summing() -> CompoundSelect[Any]:
    """The sums of a day, a text a course, and what keeps the tally from saying it."""
    people, there = func.sum(TALLY.c.people), func.sum(TALLY.c.there)
    cells = (
        select(TALLY.c.course_id, TALLY.c.asked, people.label("people"), there.label("there"))
        .where(TALLY.c.from_on <= _ON)
        .group_by(TALLY.c.course_id, TALLY.c.asked)
        .having(people != 0)
        .order_by(TALLY.c.course_id, TALLY.c.asked)
        .subquery()
    )
    said = cells.c.asked + _IS + cast_to(cells.c.people, String) + _IS + cast_to(cells.c.there, String)
    return _with_what_it_lacks(
        select(cells.c.course_id, func.aggregate_strings(said, _NEXT)).group_by(cells.c.course_id)
    )


def _with_what_it_lacks(sums: Select[CourseId, str]) -> CompoundSelect[Any]:
    """In one statement: nobody is counted anew between the one half and the other."""
    table = table_of(Progress).c
    folded = select(literal(_FOLDED), table.value).where(table.name == FOLDED_FOR)
    apart = select(literal(_APART), literal("")).where(or_(*(each.exists() for each in _apart())))
    return with_its_constants(union_all(sums, folded, apart))


def _apart() -> Sequence[Select[Any]]:
    """The questions of those of whom the tally does not say the day: each looks an index up."""
    return (
        *(select(SHARE.c.person_id).where(each) for each in turned(_ON)),
        select(SHARE.c.person_id).where(SHARE.c.turns_on == UNCOUNTED),
        select(PERSON.id).where(PERSON.holds_from.is_(None)),
        select(PERSON.id).where(PERSON.projected_by < _NEWEST),
    )
