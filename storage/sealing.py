"""The seals of the audit: every few seconds one over all that was written since, each over the one before.

Rows are written without waiting for one another, and sealed afterwards: one process does it at a time, and
who comes meanwhile goes on. A row may become visible later than one of a greater number: PostgreSQL numbers
them before they are committed. So a seal says exactly which rows it covers, and which were not there yet.

Before a row is sealed its code is checked. One that does not hold is sealed as doubted, and so found however
long it lies there: no seal makes a row good.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Index, func, or_, select, text
from sqlalchemy.exc import DataError, DBAPIError, ProgrammingError
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.as_stored import AT_ONCE, NOT_READ, any_bytes, stored
from storage.audit import AuditRow
from storage.audit_key import KEY, AuditKey, name_in
from storage.base import Base, table_of
from storage.canonical import digest_of
from storage.engine import Store
from storage.record_digests import DigestRow, find_all
from storage.sealed_rows import DOUBTED, Proof, code_of, row_proof
from storage.spans import as_spans, less

log = structlog.get_logger()

STREAMS: Mapping[str, type[Base]] = {"audit": AuditRow, "audit_digest": DigestRow}
"""What is sealed, in this order."""

ROWS_A_SEAL = 1000
"""A seal says that something among its rows is not as it was: the fewer, the closer it says where."""
_A_STREAM = ROWS_A_SEAL // len(STREAMS)
WAITS_FOR = timedelta(days=1)
"""How long a number that was skipped is looked for, and while a transaction of then is open; what comes later
was not written by Muster."""
FIRST_BEFORE = "0" * 64
HEAD_SIGNS = 32
SEALING = 7_160_016
"""The advisory lock of who seals, on PostgreSQL."""
MOST_LOGGED = 20


class SealRow(Base):
    """A seal: which rows it covers, what they are together, and the seal before it. Only ever added.

    `covers` has, for each stream, spans of ids, first and last, and under `DOUBTED` spans of those among them
    whose codes did not hold; seals of before codes were checked have no such word. `lacks` has those up to
    the greatest that were not there yet, with the instant since when they are waited for. `rows` is the
    digest of the rows' codes in order; `code` is of the whole seal. Rows without a code are of before there
    were any (`found`).
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


class CanNotSeal(Exception):
    """What is stored of the audit can't be read where it ends, and so nothing more is sealed."""


class NoHead(ValueError):
    """What was given as a head is none."""


def read_head(said: str) -> tuple[int, str]:
    """The number and the hash's beginning of a head as it is printed. Raises NoHead."""
    found = re.fullmatch(rf"(\d{{1,10}})-([0-9a-f]{{{HEAD_SIGNS}}})", said.strip().lower())
    if found is None:
        raise NoHead(f"{said!r} is no head of the audit: one reads like 57-{'0123456789abcdef' * 2}.")
    return int(found[1]), found[2]


def head(session: Session) -> Head | None:
    """The newest seal; None where nothing was sealed yet, and where it is not as Muster writes one."""
    seal, connection = table_of(SealRow), session.connection()
    is_newest = seal.c.id == select(func.max(seal.c.id)).scalar_subquery()
    with any_bytes(connection):
        newest = list(stored(connection, seal, [seal.c.id, seal.c.hash, seal.c.at], is_newest))
    if not newest or newest[0].wrong:
        return None
    return Head(*(newest[0].values[name] for name in ("id", "hash", "at")))


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
    """Seals what there is as it is found, and only where there is no seal: what came before is neither proven
    nor disproven by it, what comes after is.

    Only for who makes the tables, and for who begins anew with the key in hand.
    """
    if newest_seal(session) is None:
        find_all(session.connection(), session.info[KEY], now)
        seal(session, now, found=True)


def seal_what_is_owed(store: Store, now: datetime) -> int:
    """Seals what is not sealed yet, with a turn to write only where there is something; of how many rows.

    Each seal has a turn and a commit of its own: however much piled up, who writes meanwhile waits for one.
    Raises CanNotSeal.
    """
    try:
        return _seal_one_after_the_other(store, now)
    except NOT_READ as error:
        if isinstance(error, DBAPIError) and not _can_not_be_read(error):
            raise
        raise CanNotSeal(
            "The end of the audit can't be read, and nothing more is sealed: see muster audit verify."
        ) from error


def _can_not_be_read(error: DBAPIError) -> bool:
    """Whether the driver gave up on what it was handed, as on bytes that are no text, or the database on a
    table that is not as it was made.
    """
    return isinstance(error, DataError | ProgrammingError) or "Could not decode" in str(error.orig)


def _seal_one_after_the_other(store: Store, now: datetime) -> int:
    sealed = 0
    while True:
        with store.reading() as session:
            if not is_owed(session):
                return sealed
        with store.writing() as session:
            count = seal_next(session, now)
        if not count:
            return sealed
        sealed += count


def is_owed(session: Session) -> bool:
    """Whether there is something to seal, as far as a look tells: who seals takes a turn to write."""
    key: AuditKey = session.info[KEY]
    last = newest_seal(session)
    if last is None:
        return False
    if name_in(last.code) != key.name and key.knows(name_in(last.code)):
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
    """Seals all that is not sealed yet, in one writing transaction (`seal_next`); of how many rows."""
    sealed = 0
    while count := seal_next(session, now, found=found, is_new_key=is_new_key):
        sealed += count
    return sealed


def seal_next(session: Session, now: datetime, found: bool = False, is_new_key: bool = False) -> int:
    """Makes the next seal over what is not sealed yet, in a writing transaction; of how many rows.

    0 where somebody else is at it; where the newest seal's key is not known here, unless `is_new_key`; and
    where there is no seal at all: the first one is made with the tables (`found`: over what was there before
    there were codes), so whoever finds none finds a record somebody threw away. Where the key is another one
    than the newest seal's, a seal is made even of nothing, so that there is always one by today's key.
    """
    if session.get_bind().dialect.name == "postgresql" and not session.scalar(
        text(f"SELECT pg_try_advisory_xact_lock({SEALING})")
    ):
        return 0
    key: AuditKey = session.info[KEY]
    last = newest_seal(session)
    if last is None and not found:
        return 0
    if last is not None and not key.knows(name_in(last.code)) and not is_new_key:
        return 0
    waits: dict[str, Any] = last.lacks if last is not None else {}
    clock = _clock(session, now)
    part = {name: _unsealed(session, name, waits.get(name, {}), clock) for name in STREAMS}
    count = sum(len(each.rows) for each in part.values())
    if not count and last is not None and name_in(last.code) == key.name:
        return 0
    is_keyed = last is not None and name_in(last.code) != ""
    values = {
        "id": 1 if last is None else last.id + 1,
        "at": now,
        "before": FIRST_BEFORE if last is None else last.hash,
        "covers": {name: as_spans(row.id for row in each.rows) for name, each in part.items()}
        | {DOUBTED: _doubted(part, found, is_keyed)},
        "lacks": {name: each.lacks for name, each in part.items()},
        "count": count,
        "rows": rows_digest((name, row.id, row.code) for name, each in part.items() for row in each.rows),
        "found": found,
    }
    code = key.code(values)
    session.add(SealRow(**values, code=code, hash=seal_hash(values, code)))
    session.flush()
    return count


def rows_digest(rows: Iterable[tuple[str, int, str]]) -> str:
    """What rows are together: stream, id and code of each, in order."""
    made = sha256()
    for stream, row_id, code in rows:
        made.update(f"{stream} {row_id} {code}\n".encode("utf-8", "surrogatepass"))
    return made.hexdigest()


def seal_hash(values: Mapping[str, Any], code: str) -> str:
    """A seal's hash: of all it says, and of its code."""
    return digest_of([dict(values), code])


@dataclass(frozen=True, slots=True)
class _Row:
    """A row to be sealed: its number, its code, and whether that is Muster's."""

    id: int
    code: str
    proof: Proof

    def is_doubted(self, found: bool, is_keyed: bool) -> bool:
        """Whether it is not as Muster writes rows: `found` before there were codes, or by the key since."""
        if self.proof is Proof.NO_CODE:
            return not found
        return self.proof is not Proof.HOLDS or (is_keyed and not name_in(self.code))


@dataclass(frozen=True, slots=True)
class _Part:
    """What of one stream the next seal covers, and what it is to say was not there."""

    rows: list[_Row]
    lacks: dict[str, Any]


def _doubted(part: Mapping[str, _Part], found: bool, is_keyed: bool) -> dict[str, list[list[int]]]:
    """Of each stream the rows whose codes do not hold; the log says so at once, verify for good."""
    ids = {
        name: [row.id for row in each.rows if row.is_doubted(found, is_keyed)] for name, each in part.items()
    }
    doubted = {name: as_spans(each) for name, each in ids.items() if each}
    if doubted:
        log.error(
            "rows of the audit are not as Muster writes them: muster audit verify",
            rows={name: spans[:MOST_LOGGED] for name, spans in doubted.items()},
        )
    return doubted


@dataclass(frozen=True, slots=True)
class _Clock:
    """The one clock by which numbers are waited for, and since when the oldest transaction is under way that
    writes. Each process has a clock of its own: one that is ahead would have honest rows waited for no more.
    """

    now: datetime
    oldest: datetime | None = None

    def is_over(self, since: str) -> bool:
        """Whether nobody can come any more with a number that was missing then."""
        then = datetime.fromisoformat(since)
        return self.now - then >= WAITS_FOR and (self.oldest is None or self.oldest > then)


_RUNNING = text(
    "SELECT clock_timestamp(), (SELECT min(xact_start) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL)"
)


def _clock(session: Session, now: datetime) -> _Clock:
    """The database's clock; on SQLite, where nobody comes late, the one of who seals."""
    if session.get_bind().dialect.name == "sqlite":
        return _Clock(now)
    there, oldest = session.execute(_RUNNING).one()
    return _Clock(there.astimezone(UTC), oldest)


def _unsealed(session: Session, name: str, waits: Mapping[str, Any], clock: _Clock) -> _Part:
    """The next unsealed rows of a stream: those waited for, then those above the greatest sealed."""
    table = table_of(STREAMS[name])
    greatest = int(waits.get("greatest", 0))
    waiting = [(first, last, since) for first, last, since in waits.get("missing", ())]
    late: list[_Row] = []
    for start in range(0, len(waiting), AT_ONCE):
        these = or_(*(table.c.id.between(lo, hi) for lo, hi, _ in waiting[start : start + AT_ONCE]))
        late += _read(session, name, these, _A_STREAM - len(late))
        if len(late) >= _A_STREAM:
            break
    else:  # each of them was looked for once more
        waiting = [each for each in waiting if not clock.is_over(each[2])]
    new = _read(session, name, table.c.id > greatest, _A_STREAM - len(late))
    came = as_spans(row.id for row in late)
    missing = [(*span, since) for first, last, since in waiting for span in less((first, last), came)]
    if new:
        ids = [row.id for row in new]
        missing += [(*span, clock.now.isoformat()) for span in less((greatest + 1, ids[-1]), as_spans(ids))]
        greatest = ids[-1]
    return _Part(late + new, {"greatest": greatest, "missing": [list(each) for each in missing]})


def _read(session: Session, name: str, where: Any, most: int) -> list[_Row]:
    if most <= 0:
        return []
    table, key = table_of(STREAMS[name]), session.info[KEY]
    query = select(table).where(where).order_by(table.c.id).limit(most)
    rows = (dict(row) for row in session.execute(query).mappings())
    return [_Row(row["id"], code_of(name, row), row_proof(key, name, row)) for row in rows]
