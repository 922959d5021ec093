"""What becomes of an item of a checklist: closed, dropped, opened again, taken out, put off.

Each takes its turn with the checklist and leaves an audit row, in the one transaction; all but putting
reminders off, which no card shows, mark its card. An item that comes again makes the next one as it is
closed, in that transaction too, and never a second one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from readiness.reminders import next_due
from storage.audit import AuditKind, Trail, note_each
from storage.cards import changed
from storage.checklist_keeping import note_added
from storage.checklist_turns import (
    EvidenceNeeded,
    ItemClosed,
    ItemOpen,
    NextTouched,
    NotThatDay,
    Touched,
    is_untouched,
    lock_item,
    next_of,
    refuse_closed,
)
from storage.checklists import CHECKLIST_CARD, ChecklistItem, ItemState

AHEAD = timedelta(hours=14)
"""How far the day is ahead of UTC's anywhere: a day after that has begun nowhere yet."""
BEHIND = timedelta(hours=12)
"""How far it is behind: a day before that is over everywhere."""
TAKEN_OUT = "taken out again"
"""Why an item was taken back that was undone as it had been added."""
OPENED_AGAIN = "the one before it was opened again"
"""Why the next item was taken back that came of one that was not done after all."""


def close_item(
    session: Session, item: ChecklistItem, closed_on: date, evidence: str, trail: Trail
) -> ChecklistItem | None:
    """Closes an item as done on a day; gives back the next one, where it comes again.

    Raises ItemClosed, EvidenceNeeded, and NotThatDay for a day that is still to come, or on which the round
    before it was not closed yet.
    """
    lock_item(session, item)
    refuse_closed(item)
    evidence = evidence.strip()
    if item.needs_evidence and not evidence:
        raise EvidenceNeeded(item)
    before = None if item.follows_id is None else session.get(ChecklistItem, item.follows_id)
    started = None if before is None else before.closed_on
    if closed_on > (trail.now + AHEAD).date() or (started is not None and closed_on < started):
        raise NotThatDay(item)
    item.state, item.evidence, item.evidence_on = ItemState.DONE, evidence, closed_on if evidence else None
    item.closed_on, item.closed_by, item.closed_at = closed_on, trail.by, trail.now
    item.snoozed_until = None
    trail.note(session, AuditKind.ITEM_CLOSED, item.subject, of=item, **_became(item))
    following = next_of(session, item) or _next(session, item, trail)
    changed(session, CHECKLIST_CARD, item.checklist_id, trail.now)
    return following


def drop_item(session: Session, item: ChecklistItem, why: str, dropped_on: date, trail: Trail) -> None:
    """Closes an item as one that will not be done, with the reason; one that came again comes no more.

    Raises ItemClosed, and ValueError for no reason.
    """
    lock_item(session, item)
    write_drop(item, why, dropped_on, trail)
    note_dropped(session, [item], trail)
    changed(session, CHECKLIST_CARD, item.checklist_id, trail.now)


def write_drop(item: ChecklistItem, why: str, dropped_on: date, trail: Trail) -> None:
    """The drop alone, of an item whose checklist's turn was taken, as it is now.

    It is to be noted (`note_dropped`), and its card marked, by who calls. Raises as `drop_item` does.
    """
    if not why.strip():
        raise ValueError("nothing is dropped without a reason")
    refuse_closed(item)
    item.state, item.why_dropped = ItemState.DROPPED, why.strip()
    item.closed_on, item.closed_by, item.closed_at = dropped_on, trail.by, trail.now


def note_dropped(session: Session, items: Sequence[ChecklistItem], trail: Trail) -> None:
    """Leaves the audit rows of items that were dropped."""
    rows = [(item.subject, item, _became(item)) for item in items]
    note_each(session, trail, AuditKind.ITEM_CLOSED, rows)


def reopen_item(session: Session, item: ChecklistItem, trail: Trail, keeps_next: bool = False) -> None:
    """Opens an item again that was closed; the next one that came of it is taken back.

    What it was closed with, by whom and when is kept in the audit row (`storage.checklist_history`).

    With `keeps_next` that one stays, and closing this again makes no other. Raises ItemOpen; ItemClosed for
    one that was taken out; NextTouched where somebody has worked on the next one since.
    """
    lock_item(session, item)
    if item.voided_at is not None:
        raise ItemClosed(item)
    if item.state is ItemState.OPEN:
        raise ItemOpen(item)
    following = next_of(session, item)
    if following is not None and not keeps_next:
        if not is_untouched(session, following):
            raise NextTouched(item, following)
        _take_back(session, following, OPENED_AGAIN, trail)
    was = _closing(item)
    item.state, item.why_dropped = ItemState.OPEN, ""
    item.closed_on = item.closed_by = item.closed_at = None
    item.evidence, item.evidence_on = "", None
    trail.note(session, AuditKind.ITEM_REOPENED, item.subject, of=item, **was)
    changed(session, CHECKLIST_CARD, item.checklist_id, trail.now)


def take_out(session: Session, item: ChecklistItem, trail: Trail) -> None:
    """Takes an item back that was only just added: it was not meant. Raises ItemClosed and Touched."""
    lock_item(session, item)
    refuse_closed(item)
    if item.follows_id is not None or not is_untouched(session, item):
        raise Touched(item)
    _take_back(session, item, TAKEN_OUT, trail)
    changed(session, CHECKLIST_CARD, item.checklist_id, trail.now)


def snooze_item(session: Session, item: ChecklistItem, until: date, trail: Trail) -> None:
    """Puts an item's reminders off until a day; its due day stays what it is.

    Raises ItemClosed, and NotThatDay for a day that is over.
    """
    lock_item(session, item)
    refuse_closed(item)
    if until <= (trail.now - BEHIND).date():
        raise NotThatDay(item)
    was = item.snoozed_until
    if was == until:
        return
    item.snoozed_until = until
    trail.note(
        session,
        AuditKind.ITEM_SNOOZED,
        item.subject,
        of=item,
        until=until.isoformat(),
        was=None if was is None else was.isoformat(),
    )


def _became(item: ChecklistItem) -> dict[str, Any]:
    """What became of an item, as its audit row keeps it: the day, and what shows it, or why not."""
    assert item.closed_on is not None
    said = {"evidence": item.evidence, "why": item.why_dropped}
    return {
        "became": str(item.state),
        "on": item.closed_on.isoformat(),
        **{name: each for name, each in said.items() if each},
    }


def _closing(item: ChecklistItem) -> dict[str, Any]:
    """All an item was closed with, as it is kept once it is open again."""
    days = {"closed_on": item.closed_on, "evidence_on": item.evidence_on, "closed_at": item.closed_at}
    return {
        "was": str(item.state),
        "closed_by": item.closed_by,
        "evidence": item.evidence,
        "why_dropped": item.why_dropped,
        **{name: None if each is None else each.isoformat() for name, each in days.items()},
    }


def _next(session: Session, item: ChecklistItem, trail: Trail) -> ChecklistItem | None:
    """Writes the next one down of an item that comes again: due after it was due and after it was closed."""
    if item.every_months is None:
        return None
    assert item.closed_on is not None
    due_on = item.due_on or item.closed_on
    day = item.due_day or due_on.day
    following = ChecklistItem(
        checklist_id=item.checklist_id,
        place=item.place,
        step=item.step,
        text=item.text,
        notes=item.notes,
        owner_id=item.owner_id,
        owner_right=item.owner_right,
        due_on=next_due(due_on, item.every_months, day, item.closed_on),
        every_months=item.every_months,
        due_day=day,
        needs_evidence=item.needs_evidence,
        template_item_id=item.template_item_id,
        follows_id=item.id,
        recorded_by=trail.by,
        recorded_at=trail.now,
    )
    session.add(following)
    session.flush()
    note_added(session, following, trail)
    return following


def _take_back(session: Session, item: ChecklistItem, why: str, trail: Trail) -> None:
    """Takes an item back; it is no open one either for whoever asks for those."""
    item.take_back(trail.now, trail.by, why)
    item.state = ItemState.DROPPED
    trail.note(session, AuditKind.ITEM_CLOSED, item.subject, of=item, became=why)
