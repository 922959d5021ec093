"""How much room certificates take: those of one record, and what one person brought that nobody confirmed.

Bytes are counted once, however often the same file was brought; all in bytes.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.certificates import CertificateRecord, CertificateState, Content
from storage.recording import correction_of
from storage.training import CompletionRecord

MOST_OF_RECORD = 40_000_000
MOST_UNCONFIRMED = 200_000_000
"""What one person may bring for records that nobody confirmed yet; what was taken back counts too."""


def is_full(session: Session, record: CertificateRecord, content: Content) -> bool:
    """Whether the record of a certificate has no room left for its file."""
    kept = select(CertificateRecord).where(
        CertificateRecord.completion_id == record.completion_id,
        CertificateRecord.state == CertificateState.KEPT,
        CertificateRecord.voided_at.is_(None),
    )
    return _bytes_of(session.scalars(kept), content) > MOST_OF_RECORD


def waits_too_much(session: Session, record: CertificateRecord, content: Content) -> bool:
    """Whether whoever brought a certificate has so much waiting with records that nobody confirmed yet."""
    brought = select(CertificateRecord).where(
        CertificateRecord.recorded_by_id == record.recorded_by_id,
        CertificateRecord.state == CertificateState.KEPT,
    )
    kept = session.scalars(brought).all() if record.recorded_by_id is not None else []
    if _bytes_of(kept, content) <= MOST_UNCONFIRMED:
        return False
    if _is_confirmed(session, record.completion_id):
        return False
    waits = {each: not _is_confirmed(session, each) for each in {row.completion_id for row in kept}}
    return _bytes_of((row for row in kept if waits[row.completion_id]), content) > MOST_UNCONFIRMED


def _bytes_of(kept: Iterable[CertificateRecord], content: Content) -> int:
    """How much room some certificates take, and one more content with them."""
    sizes = {each.sha256: each.size for each in kept}
    return sum({**sizes, content.sha256: len(content.written)}.values())


def _is_confirmed(session: Session, completion_id: int | None) -> bool:
    """Whether what stands in a record's place, or it itself, is confirmed and was not taken back."""
    found = session.get(CompletionRecord, completion_id) if completion_id is not None else None
    while found is not None and (later := correction_of(session, found)) is not None:
        found = later
    return found is not None and found.verified and found.voided_at is None
