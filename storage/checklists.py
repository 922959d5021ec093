"""Checklists: a region's and each agency's; their items, their templates, the channels that read of them.

An item that comes again is closed like any other, and the next one is written in the same transaction. What
was closed stays readable, with its evidence. Lists are written by the hundred: by `record`, which is known
beforehand, SQLite's answers to one statement for many rows are told apart (`insert_sentinel`).
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Enum, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import LIVE, NEVER_AGAIN, Base, TakenBack
from storage.subscriptions import GOING_ON, Subscription
from storage.training import new_record

CHECKLIST_CARD = "checklist"
"""The kind of card that shows a checklist in a channel: counts, and no names."""
CHECKLIST_WEEK = "checklist week"
"""The kind of the slots of a channel's weekly line; their subject is the `ChecklistChannel`."""

STILL_OPEN = text("state = 'open'")


class OwnerRight(StrEnum):
    """Who sees to an item by a right, where no person is named."""

    LEAD = "lead"  # the leads of the checklist's agency; an emergency manager where there is none
    MANAGER = "manager"  # the emergency managers

    def called(self, agency: str = "") -> str:
        """To whom something falls by it, in words; of which agency, where that is known by name."""
        if self is OwnerRight.MANAGER:
            return "an emergency manager"
        return f"the lead of {agency}" if agency else "the agency's lead"


class ItemState(StrEnum):
    """What became of an item."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "not doing"


class TemplateRecord(Base, TakenBack):
    """A template: what a checklist begins with. `key` names it, such as "roadmap".

    `for_agencies`: it is handed to agencies; otherwise it is the region's. `revision` grows with each change
    of its items. `is_ours`: it came with Muster, and was not changed since.
    """

    __tablename__ = "checklist_template"
    __table_args__ = (NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(unique=True, default=new_record)
    key: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    about: Mapped[str] = mapped_column(default="")
    for_agencies: Mapped[bool]
    revision: Mapped[int] = mapped_column(default=1)
    is_ours: Mapped[bool] = mapped_column(default=False)
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]

    @property
    def subject(self) -> tuple[str, int]:
        """What audit rows are about that speak of it."""
        return (self.__tablename__, self.id)


class TemplateItem(Base, TakenBack):
    """One item of a template. `due_after_days`: from the day it is handed out; None: without a due day.

    `step` is the heading it stands under. `every_months` None: it is done once. What it says is never
    overwritten: another one takes its place, and names it in `follows_id`.
    """

    __tablename__ = "checklist_template_item"
    __table_args__ = (
        Index("ix_checklist_template_item_template", "template_id", "place"),
        UniqueConstraint("follows_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("checklist_template.id"))
    place: Mapped[int]
    step: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    owner_right: Mapped[OwnerRight] = mapped_column(
        Enum(OwnerRight, native_enum=False, length=20, values_callable=lambda rights: [*map(str, rights)])
    )
    due_after_days: Mapped[int | None] = mapped_column(default=None)
    every_months: Mapped[int | None] = mapped_column(default=None)
    needs_evidence: Mapped[bool] = mapped_column(default=False)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("checklist_template_item.id"), default=None)
    recorded_at: Mapped[datetime]


class ChecklistRecord(Base, TakenBack):
    """A checklist of an agency (`agency_id`), or of the region (None).

    One that came from a template names it and the revision it is up to (`template_id`,
    `template_revision`); an agency, or the region, has one of a template that stands. One without a template
    is its own list, of which there is one too. `whose` tells them apart for the unique index: "region:own",
    "7:3" (`whose_of`).
    """

    __tablename__ = "checklist"
    __table_args__ = (
        Index("uq_checklist_whose", "whose", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
        Index("ix_checklist_agency", "agency_id"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(unique=True, default=new_record, insert_sentinel=True)
    title: Mapped[str]
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), default=None)
    template_id: Mapped[int | None] = mapped_column(ForeignKey("checklist_template.id"), default=None)
    template_revision: Mapped[int | None] = mapped_column(default=None)
    whose: Mapped[str]
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]

    @property
    def subject(self) -> tuple[str, int]:
        """What audit rows and messages are about that speak of it."""
        return (self.__tablename__, self.id)


class ChecklistItem(Base, TakenBack):
    """One thing to be done: by whom, until when, how often, with what evidence.

    Its owner is a person (`owner_id`), else whoever has the right (`owner_right`, always kept: to whom it
    falls where the person left the roster). `every_months` with `due_day`, the day of the month it is due on
    (31: the month's last), makes the next one when it is closed; that one names it in `follows_id`. No
    reminder comes before `snoozed_until`. `meeting_id`: it is a follow-up of that meeting.
    `template_item_id`: it came from that line of the template. One taken back was not meant: it was undone as
    it had been added, or what it follows was opened again. It is no open one then, and is shown nowhere.
    """

    __tablename__ = "checklist_item"
    __table_args__ = (
        Index("ix_checklist_item_checklist", "checklist_id", "place"),
        Index("ix_checklist_item_owner", "owner_id", sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN),
        Index("ix_checklist_item_due", "due_on", sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN),
        Index(
            "uq_checklist_item_follows", "follows_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE
        ),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(unique=True, default=new_record)
    checklist_id: Mapped[int] = mapped_column(ForeignKey("checklist.id"))
    place: Mapped[int]
    step: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    notes: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    owner_right: Mapped[OwnerRight] = mapped_column(
        Enum(OwnerRight, native_enum=False, length=20, values_callable=lambda rights: [*map(str, rights)])
    )
    due_on: Mapped[date | None] = mapped_column(default=None)
    every_months: Mapped[int | None] = mapped_column(default=None)
    due_day: Mapped[int | None] = mapped_column(default=None)
    needs_evidence: Mapped[bool] = mapped_column(default=False)
    evidence: Mapped[str] = mapped_column(default="")
    evidence_on: Mapped[date | None] = mapped_column(default=None)
    state: Mapped[ItemState] = mapped_column(
        Enum(ItemState, native_enum=False, length=20, values_callable=lambda states: [*map(str, states)]),
        default=ItemState.OPEN,
    )
    closed_on: Mapped[date | None] = mapped_column(default=None)
    closed_by: Mapped[str | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    why_dropped: Mapped[str] = mapped_column(default="")
    snoozed_until: Mapped[date | None] = mapped_column(default=None)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), default=None)
    template_item_id: Mapped[int | None] = mapped_column(
        ForeignKey("checklist_template_item.id"), default=None
    )
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("checklist_item.id"), default=None)
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]

    @property
    def subject(self) -> tuple[str, int]:
        """What audit rows and messages are about that speak of it."""
        return (self.__tablename__, self.id)


class ChecklistChannel(Subscription):
    """A channel that reads, once a week, how far a checklist is: counts only, under the digest's rules."""

    __tablename__ = "checklist_channel"
    slot_kind = CHECKLIST_WEEK
    __table_args__ = (
        Index(
            "uq_checklist_channel_live",
            "checklist_id",
            "workspace",
            "channel",
            unique=True,
            sqlite_where=GOING_ON,
            postgresql_where=GOING_ON,
        ),
    )

    checklist_id: Mapped[int] = mapped_column(ForeignKey("checklist.id"))


def whose_of(agency_id: int | None, template_id: int | None) -> str:
    """What tells the checklists that stand apart: whose it is, and of which template."""
    whose = "region" if agency_id is None else str(agency_id)
    return f"{whose}:{'own' if template_id is None else template_id}"


IS_OPEN: ColumnElement[bool] = ChecklistItem.state == ItemState.OPEN
"""The condition that an item is still to be done: one taken back is not open."""
ITEM_STANDS: ColumnElement[bool] = ChecklistItem.voided_at.is_(None)
"""The condition that an item was not taken back."""
LIST_STANDS: ColumnElement[bool] = ChecklistRecord.voided_at.is_(None)
"""The condition that a checklist was not taken back."""
