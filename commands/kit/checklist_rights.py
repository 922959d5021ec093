"""Who may, of checklists: an agency's its lead's, the region's the emergency managers', an item its owner's.

Beside `commands.kit.may`, which asks here, and with it the one place that compares rights.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, not_, or_, true

from commands.kit.about import ALLOWED, Kept, Verdict
from commands.kit.member import Member
from storage.checklist_owners import Falling, SeenTo
from storage.checklists import ChecklistItem, ChecklistRecord, OwnerRight

WHOSE_CHECKLIST = "Who can: the lead of the agency whose checklist it is, an emergency manager."
WHOSE_ITEM = "Who can: its owner, the lead of the agency whose checklist it is, an emergency manager."


def kept(checklist: ChecklistRecord, item: ChecklistItem | None = None) -> Kept:
    """A checklist as rights see it, or an item of it."""
    return Kept(checklist.agency_id, None if item is None else item.owner_id)


def about_checklist(member: Member, about: Kept) -> Verdict:
    """Whether a checklist is a member's to read and to keep: to add, assign, mend and take out."""
    if member.is_manager or about.agency in member.leads:
        return ALLOWED
    return Verdict("That checklist is not yours.", WHOSE_CHECKLIST)


def about_item(member: Member, about: Kept) -> Verdict:
    """Whether a member may read an item, and say what became of it: its owner, and whose checklist it is."""
    if about_checklist(member, about) or (about.owner is not None and about.owner == member.person_id):
        return ALLOWED
    return Verdict("That is not yours to change.", WHOSE_ITEM)


def checklists_for(member: Member) -> ColumnElement[bool]:
    """The condition on `ChecklistRecord` for those that are a member's to read and to keep."""
    return true() if member.is_manager else ChecklistRecord.agency_id.in_(sorted(member.leads))


def sees_to(member: Member, whose: SeenTo) -> bool:
    """Whether an item is a member's to see to: the person's; else that of the agency's leads, or of the
    emergency managers.
    """
    if whose.person is not None:
        return member.person_id == whose.person
    if whose.right is OwnerRight.LEAD:
        return whose.agency in member.leads
    return member.is_manager


def items_for(member: Member) -> ColumnElement[bool]:
    """The condition on `ChecklistItem` and its checklist for those a member may read: of a list that is
    theirs, or theirs by name.
    """
    own = false() if member.person_id is None else ChecklistItem.owner_id == member.person_id
    return or_(own, checklists_for(member))


def items_seen_to_by(member: Member, falling: Falling) -> ColumnElement[bool]:
    """The same for those that are a member's to see to: what `sees_to` says of one, asked of the table."""
    named = false() if member.person_id is None else ChecklistItem.owner_id == member.person_id
    theirs = and_(falling.is_leads, ChecklistRecord.agency_id.in_(sorted(member.leads)))
    others = and_(not_(falling.is_owned), not_(falling.is_leads)) if member.is_manager else false()
    return or_(and_(named, falling.is_owned), theirs, others)
