"""How many answer a question, and the first of them: counted and put in order by the database.

A list shows some eight people, of an agency of 60 as of a state: nothing is made of the others. Where the
projection speaks of everybody who is asked about, one statement has the counts and the page; the few of whom
it does not are computed from their records and counted with them. What the database can't say
(`storage.due_rows`), and a question about many who are left behind, is counted from rows (`storage.asking`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sqlalchemy import BindParameter, bindparam, select, union
from sqlalchemy.orm import Session

from readiness.answering import answering
from readiness.due import DueRow
from readiness.question import Question
from readiness.records import AgencyId, CourseId, PersonId
from readiness.standing import Status
from storage.answers import NAMED, Named, asked_of, left_behind_on, named
from storage.asking import rows_for
from storage.base import plainly
from storage.catalogue import Catalogue, catalogue_of
from storage.due_rows import Shape, agencies_asked, can_be_counted, distance, values
from storage.due_statements import AGENCY, COUNT, HEADS, OVERDUE, PERSON, counted_among, counting
from storage.left_behind import PERSON as P

_IDS: BindParameter[int] = bindparam("people", expanding=True)
_THEIR_NAMES = select(P.name_key).where(P.id.in_(_IDS), P.name_key != "")
_ALIKE = union(select(P.id).where(P.id.in_(_IDS)), select(P.id).where(P.name_key.in_(_THEIR_NAMES)))
_NAMESAKES = NAMED.where(P.id.in_(_ALIKE))
"""Some people, and all who bear the name of one of them: by an index each, for PostgreSQL goes through
everybody where either will do.
"""

FEW = 200
"""Of so many people at most, what they are asked is computed beside what the projection counts."""


@dataclass(frozen=True)
class Part:
    """Which rows of an answer: those of some `courses` (None: all), of some `agencies`, and of a `person`.

    A row that is one of these is one of them all; the question's own scope holds besides.
    """

    courses: frozenset[CourseId] | None = None
    agencies: frozenset[AgencyId] = frozenset()
    person: PersonId | None = None

    def has(self, row: DueRow) -> bool:
        """Whether a row is one of them."""
        if self.courses is None or row.course in self.courses or row.responder == self.person:
            return True
        return not self.agencies.isdisjoint(row.agencies)


ALL = Part()


@dataclass(frozen=True)
class Tally:
    """How many people some rows are of, and how many rows there are by course and where they stand."""

    people: int = 0
    counts: Mapping[tuple[CourseId, Status], int] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[DueRow]) -> Tally:
        """The tally of rows."""
        there = list(rows)
        return cls(len({row.responder for row in there}), Counter((row.course, row.status) for row in there))

    def __add__(self, other: Tally) -> Tally:
        """Both together, where they are of other people."""
        return Tally(self.people + other.people, Counter(self.counts) + Counter(other.counts))

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(self.counts.values())

    @property
    def courses(self) -> Mapping[CourseId, int]:
        """How many rows each course has."""
        found: Counter[CourseId] = Counter()
        for (course, _), many in self.counts.items():
            found[course] += many
        return found

    def standing(self, course: CourseId | None = None) -> Mapping[Status, int]:
        """How many rows stand where; those of one course, where it is given."""
        found: Counter[Status] = Counter()
        for (of, status), many in self.counts.items():
            if course in (None, of):
                found[status] += many
        return found


@dataclass(frozen=True, slots=True)
class AgencyTally:
    """How many people of an agency are counted, and how many of them are overdue."""

    agency: AgencyId
    people: int
    overdue: int


@dataclass(frozen=True)
class People:
    """Some of those who are counted, by id: whoever has a day nearest to the one asked about first."""

    tally: Tally
    shown: Sequence[PersonId] = ()


@dataclass(frozen=True)
class Agencies:
    """Some of the agencies of whose people some are counted, those with the most first.

    `of` is how many there are in all; `in_several`: somebody is counted in more than one.
    """

    tally: Tally
    shown: Sequence[AgencyTally] = ()
    of: int = 0
    in_several: bool = False


class DueCounts:
    """One question, counted as far as it is shown."""

    def __init__(self, session: Session, question: Question) -> None:
        self._session, self._question = session, question
        self._catalogue: Catalogue = catalogue_of(session)

    def tally(self, part: Part = ALL) -> Tally:
        """How many there are of a part."""
        if self._rows is not None:
            return Tally.of(filter(part.has, self._rows))
        found = self._read(part, HEADS)
        return found.tally + Tally.of(filter(part.has, self._late))

    def people(self, start: int, many: int, part: Part = ALL) -> People:
        """The tally of a part, and so many people of it from the `start` on."""
        if self._rows is not None:
            rows = list(filter(part.has, self._rows))
            return People(Tally.of(rows), self._nearest(rows, ())[start : start + many])
        late = list(filter(part.has, self._late))
        if late:
            found = self._read(part, PERSON, many=start + many)
            shown = self._nearest(late, found.people)[start : start + many]
            return People(found.tally + Tally.of(late), shown)
        found = self._read(part, PERSON, start=start, many=many)
        if start and not found.people:
            return People(self.tally(part))
        return People(found.tally, [person for person, _ in found.people])

    def agencies_with_most(self, start: int, many: int) -> Agencies:
        """The tally of all, and so many of the agencies from the `start` on."""
        late = self._late if self._rows is None else self._rows
        if self._rows is not None or late:
            found = _Found() if self._rows is not None else self._read(ALL, AGENCY, HEADS)
            tally = found.tally + Tally.of(late)
            there = _most_first([*found.agencies, *_agency_tallies(late)])
            several = sum(each.people for each in there) > tally.people
            return Agencies(tally, there[start : start + many], len(there), several)
        found = self._read(ALL, AGENCY, HEADS, start=start, many=many)
        if start and not found.agencies:
            return replace(self.agencies_with_most(0, 1), shown=())
        return Agencies(found.tally, found.agencies, found.of, found.in_agencies > found.tally.people)

    def rows(self, people: Collection[PersonId], part: Part = ALL) -> dict[PersonId, list[DueRow]]:
        """What of a part some people have, what is nearest first; by person, in the order they are given."""
        found: dict[PersonId, list[DueRow]] = {person: [] for person in people}
        if self._rows is None:
            others = found.keys() - (self._left or {}).keys()
            rows = [*self._late, *(self._rows_of(others) if others else ())]
        else:
            rows = self._rows
        for row in rows:
            if row.responder in found and part.has(row):
                found[row.responder].append(row)
        on = self._question.on
        for each in found.values():
            each.sort(key=lambda row: (distance(row.due_on, on), row.course))
        return {person: rows for person, rows in found.items() if rows}

    def names(
        self, people: Collection[PersonId], part: Part = ALL
    ) -> tuple[dict[int, Named], frozenset[str]]:
        """How some people of a part are named, and which of these names others of it bear too."""
        ids = sorted(people)
        found = named(self._session, _NAMESAKES, {"people": ids})
        others = found.keys() - set(ids)
        counted = {*ids, *(self._listed(others, part) if others else ())}
        bearers = Counter(found[person].name for person in counted if person in found)
        shown = {person: found[person] for person in ids if person in found}
        return shown, frozenset(each.name for each in shown.values() if bearers[each.name] > 1)

    @cached_property
    def agencies(self) -> list[AgencyId] | None:
        """The agencies that are asked about; None: all."""
        return agencies_asked(self._catalogue, self._question)

    @cached_property
    def _left(self) -> dict[PersonId, frozenset[CourseId]] | None:
        """Those of whom the projection does not speak, with the courses; None where rows are counted."""
        if not can_be_counted(self._question):
            return None
        found = left_behind_on(self._session, self._question.on, self.agencies, FEW + 1)
        return found if len(found) <= FEW else None

    @cached_property
    def _rows(self) -> list[DueRow] | None:
        """All that answers, where the database can't count it."""
        return rows_for(self._session, self._question) if self._left is None else None

    @cached_property
    def _late(self) -> list[DueRow]:
        """What answers of those who are left behind."""
        return list(self._rows_of(self._left)) if self._left else []

    def _rows_of(self, people: Collection[PersonId]) -> Iterator[DueRow]:
        asked = asked_of(self._session, self._question.on, people, self._left or {})
        return answering(self._catalogue.rulebook, asked, self._question)

    def _listed(self, people: Collection[PersonId], part: Part) -> set[PersonId]:
        """Those of some people who are counted."""
        if self._rows is not None:
            return {row.responder for row in self._rows if row.responder in people and part.has(row)}
        late = {row.responder for row in self._late if row.responder in people and part.has(row)}
        query = counted_among(self._shape, part.courses is not None, bool(self._left))
        given = {**self._values(part), "among": sorted(people)}
        return late | set(plainly(self._session, query, given).scalars())

    def _nearest(self, rows: Iterable[DueRow], others: Iterable[tuple[PersonId, int]]) -> list[PersonId]:
        """The people of some rows, among others whose distance is known."""
        nearest = dict(others)
        for row in rows:
            far = distance(row.due_on, self._question.on)
            nearest[row.responder] = min(far, nearest.get(row.responder, far))
        return sorted(nearest, key=lambda person: (nearest[person], person))

    @cached_property
    def _shape(self) -> Shape:
        return Shape.of(self._catalogue, self._question, self.agencies)

    def _values(self, part: Part) -> dict[str, Any]:
        return {
            **values(self._question, self.agencies),
            "left": sorted(self._left or ()),
            "part_courses": sorted(part.courses or ()),
            "part_agencies": sorted(part.agencies),
            "part_person": part.person,
        }

    def _read(self, part: Part, *of: int, start: int = 0, many: int | None = None) -> _Found:
        """What one statement finds."""
        found = _Found()
        counts: dict[tuple[CourseId, Status], int] = {}
        people = 0
        query = counting(self._shape, part.courses is not None, bool(self._left), of, many is not None)
        given = {**self._values(part), "start": start, "many": many}
        for kind, key, status, first, second, third, fourth in plainly(self._session, query, given).all():
            if kind == COUNT:
                counts[key, Status(status)] = first
            elif kind == PERSON:
                found.people.append((key, first))
                people = second
            elif kind == AGENCY:
                found.agencies.append(AgencyTally(key, first, second))
                found.of, found.in_agencies = third, fourth
            else:
                people = first
        found.people.sort(key=lambda each: (each[1], each[0]))
        found.agencies = _most_first(found.agencies)
        found.tally = Tally(people, counts)
        return found


@dataclass
class _Found:
    """What was read; `of` agencies there are so many, with so many people `in_agencies`."""

    tally: Tally = field(default_factory=Tally)
    people: list[tuple[PersonId, int]] = field(default_factory=list)
    agencies: list[AgencyTally] = field(default_factory=list)
    of: int = 0
    in_agencies: int = 0


def _most_first(agencies: Iterable[AgencyTally]) -> list[AgencyTally]:
    """Those with the most people first; an agency that is there twice, of other people, once."""
    people: Counter[AgencyId] = Counter()
    overdue: Counter[AgencyId] = Counter()
    for each in agencies:
        people[each.agency] += each.people
        overdue[each.agency] += each.overdue
    found = (AgencyTally(key, many, overdue[key]) for key, many in people.items())
    return sorted(found, key=lambda each: (-each.people, each.agency))


def _agency_tallies(rows: Iterable[DueRow]) -> list[AgencyTally]:
    people: defaultdict[AgencyId, set[PersonId]] = defaultdict(set)
    overdue: defaultdict[AgencyId, set[PersonId]] = defaultdict(set)
    for row in rows:
        for agency in row.agencies:
            people[agency].add(row.responder)
            if row.status in OVERDUE:
                overdue[agency].add(row.responder)
    return [AgencyTally(key, len(theirs), len(overdue[key])) for key, theirs in people.items()]
