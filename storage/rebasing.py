"""Taking records over into a new shape: what a migration makes of them is theirs, what others made is not.

A migration that changes records, or adds a column that is not empty in them, names their tables in `rebases`.
Before it the records are held against their digests; after it those that were as they were last recorded get
new ones. Whatever was changed behind Muster's back gets none, and is found afterwards as before.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, DateTime, MetaData, Table, event, inspect
from sqlalchemy.orm import Session

from storage.as_stored import any_bytes
from storage.audit import COMMAND_LINE, AuditKind, note
from storage.audit_key import KEY
from storage.base import Base, Instant
from storage.findings import Counts
from storage.record_digests import AT_ONCE, GONE, REBASED, covered, in_parts, put_digests, records_of
from storage.sealing import Head, head, seal
from storage.verifying_audit import REMEMBERED, Look, check_key

MOST_NAMED = 100
"""So many records that were not taken over are named, table by table; of all it is said how many they are."""
WAS_THERE, KEPT, IS_THERE = range(3)
"""Records that were there before, those of them that were as last recorded, those that are there after."""
_RECORDS = "CREATE TABLE record (of INTEGER, name TEXT, key TEXT, PRIMARY KEY (of, name, key)) WITHOUT ROWID;"
_OF_THESE = "SELECT key FROM record WHERE of = ? AND name = ? AND key IN (SELECT value FROM json_each(?))"
_GONE = (
    "SELECT key FROM record AS kept WHERE of = ? AND name = ? AND NOT EXISTS "
    "(SELECT 1 FROM record WHERE of = ? AND name = kept.name AND key = kept.key)"
)


@contextmanager
def rebasing(session: Session, names: Collection[str], revision: str, now: datetime) -> Iterator[None]:
    """Takes the records of some tables over into the shape that is made of them within this block.

    All in the transaction of the upgrade. Raises WrongKey: without the key nobody would know whose the new
    digests are.
    """
    check_key(session)
    _have_alone(session.connection(), names)
    seal(session, now)
    before = head(session)
    scratch = sqlite3.connect("")
    try:
        scratch.executescript(REMEMBERED + _RECORDS)
        taking = _Taking(session, Look(session, session.info[KEY], now, Counts(), scratch), scratch)
        with any_bytes(session.connection()):
            taking.look(sorted(names))
        yield
        taking.take_over(sorted(names), now)
    finally:
        scratch.close()
    seal(session, now)
    taking.note(revision, before, now)
    seal(session, now)


def _have_alone(connection: Connection, names: Collection[str]) -> None:
    """Has nobody else write the records that are looked at before they are changed.

    What was committed in between would be taken for what the migration made. Nor read them: whoever had read
    and then wrote would wait for us, and the migration for them.
    """
    there = sorted(filter(inspect(connection).has_table, names))
    if connection.dialect.name == "postgresql" and there:
        quoted = ", ".join(map(connection.dialect.identifier_preparer.quote, there))
        connection.exec_driver_sql(f"LOCK TABLE {quoted} IN ACCESS EXCLUSIVE MODE")


@dataclass
class _Taking:
    """Which records were as they were last recorded, and what became of them."""

    session: Session
    found: Look
    scratch: sqlite3.Connection
    wrong: int = 0  # findings in the audit itself
    taken: dict[str, int] = field(default_factory=dict)
    left: dict[str, list[str]] = field(default_factory=dict)

    def look(self, names: Sequence[str]) -> None:
        """Remembers which records there are, and which of them are as they were last recorded."""
        self.wrong = sum(1 for _ in self.found.seals(None)) + sum(1 for _ in self.found.the_unsealed())
        connection = self.session.connection()
        for name in filter(inspect(connection).has_table, names):
            for part in in_parts(records_of(connection, as_it_is(connection, name)), AT_ONCE):
                latest = self.found.records.latest(name, [key for key, _ in part])
                twice = self._among(WAS_THERE, name, [key for key, _ in part])
                twice |= {key for key, count in Counter(key for key, _ in part).items() if count > 1}
                self._forget(KEPT, name, twice)  # nobody knows which of them was recorded
                kept = [key for key, digest in part if key in latest and latest[key][0] == digest]
                self._remember(WAS_THERE, name, [key for key, _ in part])
                self._remember(KEPT, name, [key for key in kept if key not in twice])

    def take_over(self, names: Sequence[str], now: datetime) -> None:
        """Writes new digests of those that were, of what the migration added, and of what it took out."""
        for name in (each for each in names if each in covered()):
            self.taken[name], self.left[name] = 0, []
            for part in in_parts(records_of(self.session.connection(), covered()[name]), AT_ONCE):
                self._take(name, dict(part), now)
            keys = [key for (key,) in self.scratch.execute(_GONE, (KEPT, name, IS_THERE))]
            for start in range(0, len(keys), AT_ONCE):
                self._put(name, dict.fromkeys(keys[start : start + AT_ONCE], GONE), now)

    def note(self, revision: str, before: Head | None, now: datetime) -> None:
        """Leaves an audit row: in which shape, under which heads before and after, and what was not taken."""
        note(
            self.session, now, COMMAND_LINE, COMMAND_LINE, AuditKind.RECORDS_REBASED, revision=revision,
            before=str(before or ""), after=str(head(self.session) or ""), taken_over=self.taken,
            left={name: len(keys) for name, keys in self.left.items() if keys},
            left_named={name: keys[:MOST_NAMED] for name, keys in self.left.items() if keys},
            findings_in_the_audit=self.wrong,
        )  # fmt: skip
        self.session.flush()

    def _take(self, name: str, part: dict[str, str], now: datetime) -> None:
        keys = list(part)
        kept, was_there = self._among(KEPT, name, keys), self._among(WAS_THERE, name, keys)
        latest = self.found.records.latest(name, keys)
        self._remember(IS_THERE, name, keys)
        is_new = {key for key in keys if key not in was_there and latest.get(key, (GONE,))[0] == GONE}
        self.left[name] += [key for key in keys if key not in kept and key not in is_new]
        others = {key: part[key] for key in keys if key in kept and latest[key][0] != part[key]}
        self._put(name, {**others, **{key: part[key] for key in keys if key in is_new}}, now)

    def _put(self, name: str, digests: dict[str, str], now: datetime) -> None:
        if digests:
            put_digests(self.session.connection(), self.session.info[KEY], name, digests, REBASED, now)
            self.taken[name] += len(digests)

    def _remember(self, of: int, name: str, keys: Sequence[str]) -> None:
        rows = ((of, name, key) for key in keys)
        self.scratch.executemany("INSERT OR IGNORE INTO record VALUES (?, ?, ?)", rows)

    def _forget(self, of: int, name: str, keys: Collection[str]) -> None:
        rows = ((of, name, key) for key in keys)
        self.scratch.executemany("DELETE FROM record WHERE of = ? AND name = ? AND key = ?", rows)

    def _among(self, of: int, name: str, keys: Sequence[str]) -> set[str]:
        return {key for (key,) in self.scratch.execute(_OF_THESE, (of, name, json.dumps(keys)))}


def as_it_is(connection: Connection, name: str) -> Table:
    """A table as the database has it, with the kinds of columns by which this release knows them."""
    known = {each.name: each for each in Base.metadata.tables[name].columns} if name in covered() else {}
    there = MetaData()

    @event.listens_for(there, "column_reflect")
    def _say_more(_inspector: object, _table: object, column: Any) -> None:
        if column["name"] in known:
            column["type"], column["info"] = known[column["name"]].type, known[column["name"]].info
        elif isinstance(column["type"], DateTime):
            column["type"] = Instant()

    return Table(name, there, autoload_with=connection, resolve_fks=False)
