"""Who may, of leaves and waivers: the same rights as conditions on whole tables.

Beside `commands.kit.may`, which decides about one of them, and with it the one place that compares rights.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, case, false, or_, select, true

from commands.kit.member import Member
from storage.people import AffiliationRecord
from storage.roster import is_on_roster
from storage.training import AbsenceRecord


def absences_for(member: Member, today: date) -> ColumnElement[bool]:
    """The condition on `AbsenceRecord` for those that are a member's to read of what is now and to come.

    Their own; for a lead those of who belongs to their agency on the first of its days from today on.
    """
    if member.is_manager:
        return true()
    mine = false() if member.person_id is None else AbsenceRecord.person_id == member.person_id
    if not member.leads:
        return mine
    day = case((AbsenceRecord.starts_on > today, AbsenceRecord.starts_on), else_=today)
    belongs = select(AffiliationRecord.id).where(
        AffiliationRecord.person_id == AbsenceRecord.person_id,
        AffiliationRecord.agency_id.in_(sorted(member.leads)),
        AffiliationRecord.voided_at.is_(None),
        is_on_roster(day),
    )
    return or_(mine, belongs.exists())
