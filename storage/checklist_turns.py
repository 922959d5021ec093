"""Whose turn it is with a checklist, and what cannot be done with an item as it is now: refusals by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.audit import AuditKind, AuditRow
from storage.catalogue import share_catalogue
from storage.checklists import ITEM_STANDS, ChecklistItem, ChecklistRecord, ItemState

PART = 500
"""Checklists, or items, of one question."""


class NotAsItIs(Exception):
    """Something cannot be done with an item as it is now; `item` says how it is."""

    def __init__(self, item: ChecklistItem) -> None:
        """Of this item."""
        super().__init__(f"item {item.id} is {item.state}")
        self.item = item


class ItemClosed(NotAsItIs):
    """It is done, dropped or taken out: by whom and when stands in it."""


class ItemOpen(NotAsItIs):
    """It is to be opened again, and is open."""


class EvidenceNeeded(NotAsItIs):
    """It is not closed without its evidence."""


class NotThatDay(NotAsItIs):
    """Nothing was done, or is put off to, that day: it is still to come, over, or before the last round."""


class NextTouched(NotAsItIs):
    """The next one came of it, and somebody has worked on that since; `following` is that one."""

    def __init__(self, item: ChecklistItem, following: ChecklistItem) -> None:
        """Of this item, which that one follows."""
        super().__init__(item)
        self.following = following


class Touched(NotAsItIs):
    """It is more than what was added: somebody has worked on it, or it came of another."""


def lock_checklist(session: Session, checklist: ChecklistRecord) -> None:
    """Makes those who change one checklist take turns (SQLite's writers do so anyway); it is as it is now.

    The catalogue is shared before it, and people are locked after it.
    """
    session.flush()
    share_catalogue(session)
    session.refresh(checklist, with_for_update=session.get_bind().dialect.name != "sqlite" or None)


def lock_checklists(session: Session, checklists: Sequence[ChecklistRecord]) -> None:
    """The same of several, all at once, in one order whoever does: no two wait for each other."""
    session.flush()
    share_catalogue(session)
    for keys in _parts(sorted(each.id for each in checklists)):
        query = select(ChecklistRecord).where(ChecklistRecord.id.in_(keys)).order_by(ChecklistRecord.id)
        session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()


def lock_item(session: Session, item: ChecklistItem) -> ChecklistRecord:
    """The same for an item; the checklist it is of is given back."""
    checklist = session.get_one(ChecklistRecord, item.checklist_id)
    lock_checklist(session, checklist)
    session.refresh(item)
    return checklist


def next_of(session: Session, item: ChecklistItem) -> ChecklistItem | None:
    """The item that came of one when it was closed; None where none did, or it was taken back."""
    return session.scalar(select(ChecklistItem).where(ChecklistItem.follows_id == item.id, ITEM_STANDS))


def refuse_closed(item: ChecklistItem) -> None:
    """Raises ItemClosed for an item that is not open, or was taken back."""
    if item.state is not ItemState.OPEN or item.voided_at is not None:
        raise ItemClosed(item)


def is_untouched(session: Session, item: ChecklistItem) -> bool:
    """Whether nobody has said anything of an item since it was written down."""
    return not touched(session, [item])


def touched(session: Session, items: Sequence[ChecklistItem]) -> set[int]:
    """Those of some items, by id, of which somebody has said something since they were written down."""
    found = {each.id for each in items if each.state is not ItemState.OPEN}
    for keys in _parts([each.id for each in items if each.id not in found]):
        said = select(AuditRow.subject_id).where(
            AuditRow.subject_kind == ChecklistItem.__tablename__,
            AuditRow.subject_id.in_(keys),
            AuditRow.kind != AuditKind.ITEM_ADDED.value,
        )
        found.update(key for key in session.scalars(said) if key is not None)
    return found


def _parts(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), PART):
        yield keys[start : start + PART]
