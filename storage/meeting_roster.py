"""Who of those a meeting speaks to is on the roster on its day: nobody else is told what becomes of it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.meetings import IS_INVITED, InvitationRecord, MeetingRecord
from storage.people import AffiliationRecord, RightKind
from storage.rights import leads_now, live_grants
from storage.roster import is_on_roster


def on_its_roster(session: Session, meeting: MeetingRecord, people: Collection[int]) -> set[int]:
    """Those of some people who did not leave the roster by a meeting's day.

    Of an agency's own meeting they are on its roster, or are sent there by somebody. Whose meeting it is may
    be on none: who called it, an emergency manager, a lead of the agency; so may be who never was on one.
    """
    asked = set(people)
    if not asked:
        return set()
    rows = select(
        AffiliationRecord.person_id, AffiliationRecord.agency_id, is_on_roster(meeting.held_on)
    ).where(AffiliationRecord.person_id.in_(sorted(asked)))
    ever: set[int] = set()
    of_any: set[int] = set()
    there: set[int] = set()
    for person, agency, is_active in session.execute(rows):
        ever.add(person)
        if is_active:
            of_any.add(person)
            there |= {person} if meeting.agency_id in (None, agency) else set()
    there |= asked - ever
    if others := of_any - there:
        there |= _sent(session, meeting, others)
    if left := asked - there:
        there |= left & _whose_it_is(session, meeting)
    return there


def _sent(session: Session, meeting: MeetingRecord, people: Collection[int]) -> set[int]:
    """Those of some people who are sent to a meeting in somebody's place."""
    query = select(InvitationRecord.person_id).where(
        InvitationRecord.meeting_id == meeting.id,
        InvitationRecord.person_id.in_(sorted(people)),
        InvitationRecord.sent_by_id.is_not(None),
        IS_INVITED,
    )
    return set(session.scalars(query))


def _whose_it_is(session: Session, meeting: MeetingRecord) -> set[int | None]:
    """Who decides about a meeting by a right they were given, and who called it."""
    found: set[int | None] = {grant.person_id for grant in live_grants(session, RightKind.MANAGER)}
    found.add(meeting.called_by_id)
    if meeting.agency_id is not None:
        found |= set(leads_now(session, meeting.held_on).get(meeting.agency_id, ()))
    return found
