"""Whether the record is what Muster wrote: of every audit row, of the seals, and of what the rows speak of.

It reads one consistent state, also while Muster serves, and holds little at a time: what it must remember of
everything lies in a temporary file.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, or_, select
from sqlalchemy.orm import Session

from storage.audit import of_row
from storage.audit_key import KEY, AuditKey, name_in
from storage.base import table_of
from storage.certificates import contents
from storage.record_digests import GONE, REBASED, DigestRow, covered, in_parts, of_digests, records_of
from storage.sealing import (
    FIRST_BEFORE,
    ROWS_A_SEAL,
    STREAMS,
    SealRow,
    as_spans,
    code_of,
    newest_seal,
    rows_digest,
    seal_hash,
    unsealed,
)

LONG_UNSEALED = timedelta(hours=1)
AT_ONCE = 500

SAYS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "audit": of_row,
    "audit_digest": of_digests,
}


class WrongKey(Exception):
    """The record is sealed with a key that is not given; its message says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as Muster wrote it: of which table and which row, and between which instants.

    `after` is the newest instant at which it still was as written, `before` one at which it was not any more,
    or the end of the time in which it was written; either may be unknown.
    """

    what: str
    table: str
    key: str
    after: datetime | None = None
    before: datetime | None = None
    more: str = ""


@dataclass(slots=True)
class Counts:
    """How much was looked at."""

    seals: int = 0
    rows: int = 0
    records: int = 0
    certificates: int = 0
    unsealed: int = 0
    unchecked: int = 0
    """Rows and seals by an older key that is not given: the chain holds them, their codes say nothing."""
    plain_until: datetime | None = None
    """Until when seals were made without a key, where later ones have one."""
    rebased: int = 0
    """Records an upgrade took over into another shape."""
    found_at: datetime | None = None
    """When what was there before was sealed as it was found."""


def verify(
    session: Session, now: datetime, counts: Counts, said: tuple[int, str] | None = None
) -> Iterator[Finding]:
    """Everything that is not as it was written, as it is come by. `said` is a head: its number and hash.

    Raises WrongKey, before anything is looked at.
    """
    check_key(session)
    with closing(sqlite3.connect("")) as scratch:
        scratch.executescript(REMEMBERED)
        look = Look(session, session.info[KEY], now, counts, scratch)
        yield from look.seals(said)
        yield from look.the_unsealed()
        yield from look.records()
    for name, is_same in contents(session):
        counts.certificates += 1
        if not is_same:
            yield Finding("bytes changed", "certificate_content", name)


def check_key(session: Session) -> None:
    """Raises WrongKey where the newest seal was made with a key that is not known here: whoever writes on
    without it leaves rows of which nobody can tell whether they are Muster's.
    """
    newest = newest_seal(session)
    key: AuditKey = session.info[KEY]
    if newest is not None and not key.knows(name_in(newest.code)):
        raise WrongKey(
            f"The audit is sealed with the key {name_in(newest.code)} (seal {newest.id:,}, "
            f"{newest.at:%Y-%m-%d %H:%M} UTC), which is neither MUSTER_AUDIT_KEY nor one of "
            "MUSTER_AUDIT_KEYS_BEFORE. Set it as it was; if it is lost, see muster audit new-key."
        )


REMEMBERED = """
CREATE TABLE latest (name TEXT, key TEXT, digest TEXT, row INTEGER, PRIMARY KEY (name, key)) WITHOUT ROWID;
CREATE TABLE seen (stream TEXT, id INTEGER, PRIMARY KEY (stream, id)) WITHOUT ROWID;
CREATE TABLE present (name TEXT, key TEXT, PRIMARY KEY (name, key)) WITHOUT ROWID;
CREATE TABLE code (code TEXT PRIMARY KEY, stream TEXT, id INTEGER) WITHOUT ROWID;
"""
_LATEST = (
    "INSERT INTO latest VALUES (?, ?, ?, ?) ON CONFLICT (name, key) DO UPDATE "
    "SET digest = excluded.digest, row = excluded.row WHERE excluded.row > latest.row"
)


@dataclass(slots=True)
class Look:
    """One look at all of it."""

    session: Session
    key: AuditKey
    now: datetime
    counts: Counts
    scratch: sqlite3.Connection
    lacks: Mapping[str, Any] | None = None
    sealed_at: datetime | None = None
    is_keyed: bool = False
    """Whether a seal with a key came before."""

    def seals(self, said: tuple[int, str] | None) -> Iterator[Finding]:
        """The seals one after the other, and the rows under each."""
        table = table_of(SealRow)
        number, before = 0, FIRST_BEFORE
        rows = self.session.execute(
            select(table).order_by(table.c.id).execution_options(yield_per=AT_ONCE)
        ).mappings()
        for part in _in_parts(rows):
            there = self._rows_under(part)
            for row in part:
                if row["id"] != number + 1:
                    yield self._gone("audit_seal", number + 1, row["id"] - 1, row["at"])
                elif row["before"] != before:
                    yield self._found(
                        "does not follow on the seal before", "audit_seal", row["id"], row["at"]
                    )
                yield from self._seal(row, there)
                number, before, self.sealed_at = row["id"], row["hash"], row["at"]
                self.is_keyed |= name_in(row["code"]) != ""
                if said is not None and said[0] == number and not before.startswith(said[1]):
                    yield self._found(
                        "is not the seal of the head that was given", "audit_seal", number, row["at"]
                    )
        if said is not None and said[0] > number:
            yield self._gone("audit_seal", number + 1, said[0], self.now, "the end was cut off")

    def _seal(self, row: RowMapping, there: Mapping[tuple[str, int], RowMapping]) -> Iterator[Finding]:
        self.counts.seals += 1
        values = {name: row[name] for name in row if name not in ("code", "hash")}
        if row["hash"] != seal_hash(values, row["code"]) or not self._made(row["code"], values):
            yield self._found("is not as it was written", "audit_seal", row["id"], row["at"])
        if row["found"]:
            self.counts.found_at = row["at"]
        if not name_in(row["code"]) and self.is_keyed:
            yield self._found("was made without the key", "audit_seal", row["id"], row["at"])
        elif not name_in(row["code"]):
            self.counts.plain_until = row["at"]
        is_explained = False
        codes: list[tuple[str, int, str]] = []
        for stream in STREAMS:
            for first, last in row["covers"].get(stream, ()):
                gone = [each for each in range(first, last + 1) if (stream, each) not in there]
                for lo, hi in as_spans(gone):
                    is_explained = True
                    yield self._gone(stream, lo, hi, row["at"])
                ids = (each for each in range(first, last + 1) if (stream, each) in there)
                for found in (there[stream, each] for each in ids):
                    codes.append((stream, found["id"], code_of(stream, found)))
                    for finding in self._row(stream, found, row["at"], row["found"]):
                        is_explained = True
                        yield finding
        if not is_explained and row["rows"] != rows_digest(codes):
            spans = "; ".join(f"{name} {_said(row['covers'].get(name, ()))}" for name in STREAMS)
            yield self._found(
                "rows under it were changed or swapped", "audit_seal", row["id"], row["at"], spans
            )
        self.lacks = row["lacks"]

    def _row(self, stream: str, row: RowMapping, at: datetime, is_old: bool) -> Iterator[Finding]:
        """One row of a stream: its code, and that nobody has the same one; what it says of records."""
        self.counts.rows += 1
        self.scratch.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (stream, row["id"]))
        code = row["code"]
        if code is None:
            if not is_old:
                yield self._found("was not written by Muster: it has no code", stream, row["id"], at)
            return
        known = self.scratch.execute("SELECT stream, id FROM code WHERE code = ?", (code,)).fetchone()
        if known is not None and known != (stream, row["id"]):
            yield self._found(f"is a copy of {known[0]} {known[1]}", stream, row["id"], at)
            return
        self.scratch.execute("INSERT OR IGNORE INTO code VALUES (?, ?, ?)", (code, stream, row["id"]))
        if not self._made(code, SAYS[stream](dict(row))):
            yield self._found("is not as it was written", stream, row["id"], at)
            return
        if self.is_keyed and not name_in(code):
            yield self._found("was written without the key", stream, row["id"], at)
        if stream == DigestRow.__tablename__:
            if row["cause"] == REBASED:
                self.counts.rebased += len(row["digests"])
            latest = ((row["name"], key, digest, row["id"]) for key, digest in row["digests"].items())
            self.scratch.executemany(_LATEST, latest)

    def _made(self, code: str, said: Mapping[str, Any]) -> bool:
        if self.key.knows(name_in(code)):
            return self.key.made(code, said)
        self.counts.unchecked += 1
        return True

    def the_unsealed(self) -> Iterator[Finding]:
        """Rows no seal covers: they were just written, or they were put in."""
        lacks = self.lacks or {}
        for stream, model in STREAMS.items():
            table = table_of(model)
            is_awaited = unsealed(stream, lacks.get(stream, {}))
            rows = select(table).where(is_awaited).order_by(table.c.id)
            for row in self.session.execute(rows.execution_options(yield_per=AT_ONCE)).mappings():
                self.counts.unsealed += 1
                yield from self._row(stream, row, self.now, False)
                if row["at"] is not None and self.now - row["at"] > LONG_UNSEALED:
                    yield self._found("was never sealed", stream, row["id"], self.now)
            ids = select(table.c.id).where(~is_awaited).order_by(table.c.id)
            for row_id in self.session.scalars(ids.execution_options(yield_per=AT_ONCE)):
                is_seen = self.scratch.execute(
                    "SELECT 1 FROM seen WHERE stream = ? AND id = ?", (stream, row_id)
                ).fetchone()
                if is_seen is None:
                    yield self._found("was put in: no seal covers it", stream, row_id, self.now)

    def records(self) -> Iterator[Finding]:
        """Every record as it is, beside the newest digest of it."""
        connection = self.session.connection()
        for name, table in covered().items():
            known = 0
            for part in in_parts(records_of(connection, table), AT_ONCE):
                latest = self.latest(name, [key for key, _ in part])
                for key, digest in part:
                    self.counts.records += 1
                    if key not in latest:
                        yield Finding("was put in: nothing recorded it", name, key, before=self.now)
                        continue
                    known += 1
                    if latest[key][0] != digest:
                        yield self._otherwise("is not as it was last recorded", name, key, latest[key][1])
            query = "SELECT count(*) FROM latest WHERE name = ? AND digest <> ?"
            if known < self.scratch.execute(query, (name, GONE)).fetchone()[0]:
                yield from self._missing(name)

    def _missing(self, name: str) -> Iterator[Finding]:
        there = ((name, key) for key, _ in records_of(self.session.connection(), covered()[name]))
        self.scratch.executemany("INSERT INTO present VALUES (?, ?)", there)
        query = (
            "SELECT key, row FROM latest WHERE name = ? AND digest <> ? "
            "AND (name, key) NOT IN (SELECT name, key FROM present) ORDER BY key"
        )
        for key, row in self.scratch.execute(query, (name, GONE)):
            yield self._otherwise("is gone", name, key, row)

    def latest(self, name: str, keys: Sequence[str]) -> dict[str, tuple[str, int]]:
        """What was recorded last of some records: its digest, and the row that says so."""
        query = (
            "SELECT key, digest, row FROM latest WHERE name = ? AND key IN (SELECT value FROM json_each(?))"
        )
        found = self.scratch.execute(query, (name, json.dumps(keys)))
        return {key: (digest, row) for key, digest, row in found}

    def _otherwise(self, what: str, name: str, key: str, row: int) -> Finding:
        """A record that is not as the newest row of digests says that speaks of it."""
        digests = table_of(DigestRow).c
        at, audit_id = self.session.execute(
            select(digests.at, digests.audit_id).where(digests.id == row)
        ).one()
        spoken = f"audit {audit_id}" if audit_id is not None else f"audit_digest {row}"
        return Finding(what, name, key, at, self.now, f"last spoken of by {spoken}")

    def _rows_under(self, seals: Sequence[RowMapping]) -> dict[tuple[str, int], RowMapping]:
        found: dict[tuple[str, int], RowMapping] = {}
        for stream, model in STREAMS.items():
            table = table_of(model)
            spans = _joined([span for each in seals for span in each["covers"].get(stream, ())])
            for start in range(0, len(spans), AT_ONCE):
                these = or_(*(table.c.id.between(lo, hi) for lo, hi in spans[start : start + AT_ONCE]))
                for row in self.session.execute(select(table).where(these)).mappings():
                    found[stream, row["id"]] = row
        return found

    def _gone(self, table: str, first: int, last: int, at: datetime, more: str = "") -> Finding:
        key = str(first) if first == last else f"{first}-{last}"
        return Finding("is gone" if first == last else "are gone", table, key, self.sealed_at, at, more)

    def _found(self, what: str, table: str, key: int, at: datetime, more: str = "") -> Finding:
        return Finding(what, table, str(key), self.sealed_at, at, more)


def _joined(spans: Iterable[Sequence[int]]) -> list[tuple[int, int]]:
    """Spans in order, those that follow on one another as one."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted((each[0], each[1]) for each in spans):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return joined


def _said(spans: Iterable[Sequence[int]]) -> str:
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in _joined(spans)) or "none"


def _in_parts(seals: Iterable[RowMapping]) -> Iterator[list[RowMapping]]:
    """Seals until they cover as many rows as one may: so many that little is held at once."""
    part: list[RowMapping] = []
    rows = 0
    for each in seals:
        part.append(each)
        rows += each["count"]
        if rows >= ROWS_A_SEAL or len(part) == AT_ONCE:
            yield part
            part, rows = [], 0
    if part:
        yield part
