"""Keeping a checklist: the own list of an agency or the region, items added to one, and changed.

Every change takes its turn with the checklist, marks its card and leaves an audit row, in the one
transaction. What becomes of an item is said in `storage.checklist_closing`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from readiness.text import fold
from storage.audit import AuditKind, Trail, note_each
from storage.cards import changed
from storage.checklist_turns import PART, lock_checklist, lock_item, refuse_closed
from storage.checklists import (
    CHECKLIST_CARD,
    IS_OPEN,
    ITEM_STANDS,
    LIST_STANDS,
    ChecklistItem,
    ChecklistRecord,
    OwnerRight,
    whose_of,
)
from storage.letters import ITEM_GIVEN, leave_line
from storage.record_digests import THEIR_CALLER_SAYS, touched
from storage.training import new_record

OWN_TITLE = "Checklist"
"""What a list without a template is called."""
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
ENDS_SNOOZE = frozenset(("due_on", "owner_id", "owner_right"))
"""What of an item, as it becomes another, ends what was put off: whoever sees to it now did not."""


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
    """The same for several, all at once."""
    lock_checklist(session, checklist)
    added = write_items(session, [(checklist, every)], trail)
    for item in added:
        _tell_owner(session, item, by, trail)
    changed(session, CHECKLIST_CARD, checklist.id, trail.now)
    return added


def write_items(
    session: Session, every: Sequence[tuple[ChecklistRecord, Sequence[ItemSaid]]], trail: Trail
) -> list[ChecklistItem]:
    """The items alone, of checklists whose turn was taken (or that nobody else can see yet), all at once: a
    template handed to 300 agencies writes thousands. Cards are to be marked, and owners told, by who calls.

    Raises ValueError as `add_item` does.
    """
    for _, there in every:
        for each in there:
            _check(each.text, each.every_months, each.due_day)
    last = _last_places(session, [checklist.id for checklist, _ in every])
    rows = [
        _columns(checklist, each, place, trail)
        for checklist, there in every
        for place, each in enumerate(there, last.get(checklist.id, 0) + 1)
    ]
    if not rows:
        return []
    at_once = insert(ChecklistItem).execution_options(render_nulls=True, **{THEIR_CALLER_SAYS: True})
    session.execute(at_once, rows)
    added = _by_record(session, [row["record"] for row in rows])
    touched(session, ChecklistItem, [item.id for item in added])
    note_each(
        session,
        trail,
        AuditKind.ITEM_ADDED,
        [(item.subject, item, {"checklist": item.checklist_id}) for item in added],
    )
    return added


def change_item(
    session: Session, item: ChecklistItem, changes: Mapping[str, Any], trail: Trail, by: int | None = None
) -> Mapping[str, Any]:
    """Changes what of an open item may become another (`CAN_CHANGE`); gives back what was otherwise before.

    `by` is the person who does: somebody else who is to see to it now reads so in their letter. Another due
    day, or owner, ends what was put off. Raises ValueError for what cannot change, and ItemClosed.
    """
    lock_item(session, item)
    before = write_change(item, changes)
    note_changes(session, [(item, before)], trail)
    if before:
        changed(session, CHECKLIST_CARD, item.checklist_id, trail.now)
    if "owner_id" in before:
        _tell_owner(session, item, by, trail)
    return before


def write_change(item: ChecklistItem, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """The change alone, of an item whose checklist's turn was taken, as it is now.

    It is to be noted (`note_changes`), the card marked, and an owner told, by who calls. Raises as
    `change_item` does.
    """
    if not CAN_CHANGE.issuperset(changes):
        raise ValueError(f"not to be changed: {sorted(set(changes) - CAN_CHANGE)}")
    refuse_closed(item)
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
    if not ENDS_SNOOZE.isdisjoint(others):
        item.snoozed_until = None
    return before


def note_changes(
    session: Session, every: Sequence[tuple[ChecklistItem, Mapping[str, Any]]], trail: Trail
) -> None:
    """Leaves the audit rows of items that were changed: each with what was otherwise before, if anything."""
    rows = [
        (
            item.subject,
            item,
            {"was": plain(before), "now": plain({name: getattr(item, name) for name in before})},
        )
        for item, before in every
        if before
    ]
    note_each(session, trail, AuditKind.ITEM_CHANGED, rows)


def note_added(session: Session, item: ChecklistItem, trail: Trail) -> None:
    """Leaves the audit row of an item that was written down."""
    trail.note(session, AuditKind.ITEM_ADDED, item.subject, of=item, checklist=item.checklist_id)


def _columns(checklist: ChecklistRecord, said: ItemSaid, place: int, trail: Trail) -> dict[str, Any]:
    return {
        "record": new_record(),
        "checklist_id": checklist.id,
        "place": place,
        "step": said.step,
        "text": said.text,
        "notes": said.notes,
        "owner_id": said.owner_id,
        "owner_right": said.owner_right,
        "due_on": said.due_on,
        "every_months": said.every_months,
        "due_day": _day_of(said.due_on, said.every_months, said.due_day),
        "needs_evidence": said.needs_evidence,
        "meeting_id": said.meeting_id,
        "template_item_id": said.template_item_id,
        "recorded_by": trail.by,
        "recorded_at": trail.now,
    }


def _by_record(session: Session, records: Sequence[str]) -> list[ChecklistItem]:
    """The items that were just written, in that order: many at once come back without their ids."""
    found: dict[str, ChecklistItem] = {}
    for start in range(0, len(records), PART):
        query = select(ChecklistItem).where(ChecklistItem.record.in_(records[start : start + PART]))
        found |= {item.record: item for item in session.scalars(query)}
    return [found[each] for each in records]


def _tell_owner(session: Session, item: ChecklistItem, by: int | None, trail: Trail) -> None:
    if item.owner_id is not None and item.owner_id != by:
        leave_line(session, [item.owner_id], ITEM_GIVEN, item.id, trail.now, trail.now.isoformat())


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


def _last_places(session: Session, checklist_ids: Sequence[int]) -> dict[int, int]:
    """The place of the last item of each of some checklists that have any, those taken back counted too."""
    found: dict[int, int] = {}
    for start in range(0, len(checklist_ids), PART):
        query = (
            select(ChecklistItem.checklist_id, func.max(ChecklistItem.place))
            .where(ChecklistItem.checklist_id.in_(checklist_ids[start : start + PART]))
            .group_by(ChecklistItem.checklist_id)
        )
        found.update(session.execute(query).all())
    return found


def _standing_as(session: Session, whose: str) -> ChecklistRecord | None:
    return session.scalar(select(ChecklistRecord).where(ChecklistRecord.whose == whose, LIST_STANDS))


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of an item's columns as an audit row keeps them."""
    kept = (bool, int, type(None))
    return {name: value if isinstance(value, kept) else str(value) for name, value in values.items()}
