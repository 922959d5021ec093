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
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from readiness.records import PersonId
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
        for part in _everybody(session):
            responders = {each.key: each for each in load_responders(session, [row.id for row in part])}
            holding = [row for row in part if _holds(catalogue, row, today)]
            found.people += len(part)
            found.waiting += len(part) - len(holding)
            there = _rows_of(session, STANDING, [row.id for row in holding])
            for row in holding:
                made = rows_between(
                    catalogue.rulebook, responders[row.id], row.holds_from, row.reproject_on, today
                )
                _compare(found, row.id, _expected(STANDING, made), there.get(row.id, NOTHING))
            _check_others(session, found, part)
            asked = all_asked(catalogue.rulebook, responders.values(), today)
            add_cells(counted, cells_of(catalogue, asked, today).items(), add)
            if tick is not None:
                tick(found.people)
        said = cells_on(session, today)
    found.figures = sum(_other(counted, said, key) for key in counted.keys() | said.keys())
    return found


def _everybody(session: Session) -> Iterator[Sequence[Any]]:
    person, last = PERSON.c, 0
    query = select(
        person.id,
        person.holds_from,
        person.reproject_on,
        person.projected_by,
        person.name_key,
        person.worded,
    )
    while part := session.execute(query.where(person.id > last).order_by(person.id).limit(AT_ONCE)).all():
        yield part
        last = part[-1].id


def _holds(catalogue: Catalogue, row: Any, today: date) -> bool:
    """Whether a person's rows are what is answered by (`storage.standing.left_behind`)."""
    return (
        row.holds_from is not None
        and row.holds_from <= today
        and (row.reproject_on is None or row.reproject_on > today)
        and row.projected_by >= catalogue.newest
    )


def _check_others(session: Session, found: Checked, part: Sequence[Any]) -> None:
    """Who can play what, when, and the words of names: of them nothing waits, but for words not written yet,
    of whom the names are looked through.
    """
    can_play = playing.rows_of(session, [row.id for row in part])
    held = [[row[name] for name in _HELD] for row in can_play]
    worded = [row for row in part if row.worded == row.name_key]
    words = [{"word": word, "person_id": row.id} for row in worded for word in words_of(row.name_key)]
    for table, made, people in (
        (CAN_PLAY, can_play, part),
        (ON_BENCH, on_bench.rows_of(session, held), part),
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
