"""What Home says of meetings: the calls that wait for an answer of one's own."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import or_, select

from commands.kit.blocks import button, says
from commands.kit.home import REST, Urgency, Waits
from commands.kit.meeting_views import MeetingPicked, meeting_time, meeting_where
from commands.kit.registry import Click, Declared, HomePart
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.meetings.invitation_views import invitation_card
from commands.meetings.presses import own_invitation, pressed
from storage.meeting_times import ends
from storage.meetings import IS_CALLED, IS_INVITED, InvitationRecord, MeetingRecord, RsvpAnswer
from words.amounts import plural
from words.days import spoken

LINES = 2
ANSWER = "meeting.answer"
"""What a button that shows a call, to be answered, is known by; it carries which."""


def my_calls(request: Request) -> Iterator[Waits]:
    """The nearest calls without an answer of theirs, or with one that is not sure yet; how many more."""
    found = list(_asked(request))
    for meeting, invitation in found[:LINES]:
        asked = "Are you coming?" if invitation.answer is None else "You are not sure yet: are you coming?"
        by = "" if meeting.answer_by is None else f" Please answer by {spoken(meeting.answer_by)}."
        when = f"{meeting_time(meeting, request.region)}{meeting_where(meeting)}"
        answer = button("Answer", f"{ANSWER}:{meeting.id}", MeetingPicked(meeting_id=meeting.id))
        day = meeting.answer_by or meeting.held_on
        yield Waits(Urgency.ASKED, f"{meeting.title}, {when}. {asked}{by}", answer, day)
    more = len(found) - LINES
    if more > 0:
        said = f"{plural(more, 'more meeting')} {'asks' if more == 1 else 'ask'} for your answer."
        last = found[-1][0].held_on
        yield Waits(Urgency.ASKED, said, says("Meetings", "meeting", "home meetings"), last)


def answer_one(request: Request) -> Reply:
    """The call as it stands for the speaker, with what they may answer."""
    meeting = pressed(request)
    return Reply(message=invitation_card(request, own_invitation(request, meeting)))


def _asked(request: Request) -> Iterator[tuple[MeetingRecord, InvitationRecord]]:
    query = (
        select(MeetingRecord, InvitationRecord)
        .join(InvitationRecord, InvitationRecord.meeting_id == MeetingRecord.id)
        .where(
            IS_CALLED,
            IS_INVITED,
            MeetingRecord.held_on >= request.today,
            InvitationRecord.person_id == (request.member.person_id or 0),
            or_(InvitationRecord.answer.is_(None), InvitationRecord.answer == RsvpAnswer.UNSURE),
        )
        .order_by(MeetingRecord.held_on, MeetingRecord.start_time, MeetingRecord.id)
    )
    for meeting, invitation in request.session.execute(query):
        if ends(meeting, request.region.zone) > request.now:
            yield meeting, invitation


ENTRIES: tuple[Declared, ...] = (HomePart(REST, my_calls), Click(ANSWER, answer_one))
