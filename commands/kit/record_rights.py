"""Who may, of completions on record: the same rights as conditions on whole tables.

Beside `commands.kit.may`, which decides about one of them, and with it the one place that compares rights.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from commands.kit.member import Member
from readiness.vocabulary import Result
from storage.people import AffiliationRecord
from storage.responders import live_completions
from storage.training import CompletionRecord


def records_for(member: Member, today: date) -> ColumnElement[bool]:
    """The condition on `CompletionRecord` for those that are a member's to confirm: never their own.

    For a lead what happened while people belonged to their agency; of who belongs to it today all before.
    """
    own = CompletionRecord.person_id
    others = true() if member.person_id is None else own != member.person_id
    happened = others & (CompletionRecord.completed_on <= today)
    if member.is_manager:
        return happened
    if not member.leads:
        return false()
    belonged = select(AffiliationRecord.id).where(
        AffiliationRecord.person_id == CompletionRecord.person_id,
        AffiliationRecord.agency_id.in_(sorted(member.leads)),
        AffiliationRecord.voided_at.is_(None),
        or_(belongs_on(today), belongs_on(CompletionRecord.completed_on)),
    )
    return happened & belonged.exists()


def asks_to_be_confirmed(from_files: bool = False) -> ColumnElement[bool]:
    """The condition on completions that stand for those that somebody is asked to confirm: what counts.

    What people wrote down here; what files brought in unconfirmed asks nobody by itself.
    """
    brought = CompletionRecord.import_id.is_not(None)
    return and_(
        CompletionRecord.verified.is_(False),
        CompletionRecord.result == Result.PASS.value,
        brought if from_files else ~brought,
    )


def waiting_records(member: Member, today: date, from_files: bool = False) -> Select[Any]:
    """The completions that wait for a member to confirm them, the newest first."""
    return (
        live_completions(CompletionRecord)
        .where(asks_to_be_confirmed(from_files), records_for(member, today))
        .order_by(CompletionRecord.recorded_at.desc(), CompletionRecord.id.desc())
    )


def belongs_on(day: date | Any) -> ColumnElement[bool]:
    """The condition on `AffiliationRecord` that it covers a day; both its days count."""
    return or_(AffiliationRecord.joined_on.is_(None), AffiliationRecord.joined_on <= day) & or_(
        AffiliationRecord.left_on.is_(None), AffiliationRecord.left_on >= day
    )
