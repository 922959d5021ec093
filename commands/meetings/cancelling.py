"""`/meeting cancel`: a meeting does not take place, with the reason; who was asked to it is told."""

from __future__ import annotations

import re

from slack_sdk.models.views import View

from commands.kit.blocks import button, cut, words
from commands.kit.forms import Modal, opened
from commands.kit.meeting_views import MeetingPicked, because, meeting_name
from commands.kit.problems import AskedBack
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.kit.telling import is_near
from commands.language.meetings import meeting_said_to_decide, theirs_to_decide
from commands.meetings.calendar_posts import calendar_posts
from commands.meetings.calling_form import REASON
from commands.meetings.meanwhile import facts_mark
from commands.meetings.moving import unless_over
from commands.meetings.seats import IN_SLACK
from commands.meetings.steps_views import CANCEL, heard, over_said
from commands.meetings.telling_meetings import tell
from storage.calling import cancel_meeting
from storage.letters import MEETING_CANCELLED
from storage.meeting_times import begins
from storage.meetings import MeetingRecord, MeetingState
from storage.people import lock_people
from words.problems import Problem

REASON_BEGINS = re.compile(r"[,;:]\s+|\s+(?:because(?: of)?|due to|owing to|since)\s+", re.IGNORECASE)
"""What parts a meeting from the reason: "kickoff because the room is closed"."""
BECAUSE_FIRST = re.compile(r"^(?:because(?: of)?|due to|owing to|since|reason:?)\s+", re.IGNORECASE)


CHANGED = "Somebody else changed it since this was shown: look again. Nothing was cancelled."


class Cancelling(MeetingPicked):
    """Which meeting a button or a form cancels, and why, as far as it was said; a mark of what it showed."""

    reason: str = ""
    seen: str = ""


def cancel(request: Request) -> Reply:
    """Asks for the reason of the meeting that is said: nothing is cancelled without one."""
    which, *why = REASON_BEGINS.split(request.text.strip(), maxsplit=1)
    meeting = meeting_said_to_decide(request, which, CANCEL)
    if meeting.state is not MeetingState.CALLED:
        raise Problem(over_said(meeting))
    reason = cut(BECAUSE_FIRST.sub("", " ".join(why)).strip(), 200)
    text = f"{meeting_name(meeting)}: look at it, say why, and cancel it. Nothing was changed yet."
    opener = button("Cancel it", CANCEL, Cancelling(meeting_id=meeting.id, reason=reason))
    return opened(request, _why(meeting, reason), text, opener)


def open_cancel(request: Request) -> Reply:
    """The form that asks for the reason."""
    carried = request.carried(Cancelling)
    meeting = theirs_to_decide(request, carried.meeting_id)
    if meeting.state is not MeetingState.CALLED:
        raise Problem(over_said(meeting))
    return Reply(modal=_why(meeting, carried.reason))


def cancel_submitted(request: Request) -> Reply:
    """Cancels the meeting, and tells who was asked to it."""
    carried = request.carried(Cancelling)
    meeting = theirs_to_decide(request, carried.meeting_id, lock=True)
    reason = CANCEL_MEETING.read(request)[REASON]
    if meeting.state is MeetingState.CALLED and carried.seen != facts_mark(meeting):
        raise AskedBack(Reply(updated=_why(meeting, reason, CHANGED)))
    trail = request.trail(IN_SLACK)
    done = unless_over(lambda: cancel_meeting(request.session, meeting, reason, trail), meeting)
    name = meeting_name(meeting)
    if not done.before:
        raise Problem(f"{name} was cancelled already{because(meeting)} Nobody was told twice.")
    start = begins(meeting, request.region.zone)
    near = is_near(request.now, start)
    is_ahead = start > request.now
    told = list(done.told) if is_ahead else []
    lock_people(request.session, told)
    posts = tell(request, meeting, told, MEETING_CANCELLED, near)
    posts += calendar_posts(request, meeting, told, near) if is_ahead else []
    lines = [f"{name} is cancelled{because(meeting)}"]
    lines += heard(request, meeting, told, done.left if is_ahead else (), near) or ["Nobody had to be told."]
    return Reply(message=Message([words("\n".join(lines))]), posts=posts, closes=True)


def _why(meeting: MeetingRecord, reason: str = "", note: str = "") -> View:
    said = f"{meeting_name(meeting)} will not be held. Who was asked, and did not decline, is told."
    above = [words(f"{note}\n{said}" if note else said)]
    carried = Cancelling(meeting_id=meeting.id, seen=facts_mark(meeting))
    return CANCEL_MEETING.view({REASON.name: reason or None}, carried=carried, above=above)


CANCEL_MEETING = Modal("meeting.cancel_form", "Cancel a meeting", "Cancel it", (REASON,), cancel_submitted)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "meeting cancel",
        cancel,
        what="cancel a meeting, with the reason",
        example="/meeting cancel kickoff because the room is closed",
        takes="MEETING because REASON",
    ),
    Click(CANCEL, open_cancel),
    *CANCEL_MEETING.entries(),
)
