"""What Home says of meetings: the calls that wait for an answer of one's own."""

from __future__ import annotations

from collections.abc import Iterator

from slack_sdk.models.blocks import Block
from sqlalchemy import or_, select

from commands.kit.blocks import buttons, headed, rule, says, title
from commands.kit.meeting_views import meeting_time, meeting_where
from commands.kit.registry import Declared, HomePart
from commands.kit.request import Request
from commands.meetings.card_views import answer_buttons
from commands.meetings.invitation_views import own_answer
from storage.meeting_times import ends
from storage.meetings import IS_CALLED, IS_INVITED, InvitationRecord, MeetingRecord, RsvpAnswer
from words.amounts import plural
from words.days import spoken

LINES = 2


def my_calls(request: Request) -> Iterator[Block]:
    """The nearest calls without an answer of theirs, or with one that is not sure yet; how many more."""
    found = list(_asked(request))
    if not found:
        return
    yield rule()
    yield title("Meetings that ask for your answer")
    for meeting, invitation in found[:LINES]:
        by = "" if meeting.answer_by is None else f" Please answer by {spoken(meeting.answer_by)}."
        when = f"{meeting_time(meeting, request.region)}{meeting_where(meeting)}."
        yield headed(meeting.title, f"{when}\n{own_answer(request, invitation)}{by}")
        yield from buttons(*answer_buttons(meeting, f":home {meeting.id}"))
    more = len(found) - LINES
    if more > 0:
        yield from buttons(says(plural(more, "more meeting"), "meeting", "home meetings"))


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


ENTRIES: tuple[Declared, ...] = (HomePart(11, my_calls),)
