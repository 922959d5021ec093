"""Keeping a checklist: its items added, closed, dropped, opened again, changed, put off.

Every change takes its turn with the checklist, marks its card and leaves an audit row, in the one
transaction. An item that comes again makes the next one as it is closed, in that transaction too, and never a
second one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from readiness.reminders import next_due
from readiness.text import fold
from storage.audit import AuditKind, Trail
from storage.cards import changed
from storage.checklist_turns import (
    EvidenceNeeded,
    ItemClosed,
    ItemOpen,
    NextTouched,
    NotThatDay,
    Touched,
    is_untouched,
    lock_checklist,
    lock_item,
    next_of,
)
from storage.checklists import (
    CHECKLIST_CARD,
    IS_OPEN,
    ITEM_STANDS,
    LIST_STANDS,
    ChecklistItem,
    ChecklistRecord,
    ItemState,
    OwnerRight,
    whose_of,
)
from storage.letters import ITEM_GIVEN, leave_line

OWN_TITLE = "Checklist"
"""What a list without a template is called."""
AHEAD = timedelta(hours=14)
"""How far the day is ahead of UTC's anywhere: a day after that has begun nowhere yet."""
BEHIND = timedelta(hours=12)
"""How far it is behind: a day before that is over everywhere."""
CAN_CHANGE = frozenset(
    (
        "text",
        "step",
        "notes",
        "owner_id",
        "owner_right",
        "due_on",
        "every_months",
        "due_day",
        "needs_evidence",
        "template_item_id",
    )
)
"""What of an open item may become another."""
TAKEN_OUT = "taken out again"
"""Why an item was taken back that was undone as it had been added."""
OPENED_AGAIN = "the one before it was opened again"
"""Why the next item was taken back that came of one that was not done after all."""


@dataclass(frozen=True, slots=True)
class ItemSaid:
    """An item as it is to be. `due_day` is the day of the month it comes again on; that of `due_on`, if none.

    `every_months` None: it is done once.
    """

    text: str
    step: str = ""
    notes: str = ""
    owner_id: int | None = None
    owner_right: OwnerRight = OwnerRight.LEAD
    due_on: date | None = None
    every_months: int | None = None
    due_day: int | None = None
    needs_evidence: bool = False
    meeting_id: int | None = None
    template_item_id: int | None = None


def own_checklist(session: Session, agency_id: int | None, trail: Trail) -> ChecklistRecord:
    """An agency's own list, the region's where none is named; made when it is missing."""
    whose = whose_of(agency_id, None)
    if (found := _standing_as(session, whose)) is not None:
        return found
    made = ChecklistRecord(
        title=OWN_TITLE, agency_id=agency_id, whose=whose, recorded_by=trail.by, recorded_at=trail.now
    )
    session.flush()
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError:
        found = _standing_as(session, whose)  # somebody began it in the same moment
        if found is None:
            raise
        return found
    trail.note(session, AuditKind.CHECKLIST_BEGUN, made.subject, of=made)
    return made


def items_of(session: Session, checklist_id: int, *conditions: ColumnElement[bool]) -> list[ChecklistItem]:
    """The items of a checklist in their order; those that fit, or all that were not taken back."""
    query = select(ChecklistItem).where(ChecklistItem.checklist_id == checklist_id, ITEM_STANDS, *conditions)
    return list(session.scalars(query.order_by(ChecklistItem.place, ChecklistItem.id)))


def standing_twin(session: Session, checklist: ChecklistRecord, text: str) -> ChecklistItem | None:
    """The open item of a checklist that says the same already, without regard to case and spaces."""
    same = fold(text)
    return next((each for each in items_of(session, checklist.id, IS_OPEN) if fold(each.text) == same), None)


def add_item(
    session: Session, checklist: ChecklistRecord, said: ItemSaid, trail: Trail, by: int | None = None
) -> ChecklistItem:
    """Adds an item to a checklist, as its last one.

    `by` is the person who does: somebody else who is to see to it reads so in their letter. Raises ValueError
    for an item of no words, and for a recurrence there is none of.
    """
    return add_items(session, checklist, [said], trail, by)[0]


def add_items(
    session: Session,
    checklist: ChecklistRecord,
    every: Sequence[ItemSaid],
    trail: Trail,
    by: int | None = None,
) -> list[ChecklistItem]:
    """The same for several, all at once: a template handed to 26 agencies writes hundreds."""
    for each in every:
        _check(each.text, each.every_months, each.due_day)
    lock_checklist(session, checklist)
    last = session.scalar(
        select(func.max(ChecklistItem.place)).where(ChecklistItem.checklist_id == checklist.id)
    )
    added = [_item(checklist, each, place, trail) for place, each in enumerate(every, (last or 0) + 1)]
    session.add_all(added)
    session.flush()
    for item in added:
        _note_added(session, item, trail)
        _tell_owner(session, item, by, trail)
    changed(session, CHECKLIST_CARD, checklist.id, trail.now)
    return added


def close_item(
    session: Session, item: ChecklistItem, closed_on: date, evidence: str, trail: Trail
) -> ChecklistItem | None:
    """Closes an item as done on a day; gives back the next one, where it comes again.

    Raises ItemClosed, EvidenceNeeded, and NotThatDay for a day that is still to come, or on which the round
    before it was not closed yet.
    """
    lock_item(session, item)
    _is_open(item)
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
    trail.note(session, AuditKind.ITEM_CLOSED, item.subject, of=item, became=str(item.state))
    following = next_of(session, item) or _next(session, item, trail)
    changed(session, CHECKLIST_CARD, item.checklist_id, trail.now)
    return following


def drop_item(session: Session, item: ChecklistItem, why: str, dropped_on: date, trail: Trail) -> None:
    """Closes an item as one that will not be done, with the reason; one that came again comes no more.

    Raises ItemClosed, and ValueError for no reason.
    """
    if not why.strip():
        raise ValueError("nothing is dropped without a reason")
    lock_item(session, item)
    _is_open(item)
    item.state, item.why_dropped = ItemState.DROPPED, why.strip()
    item.closed_on, item.closed_by, item.closed_at = dropped_on, trail.by, trail.now
    trail.note(session, AuditKind.ITEM_CLOSED, item.subject, of=item, became=str(item.state))
    changed(session, CHECKLIST_CARD, item.checklist_id, trail.now)


def reopen_item(session: Session, item: ChecklistItem, trail: Trail, keeps_next: bool = False) -> None:
    """Opens an item again that was closed; the next one that came of it is taken back.

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
    was = str(item.state)
    item.state, item.why_dropped = ItemState.OPEN, ""
    item.closed_on = item.closed_by = item.closed_at = None
    item.evidence, item.evidence_on = "", None
    trail.note(session, AuditKind.ITEM_REOPENED, item.subject, of=item, was=was)
    changed(session, CHECKLIST_CARD, item.checklist_id, trail.now)


def take_out(session: Session, item: ChecklistItem, trail: Trail) -> None:
    """Takes an item back that was only just added: it was not meant. Raises ItemClosed and Touched."""
    lock_item(session, item)
    _is_open(item)
    if item.follows_id is not None or not is_untouched(session, item):
        raise Touched(item)
    _take_back(session, item, TAKEN_OUT, trail)
    changed(session, CHECKLIST_CARD, item.checklist_id, trail.now)


def change_item(
    session: Session, item: ChecklistItem, changes: Mapping[str, Any], trail: Trail, by: int | None = None
) -> Mapping[str, Any]:
    """Changes what of an open item may become another (`CAN_CHANGE`); gives back what was otherwise before.

    `by` is the person who does: somebody else who is to see to it now reads so in their letter. Another due
    day ends what was put off. Raises ValueError for what cannot change, and ItemClosed.
    """
    if not CAN_CHANGE.issuperset(changes):
        raise ValueError(f"not to be changed: {sorted(set(changes) - CAN_CHANGE)}")
    lock_item(session, item)
    _is_open(item)
    others = {name: value for name, value in changes.items() if getattr(item, name) != value}
    if not others:
        return {}
    before = {name: getattr(item, name) for name in others}
    for name, value in others.items():
        setattr(item, name, value)
    _check(item.text, item.every_months, item.due_day)
    due_before = before.get("due_on")
    if due_before is not None and "due_day" not in changes and item.due_day == due_before.day:
        item.due_day = None  # it comes again on the day that it is due on, whichever that is
    item.due_day = _day_of(item.due_on, item.every_months, item.due_day)
    if "due_on" in others:
        item.snoozed_until = None
    trail.note(
        session,
        AuditKind.ITEM_CHANGED,
        item.subject,
        of=item,
        was=_plain(before),
        now=_plain(others),
    )
    changed(session, CHECKLIST_CARD, item.checklist_id, trail.now)
    if "owner_id" in others:
        _tell_owner(session, item, by, trail)
    return before


def snooze_item(session: Session, item: ChecklistItem, until: date, trail: Trail) -> None:
    """Puts an item's reminders off until a day; its due day stays what it is.

    Raises ItemClosed, and NotThatDay for a day that is over.
    """
    lock_item(session, item)
    _is_open(item)
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
    _write(session, following, trail)
    return following


def _write(session: Session, item: ChecklistItem, trail: Trail) -> None:
    session.add(item)
    session.flush()
    _note_added(session, item, trail)
    changed(session, CHECKLIST_CARD, item.checklist_id, trail.now)


def _note_added(session: Session, item: ChecklistItem, trail: Trail) -> None:
    trail.note(session, AuditKind.ITEM_ADDED, item.subject, of=item, checklist=item.checklist_id)


def _item(checklist: ChecklistRecord, said: ItemSaid, place: int, trail: Trail) -> ChecklistItem:
    return ChecklistItem(
        checklist_id=checklist.id,
        place=place,
        step=said.step,
        text=said.text,
        notes=said.notes,
        owner_id=said.owner_id,
        owner_right=said.owner_right,
        due_on=said.due_on,
        every_months=said.every_months,
        due_day=_day_of(said.due_on, said.every_months, said.due_day),
        needs_evidence=said.needs_evidence,
        meeting_id=said.meeting_id,
        template_item_id=said.template_item_id,
        recorded_by=trail.by,
        recorded_at=trail.now,
    )


def _take_back(session: Session, item: ChecklistItem, why: str, trail: Trail) -> None:
    """Takes an item back; it is no open one either for whoever asks for those."""
    item.take_back(trail.now, trail.by, why)
    item.state = ItemState.DROPPED
    trail.note(session, AuditKind.ITEM_CLOSED, item.subject, of=item, became=why)


def _tell_owner(session: Session, item: ChecklistItem, by: int | None, trail: Trail) -> None:
    if item.owner_id is not None and item.owner_id != by:
        leave_line(session, [item.owner_id], ITEM_GIVEN, item.id, trail.now, trail.now.isoformat())


def _is_open(item: ChecklistItem) -> None:
    if item.state is not ItemState.OPEN or item.voided_at is not None:
        raise ItemClosed(item)


def _check(text: str, every_months: int | None, due_day: int | None) -> None:
    if not text.strip():
        raise ValueError("an item says what is to be done")
    if every_months is not None and every_months < 1:
        raise ValueError(f"not every {every_months} months")
    if due_day is not None and not 1 <= due_day <= 31:
        raise ValueError(f"no month has a day {due_day}")


def _day_of(due_on: date | None, every_months: int | None, due_day: int | None) -> int | None:
    """The day of the month something comes again on; None where it does not, or no day is known yet."""
    if every_months is None:
        return None
    return due_day or (None if due_on is None else due_on.day)


def _standing_as(session: Session, whose: str) -> ChecklistRecord | None:
    return session.scalar(select(ChecklistRecord).where(ChecklistRecord.whose == whose, LIST_STANDS))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as an audit row keeps them."""
    kept = (bool, int, type(None))
    return {name: value if isinstance(value, kept) else str(value) for name, value in values.items()}
