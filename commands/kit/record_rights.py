"""Who may, of completions on record: the same rights as conditions on whole tables.

Beside `commands.kit.may`, which decides about one of them, and with it the one place that compares rights.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true

from commands.kit.member import Member
from readiness.records import AgencyId, PersonId
from readiness.vocabulary import Result
from storage.people import AffiliationRecord
from storage.responders import live_completions
from storage.roster import is_on_roster
from storage.training import CompletionRecord


def records_for(
    member: Member, today: date, within: Collection[AgencyId] | None = None
) -> ColumnElement[bool]:
    """The condition on `CompletionRecord` for those that are a member's to confirm: never their own.

    For a lead what happened while people belonged to their agency; of who belongs to it today all before.
    `within`: of them only those of the people of these agencies, in the same way.
    """
    own = CompletionRecord.person_id
    others = true() if member.person_id is None else own != member.person_id
    happened = others & (CompletionRecord.completed_on <= today)
    if member.is_manager:
        return happened if within is None else happened & _of_people_of(within, today)
    theirs = member.leads if within is None else member.leads.intersection(within)
    return happened & _of_people_of(theirs, today) if theirs else false()


def _of_people_of(agencies: Collection[AgencyId], today: date) -> ColumnElement[bool]:
    belonged = select(AffiliationRecord.id).where(
        AffiliationRecord.agency_id.in_(sorted(agencies)), _belonged(today)
    )
    return belonged.exists()


def _belonged(today: date) -> ColumnElement[bool]:
    """That an affiliation makes a completion its agency's: it covered its day, or covers today."""
    return and_(
        AffiliationRecord.person_id == CompletionRecord.person_id,
        or_(is_on_roster(today), is_on_roster(CompletionRecord.completed_on)),
    )


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


def waiting_records(
    member: Member, today: date, from_files: bool = False, within: Collection[AgencyId] | None = None
) -> Select[Any]:
    """The completions that wait for a member to confirm them, the newest first; `within` some agencies."""
    return (
        live_completions(CompletionRecord)
        .where(asks_to_be_confirmed(from_files), records_for(member, today, within))
        .order_by(CompletionRecord.recorded_at.desc(), CompletionRecord.id.desc())
    )


def waiting_by_agency(today: date) -> Select[AgencyId, PersonId, int]:
    """How many completions wait in each agency, by whose they are: nobody's own are theirs to confirm."""
    waiting = live_completions(
        AffiliationRecord.agency_id, CompletionRecord.person_id, func.count(CompletionRecord.id.distinct())
    )
    return (
        waiting.select_from(CompletionRecord)
        .join(AffiliationRecord, _belonged(today))
        .where(asks_to_be_confirmed(), CompletionRecord.completed_on <= today)
        .group_by(AffiliationRecord.agency_id, CompletionRecord.person_id)
    )
