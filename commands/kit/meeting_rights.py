"""Who may, of meetings: their agency's lead, of the region's the emergency managers.

Beside `commands.kit.may`, which asks here, and with it the one place that compares rights.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from commands.kit.about import ALLOWED, Convened, Verdict
from commands.kit.member import Member
from storage.meetings import IS_INVITED, InvitationRecord, MeetingRecord, MeetingState

WHOSE_MEETING = "Who can: the lead of the agency whose meeting it is, an emergency manager."


def convened(meeting: MeetingRecord) -> Convened:
    """A meeting as rights see it."""
    return Convened(meeting.agency_id)


def about_meeting(member: Member, about: Convened) -> Verdict:
    """Whether a meeting is a member's to call, to move, to see the answers of, and to close."""
    if member.is_manager or about.agency in member.leads:
        return ALLOWED
    return Verdict("That meeting is not yours to change.", WHOSE_MEETING)


def meetings_for(member: Member) -> ColumnElement[bool]:
    """The condition on `MeetingRecord` for those that are a member's to decide about."""
    return true() if member.is_manager else MeetingRecord.agency_id.in_(sorted(member.leads))


def own_meetings(member: Member) -> ColumnElement[bool]:
    """The condition for those a member sees to first: of agencies they lead, the region's, their own calls.

    An emergency manager may decide about all of them; those of agencies are their leads' to think of.
    """
    led = MeetingRecord.agency_id.in_(sorted(member.leads))
    regions = MeetingRecord.agency_id.is_(None) if member.is_manager else false()
    return led | regions | (called_by(member) & meetings_for(member))


def called_by(member: Member) -> ColumnElement[bool]:
    """The condition for those a member called, whosever they are."""
    return (MeetingRecord.workspace == member.workspace) & (MeetingRecord.called_by_user == member.user)


def invited_to(member: Member) -> ColumnElement[bool]:
    """The condition for those a member is invited to; whoever is not on the roster is to none."""
    return MeetingRecord.id.in_(_of(member))


def readable_by(member: Member) -> ColumnElement[bool]:
    """The condition for those a member may read of: theirs to decide about, and those they are invited to."""
    return or_(meetings_for(member), invited_to(member))


def attended_by(member: Member) -> ColumnElement[bool]:
    """The condition for held meetings in which a member is on record as there: their minutes are for them."""
    there = _of(member, InvitationRecord.attended.is_(True))
    return (MeetingRecord.state == MeetingState.HELD) & MeetingRecord.id.in_(there)


def _of(member: Member, *more: ColumnElement[bool]) -> Select[int]:
    """The ids of the meetings to which a member has an invitation that stands."""
    theirs = InvitationRecord.person_id == (member.person_id or 0)
    return select(InvitationRecord.meeting_id).where(theirs, IS_INVITED, *more)
