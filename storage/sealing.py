"""The seals of the audit: every few seconds one over all that was written since, each over the one before.

Rows are written without waiting for one another, and sealed afterwards: one process does it at a time, and
who comes meanwhile goes on. A row may become visible later than one of a greater number: PostgreSQL numbers
them before they are committed. So a seal says exactly which rows it covers, and which were not there yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Index, RowMapping, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.audit import AuditRow, of_row
from storage.audit_key import KEY, AuditKey, name_in
from storage.base import Base, table_of
from storage.canonical import digest_of
from storage.engine import Store
from storage.record_digests import DigestRow, find_all

STREAMS: Mapping[str, type[Base]] = {"audit": AuditRow, "audit_digest": DigestRow}
"""What is sealed, in this order."""

ROWS_A_SEAL = 1000
"""A seal says that something among its rows is not as it was: the fewer, the closer it says where."""
_A_STREAM = ROWS_A_SEAL // len(STREAMS)
WAITS_FOR = timedelta(days=1)
"""How long a number that was skipped is looked for; what comes later was not written by Muster."""
FIRST_BEFORE = "0" * 64
HEAD_SIGNS = 32
SEALING = 7_160_016
"""The advisory lock of who seals, on PostgreSQL."""

Span = tuple[int, int]


class SealRow(Base):
    """A seal: which rows it covers, what they are together, and the seal before it. Only ever added.

    `covers` has, for each stream, spans of ids, first and last; `lacks` those up to the greatest that were
    not there yet, with the instant since when they are waited for. `rows` is the digest of the rows' codes in
    order; `code` is of the whole seal. Rows without a code are of before there were any (`found`).
    """

    __tablename__ = "audit_seal"
    __table_args__ = (Index("ix_audit_seal_at", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 1, 2, 3 ..., none skipped
    at: Mapped[datetime]
    before: Mapped[str]
    covers: Mapped[dict[str, Any]]
    lacks: Mapped[dict[str, Any]]
    count: Mapped[int]
    rows: Mapped[str]
    found: Mapped[bool] = mapped_column(default=False)
    code: Mapped[str]
    hash: Mapped[str]


@dataclass(frozen=True, slots=True)
class Head:
    """Where the record ends: the newest seal, its hash, its instant. Kept elsewhere it finds a cut tail."""

    number: int
    hash: str
    at: datetime

    def __str__(self) -> str:
        return f"{self.number}-{self.hash[:HEAD_SIGNS]}"


class NoHead(ValueError):
    """What was given as a head is none."""


def read_head(said: str) -> tuple[int, str]:
    """The number and the hash's beginning of a head as it is printed. Raises NoHead."""
    found = re.fullmatch(rf"(\d{{1,10}})-([0-9a-f]{{{HEAD_SIGNS}}})", said.strip().lower())
    if found is None:
        raise NoHead(f"{said!r} is no head of the audit: one reads like 57-{'0123456789abcdef' * 2}.")
    return int(found[1]), found[2]


def head(session: Session) -> Head | None:
    """The newest seal; None where nothing was sealed yet."""
    seal = table_of(SealRow).c
    newest = session.execute(select(seal.id, seal.hash, seal.at).order_by(seal.id.desc()).limit(1)).first()
    return None if newest is None else Head(*newest)


def head_line(session: Session) -> str:
    """The head as documents and exports have it; nothing where nothing is sealed."""
    return in_words(head(session))


def in_words(newest: Head | None) -> str:
    """A head as documents and exports have it; nothing for none."""
    return "" if newest is None else f"Audit head {newest}, {newest.at:%Y-%m-%d %H:%M} UTC"


def newest_seal(session: Session) -> SealRow | None:
    """The newest seal, whole; None where nothing was sealed yet."""
    return session.scalar(select(SealRow).order_by(SealRow.id.desc()).limit(1))


def begin_sealing(session: Session, now: datetime) -> None:
    """Seals what there is as it is found, and only where nothing was sealed yet: what came before is neither
    proven nor disproven by it, what comes after is.
    """
    if head(session) is None:
        find_all(session.connection(), session.info[KEY], now)
        seal(session, now, found=True)


def seal_what_is_owed(store: Store, now: datetime) -> int:
    """Seals what is not sealed yet, with a turn to write only where there is something; how much it was."""
    with store.reading() as session:
        if not is_owed(session):
            return 0
    with store.writing() as session:
        return seal(session, now)


def is_owed(session: Session) -> bool:
    """Whether there is something to seal, as far as a look tells: who seals takes a turn to write."""
    key: AuditKey = session.info[KEY]
    last = newest_seal(session)
    if last is None or (name_in(last.code) != key.name and key.knows(name_in(last.code))):
        return True
    return any(
        session.scalar(select(table_of(STREAMS[name]).c.id).where(unsealed(name, lacks)).limit(1)) is not None
        for name, lacks in last.lacks.items()
    )


def unsealed(name: str, lacks: Mapping[str, Any]) -> ColumnElement[bool]:
    """The condition of a stream's rows that no seal covers, by what the newest one lacks."""
    row = table_of(STREAMS[name]).c
    waited_for = (row.id.between(first, last) for first, last, _ in lacks.get("missing", ()))
    return or_(row.id > int(lacks.get("greatest", 0)), *waited_for)


def seal(session: Session, now: datetime, found: bool = False, is_new_key: bool = False) -> int:
    """Seals what is not sealed yet, in a writing transaction; how many rows it were.

    0 where somebody else is at it, and where the newest seal's key is not known here, unless `is_new_key`.
    `found` seals what was there before there were codes. Where the key is another one than the newest seal's,
    a seal is made even of nothing, so that there is always one by today's key.
    """
    if session.get_bind().dialect.name == "postgresql" and not session.scalar(
        text(f"SELECT pg_try_advisory_xact_lock({SEALING})")
    ):
        return 0
    key: AuditKey = session.info[KEY]
    last = newest_seal(session)
    if last is not None and not key.knows(name_in(last.code)) and not is_new_key:
        return 0
    sealed = 0
    while True:
        waits: dict[str, Any] = last.lacks if last is not None else {}
        part = {name: _unsealed(session, name, waits.get(name, {}), now) for name in STREAMS}
        count = sum(len(each.rows) for each in part.values())
        has_key = last is not None and name_in(last.code) == key.name
        if not count and has_key:
            return sealed
        values = {
            "id": 1 if last is None else last.id + 1,
            "at": now,
            "before": FIRST_BEFORE if last is None else last.hash,
            "covers": {name: as_spans(row_id for row_id, _ in each.rows) for name, each in part.items()},
            "lacks": {name: each.lacks for name, each in part.items()},
            "count": count,
            "rows": rows_digest((name, *row) for name, each in part.items() for row in each.rows),
            "found": found,
        }
        code = key.code(values)
        last = SealRow(**values, code=code, hash=seal_hash(values, code))
        session.add(last)
        session.flush()
        sealed += count
        if all(len(each.rows) < _A_STREAM for each in part.values()):
            return sealed


def rows_digest(rows: Iterable[tuple[str, int, str]]) -> str:
    """What rows are together: stream, id and code of each, in order."""
    made = sha256()
    for stream, row_id, code in rows:
        made.update(f"{stream} {row_id} {code}\n".encode("utf-8", "surrogatepass"))
    return made.hexdigest()


def as_spans(ids: Iterable[int]) -> list[list[int]]:
    """Ids as spans of those that follow one another, in the order they come."""
    spans: list[list[int]] = []
    for each in ids:
        if spans and each == spans[-1][1] + 1:
            spans[-1][1] = each
        else:
            spans.append([each, each])
    return spans


def seal_hash(values: Mapping[str, Any], code: str) -> str:
    """A seal's hash: of all it says, and of its code."""
    return digest_of([dict(values), code])


def code_of(stream: str, row: RowMapping) -> str:
    """A row's code; of one without any, the digest of what it says."""
    if row["code"] is not None:
        return str(row["code"])
    return digest_of([stream, of_row(dict(row))])


@dataclass(frozen=True, slots=True)
class _Part:
    """What of one stream the next seal covers, and what it is to say was not there."""

    rows: list[tuple[int, str]]
    lacks: dict[str, Any]


def _unsealed(session: Session, name: str, waits: Mapping[str, Any], now: datetime) -> _Part:
    """The next unsealed rows of a stream: those waited for, then those above the greatest sealed."""
    table = table_of(STREAMS[name])
    greatest = int(waits.get("greatest", 0))
    waiting = [
        (first, last, since)
        for first, last, since in waits.get("missing", ())
        if now - datetime.fromisoformat(since) < WAITS_FOR
    ]
    late: list[tuple[int, str]] = []
    for first, last, _ in waiting:
        late += _read(session, name, table.c.id.between(first, last), _A_STREAM - len(late))
        if len(late) >= _A_STREAM:
            break
    new = _read(session, name, table.c.id > greatest, _A_STREAM - len(late))
    came = [row_id for row_id, _ in late]
    missing = [
        (*span, since)
        for first, last, since in waiting
        for span in _less((first, last), [row_id for row_id in came if first <= row_id <= last])
    ]
    if new:
        ids = [row_id for row_id, _ in new]
        missing += [(*span, now.isoformat()) for span in _less((greatest + 1, ids[-1]), ids)]
        greatest = ids[-1]
    return _Part(late + new, {"greatest": greatest, "missing": [list(each) for each in missing]})


def _read(session: Session, name: str, where: Any, most: int) -> list[tuple[int, str]]:
    if most <= 0:
        return []
    table = table_of(STREAMS[name])
    query = select(table).where(where).order_by(table.c.id).limit(most)
    return [(row["id"], code_of(name, row)) for row in session.execute(query).mappings()]


def _less(span: Span, ids: Sequence[int]) -> Iterator[Span]:
    """A span less some ids in it, which are in order."""
    first, last = span
    for each in ids:
        if first < each:
            yield first, each - 1
        first = each + 1
    if first <= last:
        yield first, last
