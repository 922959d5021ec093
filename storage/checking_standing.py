"""Whether the projection is what the records say: where everybody stands, and how many do.

It is no record, and so it has no digests: whoever can write the database can have Muster answer anything by
it. Here it is worked out from the records once more, some people at a time, and held against what is stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import add
from typing import Any

from sqlalchemy.orm import Session

from readiness.records import PersonId, Responder
from readiness.standing import all_asked
from storage.as_stored import NOT_READ, Stored, any_bytes, stored
from storage.base import table_of
from storage.catalogue import Catalogue, catalogue_of
from storage.cells import cells_of, cells_on
from storage.counted_meanwhile import Cells, add_cells
from storage.people import Person
from storage.record_digests import in_parts
from storage.responders import load_responders
from storage.standing import StandingRow, rows_between

AT_ONCE = 500
PERSON, STANDING = table_of(Person), table_of(StandingRow)
NAMES = [each.name for each in STANDING.c]

Rows = Counter[tuple[Any, ...]]


@dataclass
class Checked:
    """What was looked at, and what is not as the records say.

    `differing` has the people who are answered for otherwise, and how many rows of each were put in, changed
    or taken out; `figures` is how many of the region's counts are others. `waiting` people have no rows that
    anybody reads: they are computed until their turn comes.
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
    """Holds the projection and the tally against the records. `tick` is told how many people are done."""
    found, counted = Checked(), Cells()
    catalogue = catalogue_of(session)
    with any_bytes(session.connection()):
        for part in _everybody(session):
            responders = _responders_of(session, [row.key for row in part if not row.wrong])
            holding = [
                row.values for row in part if row.key in responders and _holds(catalogue, row.values, today)
            ]
            unread = [row.values["id"] for row in part if row.key not in responders]
            found.differing.update(dict.fromkeys(unread, 1))
            found.people += len(part)
            found.waiting += len(part) - len(holding) - len(unread)
            there = _rows_of(session, [row["id"] for row in holding])
            for row in holding:
                _check(found, catalogue, row, responders[str(row["id"])], there.get(row["id"]), today)
            asked = all_asked(catalogue.rulebook, responders.values(), today)
            add_cells(counted, cells_of(catalogue, asked, today).items(), add)
            if tick is not None:
                tick(found.people)
        said = cells_on(session, today)
    found.figures = sum(_other(counted, said, key) for key in counted.keys() | said.keys())
    return found


def _everybody(session: Session) -> Iterator[list[Stored]]:
    person = PERSON.c
    columns = [person.id, person.holds_from, person.reproject_on, person.projected_by]
    return in_parts(stored(session.connection(), PERSON, columns), AT_ONCE)


def _responders_of(session: Session, people: Sequence[str]) -> dict[str, Responder]:
    """Some people with their records, by key; whose records can't be read is left out: verify says which."""
    try:
        return {str(each.key): each for each in load_responders(session, [int(each) for each in people])}
    except NOT_READ:
        half = len(people) // 2
        if not half:
            return {}
    return {**_responders_of(session, people[:half]), **_responders_of(session, people[half:])}


def _holds(catalogue: Catalogue, row: Mapping[str, Any], today: date) -> bool:
    """Whether a person's rows are what is answered by (`storage.standing.left_behind`)."""
    return (
        row["holds_from"] is not None
        and row["holds_from"] <= today
        and (row["reproject_on"] is None or row["reproject_on"] > today)
        and row["projected_by"] >= catalogue.newest
    )


def _check(
    found: Checked,
    catalogue: Catalogue,
    row: Mapping[str, Any],
    responder: Responder,
    there: Rows | None,
    today: date,
) -> None:
    made = rows_between(catalogue.rulebook, responder, row["holds_from"], row["reproject_on"], today)
    expected: Rows = Counter(tuple(each[name] for name in NAMES) for each in made)
    found.rows += expected.total()
    kept: Rows = Counter() if there is None else there
    differs = max((expected - kept).total(), (kept - expected).total())
    if differs:
        found.differing[row["id"]] = differs


def _rows_of(session: Session, people: Sequence[PersonId]) -> Mapping[PersonId, Rows]:
    """The rows of some people as they are stored; one that can't be read is like no other."""
    try:
        return _read(session, people)
    except NOT_READ:
        if len(people) == 1:
            return {people[0]: Counter([("can't be read",)])}
    half = len(people) // 2
    return {**_rows_of(session, people[:half]), **_rows_of(session, people[half:])}


def _read(session: Session, people: Sequence[PersonId]) -> Mapping[PersonId, Rows]:
    found: dict[PersonId, Rows] = {}
    for row in stored(session.connection(), STANDING, where=STANDING.c.person_id.in_(people)):
        kept = found.setdefault(row.values["person_id"], Counter())
        kept[(row.key, *row.wrong) if row.wrong else tuple(row.values.values())] += 1
    return found


def _other(counted: Cells, said: Cells, key: Any) -> bool:
    mine, theirs = counted.get(key, ()), said.get(key, ())
    return any(mine) != any(theirs) if not (mine and theirs) else mine != theirs
