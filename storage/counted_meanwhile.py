"""What the tally says of people whom it counts by older rules, put right until they are moved on.

A change of the catalogue leaves everybody behind at once, as an upgrade does that counts nobody yet; moving a
state on takes minutes. Until then what the change makes of the tally is counted from the records, of the
courses it concerns alone, some people at a time, and kept: of somebody who is left behind nothing changes
but that they are moved on, which takes them out of it. So it is counted once a day that is asked about, and
then only for those near whom somebody was moved on.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import add, attrgetter, sub
from typing import Any, cast

from sqlalchemy import ColumnElement, Integer, Select, and_, func, literal, literal_column, or_, select
from sqlalchemy.orm import Session

from readiness.places import (
    ANY,
    COUNTED,
    Vector,
    asked_as_a_whole,
    asked_by,
    counts_at,
    on_day,
    place,
    place_of_any,
    put,
    revised_on,
)
from readiness.records import AgencyId, CourseId, PersonId
from readiness.standing import Asked, Outlook
from storage.answers import asked_on
from storage.catalogue import Catalogue
from storage.engine import may_change
from storage.hurrying import MOST_AT_ONCE, SECONDS_A_PERSON, NotCountedYet
from storage.left_behind import PERSON
from storage.rules_before import MEANWHILE
from storage.tally import SHARE, UNCOUNTED, read, turned

SLICE = 250
"""People counted, and kept, together: counted anew when one of them was moved on."""
DAYS_KEPT = 4
"""So many days are kept; those asked about longest ago are counted again when they are asked about."""
THERE = COUNTED.index("there")
_WRITTEN: ColumnElement[Any] = literal_column("sum(person.id * person.xmin::text::bigint)", Integer)
"""By which transactions of PostgreSQL's some people's rows were written last."""

Cell = tuple[str, CourseId]
Cells = dict[Cell, Vector]
"""By who asks, as `readiness.places` writes it, and course: each of COUNTED."""
Slices = dict[int, tuple[int, ...]]
"""By the number of a slice: how many of its people are left behind, and what tells these from others."""


@dataclass
class _Day:
    """What is to be added to the tally of a day, in all and by slice, and of whom it was counted."""

    total: Cells = field(default_factory=dict)
    slices: dict[int, tuple[tuple[int, ...], Sequence[tuple[Cell, Vector]]]] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)
    alike: dict[Any, Any] = field(default_factory=dict)
    """What many slices have in common is there once, so that they take little room."""

    def replace(self, number: int, of: tuple[int, ...] | None, found: Cells) -> None:
        """Puts what was counted of a slice in place of what was before; `of` nobody (None), nothing."""
        _, before = self.slices.pop(number, ((), ()))
        add_cells(self.total, before, sub)
        add_cells(self.total, found.items(), add)
        if of is not None:
            once = self.alike.setdefault
            pairs = ((once(key, key), once(counts, counts)) for key, counts in found.items())
            self.slices[number] = of, tuple((once(pair, pair)) for pair in pairs)


@dataclass
class Meanwhile:
    """What was counted, by one catalogue, of those who are left behind; several threads may count at once."""

    days: dict[date, _Day] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def day(self, on: date) -> _Day:
        """What is kept of a day."""
        found = self.days[on] = self.days.pop(on, _Day())
        while len(self.days) > DAYS_KEPT:
            del self.days[next(iter(self.days))]
        return found


def is_by_older_rules(catalogue: Catalogue) -> ColumnElement[bool]:
    """The condition that what the tally says of somebody is to be put right here."""
    older = PERSON.projected_by < catalogue.newest
    return and_(PERSON.holds_from.is_not(None), or_(older, SHARE.c.turns_on == UNCOUNTED))


def differences_on(
    session: Session, catalogue: Catalogue, on: date, rest: Callable[[], object] = lambda: None
) -> Cells:
    """What is to be added to the tally of a day for those it counts by older rules.

    `rest` is called after each slice.
    """
    wanted = _slices(session, catalogue)
    if not wanted:
        if not may_change(session):
            catalogue.made.pop(MEANWHILE, None)  # everybody was moved on
        return {}
    kept = _kept(session, catalogue)
    with kept.lock:
        day = kept.day(on)
    for number, of in sorted(wanted.items()):
        with kept.lock:  # two who ask at once share the work
            known = day.slices.get(number)
            if known is not None and known[0] == of:
                continue
            found = _counted(session, catalogue, on, number)
            day.replace(number, of, found)
        rest()
    with kept.lock:
        if {number: of for number, (of, _) in day.slices.items()} == wanted:
            return dict(day.total)
        # Another look at the records has gone on meanwhile, or this one has: it is put together by itself.
        return _brought_to(session, catalogue, on, day, wanted)


def refuse_many(session: Session, catalogue: Catalogue, on: date) -> None:
    """Raises NotCountedYet where many whom the tally counts by older rules are still to be counted."""
    wanted = _slices(session, catalogue)
    if not wanted:
        return
    kept = _kept(session, catalogue)
    with kept.lock:
        day = kept.day(on)
        counted = ((number, day.slices.get(number)) for number in wanted)
        missing = [number for number, known in counted if known is None or known[0] != wanted[number]]
    left = sum(_people(wanted[number]) for number in missing)
    if left > MOST_AT_ONCE:
        done = sum(map(_people, wanted.values())) - left
        pace = (time.monotonic() - day.began) / done if done > MOST_AT_ONCE else SECONDS_A_PERSON
        raise NotCountedYet(left, left * pace)


def _people(of: tuple[int, ...]) -> int:
    """How many people of a slice are to be counted."""
    return max(of[0], of[3])


def _kept(session: Session, catalogue: Catalogue) -> Meanwhile:
    """What a transaction sees that may change it, nobody else may ever see."""
    if may_change(session):
        return Meanwhile()
    return cast(Meanwhile, catalogue.made.setdefault(MEANWHILE, Meanwhile()))


def _brought_to(session: Session, catalogue: Catalogue, on: date, day: _Day, wanted: Slices) -> Cells:
    for number in day.slices.keys() - wanted.keys():
        day.replace(number, None, {})
    for number, of in wanted.items():
        known = day.slices.get(number)  # others, with another look, may have let go of it since
        if known is None or known[0] != of:
            day.replace(number, of, _counted(session, catalogue, on, number))
    return dict(day.total)


def _slices(session: Session, catalogue: Catalogue) -> Slices:
    """The slices with anybody in them, by what changes when one of them is moved on, or left to be.

    Counted by indexes alone, but for when PostgreSQL wrote those who are behind: whoever moved them on by the
    rules of before, while the newest came, leaves them behind still, and counted otherwise. SQLite's writers
    take turns, and none of them works by other rules than the newest.
    """
    number = ((PERSON.id - 1) // SLICE).label("slice")
    of_share = ((SHARE.c.person_id - 1) // SLICE).label("slice")
    left = PERSON.holds_from.is_(None)
    nothing: ColumnElement[Any] = literal(0)
    written = nothing if session.get_bind().dialect.name == "sqlite" else _WRITTEN
    queries: Sequence[Select[Any]] = (
        select(number, func.count(), func.sum(PERSON.id), written).where(
            PERSON.projected_by < catalogue.newest
        ),
        select(of_share, func.count(), func.sum(SHARE.c.person_id), nothing).where(
            SHARE.c.turns_on == UNCOUNTED
        ),
        select(number, func.count(), func.sum(PERSON.id), nothing).where(left),
    )
    found: dict[int, list[int]] = {}
    for place_of, query in enumerate(queries):
        for key, *of in session.execute(query.group_by(query.selected_columns[0])):
            found.setdefault(int(key), [0] * 9)[3 * place_of : 3 * place_of + 3] = map(int, of)
    return {key: tuple(each) for key, each in found.items() if each[0] or each[3]}


def _counted(session: Session, catalogue: Catalogue, on: date, number: int) -> Cells:
    """What is to be added for the people of a slice: less what the tally says of the courses that changed."""
    ids = PERSON.id.between(number * SLICE + 1, (number + 1) * SLICE)
    people = (
        select(PERSON.id, PERSON.projected_by, SHARE.c.turns_on, SHARE.c.history)
        .join(SHARE, SHARE.c.person_id == PERSON.id)
        .where(ids, is_by_older_rules(catalogue), ~or_(*turned(on)))
    )
    everything = frozenset(catalogue.courses)
    since: dict[int, frozenset[CourseId]] = {}
    found: Cells = {}
    theirs: dict[PersonId, tuple[frozenset[CourseId], str]] = {}
    for person, version, turns_on, history in session.execute(people):
        if version not in since:
            since[version] = catalogue.changed_since(version)
        theirs[person] = (everything if turns_on == UNCOUNTED else since[version]), history
    if not theirs:
        return found
    courses = frozenset().union(*(changed for changed, _ in theirs.values()))
    among = select(*people.subquery().c[:1])
    asked = asked_on(session, on, courses=courses, among=among)
    by_person = {each[0].responder: each for each in together(asked)}
    placed = Placed(catalogue, on)
    for person, (changed, history) in theirs.items():
        now = [each for each in by_person.get(person, ()) if each.course in changed]
        _put_right(found, placed, changed, read(history), now, on)
    return {key: counts for key, counts in found.items() if any(counts)}


def _put_right(
    found: Cells,
    placed: Placed,
    changed: Collection[CourseId],
    history: Mapping[tuple[str, CourseId], Sequence[int]],
    now: Iterable[Asked],
    on: date,
) -> None:
    """Adds what one person's counts become by the courses that changed."""
    whole: dict[CourseId, Iterable[AgencyId]] = {}
    is_there = False
    for asked, course, counts in on_day(history, on):
        if course == ANY or course in changed:
            put(found, (asked, course), counts, sub)
        else:
            whole[course] = map(int, asked.split(","))
            is_there = is_there or bool(counts[THERE])
    for each in now:
        put(found, (asked_by(each.agencies), each.course), placed.counts(each), add)
        whole[each.course] = each.agencies
        is_there = is_there or each.outlook.hold is None
    if whole:
        put(found, (asked_as_a_whole(whole), ANY), counts_at(place_of_any(is_there), ANY), add)


class Placed:
    """In which place outlooks are counted on a day; those who stand alike often share one."""

    def __init__(self, catalogue: Catalogue, on: date) -> None:
        self._on = on
        rulebook = catalogue.rulebook
        self._revisions = {course: revised_on(rulebook, course, on) for course in rulebook.teaches}
        self._places: dict[tuple[int, date | None], tuple[Outlook, int]] = {}

    def counts(self, asked: Asked) -> Vector:
        """What it adds to each of COUNTED."""
        since = self._revisions.get(asked.course)
        alike = id(asked.outlook), since
        if alike not in self._places:
            self._places[alike] = asked.outlook, place(asked.outlook, self._on, since)
        return counts_at(self._places[alike][1], asked.course)


def together(asked: Iterable[Asked]) -> Iterator[list[Asked]]:
    """What is asked, by person; it stands together."""
    return (list(group) for _, group in groupby(asked, attrgetter("responder")))


def add_cells(found: Cells, others: Iterable[tuple[Cell, Vector]], by: Callable[[int, int], int]) -> None:
    """Adds cells to others, or takes them away."""
    for key, counts in others:
        put(found, key, counts, by)
