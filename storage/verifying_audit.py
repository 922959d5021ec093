"""Whether the record is what Muster wrote: of every audit row, of the seals, and of what the rows speak of.

It reads one consistent state, also while Muster serves, and holds little at a time: what it must remember of
everything lies in a temporary file. Nothing stored is trusted to be what it should be (`storage.as_stored`).
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from storage.as_stored import Stored, any_bytes, stored
from storage.audit_key import KEY, AuditKey, is_key_name, name_in
from storage.base import table_of
from storage.certificates import contents
from storage.changing_key import said_keyed_since
from storage.findings import MORE_THAN_ONCE, NOT_AS_WRITTEN, Counts, Finding
from storage.guards import missing_triggers
from storage.keys_left import BY_ONE_LEFT, KeysLeft
from storage.plain_tables import faults
from storage.record_digests import REBASED, DigestRow
from storage.sealed_as_stored import SealAsStored, rows, seals
from storage.sealed_rows import Proof, code_of, is_vouched_for, proof, row_proof
from storage.sealing import (
    FIRST_BEFORE,
    ROWS_A_SEAL,
    STREAMS,
    Head,
    SealRow,
    rows_digest,
    seal_hash,
    unsealed,
)
from storage.spans import Span, as_spans, as_text, joined, less
from storage.verifying_records import REMEMBERED as OF_RECORDS
from storage.verifying_records import Records

LONG_UNSEALED = timedelta(hours=1)
AT_ONCE = 500


class WrongKey(Exception):
    """The record is sealed with a key that is not given; its message says which, and what to do."""


def verify(
    session: Session, now: datetime, counts: Counts, said: tuple[int, str] | None = None
) -> Iterator[Finding]:
    """Everything that is not as it was written, as it is come by. `said` is a head: its number and hash.

    Raises WrongKey, before anything is looked at.
    """
    check_key(session)
    with closing(sqlite3.connect("")) as scratch, any_bytes(session.connection()):
        for name in missing_triggers(session):
            yield Finding("refuses no change: it is gone or switched off", "trigger", name, before=now)
        for what, kind, name in faults(session.connection()):
            yield Finding(what, kind, name, before=now)
        scratch.executescript(REMEMBERED)
        look = Look(session, session.info[KEY], now, counts, scratch)
        yield from look.seals(said)
        yield from look.the_unsealed()
        yield from look.records.verify()
        for content, wrong in contents(session):
            counts.certificates += 1
            if wrong:
                yield Finding(wrong, "certificate_content", content)


def check_key(session: Session) -> None:
    """Raises WrongKey where the newest seal was made with a key that is not known here: whoever writes on
    without it leaves rows of which nobody can tell whether they are Muster's.
    """
    seal, key = table_of(SealRow).c, session.info[KEY]
    connection = session.connection()
    is_newest = seal.id == select(func.max(seal.id)).scalar_subquery()
    with any_bytes(connection):
        newest = list(stored(connection, table_of(SealRow), [seal.id, seal.at, seal.code], is_newest))
    for values in (each.values for each in newest if not each.wrong):
        name = name_in(values["code"])
        if is_key_name(name) and not key.knows(name):
            raise WrongKey(
                f"The audit is sealed with the key {name} (seal {values['id']:,}, "
                f"{values['at']:%Y-%m-%d %H:%M} UTC), which is neither MUSTER_AUDIT_KEY nor one of "
                "MUSTER_AUDIT_KEYS_BEFORE. Set it as it was; if it is lost, see muster audit new-key."
            )


REMEMBERED = f"""{OF_RECORDS}
CREATE TABLE seen (stream TEXT, id INTEGER, PRIMARY KEY (stream, id)) WITHOUT ROWID;
CREATE TABLE code (code TEXT PRIMARY KEY, stream TEXT, id INTEGER) WITHOUT ROWID;
"""


@dataclass(slots=True)
class Look:
    """One look at all of it: the seals, and the rows under them and under none."""

    session: Session
    key: AuditKey
    now: datetime
    counts: Counts
    scratch: sqlite3.Connection
    records: Records = field(init=False)
    lacks: Mapping[str, Any] = field(default_factory=dict)
    sealed_at: datetime | None = None
    is_keyed: bool = False
    """Whether a seal with a key came before."""
    is_begun: bool = False
    """Whether a seal of more than what was found at the beginning came before."""
    is_blind: bool = False
    """Whether there is a seal that does not tell what it covers."""
    found_through: dict[str, int] = field(default_factory=dict)
    """Of each stream the greatest row that was taken as found."""
    gone: defaultdict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))
    """What seals cover and is not there."""
    first_keyed: Head | None = None
    """The first seal with a key, where there were some without one."""
    said_first: set[str] = field(default_factory=set)
    """The heads with which, as somebody with the key says, there began to be one."""
    kept_until: int = 0
    """The seal of the head that was given: what is under it was there when that was kept."""
    keys: KeysLeft = field(default_factory=KeysLeft)
    repeated: list[tuple[str, int]] = field(default_factory=list)
    """Of the rows that were read last those whose number stands there already."""

    def __post_init__(self) -> None:
        self.records = Records(self.session, self.now, self.counts, self.scratch)

    def seals(self, said: tuple[int, str] | None) -> Iterator[Finding]:
        """The seals one after the other, and the rows under each."""
        number, before = 0, FIRST_BEFORE
        self.kept_until = 0 if said is None else said[0]
        for part in _in_parts(seals(self.session.connection())):
            there = self._rows_under(part)
            for stream, row_id in self.repeated:
                yield self._found(MORE_THAN_ONCE, stream, row_id, self.now)
            for seal in part:
                row = seal.values
                if "id" in seal.wrong or row["id"] <= number:
                    what = NOT_AS_WRITTEN if "id" in seal.wrong else MORE_THAN_ONCE
                    yield self._found(what, "audit_seal", row["id"], self.now, ", ".join(seal.wrong))
                    continue
                at = self.now if "at" in seal.wrong else row["at"]
                if row["id"] != number + 1:
                    yield self._gone("audit_seal", number + 1, row["id"] - 1, at)
                elif row["before"] != before:
                    yield self._found("does not follow on the seal before", "audit_seal", row["id"], at)
                is_keyed = "code" not in seal.wrong and name_in(row["code"]) != ""
                if number and not self.is_keyed and is_keyed:
                    self.first_keyed = Head(row["id"], str(row["hash"]), at)
                yield from self._seal(seal)
                yield from self._under(seal, there, at)
                number, before = row["id"], str(row["hash"])
                self.sealed_at = self.sealed_at if "at" in seal.wrong else at
                self.is_keyed |= is_keyed
                self.is_begun |= row["found"] is False
                if said is not None and said[0] == number and not before.startswith(said[1]):
                    yield self._found("is not the seal of the head that was given", "audit_seal", number, at)
        if not number and said is None:
            yield self._gone("audit_seal", 1, 1, self.now, "no seal is left, and a record begins with one")
        if said is not None and said[0] > number:
            yield self._gone("audit_seal", number + 1, said[0], self.now, "the end was cut off")

    def _seal(self, seal: SealAsStored) -> Iterator[Finding]:
        """One seal by itself."""
        self.counts.seals += 1
        row = seal.values
        if seal.wrong:
            at, more = self.now if "at" in seal.wrong else row["at"], ", ".join(seal.wrong)
            yield self._found(NOT_AS_WRITTEN, "audit_seal", row["id"], at, more)
            return
        at = row["at"]
        values = {name: row[name] for name in row if name not in ("code", "hash")}
        proven = proof(self.key, row["code"], values)
        self._count_unchecked(row["code"], proven)
        if proven is Proof.FAILS or row["hash"] != seal_hash(values, row["code"]):
            yield self._found("is not as it was written", "audit_seal", row["id"], at)
        else:
            self.lacks = row["lacks"]
            if self.keys.is_late_seal(row["code"], at, seal.spans):
                yield self._found(BY_ONE_LEFT, "audit_seal", row["id"], at)
        if row["found"] and self.is_begun:
            yield self._found(
                "takes what it covers as found, after the beginning", "audit_seal", row["id"], at
            )
        elif row["found"]:
            self.counts.found_at = at
        elif row["id"] == 1:
            yield self._found("is not how a record begins", "audit_seal", 1, at)
        if not name_in(row["code"]) and self.is_keyed:
            yield self._found("was made without the key", "audit_seal", row["id"], at)
        elif not name_in(row["code"]):
            self.counts.plain_until = at

    def _under(
        self, seal: SealAsStored, there: Mapping[str, Mapping[int, Stored]], at: datetime
    ) -> Iterator[Finding]:
        """The rows a seal covers."""
        self.is_blind |= not seal.spans
        is_explained = not seal.spans
        codes: list[tuple[str, int, str]] = []
        for stream, spans in seal.spans.items():
            for first, last in spans:
                ids = [each for each in range(first, last + 1) if each in there[stream]]
                for lo, hi in less((first, last), as_spans(ids)):
                    is_explained = True
                    self.gone[stream].append((lo, hi))
                    yield self._gone(stream, lo, hi, at)
                for found in (there[stream][each] for each in ids):
                    codes.append((stream, found.values["id"], code_of(stream, found.values)))
                    self._count_late(seal, found)
                    for finding in self._row(stream, found, at, seal):
                        is_explained = True
                        yield finding
            if seal.values["found"] is True and spans:
                self.found_through[stream] = max(last for _, last in spans)
        if not is_explained and seal.values["rows"] != rows_digest(codes):
            said = "; ".join(f"{name} {as_text(spans)}" for name, spans in seal.spans.items())
            what = "rows under it were changed or swapped"
            yield self._found(what, "audit_seal", seal.values["id"], at, said)

    def _row(self, stream: str, row: Stored, at: datetime, seal: SealAsStored | None) -> Iterator[Finding]:
        """One row of a stream: its code, and that nobody has the same one; what it says of records."""
        self.counts.rows += 1
        values, row_id = row.values, row.values["id"]
        self.scratch.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (stream, row_id))
        if row.wrong:
            yield self._found(NOT_AS_WRITTEN, stream, row_id, at, ", ".join(row.wrong))
            return
        code = values["code"]
        if code is None:
            if seal is None or seal.values["found"] is not True:
                yield self._found("was not written by Muster: it has no code", stream, row_id, at)
            return
        known = self.scratch.execute("SELECT stream, id FROM code WHERE code = ?", (code,)).fetchone()
        if known is not None and known != (stream, row_id):
            yield self._found(f"is a copy of {known[0]} {known[1]}", stream, row_id, at)
            return
        self.scratch.execute("INSERT OR IGNORE INTO code VALUES (?, ?, ?)", (code, stream, row_id))
        proven = row_proof(self.key, stream, values)
        if proven is Proof.FAILS:
            yield self._found("is not as it was written", stream, row_id, at)
            return
        of_seal = None if seal is None or seal.wrong else seal.values
        if proven is Proof.KEY_NOT_GIVEN and not is_vouched_for(stream, values, of_seal):
            what = f"can't be told from a forgery: its code says the key {name_in(code)}, which is not given"
            yield self._found(what, stream, row_id, at)
            return
        self._count_unchecked(code, proven)
        if self.is_keyed and not name_in(code):
            yield self._found("was written without the key", stream, row_id, at)
        if self.keys.is_late_row(stream, row_id, code, self.now if of_seal is None else of_seal["at"]):
            yield self._found(BY_ONE_LEFT, stream, row_id, at)
        if stream == DigestRow.__tablename__:
            self.counts.rebased += len(values["digests"]) if values["cause"] == REBASED else 0
            self.records.note(values)
        elif (keyed_since := said_keyed_since(values)) is not None:
            self.said_first.add(keyed_since)

    def _count_unchecked(self, code: str, proven: Proof) -> None:
        if proven is Proof.KEY_NOT_GIVEN:
            self.counts.unchecked += 1
            by_key, name = self.counts.keys_not_given, name_in(code)
            by_key[name] = by_key.get(name, 0) + 1

    def _count_late(self, seal: SealAsStored, row: Stored) -> None:
        """Counts a row that was sealed long after it was written."""
        is_new = not seal.values["found"] and seal.values["id"] > self.kept_until
        if seal.wrong or row.wrong or not is_new or row.values["at"] is None:
            return
        if seal.values["at"] - row.values["at"] > LONG_UNSEALED:
            self.counts.late += 1
            self.counts.late_from = self.counts.late_from or seal.values["id"]

    def the_unsealed(self) -> Iterator[Finding]:
        """Rows no seal covers: they were just written, or they were put in; and numbers that are missing."""
        connection = self.session.connection()
        for stream in STREAMS:
            is_awaited, before = self._is_awaited(stream), None
            for row in rows(connection, stream, is_awaited):
                self.counts.unsealed += 1
                if "id" in row.wrong or row.values["id"] == before:
                    what = NOT_AS_WRITTEN if "id" in row.wrong else MORE_THAN_ONCE
                    yield Finding(what, stream, row.key, before=self.now, more=", ".join(row.wrong))
                    continue
                before = row.values["id"]
                yield from self._row(stream, row, self.now, None)
                at = None if "at" in row.wrong else row.values["at"]
                is_old = at is not None and self.now - at > LONG_UNSEALED
                if is_old and self.sealed_at is not None:
                    yield self._found("was never sealed", stream, row.values["id"], self.now)
            yield from self._put_in(stream, ~is_awaited)
            if connection.dialect.name == "sqlite":
                yield from self._skipped(stream)
        if self.first_keyed is not None and str(self.first_keyed) not in self.said_first:
            self.counts.plain_unsaid = self.first_keyed.number - 1

    def _is_awaited(self, stream: str) -> ColumnElement[bool]:
        """The condition of rows that no seal need cover yet, whatever the newest one says of it."""
        lacks = self.lacks.get(stream, {})
        seen = self.scratch.execute("SELECT max(id) FROM seen WHERE stream = ?", (stream,)).fetchone()[0]
        return unsealed(stream, {**lacks, "greatest": max(lacks.get("greatest", 0), seen or 0)})

    def _put_in(self, stream: str, where: ColumnElement[bool]) -> Iterator[Finding]:
        """Rows a seal should cover, and none does."""
        table, connection = table_of(STREAMS[stream]), self.session.connection()
        is_seen = "SELECT 1 FROM seen WHERE stream = ? AND id = ?"
        left = [
            each
            for each in self._ids(stream, where)
            if self.scratch.execute(is_seen, (stream, each)).fetchone() is None
        ]
        if not self.is_blind:
            for each in left:
                yield self._found("was put in: no seal covers it", stream, each, self.now)
            return
        for first, last in as_spans(left):
            yield Finding(
                "no seal that can be read covers it", stream, as_text([(first, last)]), before=self.now
            )
            for row in rows(connection, stream, table.c.id.between(first, last)):
                yield from self._row(stream, row, self.now, None)

    def _skipped(self, stream: str) -> Iterator[Finding]:
        """Numbers SQLite never leaves out: it gives each new row the next one, and nobody takes any back."""
        table, last = table_of(STREAMS[stream]), self.found_through.get(stream, 0)
        more = "no seal covers it: it was taken out before it was sealed, or the seal over it was taken out"
        for each in self._ids(stream, table.c.id > last):
            if each > last + 1:
                for lo, hi in less((last + 1, each - 1), self.gone[stream]):
                    yield self._gone(stream, lo, hi, self.now, more)
            last = each

    def _ids(self, stream: str, where: ColumnElement[bool]) -> Iterator[int]:
        table = table_of(STREAMS[stream])
        found = stored(self.session.connection(), table, [table.c.id], where)
        return (each.values["id"] for each in found if not each.wrong)

    def _rows_under(self, part: Sequence[SealAsStored]) -> dict[str, dict[int, Stored]]:
        self.repeated = []
        found: dict[str, dict[int, Stored]] = {stream: {} for stream in STREAMS}
        connection = self.session.connection()
        for stream, there in found.items():
            table = table_of(STREAMS[stream])
            spans = joined(span for each in part for span in each.spans.get(stream, ()))
            for start in range(0, len(spans), AT_ONCE):
                these = or_(*(table.c.id.between(lo, hi) for lo, hi in spans[start : start + AT_ONCE]))
                for row in rows(connection, stream, these):
                    if "id" in row.wrong:  # what is under the seal is gone then
                        continue
                    if row.values["id"] in there:
                        self.repeated.append((stream, row.values["id"]))
                    there[row.values["id"]] = row
        return found

    def _gone(self, table: str, first: int, last: int, at: datetime, more: str = "") -> Finding:
        what = "is gone" if first == last else "are gone"
        return Finding(what, table, as_text([(first, last)]), self.sealed_at, at, more)

    def _found(self, what: str, table: str, key: int, at: datetime, more: str = "") -> Finding:
        return Finding(what, table, str(key), self.sealed_at, at, more)


def _in_parts(found: Iterable[SealAsStored]) -> Iterator[list[SealAsStored]]:
    """Seals until they cover as many rows as one may: so many that little is held at once."""
    part: list[SealAsStored] = []
    rows_under = 0
    for each in found:
        part.append(each)
        rows_under += each.rows
        if rows_under >= ROWS_A_SEAL or len(part) == AT_ONCE:
            yield part
            part, rows_under = [], 0
    if part:
        yield part
