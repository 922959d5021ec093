"""Slots: what came due on which local date, each claimed once by being unique.

Whatever comes again (a digest, a reminder) claims its slot in the transaction of what it writes, so that a
restart, a second process or an hour the clocks show twice can't write it again.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import CLOCKS_APART, Base, insert_into


class Slot(Base):
    """One local date on which something came due: its kind, and whose it is.

    `skipped`: it came due too long before anybody could write it, or a newer one took its place.
    `delivery_id` is the message written for it, `figures` what that said, for the next to be measured by.
    """

    __tablename__ = "slot"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "local_date"),
        Index("ix_slot_delivery", "delivery_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_id: Mapped[int]
    local_date: Mapped[date]
    written_at: Mapped[datetime]
    skipped: Mapped[bool] = mapped_column(default=False)
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"), default=None)
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)


def claim_slot(session: Session, kind: str, subject_id: int, day: date, now: datetime) -> Slot | None:
    """Claims a slot, until the end of the transaction nobody else's to claim; None when it was before.

    One that a wrong clock claimed, at an instant that has not come yet, is claimed anew.
    """
    return next(iter(claim_slots(session, kind, [(subject_id, day)], now)), None)


def claim_slots(
    session: Session, kind: str, wanted: Collection[tuple[int, date]], now: datetime
) -> list[Slot]:
    """The same of several, each the local date of a subject: those that were nobody's before."""
    if not wanted:
        return []
    rows = [
        {"kind": kind, "subject_id": subject, "local_date": day, "written_at": now}
        for subject, day in sorted(wanted)
    ]
    claimed = insert_into(session, Slot).values(rows).on_conflict_do_nothing()
    fresh = list(session.scalars(claimed.returning(Slot)))
    others = set(wanted) - {(each.subject_id, each.local_date) for each in fresh}
    if not others:
        return fresh
    query = select(Slot).where(
        Slot.kind == kind,
        Slot.subject_id.in_(sorted({subject for subject, _ in others})),
        Slot.local_date.in_(sorted({day for _, day in others})),
        Slot.written_at > now + CLOCKS_APART,
    )
    ahead = query.order_by(Slot.id).with_for_update().execution_options(populate_existing=True)
    for found in session.scalars(ahead):
        if (found.subject_id, found.local_date) in others:
            found.written_at, found.skipped, found.delivery_id, found.figures = now, False, None, {}
            fresh.append(found)
    return fresh


def slot_on(session: Session, kind: str, subject_id: int, day: date) -> Slot | None:
    """The slot of one local date, if it was claimed."""
    query = select(Slot).where(Slot.kind == kind, Slot.subject_id == subject_id, Slot.local_date == day)
    return session.scalars(query).first()


def slots_until(session: Session, kind: str, day: date) -> list[Slot]:
    """The slots of a kind, whoever's, up to a local date."""
    query = select(Slot).where(Slot.kind == kind, Slot.local_date <= day)
    return list(session.scalars(query.order_by(Slot.id)))


def is_ahead(session: Session, kind: str, day: date, now: datetime) -> bool:
    """Whether a wrong clock claimed a slot of a kind on a local date, at an instant that has not come yet."""
    query = select(Slot.id).where(Slot.kind == kind, Slot.local_date == day)
    return session.scalar(query.where(Slot.written_at > now + CLOCKS_APART).limit(1)) is not None


def forget_ahead(session: Session, kind: str, subject_id: int, now: datetime) -> None:
    """Takes away somebody's slots that a wrong clock claimed, at an instant that has not come yet.

    When their day comes they would be taken for slots that were seen to.
    """
    ahead = (Slot.kind == kind, Slot.subject_id == subject_id, Slot.written_at > now + CLOCKS_APART)
    session.execute(delete(Slot).where(*ahead).execution_options(synchronize_session="fetch"))
