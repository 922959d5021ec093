"""How a meeting is named and shown, whoever speaks of it, and what a button about one carries."""

from __future__ import annotations

from pydantic import BaseModel
from slack_sdk.models.blocks import (
    Block,
    RichTextBlock,
    RichTextElementParts,
    RichTextSectionElement,
)
from sqlalchemy.orm import Session

from commands.kit.blocks import words
from commands.kit.cards import Look
from commands.kit.request import Request
from commands.kit.zone_views import in_their_zone, is_read_elsewhere
from storage.meeting_callers import Absent
from storage.meeting_times import begins, ends
from storage.meetings import MeetingRecord
from storage.people import Person
from storage.region import Region
from words.days import WEEKDAYS, spoken

COMING = "meeting.coming"
NOT_COMING = "meeting.not_coming"
UNSURE = "meeting.unsure"
SENDING = "meeting.sending"
ANSWERS = "meeting.answers"
"""What the buttons about a meeting's call are known by; each carries which meeting."""


class MeetingPicked(BaseModel):
    """Which meeting a button is about; `start`: from which one on a list goes on."""

    meeting_id: int = 0
    start: int = 0


def meeting_name(meeting: MeetingRecord) -> str:
    """A meeting as it is spoken of: "Kickoff, 10 Dec 2026, 09:00"."""
    return f"{meeting.title}, {spoken(meeting.held_on)}, {meeting.start_time:%H:%M}"


def meeting_time(meeting: MeetingRecord, region: Region) -> str:
    """Its day and times on the region's clocks, by their name: "Thu 10 Dec 2026, 09:00 to 10:00 CST"."""
    start, end = (
        each.astimezone(region.zone) for each in (begins(meeting, region.zone), ends(meeting, region.zone))
    )
    day = f"{WEEKDAYS[meeting.held_on.weekday()][:3].capitalize()} {spoken(meeting.held_on)}"
    nights = (end.date() - start.date()).days
    over = "" if not nights else " the next day" if nights == 1 else f" on {spoken(end.date())}"
    return f"{day}, {start:%H:%M} to {end:%H:%M}{over} {start:%Z}"


def meeting_where(meeting: MeetingRecord) -> str:
    """What follows its time: ", County EOC"; where it has no place, ", online" for one with a link."""
    return f", {meeting.place}" if meeting.place else ", online" if meeting.link else ""


def because(meeting: MeetingRecord) -> str:
    """What follows "it is cancelled": ": the room is closed."; a full stop where no reason is kept."""
    reason = (meeting.cancel_reason or "").strip()
    return f": {reason}" + ("" if reason[-1] in ".!?" else ".") if reason else "."


def whose_it_is(look: Look | Request, meeting: MeetingRecord, is_aloud: bool = False) -> str:
    """Whose meeting it is and who called it: "Called by Dana Reyes, for Cedar Fire Department".

    `is_aloud`: for a channel, where nobody is named.
    """
    agency = look.catalogue.agencies.get(meeting.agency_id or 0)
    key = None if is_aloud else meeting.called_by_id
    caller = None if key is None else look.session.get(Person, key)
    by = caller.name if caller is not None else "emergency management" if agency is None else "its lead"
    return f"Called by {by}, for {'the region' if agency is None else agency.name}"


def caller_is(session: Session, meeting: MeetingRecord, why: Absent) -> str:
    """ "Dana Reyes, who called it, is away": why somebody else is told how its call goes."""
    caller = None if meeting.called_by_id is None else session.get(Person, meeting.called_by_id)
    return f"Who called it {why}" if caller is None else f"{caller.name}, who called it, {why}"


def meeting_blocks(look: Look | Request, meeting: MeetingRecord) -> list[Block]:
    """Its objective, when and where, its link and its agenda; nothing in them is markup."""
    workspace = look.workspace if isinstance(look, Look) else look.member.workspace
    start = begins(meeting, look.region.zone)
    facts = [
        f"Objective: {meeting.objective}" if meeting.objective else "",
        meeting_time(meeting, look.region),
        f"Place: {meeting.place}" if meeting.place else "",
    ]
    blocks: list[Block] = [words("\n".join(each for each in facts if each))]
    if is_read_elsewhere(look.session, workspace, start, look.region):
        blocks.append(in_their_zone(start))
    if meeting.link:
        blocks.append(_link(meeting.link))
    if meeting.agenda:
        blocks.append(words(f"Agenda:\n{meeting.agenda}"))
    return blocks


def _link(address: str) -> RichTextBlock:
    """The address as it was typed, to be pressed."""
    return RichTextBlock(elements=[RichTextSectionElement(elements=[RichTextElementParts.Link(url=address)])])
