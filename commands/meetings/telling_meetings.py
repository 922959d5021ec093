"""What is told of a change of a meeting, and whom: at once where it begins within a day, else by letter.

The file for calendars goes without a letter, in the night of its reader in the morning: calendars have to
follow. What letters say of it: `commands.meetings.letter`.
"""

from __future__ import annotations

from collections.abc import Iterable

from commands.kit.blocks import buttons, words
from commands.kit.meeting_views import because, meeting_name, meeting_time, meeting_where
from commands.kit.reply import Message, Post
from commands.kit.request import Request
from commands.kit.telling import told_at_once
from commands.kit.zone_views import where_you_are
from commands.meetings.card_views import answer_buttons
from readiness.records import PersonId
from storage.letters import MEETING_CANCELLED, MEETING_LEFT, MEETING_MOVED
from storage.meeting_times import begins
from storage.meetings import MeetingRecord, MeetingState

ASKS_ANEW = "An answer to another day or hour no longer counts: please say again whether you are coming."


def tell(
    request: Request,
    meeting: MeetingRecord,
    people: Iterable[PersonId],
    matter: str,
    near: bool,
    before: str = "",
) -> list[Post]:
    """Tells some people of a meeting; the messages for those who are told at once.

    `before`: how its title, day, time and place were, where that is known.
    """
    at_once = told_at_once(request, people, matter, meeting.id, near)
    if not at_once:
        return []
    row = answer_buttons(meeting, ":told") if matter == MEETING_MOVED else []
    message = Message([words(line(request, meeting, matter, before)), *buttons(*row)])
    mark = request.now.isoformat()
    return [
        Post(to=each, message=message, key=f"{matter} {each} {mark}", about=meeting.subject)
        for each in at_once
    ]


def line(request: Request, meeting: MeetingRecord, matter: str, before: str = "", zone: str = "") -> str:
    """What a matter says of a meeting as it is now; empty where it is no longer so.

    `zone`: the reader's own, where it is known: its time there is said too, where that is another.
    """
    was = f" It was: {before}." if before else ""
    there = where_you_are(begins(meeting, request.region.zone), zone, request.region) if zone else ""
    now = f"{meeting_time(meeting, request.region)}{there}{meeting_where(meeting)}"
    if matter == MEETING_CANCELLED:
        said = f"{meeting_name(meeting)} is cancelled{because(meeting)}"
        return said if meeting.state is MeetingState.CANCELLED else ""
    if meeting.state is not MeetingState.CALLED or meeting.held_on < request.today:
        return ""
    if matter == MEETING_LEFT:
        return f"You are not asked to {meeting_name(meeting)} any more."
    if matter == MEETING_MOVED:
        return f"{meeting.title} is moved: it is now {now}.{was} {ASKS_ANEW}"
    return f"{meeting.title} has changed: it is now {now}.{was}"


def declined_said(name: str, meeting: MeetingRecord) -> str:
    """What somebody hears who sends another, who does not come."""
    return f"{name}, the one you are sending to {meeting_name(meeting)}, is not coming."


def how_it_is(request: Request, meeting: MeetingRecord) -> str:
    """Its title, day, time and place, as they are said once they are others."""
    return f"{meeting.title}, {meeting_time(meeting, request.region)}{meeting_where(meeting)}"
