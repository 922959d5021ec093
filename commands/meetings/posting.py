"""A called meeting's card, posted into one channel more: where others read, or the first could not stand."""

from __future__ import annotations

from commands.kit.channel import CHANNEL
from commands.kit.forms import Modal
from commands.kit.meeting_views import MeetingPicked
from commands.kit.registry import Click, Declared
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.meetings import theirs_to_decide
from commands.meetings.moving import refuse_over
from commands.meetings.seats import ON_ITS_WAY, call_post
from commands.meetings.steps_views import POST, receipt
from storage.cards import changed
from storage.meetings import MEETING_CARD


def post_pressed(request: Request) -> Reply:
    """Into which channel is asked in a form."""
    meeting = theirs_to_decide(request, request.carried(MeetingPicked).meeting_id)
    refuse_over(request, meeting)
    return Reply(modal=POST_CARD.view({}, carried=MeetingPicked(meeting_id=meeting.id)))


def post_submitted(request: Request) -> Reply:
    """Posts the card; an earlier one of that channel says where this stands."""
    meeting = theirs_to_decide(request, request.carried(MeetingPicked).meeting_id, lock=True)
    refuse_over(request, meeting)
    channel = POST_CARD.read(request)[CHANNEL]
    changed(request.session, MEETING_CARD, meeting.id, request.now)
    notes = [ON_ITS_WAY]
    return Reply(
        message=receipt(request, meeting, "Its card", notes),
        posts=[call_post(request, meeting, channel)],
        closes=True,
    )


POST_CARD = Modal("meeting.post_form", "Post its card", "Post it", (CHANNEL,), post_submitted)
ENTRIES: tuple[Declared, ...] = (Click(POST, post_pressed), *POST_CARD.entries())
