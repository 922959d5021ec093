"""Whether each record is as the newest row of digests says that speaks of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

from storage.as_stored import Stored, stored
from storage.base import table_of
from storage.findings import MORE_THAN_ONCE, NOT_AS_WRITTEN, Counts, Finding
from storage.record_digests import GONE, DigestRow, covered, digest_from, in_parts, said_by

AT_ONCE = 500

REMEMBERED = """
CREATE TABLE latest (name TEXT, key TEXT, digest TEXT, row INTEGER, PRIMARY KEY (name, key)) WITHOUT ROWID;
CREATE TABLE present (name TEXT, key TEXT, PRIMARY KEY (name, key)) WITHOUT ROWID;
"""
_LATEST = (
    "INSERT INTO latest VALUES (?, ?, ?, ?) ON CONFLICT (name, key) DO UPDATE "
    "SET digest = excluded.digest, row = excluded.row WHERE excluded.row > latest.row"
)


@dataclass(slots=True)
class Records:
    """What the rows of digests say of the records, kept in `scratch`, and the records held against it."""

    session: Session
    now: datetime
    counts: Counts
    scratch: sqlite3.Connection

    def note(self, row: Mapping[str, Any]) -> None:
        """Remembers what a row of digests says, where no later one says otherwise."""
        said = ((row["name"], key, digest, row["id"]) for key, digest in row["digests"].items())
        self.scratch.executemany(_LATEST, said)

    def latest(self, name: str, keys: Sequence[str]) -> dict[str, tuple[str, int]]:
        """What was recorded last of some records: its digest, and the row that says so."""
        query = (
            "SELECT key, digest, row FROM latest WHERE name = ? AND key IN (SELECT value FROM json_each(?))"
        )
        found = self.scratch.execute(query, (name, json.dumps(keys)))
        return {key: (digest, row) for key, digest, row in found}

    def verify(self) -> Iterator[Finding]:
        """Every record as it is, beside the newest digest of it."""
        for name, table in covered().items():
            known, before = 0, ""
            columns = said_by(table)
            digest = digest_from(table, [each.name for each in columns])
            rows = stored(self.session.connection(), table, columns)
            for part in in_parts(rows, AT_ONCE):
                latest = self.latest(name, [each.key for each in part])
                self.counts.records += len(part)
                keys = [each.key for each in part]
                for key in _repeated(before, keys):
                    yield Finding(MORE_THAN_ONCE, name, key, before=self.now)
                there = {key for key, (said, _) in latest.items() if said != GONE}
                known += len(there) - (before in there) - sum(bool(each.wrong) for each in part)
                before = keys[-1]
                for each in part:
                    yield from self._record(table, each, _as_recorded(digest, each), latest.get(each.key))
            query = "SELECT count(*) FROM latest WHERE name = ? AND digest <> ?"
            if known < self.scratch.execute(query, (name, GONE)).fetchone()[0]:
                yield from self._missing(table)

    def _record(
        self, table: Table, row: Stored, digest: str | None, latest: tuple[str, int] | None
    ) -> Iterator[Finding]:
        if digest is None:
            yield Finding(NOT_AS_WRITTEN, table.name, row.key, before=self.now, more=", ".join(row.wrong))
        if latest is None:
            yield Finding("was put in: nothing recorded it", table.name, row.key, before=self.now)
        elif digest is not None and latest[0] != digest:
            yield self._otherwise("is not as it was last recorded", table.name, row.key, latest[1])

    def _missing(self, table: Table) -> Iterator[Finding]:
        rows = stored(self.session.connection(), table, list(table.primary_key))
        there = ((table.name, each.key) for each in rows)
        self.scratch.executemany("INSERT OR IGNORE INTO present VALUES (?, ?)", there)
        query = (
            "SELECT key, row FROM latest WHERE name = ? AND digest <> ? "
            "AND (name, key) NOT IN (SELECT name, key FROM present) ORDER BY key"
        )
        for key, row in self.scratch.execute(query, (table.name, GONE)):
            yield self._otherwise("is gone", table.name, key, row)

    def _otherwise(self, what: str, name: str, key: str, row: int) -> Finding:
        """A record that is not as the newest row of digests says that speaks of it."""
        table = table_of(DigestRow)
        columns = [table.c.id, table.c.at, table.c.audit_id]
        spoke = next(stored(self.session.connection(), table, columns, table.c.id == row))
        at, audit_id = spoke.values["at"], spoke.values["audit_id"]
        spoken = f"audit {audit_id}" if audit_id is not None else f"audit_digest {row}"
        return Finding(what, name, key, at, self.now, f"last spoken of by {spoken}")


def _repeated(before: str, keys: Sequence[str]) -> list[str]:
    """The keys, in their order, that stand there already, one time each."""
    if len({before, *keys}) > len(keys):
        return []
    return list(dict.fromkeys(key for last, key in pairwise([before, *keys]) if last == key))


def _as_recorded(digest: Callable[[Sequence[Any]], str], row: Stored) -> str | None:
    """A record's digest; None for what can't be read, or has no canonical form, as a number that is none."""
    if row.wrong:
        return None
    try:
        return digest(list(row.values.values()))
    except (TypeError, ValueError):
        return None
