"""Who may, of classes: the same rights as conditions on whole tables.

Beside `commands.kit.may`, which decides about one of them, and with it the one place that compares rights.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_, true

from commands.kit.about import Taught
from commands.kit.member import Member
from storage.classes import ClassRecord


def taught(held: ClassRecord, person_id: int | None = None) -> Taught:
    """A class as rights see it; of one person's attendance, where one is named."""
    return Taught(held.agency_id, held.instructor_id, person_id)


def classes_for(member: Member) -> ColumnElement[bool]:
    """The condition on `ClassRecord` for those that are a member's to open, move and close."""
    return true() if member.is_manager else classes_own_to(member)


def classes_own_to(member: Member) -> ColumnElement[bool]:
    """The condition on those that are a member's own to hold: as instructor, as the lead of their agency."""
    own = false() if member.person_id is None else ClassRecord.instructor_id == member.person_id
    return or_(own, ClassRecord.agency_id.in_(sorted(member.leads)))


def sees_to_the_others(member: Member) -> bool:
    """Whether a class falls to a member, too, that those whose own it is did not see to."""
    return member.is_manager
