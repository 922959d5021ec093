"""Whether the projections are what the records say: where everybody stands and how many do, who can play
what and when, and by which words people are found.

It is no record, and so it has no digests: whoever can write the database can have Muster answer anything by
it. Here it is worked out from the records once more, some people at a time, and held against what is stored.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import add
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

from readiness.positions import PositionId
from readiness.records import PersonId, Responder
from readiness.standing import all_asked
from storage import on_bench, playing
from storage.as_stored import NOT_READ, any_bytes, stored
from storage.base import table_of
from storage.catalogue import Catalogue, catalogue_of
from storage.cells import cells_of, cells_on
from storage.counted_meanwhile import Cells, add_cells
from storage.name_words import NameWord, words_of
from storage.people import Person
from storage.positions import CanPlayRow, OnBenchRow
from storage.record_digests import in_parts
from storage.responders import load_responders
from storage.standing import StandingRow, rows_between

AT_ONCE = 500
PERSON, STANDING = table_of(Person), table_of(StandingRow)
CAN_PLAY, ON_BENCH, WORDS = table_of(CanPlayRow), table_of(OnBenchRow), table_of(NameWord)
_HELD = ("person_id", "position_id", "played_on", "walked_on", "through_on")

Rows = Counter[tuple[Any, ...]]
NOTHING: Rows = Counter()


@dataclass
class Checked:
    """What was looked at, and what is not as the records say.

    `differing` has the people who are answered for, or found, otherwise, and how many rows of each were put
    in, changed or taken out; `figures` is how many of the region's counts are others. `waiting` people have
    no rows that anybody reads: they are computed until their turn comes.
    """

    people: int = 0
    waiting: int = 0
    rows: int = 0
    figures: int = 0
    differing: dict[PersonId, int] = field(default_factory=dict)

    @property
    def different_rows(self) -> int:
        """How many rows are not what the records say."""
        return sum(self.differing.values())


def check_standing(session: Session, today: date, tick: Callable[[int], None] | None = None) -> Checked:
    """Holds the projections and the tally against the records. `tick` is told how many people are done."""
    found, counted = Checked(), Cells()
    catalogue = catalogue_of(session)
    with any_bytes(session.connection()):
        for some in _everybody(session, found):
            holding = [row for row in some.people if _holds(catalogue, row, today)]
            found.people += len(some.people)
            found.waiting += len(some.people) - len(holding)
            there = _rows_of(session, STANDING, [row.id for row in holding])
            for row in holding:
                made = rows_between(
                    catalogue.rulebook, some.responders[row.id], row.holds_from, row.reproject_on, today
                )
                _compare(found, row.id, _expected(STANDING, made), there.get(row.id, NOTHING))
            _check_others(session, found, some)
            asked = all_asked(catalogue.rulebook, some.responders.values(), today)
            add_cells(counted, cells_of(catalogue, asked, today).items(), add)
            if tick is not None:
                tick(found.people)
        said = cells_on(session, today)
    found.figures = sum(_other(counted, said, key) for key in counted.keys() | said.keys())
    return found


@dataclass(frozen=True, slots=True)
class _Some:
    """Some people with their records, and who of them can play what and when by these."""

    people: Sequence[Any]
    responders: Mapping[PersonId, Responder]
    can_play: Sequence[Mapping[str, Any]]
    on_bench: Sequence[Mapping[str, Any]]


def _everybody(session: Session, found: Checked) -> Iterator[_Some]:
    """Everybody whose records can be read; who else there is, is answered for otherwise."""
    names = ("id", "holds_from", "reproject_on", "projected_by", "name_key", "worded")
    columns, months = [PERSON.c[name] for name in names], playing.current_months(session)
    for part in in_parts(stored(session.connection(), PERSON, columns), AT_ONCE):
        for row in part:
            if row.wrong:
                _not_read(found, row.values["id"])
        if people := [SimpleNamespace(**row.values) for row in part if not row.wrong]:
            yield from _some(session, found, people, months)


def _some(
    session: Session, found: Checked, people: Sequence[Any], months: Mapping[PositionId, int]
) -> Iterator[_Some]:
    ids = [row.id for row in people]
    try:
        responders = {each.key: each for each in load_responders(session, ids)}
        can_play = playing.rows_of(session, ids, months)
        held = [[row[name] for name in _HELD] for row in can_play]
        some = [_Some(people, responders, can_play, on_bench.rows_of(session, held))]
    except NOT_READ:
        some = []
    yield from some
    if some:
        return
    if len(people) == 1:
        _not_read(found, people[0].id)
        return
    half = len(people) // 2
    yield from _some(session, found, people[:half], months)
    yield from _some(session, found, people[half:], months)


def _not_read(found: Checked, person: PersonId) -> None:
    found.people += 1
    found.differing[person] = found.differing.get(person, 0) + 1


def _holds(catalogue: Catalogue, row: Any, today: date) -> bool:
    """Whether a person's rows are what is answered by (`storage.standing.left_behind`)."""
    return (
        row.holds_from is not None
        and row.holds_from <= today
        and (row.reproject_on is None or row.reproject_on > today)
        and row.projected_by >= catalogue.newest
    )


def _check_others(session: Session, found: Checked, some: _Some) -> None:
    """Who can play what, when, and the words of names: of them nothing waits, but for words not written yet,
    of whom the names are looked through.
    """
    worded = [row for row in some.people if row.worded == row.name_key]
    words = [{"word": word, "person_id": row.id} for row in worded for word in words_of(row.name_key)]
    for table, made, people in (
        (CAN_PLAY, some.can_play, some.people),
        (ON_BENCH, some.on_bench, some.people),
        (WORDS, words, worded),
    ):
        expected: defaultdict[PersonId, list[Mapping[str, Any]]] = defaultdict(list)
        for each in made:
            expected[each["person_id"]].append(each)
        there = _rows_of(session, table, [row.id for row in people])
        for person in sorted(expected.keys() | there.keys()):
            _compare(found, person, _expected(table, expected[person]), there.get(person, NOTHING))


def _expected(table: Table, made: Iterable[Mapping[str, Any]]) -> Rows:
    names = [each.name for each in table.c]
    return Counter(tuple(each[name] for name in names) for each in made)


def _compare(found: Checked, person: PersonId, expected: Rows, there: Rows) -> None:
    found.rows += expected.total()
    if differs := max((expected - there).total(), (there - expected).total()):
        found.differing[person] = found.differing.get(person, 0) + differs


def _rows_of(session: Session, table: Table, people: Sequence[PersonId]) -> Mapping[PersonId, Rows]:
    """The rows of some people as they are stored; one that can't be read is like no other."""
    try:
        return _read(session, table, people)
    except NOT_READ:
        if len(people) == 1:
            return {people[0]: Counter([("can't be read",)])}
    half = len(people) // 2
    return {**_rows_of(session, table, people[:half]), **_rows_of(session, table, people[half:])}


def _read(session: Session, table: Table, people: Sequence[PersonId]) -> Mapping[PersonId, Rows]:
    found: dict[PersonId, Rows] = {}
    for row in stored(session.connection(), table, where=table.c.person_id.in_(people)):
        kept = found.setdefault(row.values["person_id"], Counter())
        kept[(row.key, *row.wrong) if row.wrong else tuple(row.values.values())] += 1
    return found


def _other(counted: Cells, said: Cells, key: Any) -> bool:
    mine, theirs = counted.get(key, ()), said.get(key, ())
    return any(mine) != any(theirs) if not (mine and theirs) else mine != theirs
