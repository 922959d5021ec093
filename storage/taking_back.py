"""Taking completions back, with a reason; what one of them had corrected stands again.

As with what is recorded (`storage.recording`), it moves the projection of where people stand, leaves an audit
row, and a line for the letter of whoever it is about, in the one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from storage.audit import AuditKind, Trail
from storage.letters import REJECTED, TAKEN_BACK, leave_line, leave_lines
from storage.recording import Completed, NoLongerStands, lock_one, lock_records, settle
from storage.responders import on_record
from storage.standing import project
from storage.training import CompletionRecord

RECORDED_SINCE = "the same class was recorded again since, and stands"
"""Why what a taken-back correction had corrected does not stand again."""


def reject(
    session: Session, records: Sequence[CompletionRecord], reason: str, trail: Trail, today: date
) -> list[CompletionRecord]:
    """Takes back some records that nobody confirmed, with a reason; gives back those it took back.

    What one of them had corrected stands again, and waits again where nobody had confirmed it.
    """
    fresh = [each for each in lock_records(session, records) if not each.verified]
    for each in fresh:
        _take_back(session, each, reason, trail)
    settle(session, fresh, trail, AuditKind.TRAINING_REJECTED, today)
    leave_lines(session, [(each.person_id, each.id) for each in fresh], REJECTED, trail.now)
    return fresh


def void(
    session: Session,
    record: CompletionRecord,
    reason: str,
    trail: Trail,
    today: date,
    by: int | None = None,
) -> CompletionRecord | None:
    """Takes a record back with a reason; gives back what stands again: what it had corrected.

    `by` is the person who does; somebody else reads in their letter that theirs was taken back, and why.
    Raises NoLongerStands where it was taken back or replaced meanwhile.
    """
    instead = lock_one(session, record)
    if instead is not None or record.voided_at is not None:
        raise NoLongerStands(record, instead)
    back = _take_back(session, record, reason, trail)
    settle(session, [record], trail, AuditKind.TRAINING_VOIDED, today)
    if record.person_id != by:
        leave_line(session, [record.person_id], TAKEN_BACK, record.id, trail.now)
    return back


def undo(
    session: Session,
    records: Sequence[CompletionRecord],
    reason: str,
    trail: Trail,
    today: date,
    log_id: int,
) -> list[CompletionRecord]:
    """Takes back what one log recorded, named by its audit row, as far as it stands; gives that back."""
    standing = lock_records(session, records)
    for each in standing:
        _take_back(session, each, reason, trail)
    if standing:
        session.flush()
        trail.note(
            session,
            AuditKind.TRAINING_UNDONE,
            ("audit", log_id),
            of=standing,
            records=[each.id for each in standing],
        )
        project(session, [each.person_id for each in standing], today)
    return standing


def stands_again(session: Session, record: CompletionRecord) -> CompletionRecord | None:
    """What would stand again if a record that stands were taken back: what it corrected."""
    earlier = _earlier(session, record)
    while earlier is not None and _recorded_since(session, earlier):
        earlier = _earlier(session, earlier)
    return earlier


def _take_back(
    session: Session, record: CompletionRecord, reason: str, trail: Trail
) -> CompletionRecord | None:
    """Voids a record; what it had corrected stands again, unless the same was recorded since."""
    record.take_back(trail.now, trail.by, reason)
    session.flush()
    earlier = _earlier(session, record)
    while earlier is not None and _recorded_since(session, earlier):
        earlier.take_back(trail.now, trail.by, RECORDED_SINCE)
        session.flush()
        earlier = _earlier(session, earlier)
    return earlier


def _earlier(session: Session, record: CompletionRecord) -> CompletionRecord | None:
    """What a record corrects, where that was not taken back itself."""
    found = None if record.corrects_id is None else session.get(CompletionRecord, record.corrects_id)
    return found if found is not None and found.voided_at is None else None


def _recorded_since(session: Session, earlier: CompletionRecord) -> bool:
    """Whether another record that stands says the same as one that was corrected."""
    said = Completed.of(earlier)
    return said.key in on_record(session, [said.key], besides=earlier.id)
