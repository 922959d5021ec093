"""Certificates: what proves a completion, copied into the store with its hash.

A file that was brought in Slack is fetched afterwards: until then it is on its way. Its bytes stand apart
from the row that speaks of them, once however often the same file is brought, and go into every copy of the
store.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    Connection,
    Enum,
    ForeignKey,
    Index,
    LargeBinary,
    bindparam,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.as_stored import any_bytes, stored
from storage.audit import SLACK, AuditKind, Trail
from storage.base import Base, TakenBack, seldom_any, table_of
from storage.training import CompletionRecord, new_record
from storage.waits import is_free

RECORD = "certificate"
"""What the audit calls the record of one."""


IS_WAITING = text("state = 'coming' AND voided_at IS NULL AND completion_id IS NOT NULL")
IS_UNPLACED = text("state = 'coming' AND voided_at IS NULL AND completion_id IS NULL")
"""Brought, and to be fetched; brought, and nobody said yet what it proves. Asked by the job every second."""

MUSTER, JOB = "Muster", "job"
"""Who does not keep a file, and through which door."""


class CertificateState(StrEnum):
    """Where a certificate's file is."""

    COMING = "coming"  # to be fetched from Slack
    KEPT = "kept"
    AGAIN = "again"  # the same bytes prove the same record already
    REFUSED = "refused"  # `why` says why


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a file, what they are, and their SHA-256 in hexadecimal."""

    written: bytes
    media_type: str
    sha256: str

    @classmethod
    def of(cls, content: bytes, media_type: str) -> Content:
        """With its hash, which takes a while for a large file: to be worked out before a transaction."""
        return cls(content, media_type, sha256(content).hexdigest())


class CertificateContent(Base):
    """The bytes of a file, by their SHA-256 in hexadecimal."""

    __tablename__ = "certificate_content"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class CertificateRecord(Base, TakenBack):
    """One person's certificate, of a completion or not yet of one (`completion_id` None: which is asked).

    `file_id` is the file's id in the workspace it was brought in, `slack_user` the account that brought it
    there, `recorded_by_id` the person; `size` in bytes; `media_type` what its content is, whatever it was
    called. `expires_on` is what was said of its last day before its record was known.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        Index("ix_certificate_person", "person_id"),
        Index("ix_certificate_completion", "completion_id"),
        Index("ix_certificate_waiting", "not_before", sqlite_where=IS_WAITING, postgresql_where=IS_WAITING),
        Index(
            "ix_certificate_unplaced",
            "completion_id",
            "recorded_at",
            sqlite_where=IS_UNPLACED,
            postgresql_where=IS_UNPLACED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(unique=True, default=new_record)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    completion_id: Mapped[int | None] = mapped_column(ForeignKey("completion.id"), default=None)
    name: Mapped[str]
    media_type: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str | None] = mapped_column(ForeignKey("certificate_content.sha256"), default=None)
    state: Mapped[CertificateState] = mapped_column(
        Enum(
            CertificateState,
            native_enum=False,
            length=20,
            values_callable=lambda states: [*map(str, states)],
        ),
        default=CertificateState.COMING,
    )
    why: Mapped[str] = mapped_column(default="")
    workspace: Mapped[str] = mapped_column(default="")
    file_id: Mapped[str] = mapped_column(default="")
    slack_user: Mapped[str] = mapped_column(default="")
    expires_on: Mapped[date | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None] = mapped_column(default=None)
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    recorded_from: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class BroughtBy:
    """Who brought a file and where: a workspace, its user, and who that is on the roster, if anybody."""

    workspace: str
    user: str
    person_id: int | None


def bring(
    session: Session,
    file_id: str,
    name: str,
    person_id: int,
    completion_id: int | None,
    by: BroughtBy,
    trail: Trail,
    expires_on: date | None = None,
) -> CertificateRecord:
    """Notes a file that was brought, to be fetched once it is known to which record it goes.

    `expires_on`: what was said of its last day, for when that is known.
    """
    record = CertificateRecord(
        person_id=person_id,
        completion_id=completion_id,
        name=name,
        workspace=by.workspace,
        slack_user=by.user,
        file_id=file_id,
        expires_on=expires_on,
        recorded_by=trail.by,
        recorded_by_id=by.person_id,
        recorded_from=trail.recorded_from,
        recorded_at=trail.now,
    )
    session.add(record)
    session.flush()
    _note(session, AuditKind.CERTIFICATE_BROUGHT, record, trail)
    return record


def place(session: Session, record: CertificateRecord, completion: CompletionRecord, trail: Trail) -> None:
    """Says to which record a file goes that was brought before: it is fetched now."""
    record.completion_id, record.person_id = completion.id, completion.person_id
    session.flush()
    _note(session, AuditKind.CERTIFICATE_PLACED, record, trail)


def keep(
    session: Session, records: Sequence[CertificateRecord], content: Content, now: datetime
) -> list[CertificateRecord]:
    """Keeps one file as the certificate of each of some records; its bytes are written down once.

    Gives back those it is not kept for, as the record has the same bytes for a certificate already.
    """
    there = _has_already(session, records, content)
    fresh = {each.completion_id: each for each in reversed(records) if each.completion_id not in there}
    if fresh:
        _write_down(session, content)
    again = [each for each in records if fresh.get(each.completion_id) is not each]
    for each in records:
        each.sha256, each.size, each.media_type = content.sha256, len(content.written), content.media_type
        each.not_before, each.why = None, ""
        if each in again:
            each.state = CertificateState.AGAIN
            _note(session, AuditKind.CERTIFICATE_REFUSED, each, Trail(MUSTER, JOB, now), why="brought again")
            continue
        each.state = CertificateState.KEPT
        trail = Trail(each.recorded_by, SLACK, now, each.recorded_from)
        _note(session, AuditKind.CERTIFICATE_ADDED, each, trail, sha256=each.sha256)
    return again


def refuse(session: Session, record: CertificateRecord, why: str, now: datetime) -> None:
    """Notes that a file is not kept, and why, in words."""
    record.state, record.why, record.not_before = CertificateState.REFUSED, why, None
    _note(session, AuditKind.CERTIFICATE_REFUSED, record, Trail(MUSTER, JOB, now), why=why)


def remove(session: Session, record: CertificateRecord, reason: str, trail: Trail) -> None:
    """Takes a certificate back: it stays readable as that, with the reason, and its bytes stay."""
    record.take_back(trail.now, trail.by, reason)
    _note(session, AuditKind.CERTIFICATE_REMOVED, record, trail)


def waiting(session: Session, now: datetime) -> list[CertificateRecord]:
    """Those to be fetched now, in the order they were brought."""
    query = select(CertificateRecord).where(IS_WAITING, is_free(CertificateRecord.not_before, now))
    return list(session.scalars(query.order_by(CertificateRecord.id)))


def never_placed(session: Session, before: datetime) -> list[CertificateRecord]:
    """Those brought before an instant of which nobody said what they prove, by when they were brought."""
    query = select(CertificateRecord).where(IS_UNPLACED, CertificateRecord.recorded_at < before)
    return list(session.scalars(query.order_by(CertificateRecord.id)))


def locked(session: Session, ids: Collection[int]) -> list[CertificateRecord]:
    """Some of those that are still to be fetched, locked; what was settled meanwhile is left out."""
    query = (
        select(CertificateRecord)
        .where(
            CertificateRecord.id.in_(ids),
            CertificateRecord.state == CertificateState.COMING,
            CertificateRecord.voided_at.is_(None),
        )
        .order_by(CertificateRecord.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


_UNPLACED = (
    select(CertificateRecord)
    .where(
        CertificateRecord.person_id == bindparam("person"),
        CertificateRecord.completion_id.is_(None),
        CertificateRecord.voided_at.is_(None),
        CertificateRecord.state == CertificateState.COMING,
        CertificateRecord.recorded_at >= bindparam("since"),
    )
    .order_by(CertificateRecord.id)
)
"""Asked with everything somebody logs for themselves, and made once."""
_IS_UNPLACED = _UNPLACED.with_only_columns(CertificateRecord.id)


def unplaced(session: Session, person_id: int, since: datetime) -> list[CertificateRecord]:
    """What somebody brought since then and has not said yet to which record it goes."""
    return list(seldom_any(session, _UNPLACED, _IS_UNPLACED, {"person": person_id, "since": since}))


def certificates_of(
    session: Session, records: Sequence[CompletionRecord]
) -> dict[int, list[CertificateRecord]]:
    """The certificates of some completions by the completion's id: its own, and those of what it corrects.

    Taken back and refused ones too, in the order they were brought.
    """
    shown_by: defaultdict[int, set[int]] = defaultdict(set)  # whose they are: those that correct it
    for record in records:
        shown_by[record.id].add(record.id)
    earlier = {record.corrects_id: {record.id} for record in records if record.corrects_id is not None}
    while earlier:
        for completion, heirs in earlier.items():
            shown_by[completion] |= heirs
        rows = session.execute(
            select(CompletionRecord.id, CompletionRecord.corrects_id).where(
                CompletionRecord.id.in_(earlier), CompletionRecord.corrects_id.is_not(None)
            )
        )
        earlier = {before: set(shown_by[completion]) for completion, before in rows if before is not None}
    if not shown_by:
        return {}
    query = select(CertificateRecord).where(CertificateRecord.completion_id.in_(shown_by))
    found: defaultdict[int, list[CertificateRecord]] = defaultdict(list)
    wanted = {record.id for record in records}
    for each in session.scalars(query.order_by(CertificateRecord.id)):
        for heir in shown_by[each.completion_id or 0] & wanted:
            found[heir].append(each)
    return dict(found)


def content_of(session: Session, record: CertificateRecord) -> bytes | None:
    """The bytes of a certificate that is kept."""
    query = select(CertificateContent.content).where(CertificateContent.sha256 == record.sha256)
    return session.scalar(query)


def contents(session: Session) -> Iterator[tuple[str, str]]:
    """The hash of every content that is kept, or should be, and what is wrong with it: nothing where its
    bytes still have it. One is read at a time.
    """
    connection, table = session.connection(), table_of(CertificateContent)
    with any_bytes(connection):
        there = {each.key for each in stored(connection, table, [table.c.sha256])}
        for name in sorted(there | _hashes_kept(connection)):
            found = next(stored(connection, table, where=table.c.sha256 == name), None)
            if found is None:
                yield name, "is gone"
                continue
            is_same = not found.wrong and sha256(found.values["content"]).hexdigest() == name
            yield name, "" if is_same else "bytes changed"


def _hashes_kept(connection: Connection) -> set[str]:
    """The hashes of the files that certificates on record name as kept."""
    table = table_of(CertificateRecord)
    rows = stored(connection, table, [table.c.id, table.c.state, table.c.sha256])
    return {
        each.values["sha256"]
        for each in rows
        if not each.wrong and each.values["state"] == CertificateState.KEPT and each.values["sha256"]
    }


def _has_already(session: Session, records: Sequence[CertificateRecord], content: Content) -> set[int | None]:
    """The completions, of those that some certificates are of, which the same bytes prove already."""
    query = select(CertificateRecord.completion_id).where(
        CertificateRecord.completion_id.in_({each.completion_id for each in records}),
        CertificateRecord.sha256 == content.sha256,
        CertificateRecord.state == CertificateState.KEPT,
        CertificateRecord.voided_at.is_(None),
    )
    return set(session.scalars(query))


def _write_down(session: Session, content: Content) -> None:
    """Writes bytes down under their hash, where they are not there yet; two may do it at once."""
    query = select(CertificateContent.sha256).where(CertificateContent.sha256 == content.sha256)
    if session.scalar(query) is not None:
        return
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = {"sha256": content.sha256, "content": content.written}
    session.execute(insert(CertificateContent).values(row).on_conflict_do_nothing())


def _note(session: Session, kind: AuditKind, record: CertificateRecord, trail: Trail, **detail: Any) -> None:
    trail.note(session, kind, (RECORD, record.id), of=record, completion=record.completion_id, **detail)
