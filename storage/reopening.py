"""A class closed by mistake, open again: what closing it gave is taken back, its list and code are back.

What was corrected or taken back since, record by record, stays as it is. Somebody's own word, which closing
the class confirmed, waits again as they wrote it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.attending import list_of
from storage.audit import AuditKind, AuditRow, Trail
from storage.cards import changed
from storage.class_turns import ClassCancelled, NotAsItIs, lock_class
from storage.classes import CLASS_CARD, ClassRecord, ClassState
from storage.letters import CREDITED, TAKEN_BACK, LetterLine, leave_line
from storage.planned_classes import free_code
from storage.recording import lock_records
from storage.responders import PART
from storage.standing import project
from storage.training import CompletionRecord

REASON = "the class was reopened"
"""Why a record stands no more that closing a class had made."""


class NotClosed(NotAsItIs):
    """It is not closed (any more): there is nothing to reopen."""


def reopen_class(
    session: Session, held: ClassRecord, trail: Trail, today: date
) -> Sequence[CompletionRecord]:
    """Opens a closed class again, in this transaction; gives back the records that stand no more by it.

    Whose record was told of in a letter already reads there that it was taken back. Raises ClassCancelled,
    and NotClosed where somebody else reopened it meanwhile.
    """
    lock_class(session, held)
    if held.state is ClassState.CANCELLED:
        raise ClassCancelled(held)
    if held.state is not ClassState.CLOSED:
        raise NotClosed(held)
    closings = _closings(session, held)
    since = held.closed_at or trail.now
    given = [key for row in closings for key in row.detail["records"]]
    back = lock_records(session, _records(session, given))
    made = [each for each in back if each.recorded_at >= since]
    for each in made:
        each.take_back(trail.now, trail.by, REASON)
    for each in back:
        if each.recorded_at < since:
            each.verified, each.verified_by, each.verified_at = False, "", None
    for record, _ in list_of(session, held.id):
        record.outcome = record.completion_id = None
    held.state, held.closed_by, held.closed_at = ClassState.OPEN, None, None
    held.wall_code = free_code(session, next((row.detail.get("code") for row in closings), None))
    session.flush()
    trail.note(
        session, AuditKind.CLASS_REOPENED, held.subject, of=[held, *back], records=[each.id for each in back]
    )
    project(session, [each.person_id for each in back], today)
    _untell(session, back, trail)
    changed(session, CLASS_CARD, held.id, trail.now)
    return made


def _closings(session: Session, held: ClassRecord) -> Sequence[AuditRow]:
    """The audit rows of what closing it gave since it was closed last, that of the close itself first."""
    subject, key = held.subject
    query = select(AuditRow).where(
        AuditRow.kind == AuditKind.CLASS_CLOSED.value,
        AuditRow.subject_kind == subject,
        AuditRow.subject_id == key,
        AuditRow.at >= held.closed_at,
    )
    return session.scalars(query.order_by(AuditRow.id)).all()


def _records(session: Session, ids: Sequence[int]) -> list[CompletionRecord]:
    found: list[CompletionRecord] = []
    for start in range(0, len(ids), PART):
        some = CompletionRecord.id.in_(ids[start : start + PART])
        found += session.scalars(select(CompletionRecord).where(some))
    return found


def _untell(session: Session, back: Sequence[CompletionRecord], trail: Trail) -> None:
    """No letter tells of what stands no more; who was told already is told that it was taken back."""
    told: set[int] = set()
    for start in range(0, len(back), PART):
        some = [each.id for each in back[start : start + PART]]
        lines = (LetterLine.matter == CREDITED, LetterLine.about_id.in_(some))
        session.execute(delete(LetterLine).where(*lines, LetterLine.told_on.is_(None)))
        told.update(session.scalars(select(LetterLine.about_id).where(*lines)))
    for each in back:
        if each.id in told and each.voided_at is not None:
            leave_line(session, [each.person_id], TAKEN_BACK, each.id, trail.now)
