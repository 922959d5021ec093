"""A file's rows in batches that can be written one after the other, each in a transaction of its own.

Rows that speak of one person stand in one batch, whatever they know the person by, and so do rows that name
each other's records: what becomes of a row follows from those of its batch and from the store alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from time import monotonic, sleep

from sqlalchemy.orm import Session

from files.cells import shown
from files.imports.plan import Plan, Prepared
from files.kinds import ABSENCES, COMPLETIONS, ROSTER
from files.table import Row, Table
from readiness.text import fold
from storage.engine import Store
from storage.standing import AT_ONCE

WHOLE = 500
"""Up to so many rows go in together, in one transaction."""
ROWS_A_BATCH = 600
PEOPLE_A_BATCH = AT_ONCE
"""No more go in at once, however quickly they do (`Pace`)."""

_BY_PEOPLE = frozenset(kind.name for kind in (COMPLETIONS, ROSTER, ABSENCES))
"""Kinds whose rows are about people, and follow from nothing but what is on record of those."""
_MARKS = ("email", "member_id", "full_name")
_RECORDS = ("record", "corrects")


class Pace:
    """How many go in together: so many that nobody is held up, on this machine and with what else it does.

    A batch is as large as those before it let expect that it takes `WISHED` seconds by the clock. After it
    SQLite's other writers have their turn, where there may be any: those of another process look for it every
    tenth of a second, and would find the next batch under way.
    """

    WISHED = 0.25
    LET_IN = 0.11
    _LEAST, _LEAST_BESIDE = 0.25, 0.5  # of the most that may go in at once

    def __init__(self, store: Store) -> None:
        """On PostgreSQL nobody waits but who records for the same people: more of them go in at least."""
        self._least = self._share = self._LEAST if store.is_sqlite else self._LEAST_BESIDE

    @property
    def people(self) -> int:
        """How many people's rows go in now."""
        return max(1, round(PEOPLE_A_BATCH * self._share))

    @property
    def rows(self) -> int:
        """How many rows go in now, unless they are all one person's."""
        return max(1, round(ROWS_A_BATCH * self._share))

    @contextmanager
    def writing(self, store: Store) -> Iterator[Session]:
        """The transaction of a batch, and a rest after it where others may wait."""
        with store.writing() as session:
            began = monotonic()
            yield session
        self.took(monotonic() - began)
        if store.is_wanted:
            sleep(min(monotonic() - began, self.LET_IN))

    def took(self, seconds: float) -> None:
        """Learns from how long a batch took, its wait for a turn apart."""
        by = min(1.5, max(0.5, self.WISHED / max(seconds, 0.001)))
        self._share = min(1.0, max(self._least, self._share * by))


def goes_in_batches(plan: Plan) -> bool:
    """Whether an import is written in batches: where it is large, and of people alone.

    One that makes agencies or courses goes in whole.
    """
    return (
        plan.kind.name in _BY_PEOPLE
        and plan.prepared is not None
        and len(plan.rows) > WHOLE
        and not plan.outcome.coming
        and not plan.settled.keep_names
    )


def digest_of_plan(plan: Plan, end_missing: bool) -> str:
    """What tells a file, and what was settled of it, from every other."""
    digest = sha256(plan.settled.model_dump_json(exclude_defaults=True).encode())
    digest.update(repr((end_missing, plan.table.header)).encode())
    for row in plan.table.rows:
        digest.update(repr((row.line, row.raw)).encode())
    return digest.hexdigest()


def batches(prepared: Prepared, pace: Pace) -> Iterator[Prepared]:
    """All rows, in batches as large as the pace is when each begins."""
    rows: list[Row] = []
    people = 0
    for group in _together(prepared.table):
        if rows and (len(rows) + len(group) > pace.rows or people >= pace.people):
            yield prepared.part(rows)
            rows, people = [], 0
        rows += group
        people += 1
    if rows:
        yield prepared.part(rows)


def _together(table: Table) -> list[list[Row]]:
    """The rows in groups that have nothing to do with each other, by the first row of each."""
    places = [(column, table.columns.index(column)) for column in _MARKS if column in table.columns]
    records = [table.columns.index(column) for column in _RECORDS if column in table.columns]
    names = [table.columns.index(each) for each in ("first_name", "last_name") if each in table.columns]
    group_of: dict[Hashable, int] = {}
    leads: list[int] = []  # for each group the one it was joined to; itself, where to none

    def leader(group: int) -> int:
        while leads[group] != group:
            leads[group] = leads[leads[group]]
            group = leads[group]
        return group

    of_row: list[int] = []
    for row in table.rows:
        raw = row.raw
        keys: list[Hashable] = [(name, fold(shown(raw[at]))) for name, at in places if raw[at] != ""]
        keys += [("record", raw[at]) for at in records if raw[at] != ""]
        if names and (said := fold(" ".join(shown(raw[at]) for at in names))):
            keys.append(("full_name", said))
        found = {leader(group_of[key]) for key in keys if key in group_of}
        group = min(found, default=len(leads))
        if group == len(leads):
            leads.append(group)
        for each in found:
            leads[each] = group
        for key in keys:
            group_of[key] = group
        of_row.append(group)
    groups: dict[int, list[Row]] = {}
    for row, group in zip(table.rows, of_row, strict=True):
        groups.setdefault(leader(group), []).append(row)
    return list(groups.values())
